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
    guard case .sqlite(let path) = configuration.database, !FileManager.default.fileExists(atPath: path) else {
      let product = try await open(configuration)
      return (product, try await DemoCompany(product.app).make(progress: progress))
    }
    var draft = configuration
    let draftPath = path + ".making"
    draft.database = .sqlite(path: draftPath)
    draft.sealKey = configuration.sealKeyPath
    draft.secretsKey = configuration.secretsKeyPath
    for ending in DemoFile.endings { try? FileManager.default.removeItem(atPath: draftPath + ending) }
    let making = try await open(draft)
    do {
      _ = try await DemoCompany(making.app).make(progress: progress)
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
}
