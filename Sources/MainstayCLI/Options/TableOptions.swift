import ArgumentParser
import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases

enum ImportText {
  /// How any table is read.
  static let reading = """
    The file is CSV with commas, semicolons or tabs between; its first line names the columns, in any order. How letters \
    are written (UTF-8, UTF-16, Windows-1252) is decided from the whole file and said; --encoding says it where the file \
    does not show it. A column that is called otherwise is said by --column.
    """

  static let discussion = """
    \(reading) A column that is missing leaves things as they are; an empty cell takes away what stood there. Rows are written in \
    portions; one that is refused keeps no other from coming in, and the status is then 1. The same file brought in again \
    does nothing.
    """
}

/// How a table is brought in.
struct TableOptions: ParsableArguments {
  @Flag(name: .long, help: "Say what each row would do, and write nothing.")
  var dryRun = false

  @Option(name: .long, help: "How letters are written: utf-8, utf-16le, utf-16be or windows-1252; decided if not said.")
  var encoding: TableEncoding?
  @Option(
    name: .long,
    help: "What a column is, like \"Full name=display name\"; Notes=- leaves one out. May be said several times.")
  var column: [String] = []

  /// Bytes that a file may have.
  private static let most = 256 << 20

  /// Reads a file, and says what was assumed of how its letters are written.
  func read(_ file: String) throws -> (table: ImportTable, notes: [String]) {
    let bytes = try InputFile.read(file, limit: TableOptions.most)
    guard bytes.count <= TableOptions.most else {
      throw MainstayError.field("file", "has more than \(TableOptions.most >> 20) MB; bring it in in parts")
    }
    let plain = try Product.plainTable(bytes, as: encoding)
    return (try Product.readTable(plain.text, most: ImportTable.most), plain.notes)
  }

  /// Says what was assumed of a file and of its columns.
  func say(_ notes: [String], _ matches: [ColumnMatch]) -> [String] {
    let all = notes + matches.compactMap(\.words).map { $0 + "." }
    for note in all { Say.aside(note) }
    return all
  }

  /// Says how a table fared, and that it was not brought in whole.
  func say(_ outcomes: [ImportOutcome], notes: [String], json: Bool) throws {
    let counts = ImportCounts(outcomes)
    if json {
      Say.result([
        "dryRun": .bool(dryRun), "notes": .array(notes.map(JSON.string)), "new": .integer(Int64(counts[.new])),
        "changed": .integer(Int64(counts[.changed])),
        "unchanged": .integer(Int64(counts[.unchanged])), "refused": .integer(Int64(counts[.refused])),
        "lines": .array(
          outcomes.filter { $0.verdict != .unchanged || !$0.notes.isEmpty }.map { .array($0.lines.map(JSON.string)) }),
      ])
    } else {
      Say.result((dryRun ? "Would be: " : "") + counts.words + ".")
    }
    if counts[.refused] > 0 { throw CheckDidNotHold() }
  }

  /// Brings in a table and says, row by row, what changed.
  ///
  /// - Parameter then: Gets the outcomes, in the same product, once all rows are done.
  func bring(
    _ file: String, as subject: ImportSubject, takesTickets: Bool = false, on database: DatabaseOptions, json: Bool,
    then: @escaping @Sendable ([ImportOutcome], Product, Principal) async throws -> Void = { _, _, _ in }
  ) async throws {
    let (table, assumed) = try read(file)
    let columns = try subject.chosen(column, of: table.columns, at: "--column")
    let notes = say(assumed, subject.matches(of: table.columns, chosen: columns))
    let outcomes = try await database.onProduct { product, principal in
      var all: [ImportOutcome] = []
      try await product.app.importTable(
        table, as: subject, by: principal, columns: columns, takesTickets: takesTickets, dryRun: dryRun
      ) { portion in
        all += portion
        if !json { for one in portion { one.lines.forEach { Say.result($0) } } }
      }
      try await then(all, product, principal)
      return all
    }
    try say(outcomes, notes: notes, json: json)
  }
}

extension ImportOutcome {
  /// For a terminal: a line for the row, and one for each fault.
  var lines: [String] { doing + notes.map { "line \(line): \(key): \($0)" } }

  private var doing: [String] {
    switch verdict {
    case .unchanged: []
    case .refused:
      faults.map { fault in
        let column = fault.path.isEmpty ? "" : ", column \(fault.path)"
        return "line \(line)\(column): refused\(key.isEmpty ? "" : " (\(key))"): \(fault.message)"
      }
    case .new, .changed:
      [
        "line \(line): \(verdict) \(key): "
          + changes.map { change in
            let before = change.before.isEmpty ? "" : "\(change.before) -> "
            return "\(change.column) \(before)\(change.after.isEmpty ? "nothing" : change.after)"
          }.joined(separator: "; ")
      ]
    }
  }
}

extension TableEncoding: ExpressibleByArgument {}
