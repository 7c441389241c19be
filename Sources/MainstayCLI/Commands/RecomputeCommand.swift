import ArgumentParser
import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import SystemZones
import TradeUseCases

struct RecomputeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recompute",
    abstract: "Count the figures of an offer again, and say of each whether it still comes out.",
    discussion: """
      Takes the file that an offer's page, the API or mainstay offer show --json hands out. With --journal each figure is \
      counted from the entries that its checkpoint seals, on another machine and without a database; else from what the \
      database has now. The status is 1 where one does not come out the same.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "The exported journal to count by.", completion: .file())
  var journal: String?
  @Option(
    name: [.long, .customLong("trust")],
    help: ArgumentHelp("With --journal, a public key that you trust, in hexadecimal; repeatable.", valueName: "hex"))
  var key: [String] = []
  @Argument(help: "The offer's JSON file.", completion: .file(extensions: ["json"]))
  var offer: String

  /// Bytes of the largest offer.
  private static let most = 64 << 20

  func run() async throws {
    guard let data = FileManager.default.contents(atPath: offer), data.count <= RecomputeCommand.most else {
      throw MainstayError.field("OFFER", "there is no file \(offer) that can be read, or it is too large")
    }
    let parsed: JSON
    do {
      parsed = try JSON(parsing: Array(data))
    } catch {
      throw MainstayError.field("OFFER", "\(offer) is no JSON: \(error.reason) (byte \(error.offset))")
    }
    let document = try OfferDocument(json: parsed)
    if let journal {
      var check = OfflineFigures(
        document, trusting: try keys(), calendars: SystemCalendars(), zones: SystemZones())
      let line = ProgressLine("Reading", unit: "bytes")
      let count = try JournalExport(journal, field: "--journal").read(line) { try check.read($0) }
      let outcome = try check.finish()
      line.end(count, of: nil)
      try say(document, outcome.figures, faults: outcome.faults, journal: outcome.journal)
    } else {
      let figures = try await database.onUnchangedProduct { product, principal in
        try await product.app.recompute(document, zones: SystemZones(), as: principal)
      }
      try say(document, figures, faults: document.faults, journal: nil)
    }
  }

  private func keys() throws -> [[UInt8]] {
    try key.map { text in
      guard let key = bytes(hexadecimal: text), key.count == 32 else {
        throw ValidationError("--key takes a public key: 64 hexadecimal digits.")
      }
      return key
    }
  }

  private func say(
    _ document: OfferDocument, _ figures: [FigureOutcome], faults: [String], journal: OfflineJournal.Outcome?
  ) throws {
    let isClean = faults.isEmpty && figures.allSatisfy(\.isSame) && journal?.isClean ?? true
    if output.json {
      var members: [String: JSON] = [
        "ok": .bool(isClean), "offer": .string(document.name), "figures": .array(figures.map(\.json)),
        "faults": .array(faults.map(JSON.string)),
      ]
      if let journal { members["journal"] = journal.json }
      Say.result(.object(members))
    } else {
      var lines = figures.flatMap { figure in
        // The file came from elsewhere: nothing in it begins a line of its own.
        ["round \(figure.round), figure \(figure.number) (\(figure.label)): \(figure.words)".oneLine]
          + figure.remarks.map { "    " + $0.oneLine }
      }
      if figures.isEmpty { lines.append("\(document.name.oneLine) has no figures.") }
      lines += faults.map(\.oneLine)
      if let journal { lines += ["", journal.text(hasKeys: !key.isEmpty)] }
      Say.result(lines.joined(separator: "\n"))
    }
    if !isClean { throw CheckDidNotHold() }
  }
}
