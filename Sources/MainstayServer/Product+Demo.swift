import DemoData
import Foundation
import Kernel

extension Product {
  /// Opens the demo company's database and makes the company where nobody is there yet.
  ///
  /// On SQLite the company is made in a file beside and gets its name when it is whole, so that a
  /// company of which the making was stopped is never served.
  ///
  /// - Parameter progress: Called with thousandths while the company is made.
  public static func openDemo(
    _ configuration: Configuration, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> (product: Product, wasMade: Bool) {
    guard configuration.isOnLoopback else {
      throw MainstayError.field(
        Setting.host.rawValue, "must be 127.0.0.1 for the demo company: everybody knows its passwords")
    }
    if case .sqlite(let path) = configuration.database { try DemoFile.check(path) }
    guard case .sqlite(let path) = configuration.database, !FileManager.default.fileExists(atPath: path) else {
      let product = try await open(configuration)
      return (product, try await DemoCompany(product.app, cases: readCases).make(progress: progress))
    }
    var draft = configuration
    let draftPath = path + ".making"
    draft.database = .sqlite(path: draftPath)
    draft.sealKey = configuration.sealKeyPath
    draft.secretsKey = configuration.secretsKeyPath
    for ending in DemoFile.endings { try? FileManager.default.removeItem(atPath: draftPath + ending) }
    let making = try await open(draft)
    do {
      _ = try await DemoCompany(making.app, cases: readCases).make(progress: progress)
      await making.close()
    } catch {
      await making.close()
      throw error
    }
    do {
      for ending in DemoFile.endings where FileManager.default.fileExists(atPath: draftPath + ending) {
        try FileManager.default.moveItem(atPath: draftPath + ending, toPath: path + ending)
      }
    } catch {
      throw MainstayError.unavailable(reason: "\(path) cannot be written: \(error.localizedDescription)")
    }
    return (try await open(configuration), true)
  }
}

/// The files of a SQLite database; its name last, so that it stands only when the others do.
private enum DemoFile {
  static let endings = ["-wal", "-shm", ""]

  /// Refuses, before a minute is spent on making anything, a file that is no database and what is left of another one.
  ///
  /// - Throws: `invalid` naming the setting of the database.
  static func check(_ path: String) throws(MainstayError) {
    let name = Setting.database.rawValue
    guard FileManager.default.fileExists(atPath: path) else {
      for ending in endings where !ending.isEmpty && FileManager.default.fileExists(atPath: path + ending) {
        throw .field(
          name, "\(path)\(ending) is there without its database \(path): move it away, or name another file")
      }
      return
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .field(name, "\(path) is there already and cannot be read; name another file")
    }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 16)) ?? nil
    guard let start, !start.isEmpty else { return }
    guard start.elementsEqual(Array("SQLite format 3\0".utf8)) else {
      throw .field(name, "\(path) is there already and is no SQLite database, so it is left alone; name another file")
    }
  }
}
