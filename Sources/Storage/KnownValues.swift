/// Columns of a table each of which holds one of a fixed set of texts, or a key, and nothing else: what a row means that
/// holds another, nobody knows, and comparisons would pass it over.
///
/// A table in use may hold such a row already. It stays, so that it keeps nobody from an upgrade or a restore, and is
/// found by an index of its own; new ones are refused.
public struct KnownValues: Sendable {
  public var table: String
  /// The column that tells rows apart, for who is told of them.
  public var key: String
  public var columns: [(name: String, values: [String])]
  /// Columns that each hold a key: a small letter, then small letters, digits and dashes, at most 40 in all.
  public var keys: [String]

  public init(_ table: String, key: String, _ columns: [(name: String, values: [String])], keys: [String] = []) {
    (self.table, self.key, self.columns, self.keys) = (table, key, columns, keys)
  }

  /// How the text of a step says that a column holds one of its values.
  public enum Wording: Sendable {
    /// `state IN ('open', 'closed')`, as the first steps have it. For more than two values SQLite makes a table of them
    /// each time a trigger or an index asks, which costs ten times the row's own insertion.
    case list
    /// `(state = 'open' OR state = 'closed')`.
    case alternatives
  }

  private static let letters = "abcdefghijklmnopqrstuvwxyz"
  private static let keyCharacters = letters + "0123456789-"

  private func condition(_ prefix: String = "", as wording: Wording) -> String {
    let known = columns.map { column in
      let (name, values) = (prefix + column.name, column.values.map { "'\($0)'" })
      return switch wording {
      case .list: "\(name) IN (\(values.joined(separator: ", ")))"
      case .alternatives: "(\(values.map { "\(name) = \($0)" }.joined(separator: " OR ")))"
      }
    }
    let formed = keys.map { name in
      let column = prefix + name
      return "length(\(column)) BETWEEN 1 AND 40 AND trim(\(column), '\(KnownValues.keyCharacters)') = ''"
        + " AND trim(substr(\(column), 1, 1), '\(KnownValues.letters)') = ''"
    }
    return (known + formed).joined(separator: " AND ")
  }

  /// Why a row holds in one of its columns what nobody knows; nil where it does not.
  /// - Parameter found: What the column holds; nil where that is no text.
  public func fault(_ column: String, _ found: String?) -> String? {
    let shown = found.map { "\"\($0.prefix(60))\"" } ?? "no text"
    if let values = columns.first(where: { $0.name == column })?.values {
      if let found, values.contains(found) { return nil }
      return "\(column) is \(shown) and no " + values.joined(separator: ", ")
    }
    if let found, let first = found.first, found.count <= 40, KnownValues.letters.contains(first),
      found.allSatisfy({ KnownValues.keyCharacters.contains($0) })
    {
      return nil
    }
    return "\(column) is \(shown) and no key of small letters, digits and dashes"
  }

  /// Condition: the row holds something that nobody knows. Few do, and an index has them.
  public var isUnknown: String { "NOT (\(condition(as: .alternatives)))" }

  /// The statements that refuse such rows from now on, as a check that was not made of what is there already. SQLite
  /// has none that can be added, so that triggers stand for it.
  public func statements(_ dialect: Dialect, as wording: Wording = .alternatives) -> [String] {
    let index = "CREATE INDEX \(table)_unknown ON \(table) (\(key)) WHERE NOT (\(condition(as: wording)))"
    guard dialect == .sqlite else {
      let check = condition(as: wording)
      return ["ALTER TABLE \(table) ADD CONSTRAINT \(table)_known CHECK (\(check)) NOT VALID", index]
    }
    let names = (columns.map(\.name) + keys).joined(separator: ", ")
    return [("insert", "INSERT"), ("update", "UPDATE OF \(names)")].map { name, event in
      "CREATE TRIGGER \(table)_known_\(name) BEFORE \(event) ON \(table) WHEN NOT (\(condition("NEW.", as: wording))) "
        + "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: \(table)_known'); END"
    } + [index]
  }

  /// The statements that put these in the place of what an earlier step refused in the table.
  public func statementsAnew(_ dialect: Dialect) -> [String] {
    let former =
      dialect == .sqlite
      ? ["DROP TRIGGER \(table)_known_insert", "DROP TRIGGER \(table)_known_update"]
      : ["ALTER TABLE \(table) DROP CONSTRAINT \(table)_known"]
    return former + ["DROP INDEX \(table)_unknown"] + statements(dialect)
  }
}

extension Transaction {
  /// Takes away what refuses unknown values; the statements that put it back. For rows that come from elsewhere as they
  /// are.
  public func liftKnownValues() throws -> [String] {
    var back: [String] = []
    for (table, name, definition) in try query(
      dialect.lateChecks, [], { (try $0.text(0), try $0.text(1), try $0.text(2)) })
    {
      if dialect == .sqlite {
        try execute("DROP TRIGGER \(name)")
        back.append(definition)
      } else {
        try execute("ALTER TABLE \(table) DROP CONSTRAINT \(name)")
        back.append("ALTER TABLE \(table) ADD CONSTRAINT \(name) \(definition)")
      }
    }
    return back
  }
}

extension Dialect {
  /// Gives table, name and definition of each check that was added to a table in use (`KnownValues`).
  fileprivate var lateChecks: String {
    self == .sqlite
      ? "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_known\\_%' ESCAPE '\\' ORDER BY name"
      : """
      SELECT CAST(t.relname AS TEXT), CAST(c.conname AS TEXT), pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE c.contype = 'c' AND NOT c.convalidated AND n.nspname = current_schema() ORDER BY 1, 2
      """
  }
}
