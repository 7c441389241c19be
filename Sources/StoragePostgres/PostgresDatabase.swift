import Kernel
import Storage

/// A PostgreSQL database: a pool of connections, each on a thread of its own.
public final class PostgresDatabase: Database {
  /// Bounds and sizes. The defaults suit one node of a few.
  public struct Options: Hashable, Sendable {
    /// Connections, besides the one for notifications. They are made when first needed.
    public var pool = 8
    /// Connections that the reads of people's requests leave to writes and to the product itself.
    public var reserved = 3
    /// Bodies that may wait for a connection; more are refused at once.
    public var waitingLimit = 4096
    /// Seconds that a body waits for a connection.
    public var waitSeconds = 10
    /// Milliseconds that a body waits once it is known that the server is away; later ones are refused at once.
    public var outageMilliseconds = 1500
    /// Seconds that one statement may take.
    public var statementSeconds = 30
    /// Seconds that connecting to one host may take.
    public var connectSeconds = 3
    /// Seconds without an answer after which a server is asked anew whether it is still there.
    public var silenceSeconds = 2
    /// Seconds after which the server ends the transaction of a node that has stopped in it.
    public var idleInTransactionSeconds = 30
    /// How often a body is run at most, when conflicts or lost connections stop it.
    public var attempts = 10
    /// Prepared statements that each connection keeps.
    public var statementLimit = 512
    /// The schema that holds the tables; nil leaves it to the server (`public`).
    public var schema: String?

    public init() {}
    public static let standard = Options()
  }

  public let dialect = Dialect.postgres
  private let jobs: JobQueue
  private let messages: PostgresMessages
  private let threads = ThreadGroup()

  /// Connects once, to see that `url` (`postgresql://...`, or libpq's keywords and values) is right,
  /// and starts the threads. Throws `MainstayError.unavailable` with the server's reason otherwise.
  public static func open(url: String, options: Options = .standard) throws -> PostgresDatabase {
    do {
      try PostgresConnection(url: url, options: options).close()
    } catch MainstayError.away(let internals) {
      // Whoever starts a program may know where its database is.
      throw MainstayError.unavailable(reason: "the database cannot be reached: \(internals)")
    }
    return PostgresDatabase(url: url, options: options)
  }

  private init(url: String, options: Options) {
    jobs = JobQueue(
      limit: options.waitingLimit, waitSeconds: options.waitSeconds,
      readsAtOnce: max(1, options.pool - options.reserved),
      patience: .milliseconds(options.outageMilliseconds))
    messages = PostgresMessages(url: url, options: options, threads: threads)
    let (jobs, messages) = (jobs, messages)
    for index in 0..<max(1, options.pool) {
      threads.start(name: "postgres-\(index)") {
        PostgresWorker(url: url, options: options, messages: messages, jobs: jobs, index: index).work()
      }
    }
  }

  deinit {
    jobs.close()
    messages.close()
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await jobs.submit(.read, body)
  }

  public func glance<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await jobs.submit(.glance, body)
  }

  @discardableResult
  public func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await jobs.submit(.write, body)
  }

  /// A schema of the same server that goes with its transaction.
  public func inEmptySchema<T: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    do {
      return try await write { transaction -> T in
        let session = try transaction.first("SELECT pg_backend_pid()") { try $0.int(0) } ?? 0
        let name = "mainstay_empty_\(session)"
        try transaction.execute("CREATE SCHEMA \(name)")
        try transaction.forEach("SELECT set_config('search_path', $1, true)", [.text(name)]) { _ in }
        throw Unkept(value: try body(transaction))
      }
    } catch let answer as Unkept<T> {
      return answer.value
    }
  }

  /// Ends a transaction of which only the answer is kept.
  private struct Unkept<Value: Sendable>: Error {
    var value: Value
  }

  public func notifications(_ channel: String) -> AsyncStream<String> {
    messages.listen(channel)
  }

  public func close() async {
    jobs.close()
    messages.close()
    await threads.join()
  }
}
