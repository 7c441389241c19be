import Kernel

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

  /// As `skipLocked`, locking only the rows of these tables of a join: `s` or `s, t`.
  public func skipLocked(of table: String) -> String {
    self == .sqlite ? "" : " FOR UPDATE OF \(table) SKIP LOCKED"
  }

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

  /// Takes the next number of a sequence, and with it the values of other expressions in the same row. On
  /// PostgreSQL a rolled back transaction leaves a gap.
  public func takeNumber(_ sequence: String, and others: String...) -> String {
    let rest = others.map { ", " + $0 }.joined()
    return self == .sqlite
      ? "UPDATE \(sequence) SET value = value + 1 RETURNING value\(rest)" : "SELECT nextval('\(sequence)')\(rest)"
  }

  /// Right side of a comparison with any text of a list: `team \(dialect.anyText("$2"))`. Bind the
  /// list by `SQLValue.list`.
  public func anyText(_ parameter: String) -> String {
    self == .sqlite
      ? "IN (SELECT value FROM json_each(\(parameter)))"
      : "= ANY (ARRAY(SELECT json_array_elements_text(CAST(\(parameter) AS json))))"
  }

  /// As `anyText` for the keys of rows that are fetched by them: PostgreSQL plans it as a join, which it does well for
  /// tables of any size, and keeps the plan. (It would compare each row of a small table with each key of an array, and
  /// would plan a list of parameters anew each time.)
  public func amongKeys(_ parameter: String) -> String {
    self == .sqlite ? anyText(parameter) : "IN (SELECT json_array_elements_text(CAST(\(parameter) AS json)))"
  }

  /// As `anyText` for whole numbers.
  public func anyInteger(_ parameter: String) -> String {
    self == .sqlite
      ? "IN (SELECT value FROM json_each(\(parameter)))"
      : "= ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(\(parameter) AS json)) AS BIGINT)))"
  }

  /// Aggregate: the texts of a group in one, in no particular order.
  public func joined(_ expression: String, separator: String) -> String {
    let quoted = "'" + separator.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    return self == .sqlite ? "group_concat(\(expression), \(quoted))" : "string_agg(\(expression), \(quoted))"
  }

  /// The text that a member of an object in canonical JSON has, which holds no control characters; null where it has
  /// none, or where that is no JSON. (A cast of PostgreSQL's would fail for all rows where one is no JSON.)
  public func jsonText(_ expression: String, _ member: String) -> String {
    if self == .sqlite {
      return "CASE WHEN json_valid(\(expression)) THEN json_extract(\(expression), '$.\(member)') END"
    }
    let found = "substring(\(expression) from '\"\(member)\":\"((?:[^\"\\\\]|\\\\.)*)\"')"
    return "replace(replace(\(found), '\\\"', '\"'), '\\\\', '\\')"
  }

  /// The text in small letters of any script; the same expression serves in indexes. (A column of
  /// `textType` is compared by bytes, and then PostgreSQL's own `lower` knows only A to Z.)
  public func lower(_ expression: String) -> String {
    self == .sqlite ? "lower(\(expression))" : "lower((\(expression)) COLLATE \"default\")"
  }

  /// Condition: what stands in a column of whole numbers is none. SQLite keeps in it whatever was written into it, and
  /// a comparison would pass it over.
  public func isNoInteger(_ column: String, orNull: Bool = false) -> String {
    switch (self, orNull) {
    case (.sqlite, false): "typeof(\(column)) <> 'integer'"
    case (.sqlite, true): "typeof(\(column)) NOT IN ('integer', 'null')"
    case (.postgres, false): "\(column) IS NULL"
    case (.postgres, true): "FALSE"
    }
  }

  /// As `isNoInteger` for a column of truths, which may be null.
  public func isNoTruth(_ column: String) -> String {
    self == .sqlite ? "(\(column) IS NOT NULL AND \(column) NOT IN (0, 1))" : "FALSE"
  }

  /// How many small transactions of one background task run at once: as many as share a commit well on SQLite;
  /// on PostgreSQL fewer than there are connections, so that people always find one.
  public var writesAtOnce: Int { self == .sqlite ? 64 : 6 }

  /// The greatest of several expressions, none of which is null.
  public func greatest(_ expressions: String...) -> String {
    (self == .sqlite ? "max(" : "greatest(") + expressions.joined(separator: ", ") + ")"
  }

  /// The least of several expressions, none of which is null.
  public func least(_ expressions: String...) -> String {
    (self == .sqlite ? "min(" : "least(") + expressions.joined(separator: ", ") + ")"
  }

  /// Gives the milliseconds since 1970 that the server's clock shows; nil where the database is a file of this machine.
  public var serverClock: String? {
    self == .sqlite ? nil : "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
  }

  /// Gives a row when the database (on PostgreSQL: the search path) has a table called `$1`.
  public var tableExists: String {
    self == .sqlite
      ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1"
      : "SELECT 1 WHERE to_regclass(CAST($1 AS TEXT)) IS NOT NULL"
  }

  /// Gives the name, the table and the text of each trigger that the database (on PostgreSQL: the schema) has.
  public var triggers: String {
    self == .sqlite
      ? "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
      : """
      SELECT CAST(t.tgname AS TEXT), CAST(c.relname AS TEXT), pg_get_triggerdef(t.oid)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema()
      ORDER BY 1, 2
      """
  }

  /// Gives the name of each view that the database (on PostgreSQL: the schema) has.
  public var views: String {
    self == .sqlite
      ? "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"
      : """
      SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname = current_schema() ORDER BY 1
      """
  }

  /// The statements that count anew what the planner goes by in these tables; on SQLite by a sample, as it would
  /// read them whole.
  public func analyze(_ tables: [String]) -> [String] {
    self == .sqlite
      ? ["PRAGMA analysis_limit = 1000"] + tables.map { "ANALYZE \($0)" }
      : ["ANALYZE " + tables.joined(separator: ", ")]
  }

  /// The last number that a sequence gave, 0 where it gave none.
  public func lastNumber(_ sequence: String) -> String {
    self == .sqlite
      ? "SELECT value FROM \(sequence)" : "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(sequence)"
  }

  /// A statement that makes all who read or write a table wait until this transaction ends, once those have ended who
  /// did; nil where the one writer has the database to itself.
  public func exclusive(_ table: String) -> String? {
    self == .sqlite ? nil : "LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE"
  }

  /// A statement that makes other holders of the same lock wait until this transaction ends; nil
  /// where writers wait for each other anyway. `$1` is the number of the lock. Whoever has another schema of the same
  /// database has other locks.
  public var transactionLock: String? {
    guard self == .postgres else { return nil }
    return "SELECT pg_advisory_xact_lock(hashtextextended(COALESCE(current_schema(), ''), CAST($1 AS BIGINT)))"
  }
}

extension SQLValue {
  /// A list for `Dialect.anyText`.
  public static func list(_ texts: some Sequence<String>) -> SQLValue {
    .text(JSON.array(texts.map(JSON.string)).canonical)
  }

  /// A list for `Dialect.anyInteger`.
  public static func list(_ integers: some Sequence<Int64>) -> SQLValue {
    .text("[" + integers.map(String.init).joined(separator: ",") + "]")
  }
}
