import Core
import Kernel
import Storage

/// Which tickets of a scope a list is about: a condition on `t`, a row of `ticket`, whose parameters follow
/// those of the scope.
struct ComplianceFilter {
  var condition = "TRUE"
  var values: [SQLValue] = []
  /// How many parameters stand before its own.
  private let before: Int

  /// All of the scope.
  init(_ clocks: ComplianceClocks) { before = clocks.values.count }

  /// Tickets whose column has this value; nil: has none.
  init(_ clocks: ComplianceClocks, _ column: String, is value: String?) {
    self.init(clocks)
    condition = value == nil ? "\(column) IS NULL" : "\(column) = $\(next)"
    values = value.map { [.text($0)] } ?? []
  }

  /// Tickets whose column has one of these values.
  init(_ clocks: ComplianceClocks, _ column: String, oneOf list: [String], _ dialect: Dialect) {
    self.init(clocks)
    condition = "\(column) \(dialect.anyText("$\(next)"))"
    values = [.list(list)]
  }

  /// Narrows it to clocks, rows `c` of `clock`, with a deadline before an instant.
  mutating func add(dueBefore: Instant) {
    condition = "(\(condition)) AND c.due_at < $\(next)"
    values.append(.integer(dueBefore.milliseconds))
  }

  /// The number of the next parameter.
  var next: Int { before + values.count + 1 }
}

extension ComplianceStore {
  /// A ticket with what its objectives say, one verdict an objective name.
  struct Candidate {
    var ticket: RecordID
    /// When it is judged; nil of one that is not read for a period.
    var at: Instant?
    var group: String?
    var agreement: RecordID?
    var kind: String
    var attributes: [String: String]
    var recordedMet: Bool
    var breached: [String: Bool]
  }

  /// Tickets with a recorded verdict whose objectives differ in theirs.
  static func mixed(
    _ clocks: ComplianceClocks, by column: String?, filter: ComplianceFilter? = nil,
    in tx: any Transaction, _ body: (Candidate) throws -> Void
  ) throws {
    try candidates(
      clocks, by: column, where: "TRUE", having: "MIN(w.breached) <> MAX(w.breached)",
      filter: filter ?? ComplianceFilter(clocks), after: nil,
      limit: Int(Int32.max), in: tx, body)
  }

  /// Tickets recorded as met or missed of which an objective says met or breached, in the order in which they are judged.
  static func judged(
    _ clocks: ComplianceClocks, recordedMet: Bool, computedMet: Bool, filter: ComplianceFilter,
    after: ComplianceTicketPage.Position?, limit: Int, in tx: any Transaction, _ body: (Candidate) throws -> Void
  ) throws {
    try candidates(
      clocks, by: nil, where: recorded(recordedMet),
      having: computedMet ? "MIN(w.breached) = 0" : "MAX(w.breached) = 1", filter: filter, after: after, limit: limit,
      in: tx, body)
  }

  /// How many tickets are recorded as met or missed of which all objectives say met or breached.
  static func unanimous(
    _ clocks: ComplianceClocks, recordedMet: Bool, computedMet: Bool, filter: ComplianceFilter, in tx: any Transaction
  ) throws -> Int {
    try tx.first(
      """
      SELECT COUNT(*) FROM (
        SELECT t.id FROM \(clocks.ticket) t JOIN (\(verdicts(clocks))) w ON w.ticket = t.id
        WHERE \(recorded(recordedMet)) AND \(filter.condition)
        GROUP BY t.id HAVING \(computedMet ? "MAX(w.breached) = 0" : "MIN(w.breached) = 1")) AS found
      """, clocks.values + filter.values
    ) { try $0.int(0) } ?? 0
  }

  private static func recorded(_ isMet: Bool) -> String { isMet ? "t.recorded_met = TRUE" : "t.recorded_met = FALSE" }

  private static func candidates(
    _ clocks: ComplianceClocks, by column: String?, where condition: String, having: String, filter: ComplianceFilter,
    after: ComplianceTicketPage.Position?, limit: Int, in tx: any Transaction, _ body: (Candidate) throws -> Void
  ) throws {
    var current: Candidate?
    let next = filter.next
    try tx.forEach(
      """
      WITH found AS (
        SELECT t.id AS id, w.at AS at FROM (\(verdicts(clocks))) w CROSS JOIN \(clocks.ticket) t
        WHERE t.id = w.ticket AND t.recorded_met IN (TRUE, FALSE) AND \(condition) AND \(filter.condition)
          AND (w.at, t.id) > (CAST($\(next) AS BIGINT), $\(next + 1))
        GROUP BY t.id, w.at HAVING \(having) ORDER BY w.at, t.id LIMIT $\(next + 2))
      SELECT u.id, \(column.map { "u." + $0.dropFirst(2) } ?? "CAST(NULL AS TEXT)"), u.agreement, u.kind, u.attributes,
        u.recorded_met, v.name, v.breached, f.at
      FROM found f JOIN \(clocks.ticket) u ON u.id = f.id JOIN (
        SELECT c.ticket AS ticket, c.name AS name, MAX(CASE WHEN c.state = 'breached' THEN 1 ELSE 0 END) AS breached
        FROM found g CROSS JOIN \(clocks.clock) c
        WHERE c.ticket = g.id AND \(clocks.condition) AND \(hasEnded) GROUP BY c.ticket, c.name) v ON v.ticket = u.id
      ORDER BY f.at, u.id, v.name
      """,
      clocks.values + filter.values + [
        .integer((after?.at ?? .earliest).milliseconds), .text(after?.ticket.text ?? ""), .int(limit),
      ]
    ) { row in
      let id = RecordID(try row.text(0))
      if let done = current, done.ticket != id {
        try body(done)
        current = nil
      }
      var candidate =
        try current
        ?? Candidate(
          ticket: id, at: Instant(milliseconds: try row.int64(8)), group: try row.optionalText(1),
          agreement: try row.optionalText(2).map(RecordID.init),
          kind: try row.text(3),
          attributes: try attributes(row),
          recordedMet: try row.bool(5), breached: [:])
      candidate.breached[try row.text(6)] = try row.int(7) == 1
      current = candidate
    }
    if let current { try body(current) }
  }

  private static func attributes(_ row: any Row) throws -> [String: String] {
    func unreadable(_ found: String) -> MainstayError {
      .unreadable(record: "ticket \((try? row.text(0)) ?? "?"), attributes", reason: found)
    }
    guard let members = (try? row.json(4))?.objectValue else { throw unreadable("it is no JSON object") }
    return try members.mapValues { value in
      guard let text = value.stringValue else { throw unreadable("it holds something else than texts") }
      return text
    }
  }
}
