import Storage
import Synchronization

/// A database that notes the statements which bodies run on it, so that a test can say how many something takes.
public final class CountingDatabase: Database {
  private let whole: any Database
  private let noted = Mutex<[String]>([])

  public init(_ whole: any Database) { self.whole = whole }

  /// The statements that run while `body` does, in order; a batch is one. BEGIN and COMMIT are not among them.
  public func statements(_ body: () async throws -> Void) async rethrows -> [String] {
    noted.withLock { $0 = [] }
    try await body()
    return noted.withLock { $0 }
  }

  public var dialect: Dialect { whole.dialect }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.read { [self] in try body(CountingTransaction($0, note)) }
  }

  public func glance<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.glance { [self] in try body(CountingTransaction($0, note)) }
  }

  @discardableResult
  public func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.write { [self] in try body(CountingTransaction($0, note)) }
  }

  public func notifications(_ channel: String) -> AsyncStream<String> { whole.notifications(channel) }

  public func scrub() async throws { try await whole.scrub() }

  public var freeBytes: Int64? { whole.freeBytes }

  public func inEmptySchema<T: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T { try await whole.inEmptySchema(body) }

  public func close() async { await whole.close() }

  private func note(_ sql: String) { noted.withLock { $0.append(sql) } }
}

private final class CountingTransaction: Transaction {
  private let whole: any Transaction
  private let note: (String) -> Void

  init(_ whole: any Transaction, _ note: @escaping (String) -> Void) { (self.whole, self.note) = (whole, note) }

  var dialect: Dialect { whole.dialect }

  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
    note(sql)
    return try whole.execute(sql, values)
  }

  func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
    note(sql)
    return try whole.executeBatch(sql, rows)
  }

  func enqueue(_ sql: String, _ values: [SQLValue]) throws {
    note(sql)
    try whole.enqueue(sql, values)
  }

  func enqueueBatch(_ sql: String, _ rows: [[SQLValue]]) throws {
    note(sql)
    try whole.enqueueBatch(sql, rows)
  }

  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    note(sql)
    try whole.forEach(sql, values, body)
  }

  func scan(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    note(sql)
    try whole.scan(sql, values, body)
  }

  func readAhead(_ body: (any Transaction) throws -> Void) throws { try whole.readAhead(body) }

  func notify(_ channel: String, _ payload: String) throws { try whole.notify(channel, payload) }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { whole.afterCommit(action) }

  func setTimeLimit(seconds: Int) throws { try whole.setTimeLimit(seconds: seconds) }
}
