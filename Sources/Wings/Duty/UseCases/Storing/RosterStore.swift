import Core
import Duty
import Kernel
import Storage

/// Rosters and what gives duty on them.
enum RosterStore {
  static func roster(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> RosterRow? {
    try tx.row(RosterRow.self, "id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)])
  }

  /// Rosters that run at an instant, by team and age, behind a place.
  static func running(
    at instant: Instant, of team: String?, after place: ListRosters.Position?, limit: Int, in tx: any Transaction
  ) throws -> [RosterRow] {
    try tx.rows(
      RosterRow.self,
      """
      (closed_at IS NULL OR closed_at > $4) AND (team, id) > ($1, $2) \(team == nil ? "" : "AND team = $5")
      ORDER BY team, id LIMIT $3
      """,
      [.text(place?.team ?? ""), .text(place?.id.text ?? ""), .int(limit), .instant(instant)]
        + (team.map { [.text($0)] } ?? []))
  }

  static func count(of team: String, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM roster WHERE team = $1 AND closed_at IS NULL", [.text(team)]) {
      try $0.int(0)
    } ?? 0
  }

  static func rosters(_ ids: Set<RecordID>, in tx: any Transaction) throws -> [RosterRow] {
    try tx.rows(
      RosterRow.self, "id \(tx.dialect.amongKeys("$1")) ORDER BY team, id", [.list(ids.map(\.text).sorted())])
  }

  static func update(_ row: RosterRow, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE roster SET closed_at = $2, version = $3 WHERE id = $1",
      [.text(row.id.text), .instant(row.closedAt), .int(row.version)])
  }

  static func latestPlan(of roster: RecordID, in tx: any Transaction) throws -> PlanRow? {
    try tx.row(PlanRow.self, "roster = $1 ORDER BY number DESC LIMIT 1", [.text(roster.text)])
  }

  /// The last plans that were made, the newest first.
  static func plans(of roster: RecordID, limit: Int, in tx: any Transaction) throws -> [PlanRow] {
    try tx.rows(PlanRow.self, "roster = $1 ORDER BY number DESC LIMIT $2", [.text(roster.text), .int(limit)])
  }

  /// The plans that matter from an instant on: the one that is in force then, and those that were made after it.
  static func plans(
    of rosters: [RecordID], from: Instant, in tx: any Transaction
  ) throws -> ReadableDuty<PlanRow> {
    try tx.readable(
      PlanRow.self, roster: 0,
      """
      roster \(tx.dialect.amongKeys("$1")) AND number >= COALESCE((
        SELECT MAX(p.number) FROM roster_plan p WHERE p.roster = roster_plan.roster AND p.from_at <= $2), 1)
      ORDER BY roster, number
      """, [.list(rosters.map(\.text)), .instant(from)])
  }

  static func overrides(
    of rosters: [RecordID], in span: DutySpan, _ tx: any Transaction
  ) throws -> ReadableDuty<OverrideRow> {
    try tx.readable(
      OverrideRow.self, roster: 1,
      "roster \(tx.dialect.amongKeys("$1")) AND to_at > $2 AND from_at < $3 ORDER BY from_at, id",
      [.list(rosters.map(\.text)), .instant(span.from), .instant(span.to)])
  }

  static func override(_ id: RecordID, in tx: any Transaction) throws -> OverrideRow? {
    try tx.row(OverrideRow.self, "id = $1" + tx.dialect.forUpdate, [.text(id.text)])
  }

  static func end(_ override: DutyOverride, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE duty_override SET ended_at = $2 WHERE id = $1", [.text(override.id.text), .instant(override.endedAt)])
  }

