/// Statements inside one transaction. Not Sendable: it does not leave the body.
///
/// SQL is written once for both engines with `$1 ... $n` parameters, which may repeat. Statements
/// are prepared once per connection and text, so texts should come from a small fixed set.
///
/// A statement that fails ends its transaction: the body may translate the error, but no further
/// statement runs and nothing is committed. Use `ON CONFLICT` where a conflict is expected.
public protocol Transaction: AnyObject {
  var dialect: Dialect { get }

  /// Runs a statement; the number of rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

  /// Runs one statement for each of `rows`, in order; the number of rows they changed together.
  /// Much faster than a loop on PostgreSQL, where the rows share a round trip.
  @discardableResult
  func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int

  /// Runs a statement whose outcome the body does not need to know: it takes effect before any
  /// later statement and before the commit, and its error, if any, is thrown there. On PostgreSQL
  /// it costs no round trip of its own.
  func enqueue(_ sql: String, _ values: [SQLValue]) throws

  /// As `enqueue`, once for each of `rows`, in order.
  func enqueueBatch(_ sql: String, _ rows: [[SQLValue]]) throws

  /// Calls `body` with each row in turn; the row is valid only during the call.
  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws

  /// Says what the body is about to ask for, whatever the rows: `body` makes the same calls on a transaction that finds
  /// nothing, and what comes of it is thrown away. PostgreSQL, where each statement is a round trip, answers all of them
  /// with the next one; elsewhere `body` does not run. An answer holds until this transaction changes something.
  func readAhead(_ body: (any Transaction) throws -> Void) throws

  /// As `forEach`, for results of any size: rows are fetched in portions, never all at once.
  func scan(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws

  /// Sends `payload` to everyone who listens on `channel`, once the transaction is durably committed.
  ///
  /// A channel is at most 40 lower-case letters, digits, `_` and `-`; a payload 1 to 4,000 bytes of UTF-8.
  func notify(_ channel: String, _ payload: String) throws

  /// Runs `action` once the transaction is durably committed, never when it is rolled back. It must
  /// be short: other transactions wait for it.
  func afterCommit(_ action: @escaping @Sendable () -> Void)

  /// Lets each statement of this transaction run for `seconds`, instead of the database's limit.
  func setTimeLimit(seconds: Int) throws
}

extension Transaction {
  @discardableResult
  public func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
    try rows.reduce(0) { try $0 + execute(sql, $1) }
  }

  public func enqueue(_ sql: String, _ values: [SQLValue]) throws {
    try execute(sql, values)
  }

  public func enqueueBatch(_ sql: String, _ rows: [[SQLValue]]) throws {
    try executeBatch(sql, rows)
  }

  public func readAhead(_ body: (any Transaction) throws -> Void) throws {}

  public func scan(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    try forEach(sql, values, body)
  }

  public func query<T>(_ sql: String, _ values: [SQLValue] = [], _ decode: (any Row) throws -> T) throws -> [T] {
    var rows: [T] = []
    try forEach(sql, values) { rows.append(try decode($0)) }
    return rows
  }

  /// The first row, or nil when there is none.
  public func first<T>(_ sql: String, _ values: [SQLValue] = [], _ decode: (any Row) throws -> T) throws -> T? {
    var result: T?
    try forEach(sql, values) { if result == nil { result = try decode($0) } }
    return result
  }

  @discardableResult
  public func execute(_ sql: String) throws -> Int { try execute(sql, []) }
}

/// One row, read by column index from 0. Asking a null for a plain value is a programming error and throws.
public protocol Row {
  func isNull(_ column: Int) -> Bool
  func int64(_ column: Int) throws -> Int64
  func double(_ column: Int) throws -> Double
  func text(_ column: Int) throws -> String
  func bytes(_ column: Int) throws -> [UInt8]
  func bool(_ column: Int) throws -> Bool
}

extension Row {
  public func int(_ column: Int) throws -> Int { Int(try int64(column)) }
  public func optionalInt64(_ column: Int) throws -> Int64? { isNull(column) ? nil : try int64(column) }
  public func optionalInt(_ column: Int) throws -> Int? { isNull(column) ? nil : try int(column) }
  public func optionalDouble(_ column: Int) throws -> Double? { isNull(column) ? nil : try double(column) }
  public func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
  public func optionalBytes(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try bytes(column) }
  public func optionalBool(_ column: Int) throws -> Bool? { isNull(column) ? nil : try bool(column) }

  /// Several of a closed set of values, with spaces between. Throws `StorageError.column` for any other.
  public func values<T: RawRepresentable & CaseIterable>(_ column: Int, of _: T.Type = T.self) throws -> [T]
  where T.RawValue == String {
    let text = try text(column)
    return try text.split(separator: " ").map { word in
      guard let value = T(rawValue: String(word)) else {
        let known = T.allCases.map(\.rawValue).joined(separator: ", ")
        throw StorageError.column(index: column, expected: "some of \(known)", found: "\"\(text.prefix(60))\"")
      }
      return value
    }
  }

  /// One of a closed set of values. Throws `StorageError.column` for any other.
  @inlinable
  public func value<T: RawRepresentable & CaseIterable>(_ column: Int, of _: T.Type = T.self) throws -> T
  where T.RawValue == String {
    let text = try text(column)
    guard let value = T(rawValue: text) else {
      let known = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw StorageError.column(index: column, expected: "one of \(known)", found: "\"\(text.prefix(60))\"")
    }
    return value
  }
}
