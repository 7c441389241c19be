import Storage
import Synchronization

/// A database as a process has it that is killed while it writes: at some statement, whose transaction is rolled back, or
/// right behind some commit, of which it learns nothing any more. From then on it does nothing at all.
final class DyingDatabase: Database {
  struct Dead: Error {}

  enum Death: Hashable, Sendable, CustomStringConvertible {
    /// Before the statement of this number, of those that writes run.
    case statement(Int)
    /// Behind the commit of this number.
    case commit(Int)

    var description: String {
      switch self {
      case .statement(let number): "before statement \(number)"
      case .commit(let number): "behind commit \(number)"
      }
    }
  }

  private struct State {
    var statements = 0
    var commits = 0
    var isDead = false
  }

  private let whole: any Database
  private let death: Death
  private let state = Mutex(State())

  init(_ whole: any Database, dying death: Death) { (self.whole, self.death) = (whole, death) }

  var isDead: Bool { state.withLock(\.isDead) }

  private func live() throws { if isDead { throw Dead() } }

  fileprivate func step() throws {
    let isOver = state.withLock { state in
      state.statements += 1
      if death == .statement(state.statements) { state.isDead = true }
      return state.isDead
    }
    if isOver { throw Dead() }
  }

  private func committed() throws {
    let isOver = state.withLock { state in
      state.commits += 1
      if death == .commit(state.commits) { state.isDead = true }
      return state.isDead
    }
    if isOver { throw Dead() }
  }

  var dialect: Dialect { whole.dialect }

  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try live()
    return try await whole.read(body)
  }

  func glance<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try live()
    return try await whole.glance(body)
  }

  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try live()
    let value = try await whole.write { [self] in try body(DyingTransaction($0, self)) }
    try committed()
    return value
  }

  func notifications(_ channel: String) -> AsyncStream<String> { whole.notifications(channel) }
  func scrub() async throws { try await whole.scrub() }
  var freeBytes: Int64? { whole.freeBytes }

  func inEmptySchema<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.inEmptySchema(body)
  }

  func close() async {}
}

private final class DyingTransaction: Transaction {
  private let whole: any Transaction
  private let owner: DyingDatabase

  init(_ whole: any Transaction, _ owner: DyingDatabase) { (self.whole, self.owner) = (whole, owner) }

  var dialect: Dialect { whole.dialect }

  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
    try owner.step()
    return try whole.execute(sql, values)
  }

  func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
    try owner.step()
    return try whole.executeBatch(sql, rows)
  }

  func enqueue(_ sql: String, _ values: [SQLValue]) throws {
    try owner.step()
    try whole.enqueue(sql, values)
  }

  func enqueueBatch(_ sql: String, _ rows: [[SQLValue]]) throws {
    try owner.step()
    try whole.enqueueBatch(sql, rows)
  }

  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    try owner.step()
    try whole.forEach(sql, values, body)
  }

  func scan(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    try owner.step()
    try whole.scan(sql, values, body)
  }

  func readAhead(_ body: (any Transaction) throws -> Void) throws { try whole.readAhead(body) }
  func notify(_ channel: String, _ payload: String) throws { try whole.notify(channel, payload) }
  func afterCommit(_ action: @escaping @Sendable () -> Void) { whole.afterCommit(action) }
  func setTimeLimit(seconds: Int) throws { try whole.setTimeLimit(seconds: seconds) }
}
