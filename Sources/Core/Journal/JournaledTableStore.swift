import Journal
import Kernel
import Storage

/// A table whose rows the journal keeps whole. Statements, what the journal has of a row, and what verification compares
/// are folds over its columns.
package struct JournaledTable: Sendable {
  package enum Kind: Sendable {
    case text, integer, truth, json
    /// What people wrote: the journal has a salted digest of all such columns of a row, under `text`.
    case words
    /// The salt of that digest. It goes with the row.
    case salt
  }

  package struct Column: Sendable {
    package var name: String
    /// Its member in the journal.
    package var member: String
    package var kind: Kind

    package init(_ name: String, _ member: String, _ kind: Kind = .text) {
      (self.name, self.member, self.kind) = (name, member, kind)
    }
  }

  package var name: String
  /// What the names of the streams begin with that its rows stand in.
  package var prefix: String
  /// The column whose value follows in the name of the stream.
  package var owner: String
  /// The columns that tell a row from the others, or from the others of its stream.
  package var keys: [String]
  package var columns: [Column]

  /// A table of whose rows one column tells each from the others of its stream.
  package init(name: String, prefix: String, owner: String, key: String, columns: [Column]) {
    (self.name, self.prefix, self.owner, self.keys) = (name, prefix, owner, [key])
    self.columns = columns
  }

  /// A table whose first columns tell its rows apart; the very first follows in the name of the stream.
  package init(name: String, keys count: Int, columns: [Column]) {
    (self.name, prefix, owner) = (name, "", columns[0].name)
    keys = columns.prefix(count).map(\.name)
    self.columns = columns
  }

  package var names: String { columns.map(\.name).joined(separator: ", ") }

  /// What the journal says of a row, by the names under which verification tells of it.
  package var told: [(name: String, member: String)] {
    let plain = columns.filter { $0.kind != .words && $0.kind != .salt }.map { (name: $0.name, member: $0.member) }
    return columns.contains { $0.kind == .salt } ? plain + [("digest of words and salt", JournaledTable.digest)] : plain
  }

  /// The member that has the digest of what people wrote.
  package static let digest = "text"

  /// The first column that tells rows apart.
  package var key: String { keys[0] }

  package var insert: String {
    "INSERT INTO \(name) (\(names)) VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))"
  }

  /// Writes a row, or what has changed of it.
  package var save: String {
    let changed = columns.filter { !keys.contains($0.name) }.map { "\($0.name) = excluded.\($0.name)" }
    return insert + " ON CONFLICT (\(keys.joined(separator: ", "))) DO UPDATE SET \(changed.joined(separator: ", "))"
  }

  /// The key of a row by what the journal says of it; nil where a part of it is not said.
  package func key(_ members: JSON) -> String? {
    var parts: [String] = []
    for key in keys {
      let member = columns.first { $0.name == key }?.member ?? key
      guard let value = members[member] else { return nil }
      parts.append(value.stringValue ?? value.canonical)
    }
    return parts.joined(separator: " ")
  }
}

/// A row of such a table.
package protocol JournaledRow: Sendable {
  static var table: JournaledTable { get }
  /// In the order of the table's columns.
  var values: [SQLValue] { get }
  init(_ row: any Row) throws
}

extension JournaledRow {
  /// What the journal keeps: all columns, what people wrote as a salted digest.
  package var journaled: JSON {
    var members: [String: JSON] = ["record": .string(Self.table.name)]
    var words: [JSON] = []
    for (column, value) in zip(Self.table.columns, values) {
      switch (value, column.kind) {
      case (.text(let text), .words): words.append(.string(text))
      case (_, .words): words.append(.null)
      case (.bytes(let salt), .salt):
        members[JournaledTable.digest] = .string(saltedDigest(JSON.array(words).canonical, salt: salt))
      case (.text(let text), .json): members[column.member] = (try? JSON(parsing: text)) ?? .string(text)
      case (.text(let text), _): members[column.member] = .string(text)
      case (.integer(let number), .truth): members[column.member] = .bool(number != 0)
      case (.integer(let number), _): members[column.member] = .integer(number)
      default: break
      }
    }
    return .object(members)
  }

  /// The stream that its row is told in.
  package var stream: String {
    let index = Self.table.columns.firstIndex { $0.name == Self.table.owner } ?? 0
    guard case .text(let owner) = values[index] else { return Self.table.prefix }
    return Self.table.prefix + owner
  }

  package static var reading: (any Row) throws -> Self { Core.reading(table.name, table.names) { try Self($0) } }
}

extension Transaction {
  package func insert(_ row: some JournaledRow) throws { try execute(type(of: row).table.insert, row.values) }

  /// Writes a row, or what has changed of it.
  package func save(_ row: some JournaledRow) throws { try execute(type(of: row).table.save, row.values) }

  /// Rows that meet a condition, which may end with an order and a limit.
  package func rows<R: JournaledRow>(_: R.Type, _ condition: String, _ values: [SQLValue]) throws -> [R] {
    try query("SELECT \(R.table.names) FROM \(R.table.name) WHERE \(condition)", values, R.reading)
  }

  package func row<R: JournaledRow>(_: R.Type, _ condition: String, _ values: [SQLValue]) throws -> R? {
    try first("SELECT \(R.table.names) FROM \(R.table.name) WHERE \(condition)", values, R.reading)
  }

  /// As `rows`, where one that cannot be read hides no other.
  package func readable<R: JournaledRow>(
    _: R.Type, _ condition: String, _ values: [SQLValue]
  ) throws -> ReadableRows<R> {
    try readable("SELECT \(R.table.names) FROM \(R.table.name) WHERE \(condition)", values, R.reading)
  }

  /// Rows whose owners lie from `first` through `last`, as they stand there.
  package func scan(
    _ table: JournaledTable, from first: String, through last: String, _ body: (any Row) throws -> Void
  ) throws {
    let order = ([table.owner] + table.keys.filter { $0 != table.owner }).joined(separator: ", ")
    try scan(
      """
      SELECT \(table.names) FROM \(table.name) WHERE \(table.owner) >= $1 AND \(table.owner) <= $2 ORDER BY \(order)
      """, [.text(first), .text(last)], body)
  }
}
