/// What differs between the engines, each difference behind a name, and nowhere else.
public enum Dialect: Hashable, Sendable {
  case sqlite
  case postgres

  /// Column type of raw bytes.
  public var bytesType: String { self == .sqlite ? "BLOB" : "BYTEA" }

  /// Column type of text that is compared and sorted by bytes.
  public var textType: String { self == .sqlite ? "TEXT" : "TEXT COLLATE \"C\"" }

  /// Ends a `SELECT` whose rows this transaction will change, so that other nodes pass them by.
  public var skipLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }

  /// Ends a `SELECT` whose rows this transaction will change, so that others wait.
  public var forUpdate: String { self == .sqlite ? "" : " FOR UPDATE" }

  /// What a table ends with whose rows are read by their primary key alone.
  public var clustered: String { self == .sqlite ? " WITHOUT ROWID" : "" }

  /// The statements that make a number sequence starting at 1.
  public func makeSequence(_ name: String) -> [String] {
    self == .sqlite
      ? ["CREATE TABLE \(name) (value INTEGER NOT NULL)", "INSERT INTO \(name) (value) VALUES (0)"]
      : ["CREATE SEQUENCE \(name)"]
  }

  /// Takes the next number of a sequence. On PostgreSQL a rolled back transaction leaves a gap.
  public func takeNumber(_ sequence: String) -> String {
    self == .sqlite
      ? "UPDATE \(sequence) SET value = value + 1 RETURNING value" : "SELECT nextval('\(sequence)')"
  }
}
