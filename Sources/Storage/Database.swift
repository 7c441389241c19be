/// One database of either engine. Bodies are synchronous: no await inside a transaction, so no re-entrancy.
public protocol Database: Sendable {
  var dialect: Dialect { get }

  /// Runs `body` on a stable snapshot; it cannot write.
  ///
  /// Throws `MainstayError.away` when the database server cannot be reached, `unavailable` when the database is
  /// overloaded, cannot be written or took longer than its time limit, `StorageError` for a faulty statement, and what `body` throws.
  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// As `read` for a body that runs a single statement: PostgreSQL is spared the ends of a transaction, which are
  /// three parts of four of what such a look costs. A second statement, and one that writes, is refused.
  func glance<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// Runs `body` in a transaction of its own and returns after the durable commit. When `body`
  /// throws nothing of it is kept. A body may run again after a serialisation conflict, so it has
  /// no effects beside its statements.
  ///
  /// Throws as `read` does. After `unavailable` the commit may or may not have happened when the
  /// connection was lost in the very act; the reason then says so.
  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// The payloads that committed transactions send on `channel` from now on, from this process and,
  /// on PostgreSQL, from every other. An empty payload says that some may have been missed (the
  /// connection was lost, the reader fell behind, or another process changed the SQLite file): look
  /// again. Ends when the database is closed.
  func notifications(_ channel: String) -> AsyncStream<String>

  /// Takes what was deleted out of the database's own files, as far as the engine can at once.
  func scrub() async throws

  /// Bytes that the files of the database can still grow by, as far as this process can see; nil where it cannot, as of a
  /// server.
  var freeBytes: Int64? { get }

  /// Runs `body` where there are no tables yet, beside the database's own, which it neither sees nor changes; nothing of
  /// what it does is kept.
  ///
  /// Throws as `write` does, and `StorageError` where the database's user may not make a schema.
  func inEmptySchema<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

  /// Ends all connections once what has begun is done; calls after it throw `MainstayError.unavailable`.
  func close() async
}

extension Database {
  public func glance<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await read(body)
  }

  public var freeBytes: Int64? { nil }

  /// What a server does by itself, in its own time: PostgreSQL's vacuum.
  public func scrub() async throws {}
}
