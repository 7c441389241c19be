/// What a database refuses. Use cases catch the constraint cases and say what they mean to people;
/// the others are faults of the product, for the log and never for a page.
public enum StorageError: Error, Hashable, Sendable {
  /// Two rows may not share this value. A constraint without a name of its own is called as
  /// PostgreSQL calls it, on both engines: `ticket_number_key`, `ticket_pkey`.
  case unique(constraint: String?)
  /// A row refers to one that is not there, or is still referred to. SQLite does not say which.
  case foreignKey(constraint: String?)
  /// A CHECK did not hold. SQLite gives the expression where the constraint has no name.
  case check(constraint: String?)
  /// A column must have a value: `ticket.title`.
  case notNull(column: String?)
  /// Any other failure of a statement: the engine's own code and words.
  case statement(code: String, message: String, sql: String)
  /// A column does not hold what the reader asked of it.
  case column(index: Int, expected: String, found: String)
}

extension StorageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unique(let name): "unique constraint \(name ?? "?") violated"
    case .foreignKey(let name): "foreign key \(name ?? "?") violated"
    case .check(let name): "check \(name ?? "?") violated"
    case .notNull(let column): "column \(column ?? "?") must not be null"
    case .statement(let code, let message, let sql): "\(message) (\(code)) in: \(sql)"
    case .column(let index, let expected, let found): "column \(index) is \(found), not \(expected)"
    }
  }
}