  static func countOverrides(of roster: RecordID, after now: Instant, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM duty_override WHERE roster = $1 AND to_at > $2 AND ended_at IS NULL",
      [.text(roster.text), .instant(now)]
    ) { try $0.int(0) } ?? 0
  }

  /// Swaps whose last exchange ends after an instant.
  static func swaps(
    of rosters: [RecordID], after from: Instant, in tx: any Transaction
  ) throws -> ReadableDuty<SwapRow> {
    try tx.readable(
      SwapRow.self, roster: 1, "roster \(tx.dialect.amongKeys("$1")) AND last_at > $2 ORDER BY from_at, id",
      [.list(rosters.map(\.text)), .instant(from)])
  }

  static func swap(_ id: RecordID, in tx: any Transaction) throws -> SwapRow? {
    try tx.row(SwapRow.self, "id = $1" + tx.dialect.forUpdate, [.text(id.text)])
  }

  static func update(_ swap: DutySwap, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE duty_swap SET state = $2, answered_at = $3 WHERE id = $1",
      [.text(swap.id.text), .text(swap.state.rawValue), .instant(swap.answeredAt)])
  }

  /// The rosters that name one of these people, by a plan, an override or a swap, so far as they run.
  static func naming(_ people: Set<RecordID>, limit: Int, in tx: any Transaction) throws -> [RosterRow] {
    guard !people.isEmpty else { return [] }
    let ids = people.map(\.text).sorted()
    let marks = ids.indices.map { "plan LIKE $\($0 + 3)" }.joined(separator: " OR ")
    return try tx.rows(
      RosterRow.self,
      """
      closed_at IS NULL AND id IN (
        SELECT roster FROM roster_plan WHERE \(marks)
        UNION SELECT roster FROM duty_override WHERE person \(tx.dialect.amongKeys("$1"))
        UNION SELECT roster FROM duty_swap WHERE taker \(tx.dialect.amongKeys("$1"))
      ) ORDER BY team, id LIMIT $2
      """, [.list(ids), .int(limit)] + ids.map { .text("%\"\($0)\"%") })
  }

  /// Everybody whom rosters that run give duty: by the plan that was made last, an override, or a swap ahead. What
  /// cannot be read names nobody.
  static func onRosters(after instant: Instant, in tx: any Transaction) throws -> Set<RecordID> {
    var found: Set<RecordID> = []
    try tx.forEach(
      """
      SELECT p.plan FROM roster r JOIN roster_plan p ON p.roster = r.id AND p.number = (
        SELECT MAX(number) FROM roster_plan WHERE roster = r.id)
      WHERE r.closed_at IS NULL ORDER BY r.id LIMIT $1
      """, [.int(DutyLimits.rosters)]
    ) { row in
      if let json = try? row.json(0), let plan = try? RosterPlan(json: json) { found.formUnion(plan.people) }
    }
    try tx.forEach(
      """
      SELECT o.person FROM duty_override o JOIN roster r ON r.id = o.roster
      WHERE o.to_at > $1 AND o.ended_at IS NULL AND r.closed_at IS NULL
      UNION SELECT s.taker FROM duty_swap s JOIN roster r ON r.id = s.roster
      WHERE s.last_at > $1 AND s.state IN ('asked', 'accepted') AND r.closed_at IS NULL
      """, [.instant(instant)]
    ) { row in found.insert(RecordID(try row.text(0))) }
    return found
  }

  /// What rosters are called at present, and whose they are.
  static func named(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (name: String, team: String)] {
    guard !ids.isEmpty else { return [:] }
    var found: [String: (name: String, team: String)] = [:]
    try tx.forEach(
      """
      SELECT r.id, r.team, p.plan FROM roster r JOIN roster_plan p ON p.roster = r.id AND p.number = (
        SELECT MAX(number) FROM roster_plan WHERE roster = r.id)
      WHERE r.id \(tx.dialect.amongKeys("$1"))
      """, [.list(ids)]
    ) { row in
      guard let id = try? row.text(0), let team = try? row.text(1), let plan = try? row.json(2) else { return }
      found[id] = (plan["name"]?.stringValue ?? id, team)
    }
    return found
  }

  /// How often what gives duty on rosters was changed, and when last: neither ever falls.
  static func changes(of rosters: [RecordID], in tx: any Transaction) throws -> [RecordID: DutyChanges] {
    var found: [RecordID: DutyChanges] = [:]
    let among = tx.dialect.amongKeys("$1")
    try tx.forEach(
      """
      SELECT roster, COUNT(*), MAX(at) FROM (
        SELECT roster, made_at AS at FROM roster_plan WHERE roster \(among)
        UNION ALL SELECT roster, made_at FROM duty_override WHERE roster \(among)
        UNION ALL SELECT roster, ended_at FROM duty_override WHERE ended_at IS NOT NULL AND roster \(among)
        UNION ALL SELECT roster, answered_at FROM duty_swap WHERE state = 'accepted' AND roster \(among)
      ) change GROUP BY roster
      """, [.list(rosters.map(\.text))]
    ) { found[RecordID(try $0.text(0))] = DutyChanges(count: try $0.int(1), last: try $0.instant(2)) }
    return found
  }
}

/// How often something was changed, and when last.
struct DutyChanges {
  var count: Int
  var last: Instant

  static func + (one: DutyChanges, other: DutyChanges) -> DutyChanges {
    DutyChanges(count: one.count + other.count, last: max(one.last, other.last))
  }
}
