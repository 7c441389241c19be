import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import Statements
import StatementsUseCases

/// An exported journal, read a portion at a time.
struct JournalExport {
  private let path: String
  private let file: FileHandle

  /// - Parameter field: The option that names it, for what is wrong with it.
  init(_ path: String, field: String) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw MainstayError.field(field, "\(path) is a folder, not an exported journal")
    }
    guard FileManager.default.fileExists(atPath: path) else {
      throw MainstayError.field(field, "there is no file \(path)")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw MainstayError.unavailable(reason: "The file \(path) cannot be read.")
    }
    (self.path, self.file) = (path, file)
  }

  /// Hands on all of it; how many bytes there were.
  func read(_ line: ProgressLine, _ body: (Data) throws -> Void) throws -> Int {
    defer { try? file.close() }
    var count = 0
    do {
      while let portion = try file.read(upToCount: 1 << 20), !portion.isEmpty {
        try body(portion)
        count += portion.count
        line.show(count, of: nil)
      }
    } catch let error as MainstayError {
      throw error
    } catch {
      throw MainstayError.unavailable(reason: "\(path) cannot be read: \(error.localizedDescription)")
    }
    return count
  }
}

/// Verifies a statement by an exported journal.
struct StatementCheck {
  /// Bytes of the largest statement.
  private static let most = 64 << 20

  var statement: String
  var journal: String
  var keys: [[UInt8]]
  var anchors: [Int64: [UInt8]]
  var json: Bool

  func run() throws {
    guard let data = FileManager.default.contents(atPath: statement), data.count <= StatementCheck.most else {
      throw MainstayError.field("STATEMENT", "there is no file \(statement) that can be read, or it is too large")
    }
    let parsed: JSON
    do {
      parsed = try JSON(parsing: Array(data))
    } catch {
      throw MainstayError.field("STATEMENT", "\(statement) is no JSON: \(error.reason) (byte \(error.offset))")
    }
    var check = try OfflineStatement(parsed, trusting: keys, anchors: anchors, calendars: SystemCalendars())
    let line = ProgressLine("Verifying", unit: "bytes")
    let count = try JournalExport(journal, field: "--journal").read(line) { try check.read($0) }
    let outcome = try check.finish()
    line.end(count, of: nil)
    Say.result(json ? outcome.json.canonical : outcome.text(hasKeys: !keys.isEmpty))
    if !outcome.isClean { throw CheckDidNotHold() }
  }
}

extension OfflineStatement.Outcome {
  fileprivate var json: JSON {
    [
      "ok": .bool(isClean), "figures": .integer(Int64(figures)), "findings": .array(findings.map(JSON.string)),
      "notes": .array(notes.map(JSON.string)), "cannotTell": untold.map(JSON.string) ?? .null,
      "supersededBy": successor.map { .integer(Int64($0)) } ?? .null, "journal": journal.json,
    ]
  }

  fileprivate func text(hasKeys: Bool) -> String {
    var lines: [String] = []
    if let first = findings.first, !journal.isClean {
      lines.append(
        "The journal does not hold, so that nothing can be said of the statement. It differs from this journal:")
      lines += ([first] + findings.dropFirst()).map { "  \($0)" }
    } else if let first = findings.first {
      lines.append("The statement does not hold: \(first)")
      lines += findings.dropFirst().map { "  also: \($0)" }
    } else if let untold, journal.isClean {
      lines.append("This export cannot tell whether the statement holds: \(untold)")
    } else if journal.isClean {
      lines.append("The statement holds: its signature, the checkpoint that it rests on, and all \(figures) values.")
    } else {
      lines.append("The journal does not hold, so that nothing can be said of the statement.")
    }
    if let successor {
      lines.append("It stands no longer: \(Statement.name(successor)) took its place, and says what changed and why.")
    }
    lines += notes
    return (lines + ["", "The journal by itself:", journal.text(hasKeys: hasKeys)]).joined(separator: "\n")
  }
}
