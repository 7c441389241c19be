import Core
import Kernel
import Services
import Storage

/// What services are promised, and what was stated of their periods.
enum PromiseStore {
  private static let columns = "service, number, from_date, body, made_at, made_by"
  private static let stated = "service, period, number, body, reason, stated_at, stated_by"

  static func insert(_ version: PromiseVersion, of service: String, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO service_promise (\(columns)) VALUES ($1, $2, $3, $4, $5, $6)",
      [
        .text(service), .int(version.number), .text(version.from.iso8601), .text(version.promise?.json.canonical),
        .integer(version.madeAt.milliseconds), .text(version.madeBy),
      ])
  }

  /// - Throws: `unreadable` where a version cannot be read: no other is taken for it.
  static func line(of service: String, in tx: any Transaction) throws -> PromiseLine {
    PromiseLine(
      try tx.query(
        "SELECT \(columns) FROM service_promise WHERE service = $1 ORDER BY number", [.text(service)]
      ) { try decode($0).version })
  }

  /// Services that are promised anything, ever.
  static func services(limit: Int, in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT DISTINCT service FROM service_promise ORDER BY service LIMIT $1", [.int(limit)]) {
      try $0.text(0)
    }
  }

  static func count(in tx: any Transaction) throws -> Int {
    try tx.first(
      """
      SELECT COUNT(*) FROM (SELECT service FROM service_promise UNION SELECT service FROM outage) AS known
      """
    ) { try $0.int(0) } ?? 0
  }

  static func insert(_ statement: AvailabilityStatement, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO service_statement (\(stated)) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [
        .text(statement.service), .text(statement.period.text), .int(statement.number),
        .text(statement.json.canonical), .text(statement.reason), .integer(statement.statedAt.milliseconds),
        .text(statement.statedBy),
      ])
  }

  /// All that was stated of a period, the first first.
  static func statements(
    of service: String, _ period: ServicePeriod, in tx: any Transaction
  ) throws -> [AvailabilityStatement] {
    try tx.query(
      "SELECT \(stated) FROM service_statement WHERE service = $1 AND period = $2 ORDER BY number",
      [.text(service), .text(period.text)], decodeStatement)
  }

  /// The newest statement of each period of a service.
  static func latestStatements(of service: String, in tx: any Transaction) throws -> [AvailabilityStatement] {
    try tx.query(
      """
      SELECT \(stated) FROM service_statement s WHERE service = $1 AND number = (
        SELECT MAX(number) FROM service_statement t WHERE t.service = s.service AND t.period = s.period)
      """, [.text(service)], decodeStatement
    ).sorted { $0.period < $1.period }
  }

  /// Sets when the next period ends whose figure is to be stated; nil: nothing is promised from then on.
  static func setDue(_ service: String, at due: Instant?, in tx: any Transaction) throws {
    guard let due else {
      try tx.execute("DELETE FROM service_due WHERE service = $1", [.text(service)])
      return
    }
    try tx.execute(
      "INSERT INTO service_due (service, due_at) VALUES ($1, $2) ON CONFLICT (service) DO UPDATE SET due_at = $2",
      [.text(service), .integer(due.milliseconds)])
  }

  /// When the next periods end of services whose names lie from `first` through `last`.
  static func dueRows(from first: String, through last: String, in tx: any Transaction) throws -> [String: Instant] {
    var found: [String: Instant] = [:]
    try tx.forEach(
      "SELECT service, due_at FROM service_due WHERE service >= $1 AND service <= $2", [.text(first), .text(last)]
    ) { found[try $0.text(0)] = Instant(milliseconds: try $0.int64(1)) }
    return found
  }

  /// Services of which a period has ended that is not stated yet, the longest waiting first.
  static func due(by now: Instant, limit: Int, in tx: any Transaction) throws -> [String] {
    try tx.query(
      "SELECT service FROM service_due WHERE due_at <= $1 ORDER BY due_at, service LIMIT $2",
      [.integer(now.milliseconds), .int(limit)]
    ) { try $0.text(0) }
  }

  /// Versions of services whose names lie from `first` through `last`, in order.
  static func scanPromises(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ service: String, PromiseVersion) throws -> Void,
    unreadable: (_ service: String, MainstayError) throws -> Void
  ) throws {
    try tx.forEach(
      "SELECT \(columns) FROM service_promise WHERE service >= $1 AND service <= $2 ORDER BY service, number",
      [.text(first), .text(last)]
    ) { row in
      let found: (service: String, version: PromiseVersion)
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(found.service, found.version)
    }
  }

  /// As `scanPromises`, of statements.
  static func scanStatements(
    from first: String, through last: String, in tx: any Transaction, _ body: (AvailabilityStatement) throws -> Void,
    unreadable: (_ service: String, MainstayError) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(stated) FROM service_statement WHERE service >= $1 AND service <= $2 ORDER BY service, period, number
      """, [.text(first), .text(last)]
    ) { row in
      let found: AvailabilityStatement
      do {
        found = try decodeStatement(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(found)
    }
  }

  private static let decode: @Sendable (any Row) throws -> (service: String, version: PromiseVersion) = { row in
    try reading("service_promise", columns) { row in
      guard let from = CivilDate(parsing: try row.text(2)) else {
        throw StorageError.column(index: 2, expected: "a date", found: "something else")
      }
      var promise: AvailabilityPromise?
      if !row.isNull(3) {
        promise = AvailabilityPromise(json: try row.json(3))
        if promise == nil {
          throw StorageError.column(index: 3, expected: "a promise that this version knows", found: "something else")
        }
      }
      return (
        try row.text(0),
        PromiseVersion(
          number: try row.int(1), from: from, promise: promise, madeAt: Instant(milliseconds: try row.int64(4)),
          madeBy: try row.text(5))
      )
    }(row)
  }

  private static let decodeStatement: @Sendable (any Row) throws -> AvailabilityStatement = { row in
    try reading("service_statement", stated) { row in
      guard let period = ServicePeriod(parsing: try row.text(1)) else {
        throw StorageError.column(index: 1, expected: "a period like 2026-11", found: "something else")
      }
      let body = try row.json(3)
      guard let promise = body["promise"]?.integerValue, let figure = body["figure"].flatMap(StatedFigure.init(json:)),
        Set(["promise", "calendar", "figure"]).isSuperset(of: (body.objectValue ?? [:]).keys)
      else {
        throw StorageError.column(index: 3, expected: "a figure that this version knows", found: "something else")
      }
      return AvailabilityStatement(
        service: try row.text(0), period: period, number: try row.int(2), promise: Int(promise),
        calendar: body["calendar"]?.integerValue.map(Int.init), figure: figure, reason: try row.optionalText(4),
        statedAt: Instant(milliseconds: try row.int64(5)), statedBy: try row.text(6))
    }(row)
  }
}
