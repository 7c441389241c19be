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
}
