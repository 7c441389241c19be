import Core
import Kernel
import Storage

/// Which tickets of a scope a list is about: a condition on `t`, a row of `ticket`, whose parameters follow
/// the three of the scope.
struct ComplianceFilter {
  var condition = "TRUE"
  var values: [SQLValue] = []

  /// Tickets whose column has this value; nil: has none.
  init(_ column: String?, is value: String?) {
    guard let column else { return }
    condition = value == nil ? "\(column) IS NULL" : "\(column) = $4"
    values = value.map { [.text($0)] } ?? []
  }

  /// Tickets whose column has one of these values.
  init(_ column: String, oneOf list: [String], _ dialect: Dialect) {
    condition = "\(column) \(dialect.anyText("$4"))"
    values = [.list(list)]
  }

  init() {}

  /// Narrows it to clocks, rows `c` of `clock`, with a deadline before an instant.
  mutating func add(dueBefore: Instant) {
    condition = "(\(condition)) AND c.due_at < $\(next)"
    values.append(.integer(dueBefore.milliseconds))
  }

  /// The number of the next parameter.
  var next: Int { 4 + values.count }
}

extension ComplianceStore {
  /// A ticket with what its objectives say, one verdict an objective name.
  struct Candidate {
    var ticket: RecordID
    var group: String?
    var agreement: RecordID?
    var kind: String
    var attributes: [String: String]
    var recordedMet: Bool
    var breached: [String: Bool]
  }

  /// Tickets with a recorded verdict whose objectives differ in theirs.
  static func mixed(
    _ clocks: ComplianceClocks, by column: String?, filter: ComplianceFilter = ComplianceFilter(),
    in tx: any Transaction, _ body: (Candidate) throws -> Void
  ) throws {
    try candidates(
      clocks, by: column, where: "TRUE", having: "MIN(w.breached) <> MAX(w.breached)", filter: filter, after: nil,
      limit: Int(Int32.max), in: tx, body)
  }

  /// Tickets recorded as met or missed of which an objective says met or breached, in the order of their ids.
  static func judged(
    _ clocks: ComplianceClocks, recordedMet: Bool, computedMet: Bool, filter: ComplianceFilter, after: RecordID?,
    limit: Int, in tx: any Transaction, _ body: (Candidate) throws -> Void
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
        SELECT t.id FROM ticket t JOIN (\(verdicts(clocks))) w ON w.ticket = t.id
        WHERE \(recorded(recordedMet)) AND \(filter.condition)
        GROUP BY t.id HAVING \(computedMet ? "MAX(w.breached) = 0" : "MIN(w.breached) = 1")) AS found
      """, clocks.values + filter.values
    ) { try $0.int(0) } ?? 0
  }

  private static func recorded(_ isMet: Bool) -> String { isMet ? "t.recorded_met = TRUE" : "t.recorded_met = FALSE" }

  private static func candidates(
    _ clocks: ComplianceClocks, by column: String?, where condition: String, having: String, filter: ComplianceFilter,
    after: RecordID?, limit: Int, in tx: any Transaction, _ body: (Candidate) throws -> Void
  ) throws {
    var current: Candidate?
    try tx.forEach(
      """
      SELECT u.id, \(column.map { "u." + $0.dropFirst(2) } ?? "CAST(NULL AS TEXT)"), u.agreement, u.kind, u.attributes,
        u.recorded_met, v.name, v.breached
      FROM ticket u JOIN (\(verdicts(clocks))) v ON v.ticket = u.id
      WHERE u.id IN (
        SELECT t.id FROM ticket t JOIN (\(verdicts(clocks))) w ON w.ticket = t.id
        WHERE t.recorded_met IN (TRUE, FALSE) AND \(condition) AND \(filter.condition) AND t.id > $\(filter.next)
        GROUP BY t.id HAVING \(having) ORDER BY t.id LIMIT $\(filter.next + 1))
      ORDER BY u.id, v.name
      """, clocks.values + filter.values + [.text(after?.text ?? ""), .int(limit)]
    ) { row in
      let id = RecordID(try row.text(0))
      if let done = current, done.ticket != id {
        try body(done)
        current = nil
      }
      var candidate =
        try current
        ?? Candidate(
          ticket: id, group: try row.optionalText(1), agreement: try row.optionalText(2).map(RecordID.init),
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
