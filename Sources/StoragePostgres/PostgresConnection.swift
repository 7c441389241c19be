import CLibPQ
import Kernel
import Storage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One connection, used by one thread only. It is in pipeline mode all its life: statements are sent
/// as they come and answered together at the next `sync`, so that a round trip carries many.
final class PostgresConnection {
  private enum Sent {
    case prepare(String)
    case run(String, Use)

    var sql: String {
      switch self {
      case .prepare(let sql), .run(let sql, _): sql
      }
    }
  }

  /// What becomes of a statement's answer, beside that the last one of a round trip is what `sync` gives.
  enum Use {
    case nothing
    /// The rows that it changes are added to `changes`.
    case counted
    /// It is added to `kept`.
    case kept
  }

  /// Statements in one round trip: few enough that the server never waits to be read while we send.
  private static let roundLimit = 256
  /// Bytes in one round trip, for the same reason.
  private static let roundBytes = 65_536
  /// Seconds beyond a statement's limit after which the server counts as gone.
  private static let graceSeconds = 10

  private(set) var isLost = false
  let options: PostgresDatabase.Options
  /// Seconds that a statement may take just now.
  var statementSeconds: Int
  var kind = Job.Kind.write
  /// Rows changed by counted statements since someone set it to 0.
  var changes = 0
  /// Answers to kept statements, in order, since someone emptied it.
  var kept: [PostgresResult] = []
  private let url: String
  private let handle: OpaquePointer
  private var isClosed = false
  private var statements: [String: String] = [:]
  private var lastStatement = 0
  private var sent: [Sent] = []
  private var sentBytes = 0
  private var parameters = PostgresParameters()

