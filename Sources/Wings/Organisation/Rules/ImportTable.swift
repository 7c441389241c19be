import Kernel

/// A table out of a file: names of columns, and rows of cells.
public struct ImportTable: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    /// Counted from 1, the line of the names among them.
    public var line: Int
    public var cells: [String]
    /// What kept the row from being read; then its cells mean nothing.
    public var fault: FieldFault?

    public init(line: Int, cells: [String], fault: FieldFault? = nil) {
      (self.line, self.cells, self.fault) = (line, cells, fault)
    }
  }

  public var columns: [String]
  public var rows: [Row]

  public init(columns: [String], rows: [Row]) { (self.columns, self.rows) = (columns, rows) }

  /// Rows that one file may have.
  public static let most = 200_000
  /// Rows of a file that is sent to a page or the API, which are read within one request.
  public static let mostSent = 2000
  /// Bytes of such a file.
  public static let sentBytes = 1 << 20
  /// Rows that are written in one transaction.
  public static let portion = 100
}

/// What a table is about.
public enum ImportSubject: Hashable, Sendable {
  case people
  case structure(StructureKind)

  public static let all: [ImportSubject] = [.people] + StructureKind.allCases.map(ImportSubject.structure)

  /// `people`, `sites`.
  public var name: String {
    switch self {
    case .people: "people"
    case .structure(let kind): kind.many
    }
  }

  public init?(_ name: String) {
    guard let found = ImportSubject.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// The columns that a file may have; the first says whom or what a row is about.
  public var columns: [String] {
    switch self {
    case .people:
      ["name", "display name", "email", "role", "organisation", "teams", "active", "site", "languages", "skills"]
    case .structure(let kind):
      ["key", "name"] + kind.fields.map(\.key) + (kind.retires ? ["active"] : [])
    }
  }

  /// Each row with its cells by column. A row that says again what another said is refused, and so is one with more
  /// cells than there are columns. One whose mail address stands in a row before is noted and not refused: people share
  /// boxes, and nobody signs in by an address.
  ///
  /// - Parameter chosen: What somebody said of columns, by their places: a column, or `leaveOut`.
  /// - Throws: `invalid` with each column that is not known or stands twice, and with the first where it is missing.
  public func lines(of table: ImportTable, chosen: [Int: String] = [:]) throws(MainstayError) -> [ImportLine] {
    let matches = matches(of: table.columns, chosen: chosen)
    let faults = faults(of: matches)
    if !faults.isEmpty { throw .invalid(faults) }
    let names = matches.map(\.column)
    var first: [String: Int] = [:]
    var mails: [String: Int] = [:]
    // Spreadsheets write their empty rows too.
    let rows = table.rows.filter { $0.fault != nil || $0.cells.contains { !$0.allSatisfy(\.isWhitespace) } }
    return rows.map { row in
      var line = ImportLine(line: row.line)
      if let fault = row.fault {
        line.faults = [fault]
        return line
      }
      if row.cells.count > names.count {
        line.faults = [
          FieldFault("", "has \(row.cells.count) cells, and there are \(names.count) columns; a quote may be missing")
        ]
        return line
      }
      for (name, cell) in zip(names, row.cells) {
        if let name { line.cells[name] = cell.trimmed }
      }
      line.key = line.cells[columns[0]] ?? ""
      if line.key.isEmpty {
        line.faults.append(FieldFault(columns[0], "is missing"))
      } else if let before = first[line.key] {
        line.faults.append(FieldFault(columns[0], "\(line.key) stands on line \(before) already"))
      } else {
        first[line.key] = row.line
      }
      if let mail = line.cells["email"]?.lowercased(), !mail.isEmpty {
        if let before = mails[mail] {
          line.notes.append("the mail address stands on line \(before) too: both are written to in one box")
        } else {
          mails[mail] = row.line
        }
      }
      return line
    }
  }
}

/// A row of a table, with its cells by the names of columns. A column that the table lacks leaves things as they are; an
/// empty cell takes away what stood there.
public struct ImportLine: Hashable, Sendable {
  public var line: Int
  /// The sign-in name or the key.
  public var key = ""
  public var cells: [String: String] = [:]
  /// Why it is refused before anybody looks at the database; the path is a column.
  public var faults: [FieldFault] = []
  /// What is odd about it and keeps it from nothing, sentences without a beginning.
  public var notes: [String] = []

  public init(line: Int) { self.line = line }

  /// `yes` or `no` of a column; nil where it is missing or empty.
  public func truth(_ column: String) throws(MainstayError) -> Bool? {
    switch (cells[column] ?? "").lowercased() {
    case "": return nil
    case "yes", "true", "1", "active": return true
    case "no", "false", "0", "inactive", "retired": return false
    default: throw .field(column, "is yes or no")
    }
  }
}

/// What a row does, or would do.
public struct ImportOutcome: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    case new
    case changed
    case unchanged
    case refused
  }

  public struct Change: Hashable, Sendable {
    public var column: String
    public var before: String
    public var after: String
    public init(_ column: String, _ before: String, _ after: String) {
      (self.column, self.before, self.after) = (column, before, after)
    }
  }

  public var line: Int
  public var key: String
  public var verdict: Verdict
  /// What differs, of one that is new all that it has.
  public var changes: [Change]
  /// Why it is refused, with the column.
  public var faults: [FieldFault]
  /// What is odd about it and keeps it from nothing, sentences without a beginning.
  public var notes: [String]
  /// Of somebody who is new: whether they may sign in, so that a link can be made for them.
  public var isToSignIn = false

  public init(
    _ line: ImportLine, _ verdict: Verdict, changes: [Change] = [], faults: [FieldFault] = [], notes: [String] = []
  ) {
    (self.line, key, self.verdict, self.notes) = (line.line, line.key, verdict, line.notes + notes)
    (self.changes, self.faults) = (changes, faults)
  }
}

/// How many rows did what.
public struct ImportCounts: Hashable, Sendable {
  public private(set) var counts: [ImportOutcome.Verdict: Int] = [:]

  public init(_ outcomes: some Sequence<ImportOutcome>) { for one in outcomes { counts[one.verdict, default: 0] += 1 } }

  public subscript(_ verdict: ImportOutcome.Verdict) -> Int { counts[verdict] ?? 0 }

  /// `3 new, 2 changed, 40 as they are, 1 refused`.
  public var words: String {
    "\(self[.new]) new, \(self[.changed]) changed, \(self[.unchanged]) as they are, \(self[.refused]) refused"
  }
}
