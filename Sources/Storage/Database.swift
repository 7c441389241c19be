/// One database of either engine. Bodies are synchronous: no await inside a transaction, so no re-entrancy.
public protocol Database: Sendable {
  var dialect: Dialect { get }

  /// Runs `body` on a stable snapshot; it cannot write.
  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// Runs `body` in a transaction of its own and returns after the durable commit. When `body`
  /// throws nothing of it is kept. A body may run again after a serialisation conflict, so it has
  /// no effects beside its statements.
  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// Ends all connections; calls after it throw `MainstayError.unavailable`.
  func close() async
}

/// Statements inside one transaction. Not Sendable: it does not leave the body.
///
/// SQL is written once for both engines with `$1 ... $n` parameters, which may repeat. Statements
/// are prepared once per connection and text, so texts should come from a small fixed set.
public protocol Transaction: AnyObject {
  var dialect: Dialect { get }

  /// Runs a statement; the number of rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

  /// Calls `body` with each row in turn; the row is valid only during the call.
  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws

  /// Runs `action` once the transaction is durably committed, never when it is rolled back.
  func afterCommit(_ action: @escaping @Sendable () -> Void)
}

extension Transaction {
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
  public func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
  public func optionalBytes(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try bytes(column) }
  public func optionalBool(_ column: Int) throws -> Bool? { isNull(column) ? nil : try bool(column) }
}