  /// Connects; `name` tells it from others in the server's list of sessions. Throws `MainstayError.away` with the
  /// server's words when that fails, `unavailable` where the database is of no use.
  init(url: String, options: PostgresDatabase.Options, name: String? = nil) throws {
    (self.url, self.options, statementSeconds) = (url, options, options.statementSeconds)
    let settings = [
      ("dbname", url), ("connect_timeout", "\(options.connectSeconds)"), ("client_encoding", "UTF8"),
      ("fallback_application_name", "mainstay"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "\(options.silenceSeconds * 4000)"),
    ]
    guard let handle = Self.withSettings(settings, { PQconnectdbParams($0, $1, 1) }) else {
      throw MainstayError.unavailable(reason: "there is no memory for a database connection")
    }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      let reason = Self.message(handle)
      PQfinish(handle)
      isClosed = true
      throw MainstayError.away(internals: reason)
    }
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "unknown"
    guard encoding == "UTF8" else {
      PQfinish(handle)
      isClosed = true
      throw MainstayError.unavailable(
        reason: "the database keeps its text as \(encoding), which cannot hold every language; make one with "
          + "createdb --encoding=UTF8 --template=template0")
    }
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    PQenterPipelineMode(handle)
    do {
      try configure(name)
    } catch let failure as PostgresFailure {
      throw failure.error
    }
  }

  deinit { close() }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    isLost = true
    PQfinish(handle)
  }

  /// Whether a server answers at all, though it may refuse this client: it has no more places, or wants another password.
  static func answers(_ url: String, _ options: PostgresDatabase.Options) -> Bool {
    let settings = [("dbname", url), ("connect_timeout", "\(options.connectSeconds)")]
    return withSettings(settings) { PQpingParams($0, $1, 1) } == PQPING_OK
  }

  private static func withSettings<T>(
    _ settings: [(String, String)],
    _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> T
  ) -> T {
    let names = settings.map { strdup($0.0) }
    let values = settings.map { strdup($0.1) }
    defer { for word in names + values { free(word) } }
    // Each list ends with a null.
    let ends: [UnsafePointer<CChar>?] = [nil]
    return body(names.map { UnsafePointer($0) } + ends, values.map { UnsafePointer($0) } + ends)
  }

  private func configure(_ name: String?) throws {
    var settings = [
      ("statement_timeout", "\(options.statementSeconds)s"),
      ("idle_in_transaction_session_timeout", "\(options.idleInTransactionSeconds)s"), ("TimeZone", "UTC"),
      ("client_min_messages", "warning"), ("bytea_output", "hex"), ("extra_float_digits", "1"),
    ]
    if let name { settings.append(("application_name", name)) }
    if let schema = options.schema { settings.append(("search_path", schema)) }
    for (name, value) in settings { try send("SELECT set_config($1, $2, false)", [.text(name), .text(value)]) }
    try sync()
  }

  /// Whether it can be used as far as this side knows: a server that has gone has hung up meanwhile.
  var isReady: Bool {
    guard !isLost else { return false }
    var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 0) > 0 else { return true }
    return PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
  }

  // MARK: Sending

  /// Sends a statement; its answer comes with the next `sync`.
  func send(_ sql: String, _ values: [SQLValue], _ use: Use = .nothing) throws {
    if sent.count >= Self.roundLimit || sentBytes >= Self.roundBytes { try sync() }
    try parameters.set(values)
    sentBytes += parameters.size + 64
    let code: CInt
    if let name = try prepared(sql) {
      code = parameters.withPointers { PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 0) }
    } else {
      code = parameters.withPointers { PQsendQueryParams(handle, sql, $0, nil, $1, $2, $3, 0) }
    }
    guard code == 1 else { throw loss() }
    sent.append(.run(sql, use))
  }

  /// The name under which the server keeps `sql`, which is sent to it the first time; nil for what
  /// is not worth keeping.
  private func prepared(_ sql: String) throws -> String? {
    if let name = statements[sql] { return name }
    guard Self.isKept(sql) else { return nil }
    lastStatement += 1
    let name = "s\(lastStatement)"
    guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw loss() }
    sentBytes += sql.utf8.count
    sent.append(.prepare(sql))
    statements[sql] = name
    return name
  }

  /// Schema changes and settings run once; keeping them would only fill the server.
  private static func isKept(_ sql: String) -> Bool {
    let text = sql.utf8.drop { $0 == 0x20 || $0 == 0x0A }
    return kept.contains(String(decoding: text.prefix { $0 & 0xDF >= 0x41 }, as: UTF8.self).uppercased())
  }

  private static let kept: Set = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "BEGIN", "COMMIT", "ROLLBACK",
  ]

  /// Lets go of the kept statements when they are too many, or always with `all`. Between
  /// transactions only: the BEGIN that follows must not share a round trip with it.
  func forgetStatements(all: Bool) throws {
    guard all || statements.count > options.statementLimit else { return }
    statements.removeAll(keepingCapacity: true)
    try send("DEALLOCATE ALL", [])
    try sync()
  }

  // MARK: Receiving

  /// Ends the round trip: the answer to the last statement sent.
  @discardableResult
  func sync() throws -> PostgresResult? {
    guard !sent.isEmpty else { return nil }
    defer {
      sent.removeAll(keepingCapacity: true)
      sentBytes = 0
    }
    guard PQpipelineSync(handle) == 1 else { throw loss() }
    var failure: PostgresFailure?
    var last: PostgresResult?
    for item in sent {
      let result = try answer()
      switch PQresultStatus(result.pointer) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        if case .run(_, let use) = item {
          last = result
          switch use {
          case .nothing: break
          case .counted: changes += result.changes
          case .kept: kept.append(result)
          }
        }
      default:
        if case .prepare(let sql) = item { statements[sql] = nil }
        if failure == nil {
          failure = PostgresFailure(result.pointer, sql: item.sql, kind: kind, seconds: statementSeconds)
        }
      }
      // After a statement's answer comes an empty one.
      while let rest = try next() { PQclear(rest) }
    }
    let end = try answer()
    guard failure == nil, PQresultStatus(end.pointer) == PGRES_PIPELINE_SYNC else {
      let failure = failure ?? loss()
      if failure.isLost { isLost = true }
      throw failure
    }
    return last
  }

  private func answer() throws -> PostgresResult {
    guard let result = try next() else { throw loss() }
    return PostgresResult(result)
  }

  private func next() throws -> OpaquePointer? {
    while PQisBusy(handle) != 0 {
      try waitForInput(seconds: statementSeconds + Self.graceSeconds)
    }
    let result = PQgetResult(handle)
    if PQstatus(handle) == CONNECTION_BAD {
      defer { PQclear(result) }
      // The server's last words say more than the broken socket does.
      if let result, PQresultStatus(result) == PGRES_FATAL_ERROR, PQresultErrorField(result, 0x43) != nil {
        isLost = true
        var failure = PostgresFailure(result, sql: "", kind: kind, seconds: statementSeconds)
        failure.isLost = true
        throw failure
      }
      throw loss()
    }
    return result
  }

  /// Waits for an answer. A server that has stopped keeps its connections open, so that only asking it anew tells
  /// a long statement from one that nobody works on any more.
  private func waitForInput(seconds: Int) throws {
    var waited = 0
    while waited < seconds {
      let portion = min(options.silenceSeconds, seconds - waited)
      var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      let code = poll(&descriptor, 1, CInt(clamping: portion * 1000))
      if code != 0 {
        guard code > 0 || errno == EINTR, PQconsumeInput(handle) == 1 else { throw loss() }
        return
      }
      waited += portion
      if waited < seconds, !isServerAlive {
        var failure = loss("the server has stopped answering")
        failure.isSilent = true
        throw failure
      }
    }
    throw loss("no answer within \(seconds) s")
  }

  /// Whether the very server of this connection answers to a new one.
  private var isServerAlive: Bool {
    func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
    let settings = [
      ("dbname", url), ("host", text(PQhost(handle))), ("hostaddr", text(PQhostaddr(handle))),
      ("port", text(PQport(handle))), ("target_session_attrs", "any"),
      ("connect_timeout", "\(options.connectSeconds)"),
    ].filter { $0.0 != "hostaddr" || !$0.1.isEmpty }
    return Self.withSettings(settings) { PQpingParams($0, $1, 1) } != PQPING_NO_RESPONSE
  }

  private func loss(_ reason: String? = nil) -> PostgresFailure {
    isLost = true
    return .lost(reason ?? Self.message(handle))
  }

  private static func message(_ handle: OpaquePointer) -> String {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  // MARK: Notifications

  var socket: CInt { PQsocket(handle) }

  /// Throws where the server does not answer any more: who only listens would wait for ever.
  func check() throws {
    try send("SELECT 1", [])
    try sync()
  }

  /// What other connections have sent since the last call.
  func notifications() throws -> [String] {
    guard PQconsumeInput(handle) == 1 else { throw loss() }
    let own = PQbackendPID(handle)
    var payloads: [String] = []
    while let notification = PQnotifies(handle) {
      if notification.pointee.be_pid != own, let text = notification.pointee.extra {
        payloads.append(String(cString: text))
      }
      PQfreemem(notification)
    }
    return payloads
  }
}
