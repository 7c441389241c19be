import ArgumentParser
import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayServer

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute the journal and all that follows from it, and name what does not hold.",
    discussion: """
      Checks every hash chain, checkpoint and signature, and holds tickets, texts, clocks, people and agreements \
      against the journal. It changes nothing, and can run beside a live server. The status is 1 when something does \
      not hold.

      With a statement's JSON and --journal, it verifies that statement by an exported journal, without a database: the \
      journal, the checkpoint that the statement rests on, its signature, and every figure, which is counted again.

      --export writes the journal to a file instead, and --offline verifies such a file without a database; the \
      checkpoint digest that a clean run prints, kept elsewhere, is what --anchor takes.
      """)

  @Argument(help: "A statement's JSON file, to be verified by --journal.", completion: .file())
  var statement: String?
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "The exported journal by which a statement is verified.", completion: .file())
  var journal: String?
  @Option(name: .long, help: "Verify an exported journal, without a database.", completion: .file())
  var offline: String?
  @Option(name: .long, help: "Write the journal to a file for an auditor, and verify nothing.", completion: .file())
  var export: String?
  @Option(
    name: [.long, .customLong("trust")],
    help: ArgumentHelp(
      "A public key that you trust, in hexadecimal; repeat it for several. It may have signed, and it vouches for the "
        + "register of keys. This node's own otherwise.",
      valueName: "hex"))
  var key: [String] = []
  @Option(
    name: .long,
    help: ArgumentHelp("A checkpoint's digest that was kept elsewhere; repeatable.", valueName: "number:digest"))
  var anchor: [String] = []

  func validate() throws {
    guard (statement == nil) == (journal == nil) else {
      throw ValidationError(
        "A statement is verified by an exported journal: mainstay verify STATEMENT.json --journal FILE")
    }
    if statement != nil, offline != nil || export != nil {
      throw ValidationError("A statement is verified by --journal alone, without --offline or --export.")
    }
    if offline != nil, export != nil { throw ValidationError("--offline and --export exclude each other.") }
    _ = try keys()
    _ = try anchors()
  }

  func run() async throws {
    if let statement, let journal {
      return try StatementCheck(
        statement: statement, journal: journal, keys: try keys(), anchors: try anchors(), json: output.json
      ).run()
    }
    if let offline { return try verifyFile(offline) }
    if let export { return try await exportJournal(to: export) }
    let line = ProgressLine("Verifying", unit: "streams")
    let (keys, anchors) = (try keys(), try anchors())
    let report = try await database.onUnchangedProduct { product, principal in
      let shown = Shown(line)
      let report = try await product.app.verify(as: principal, trusting: keys, anchors: anchors) { shown.show($0) }
      shown.end(report.counts.streams)
      return report
    }
    if output.json {
      Say.result(report.json)
    } else {
      Say.result(report.text)
    }
    if !report.isClean { throw CheckDidNotHold() }
    if report.unopened > 0 {
      throw MainstayError.unavailable(
        reason: "Not everything was checked: the secrets key here does not open the keys of \(report.unopened) people. "
          + "Put the file with the key that does in its place, and verify again.")
    }
  }

  // MARK: Files

  private func verifyFile(_ path: String) throws {
    var journal = OfflineJournal(trusting: try keys(), anchors: try anchors())
    let line = ProgressLine("Verifying", unit: "bytes")
    let count = try JournalExport(path, field: "--offline").read(line) { try journal.read($0) }
    let outcome = try journal.finish()
    line.end(count, of: nil)
    Say.result(output.json ? outcome.json.canonical : outcome.text(hasKeys: !key.isEmpty))
    if !outcome.isClean { throw CheckDidNotHold() }
  }

  private func exportJournal(to path: String) async throws {
    let named = try NamedFile(path, for: .journal, field: "--export", besides: database.configuration())
    let line = ProgressLine("Exporting", unit: "streams")
    let counts = try await database.onUnchangedProduct { product, principal in
      let shown = Shown(line)
      return try await named.write { file in
        let counts = try await product.app.exportJournal(as: principal) { bytes in
          do {
            try file.write(contentsOf: Data(bytes))
          } catch {
            throw MainstayError.unavailable(reason: "\(path) cannot be written: \(error.localizedDescription)")
          }
        } progress: {
          shown.show($0)
        }
        shown.end(counts.streams)
        return counts
      }
    }
    if output.json {
      Say.result(["file": .string(path), "counts": counts.json])
    } else {
      Say.result("Wrote \(counts.words) to \(path).")
    }
  }

  // MARK: Arguments

  private func keys() throws -> [[UInt8]] {
    try key.map { text in
      guard let key = bytes(hexadecimal: text), key.count == 32 else {
        throw ValidationError("--key takes a public key: 64 hexadecimal digits.")
      }
      guard !SealKey.isSmallOrder(key) else {
        throw ValidationError("--key \(text) is a point of small order, for which anybody can sign.")
      }
      return key
    }
  }

  private func anchors() throws -> [Int64: [UInt8]] {
    var anchors: [Int64: [UInt8]] = [:]
    for text in anchor {
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let number = Int64(parts[0]), number > 0,
        let digest = bytes(hexadecimal: String(parts[1])), digest.count == 32
      else { throw ValidationError("--anchor takes a checkpoint's number, a colon, and its digest.") }
      anchors[number] = digest
    }
    return anchors
  }
}
