import Core
import Disputes
import Kernel
import Services
import ServicesUseCases
import Storage
import TicketsUseCases

/// A dispute with the salt of the digest that the journal keeps of its reasons.
struct DisputeRow {
  var dispute: Dispute
  var salt: [UInt8]
}

/// A statement with the salt of the digest that the journal keeps of it.
struct StatementRow {
  var dispute: RecordID
  var statement: DisputeStatement
  var salt: [UInt8]
}

/// Disputes and what was said in them.
enum DisputeStore {
  private static let columns = """
    id, number, kind, ticket, clock, cycle, service, period, position, body, opened_at, opened_by, state, decided_at, \
    decided_by, reasons, salt, version
    """
  private static let statementColumns = "dispute, number, side, text, evidence, said_at, said_by, salt"

  /// Makes others who open or decide disputes wait until this transaction ends: numbers are given one after the other,
  /// and nothing is contested twice at once.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_110)]) }
  }

  static func nextNumber(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COALESCE(MAX(number), 0) + 1 FROM dispute") { try $0.int(0) } ?? 1
  }

  static func countOpen(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM dispute WHERE state = 'open'") { try $0.int(0) } ?? 0
  }

  static func save(_ row: DisputeRow, in tx: any Transaction) throws {
    let dispute = row.dispute
    var about: [SQLValue]
    switch dispute.subject {
    case .clock(let ticket, let name, let cycle): about = [.text(ticket.text), .text(name), .int(cycle), .null, .null]
    case .figure(let service, let period): about = [.null, .null, .null, .text(service), .text(period.text)]
    }
    about.insert(.text(dispute.subject.kind.rawValue), at: 0)
    try tx.execute(
      """
      INSERT INTO dispute (\(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
      ON CONFLICT (id) DO UPDATE SET body = $10, state = $13, decided_at = $14, decided_by = $15, reasons = $16,
        salt = $17, version = $18
      """,
      [.text(dispute.id.text), .int(dispute.number)] + about + [
        .integer(dispute.position), .text(dispute.body.canonical), .integer(dispute.openedAt.milliseconds),
        .text(dispute.openedBy), .text(dispute.state.rawValue), .integer(dispute.decidedAt?.milliseconds),
        .text(dispute.decidedBy), .text(dispute.reasons), .bytes(row.salt), .int(dispute.version),
      ])
  }

  static func row(numbered number: Int, in tx: any Transaction) throws -> DisputeRow? {
    try tx.first("SELECT \(columns) FROM dispute WHERE number = $1", [.int(number)], decode)
  }

  static func row(id: String, in tx: any Transaction) throws -> DisputeRow? {
    try tx.first("SELECT \(columns) FROM dispute WHERE id = $1", [.text(id)], decode)
  }

  /// Of what is asked for, as `ListDisputes` says it; the newest first, below a number.
  static func list(_ asked: ListDisputes, limit: Int, by principal: Principal, in tx: any Transaction) throws
    -> ReadableRows<Dispute>
  {
    var values: [SQLValue] = [.int(asked.below ?? Int(Int32.max))]
    func bind(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    var conditions = ["number < $1", seen(by: principal, bind: bind)]
    if let isOpen = asked.isOpen { conditions.append(isOpen ? "state = 'open'" : "state <> 'open'") }
    if let about = asked.about { conditions.append("kind = \(bind(.text(about.rawValue)))") }
    switch asked.waiting {
    case .answer?: conditions.append("state = 'open' AND NOT \(hasAnswer)")
    case .decision?: conditions.append("state = 'open' AND \(hasAnswer)")
    case .end?, nil: break
    }
    if let service = asked.service { conditions.append("service = \(bind(.text(service)))") }
    if let ticket = asked.ticket {
      conditions.append("ticket IN (SELECT id FROM ticket WHERE number = \(bind(.text(ticket))))")
    }
    return try tx.readable(
      """
      SELECT \(columns) FROM dispute WHERE \(conditions.joined(separator: " AND "))
      ORDER BY number DESC LIMIT \(bind(.int(limit)))
      """, values
    ) { try decode($0).dispute }
  }

  private static let hasAnswer =
    "EXISTS (SELECT 1 FROM dispute_statement s WHERE s.dispute = dispute.id AND s.side = 'answering')"

  /// How many that the principal sees are open.
  static func countOpen(seenBy principal: Principal, in tx: any Transaction) throws -> Int {
    var values: [SQLValue] = []
    let condition = seen(by: principal) {
      values.append($0)
      return "$\(values.count)"
    }
    return try tx.first("SELECT COUNT(*) FROM dispute WHERE state = 'open' AND \(condition)", values) { try $0.int(0) }
      ?? 0
  }

  /// Which disputes the principal sees: those about tickets and services that they see anyway.
  private static func seen(by principal: Principal, bind: (SQLValue) -> String) -> String {
    let services = principal.may(.seeServices) ? "service IS NOT NULL" : "FALSE"
    let tickets =
      principal.sight(of: .seeAllTickets).condition(bind: bind).map {
        "ticket IN (SELECT id FROM ticket WHERE \($0))"
      } ?? "ticket IS NOT NULL"
    return "(\(services) OR \(tickets))"
  }

  /// As `StreamNaming.readable`: streams of disputes about tickets that the principal does not see are left out.
  static func readable(_ principal: Principal, _ column: String, after count: Int) -> StreamCondition? {
    guard let (condition, values) = principal.sight(of: .seeAllTickets).condition(after: count) else { return nil }
    let prefix = DisputeProjection.prefix
    return StreamCondition(
      """
       AND NOT (\(column) >= '\(prefix)' AND \(column) < '\(prefix.dropLast())0'
        AND substr(\(column), \(prefix.utf8.count + 1)) IN (SELECT id FROM dispute
          WHERE ticket IS NOT NULL AND ticket NOT IN (SELECT id FROM ticket WHERE \(condition))))
      """, values)
  }

  /// Those about some tickets that were not taken back, the oldest first.
  static func about(tickets: Set<RecordID>, limit: Int, in tx: any Transaction) throws -> [Dispute] {
    guard !tickets.isEmpty else { return [] }
    return try tx.readable(
      """
      SELECT \(columns) FROM dispute WHERE ticket \(tx.dialect.anyText("$1")) AND state <> 'withdrawn'
      ORDER BY number LIMIT $2
      """, [.list(tickets.map(\.text)), .int(limit)]
    ) { try decode($0).dispute }.rows
  }

  /// As above, about a period of a service.
  static func about(_ service: String, _ period: String, limit: Int, in tx: any Transaction) throws -> [Dispute] {
    try tx.readable(
      """
      SELECT \(columns) FROM dispute WHERE service = $1 AND period = $2 AND state <> 'withdrawn'
      ORDER BY number LIMIT $3
      """, [.text(service), .text(period), .int(limit)]
    ) { try decode($0).dispute }.rows
  }

  /// The one that contests the same and is open.
  static func open(about subject: Dispute.Subject, in tx: any Transaction) throws -> Dispute? {
    switch subject {
    case .clock(let ticket, let name, let cycle):
      try tx.first(
        "SELECT \(columns) FROM dispute WHERE ticket = $1 AND clock = $2 AND cycle = $3 AND state = 'open'",
        [.text(ticket.text), .text(name), .int(cycle)], decode)?.dispute
    case .figure(let service, let period):
      try tx.first(
        "SELECT \(columns) FROM dispute WHERE service = $1 AND period = $2 AND state = 'open'",
        [.text(service), .text(period.text)], decode)?.dispute
    }
  }

  /// What streams are about, by the ids behind their prefix.
  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, number, kind FROM dispute WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      let isClock = try $0.text(2) == Dispute.Subject.Kind.clock.rawValue
      found[try $0.text(0)] = StreamSubject(
        title: Dispute.name(try $0.int(1)), detail: isClock ? "about a clock" : "about a service's figure")
    }
    return found
  }

  static func insert(_ row: StatementRow, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO dispute_statement (\(statementColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", values(row))
  }

  /// Only for what is taken out of it when somebody is erased.
  static func rewrite(_ row: StatementRow, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE dispute_statement SET text = $3, evidence = $4, salt = $5 WHERE dispute = $1 AND number = $2",
      [
        .text(row.dispute.text), .int(row.statement.number), .text(row.statement.text),
        .text(row.statement.evidenceText), .bytes(row.salt),
      ])
  }

  private static func values(_ row: StatementRow) -> [SQLValue] {
    let statement = row.statement
    return [
      .text(row.dispute.text), .int(statement.number), .text(statement.side.rawValue), .text(statement.text),
      .text(statement.evidenceText), .integer(statement.at.milliseconds), .text(statement.by), .bytes(row.salt),
    ]
  }

  /// In the order in which they were given.
  static func statements(of dispute: RecordID, in tx: any Transaction) throws -> [DisputeStatement] {
    try tx.query(
      "SELECT \(statementColumns) FROM dispute_statement WHERE dispute = $1 ORDER BY number", [.text(dispute.text)],
      decodeStatement
    ).map(\.statement)
  }

  /// Those of some disputes in which the answering side has spoken.
  static func answered(among ids: Set<String>, in tx: any Transaction) throws -> Set<String> {
    guard !ids.isEmpty else { return [] }
    return Set(
      try tx.query(
        """
        SELECT DISTINCT dispute FROM dispute_statement
        WHERE side = 'answering' AND dispute \(tx.dialect.amongKeys("$1"))
        """, [.list(ids)]
      ) { try $0.text(0) })
  }

  /// Disputes, and statements, with one of these words in a text, in capitals or not.
  static func mentioning(_ words: [String], in tx: any Transaction) throws -> (
    disputes: [DisputeRow], statements: [StatementRow]
  ) {
    func condition(_ columns: [String]) -> String {
      words.indices.flatMap { index in columns.map { "\(tx.dialect.lower($0)) LIKE $\(index + 1) ESCAPE '!'" } }
        .joined(separator: " OR ")
    }
    let values = words.map(PlainNameStore.containing)
    guard !words.isEmpty else { return ([], []) }
    return (
      try tx.query(
        "SELECT \(columns) FROM dispute WHERE \(condition(["COALESCE(reasons, '')"])) ORDER BY id", values, decode),
      try tx.query(
        """
        SELECT \(statementColumns) FROM dispute_statement WHERE \(condition(["text", "evidence"]))
        ORDER BY dispute, number
        """, values, decodeStatement)
    )
  }

  /// Those whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (DisputeRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "dispute", from: first, through: last, decode, body, unreadable: unreadable)
  }

  /// As above, of statements by their disputes.
  static func scanStatements(
    from first: String, through last: String, in tx: any Transaction, _ body: (StatementRow) throws -> Void,
    unreadable: (_ dispute: String, MainstayError) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(statementColumns) FROM dispute_statement WHERE dispute >= $1 AND dispute <= $2 ORDER BY dispute, number
      """, [.text(first), .text(last)]
    ) { row in
      let found: StatementRow
      do {
        found = try decodeStatement(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(found)
    }
  }

  private static let decodeStatement: @Sendable (any Row) throws -> StatementRow = { row in
    try reading("dispute_statement", statementColumns) { row in
      guard let evidence = try row.json(4).arrayValue?.map(DisputeEvidence.init(json:)), !evidence.contains(nil) else {
        throw StorageError.column(index: 4, expected: "a list of evidence", found: "something else")
      }
      return StatementRow(
        dispute: RecordID(try row.text(0)),
        statement: DisputeStatement(
          number: try row.int(1), side: try row.value(2), text: try row.text(3), evidence: evidence.compactMap { $0 },
          at: Instant(milliseconds: try row.int64(5)), by: try row.text(6)),
        salt: try row.bytes(7))
    }(row)
  }

  private static let decode: @Sendable (any Row) throws -> DisputeRow = { row in
    try reading("dispute", columns) { row in
      let subject: Dispute.Subject
      switch try row.value(2) as Dispute.Subject.Kind {
      case .clock:
        subject = .clock(ticket: RecordID(try row.text(3)), name: try row.text(4), cycle: try row.int(5))
      case .figure:
        guard let period = ServicePeriod(parsing: try row.text(7)) else {
          throw StorageError.column(index: 7, expected: "a period", found: "something else")
        }
        subject = .figure(service: try row.text(6), period: period)
      }
      let body = try row.json(9)
      guard let seen = body["seen"].flatMap(ContestedValue.init(json:)),
        let correction = body["correction"].flatMap(Correction.init(json:)),
        let expected = body["expected"].flatMap(CorrectionEffect.init(json:))
      else {
        throw StorageError.column(index: 9, expected: "what is contested, and its correction", found: "something else")
      }
      var dispute = Dispute(
        id: RecordID(try row.text(0)), number: try row.int(1), subject: subject, position: try row.int64(8),
        seen: seen, correction: correction, expected: expected, openedAt: Instant(milliseconds: try row.int64(10)),
        openedBy: try row.text(11))
      dispute.state = try row.value(12)
      dispute.decidedAt = try row.optionalInt64(13).map(Instant.init(milliseconds:))
      dispute.decidedBy = try row.optionalText(14)
      dispute.reasons = try row.optionalText(15)
      dispute.made = body["made"].flatMap(Correction.init(json:))
      dispute.result = body["result"].flatMap(CorrectionEffect.init(json:))
      dispute.version = try row.int(17)
      guard (body["made"] == nil) == (dispute.made == nil), (body["result"] == nil) == (dispute.result == nil) else {
        throw StorageError.column(index: 9, expected: "what was corrected", found: "something else")
      }
      return DisputeRow(dispute: dispute, salt: try row.bytes(16))
    }(row)
  }
}

extension Dispute {
  /// What is contested, what should be corrected, and what was.
  var body: JSON {
    .members([
      "seen": seen.json, "correction": correction.json, "expected": expected.json, "made": made?.json,
      "result": result?.json,
    ])
  }
}

extension DisputeStatement {
  var evidenceText: String { JSON.array(evidence.map(\.json)).canonical }
}
