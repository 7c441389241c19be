import Kernel
import Storage

/// The statements of one run of a body. BEGIN travels with the first of them, COMMIT with the last.
final class PostgresTransaction: Transaction {
  /// Rows that a scan fetches in one round trip.
  private static let scanPortion = 2000

  let dialect = Dialect.postgres
  private(set) var actions: [@Sendable () -> Void] = []
  private(set) var messages: [(channel: String, payload: String)] = []
  /// The first error of a statement: nothing more runs after it and nothing is committed.
  private(set) var failure: (any Error)?
  /// Whether COMMIT has been sent, so that losing the connection leaves the outcome open.
  private(set) var isCommitting = false
  private let connection: PostgresConnection
  private var isOver = false
  private var isOpen = false
  private var hasGlanced = false
  private var cursors = 0
  /// What was sent ahead and not asked for yet, with the place of the answer in the connection's `kept` from the next
  /// `sync` on.
  private var ahead: [Rehearsal.Reading: Int] = [:]
  private var sentAhead = 0

  init(_ connection: PostgresConnection, _ kind: Job.Kind) {
    self.connection = connection
    connection.kind = kind
    connection.kept.removeAll()
  }

  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
    ahead = [:]
    return try noting {
      try send(sql, values)
      return try connection.sync()?.changes ?? 0
    }
  }

  @discardableResult
  func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
    ahead = [:]
    return try noting {
      connection.changes = 0
      for values in rows { try send(sql, values, .counted) }
      try connection.sync()
      return connection.changes
    }
  }

  func enqueue(_ sql: String, _ values: [SQLValue]) throws {
    ahead = [:]
    try noting { try send(sql, values) }
  }

  func enqueueBatch(_ sql: String, _ rows: [[SQLValue]]) throws {
    ahead = [:]
    try noting { for values in rows { try send(sql, values) } }
  }

  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    let result: PostgresResult? = try noting {
      if let known = try answeredAhead(sql, values) { return known }
      try send(sql, values)
      return try connection.sync()
    }
    guard let result else { return }
    for index in 0..<result.rowCount { try body(result.row(index)) }
  }

  func readAhead(_ body: (any Transaction) throws -> Void) throws {
    guard connection.kind != .glance else { return }
    let rehearsal = Rehearsal(dialect)
    try body(rehearsal)
    try noting {
      for reading in rehearsal.readings {
        try send(reading.sql, reading.values, .kept)
        ahead[reading] = sentAhead
        sentAhead += 1
      }
    }
  }

  private func answeredAhead(_ sql: String, _ values: [SQLValue]) throws -> PostgresResult? {
    guard !ahead.isEmpty, let place = ahead.removeValue(forKey: Rehearsal.Reading(sql, values)) else { return nil }
    try connection.sync()
    return connection.kept[place]
  }

  func scan(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    cursors += 1
    let cursor = "scan_\(cursors)"
    defer { cursors -= 1 }
    try enqueue("DECLARE \(cursor) NO SCROLL CURSOR FOR " + sql, values)
    // Also when `body` throws: it may be caught further out, and the next scan has the same name.
    defer { if failure == nil { try? enqueue("CLOSE \(cursor)", []) } }
    var count = Self.scanPortion
    while count == Self.scanPortion {
      count = 0
      try forEach("FETCH \(Self.scanPortion) FROM \(cursor)", []) {
        count += 1
        try body($0)
      }
    }
  }

  func notify(_ channel: String, _ payload: String) throws {
    try Notifications.check(channel, payload)
    messages.append((channel, payload))
  }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

  func setTimeLimit(seconds: Int) throws {
    try enqueue("SELECT set_config('statement_timeout', $1, true)", [.text("\(seconds)s")])
    connection.statementSeconds = seconds
  }

  // MARK: Ending

  func commit() throws {
    isOver = true
    guard isOpen else { return }
    isCommitting = true
    try connection.send("COMMIT", [])
    guard try connection.sync()?.command == "COMMIT" else {
      throw PostgresFailure.lost("the server did not commit")
    }
    isOpen = false
  }

  func rollBack() {
    isOver = true
    guard isOpen, !connection.isLost else { return }
    isOpen = false
    // What was queued and never sent off is answered first; its errors no longer matter.
    _ = try? connection.sync()
    guard !connection.isLost else { return }
    do {
      try connection.send("ROLLBACK", [])
      try connection.sync()
    } catch {
      connection.close()
    }
  }

  // MARK: Sending

  private func send(_ sql: String, _ values: [SQLValue], _ use: PostgresConnection.Use = .nothing) throws {
    guard !isOver, failure == nil else {
      throw StorageError.statement(code: "over", message: "the transaction has ended or failed", sql: sql)
    }
    if connection.kind == .glance {
      guard !hasGlanced, sql.hasPrefix("SELECT") else {
        throw StorageError.statement(code: "glance", message: "a glance is one SELECT", sql: sql)
      }
      connection.statementSeconds = connection.options.statementSeconds
      hasGlanced = true
    } else if !isOpen {
      connection.statementSeconds = connection.options.statementSeconds
      try connection.send(Self.begin(connection.kind), [])
      isOpen = true
    }
    try connection.send(sql, values, use)
  }

  private static func begin(_ kind: Job.Kind) -> String {
    kind == .read
      ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
  }

  /// Remembers the first failure and gives callers its public side.
  private func noting<T>(_ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch {
      if failure == nil { failure = error }
      throw (error as? PostgresFailure)?.error ?? error
    }
  }
}
