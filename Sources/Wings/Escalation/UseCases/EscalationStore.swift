import Core
import Escalation
import Kernel
import Storage

/// Which versions of a ladder there are, without what they say.
struct LadderPlace: Hashable, Sendable {
  var key: String
  var version: Int
  var isOn: Bool
  var from: Instant
}

/// Ladders and their versions.
enum LadderStore {
  static func row(_ key: String, version: Int, in tx: any Transaction) throws -> LadderRow? {
    try tx.row(LadderRow.self, "ladder = $1 AND version = $2", [.text(key), .int(version)])
  }

  static func latest(_ key: String, in tx: any Transaction) throws -> LadderRow? {
    try tx.row(LadderRow.self, "ladder = $1 ORDER BY version DESC LIMIT 1", [.text(key)])
  }

  /// The newest versions of a ladder, newest first.
  static func versions(of key: String, limit: Int, in tx: any Transaction) throws -> ReadableRows<LadderRow> {
    try tx.readable(LadderRow.self, "ladder = $1 ORDER BY version DESC LIMIT $2", [.text(key), .int(limit)])
  }

  /// The newest version of each ladder, by key.
  static func newest(in tx: any Transaction) throws -> ReadableRows<LadderRow> {
    try tx.readable(
      LadderRow.self,
      """
      version = (SELECT MAX(other.version) FROM ladder_version other WHERE other.ladder = ladder_version.ladder)
      ORDER BY ladder LIMIT $1
      """, [.int(LadderLimit.ladders)])
  }

  /// All versions of all ladders, oldest first.
  static func places(in tx: any Transaction) throws -> [LadderPlace] {
    try tx.query("SELECT ladder, version, is_on, from_at FROM ladder_version ORDER BY ladder, version", []) { row in
      LadderPlace(
        key: try row.text(0), version: try row.int(1), isOn: try row.int(2) != 0, from: try row.instant(3))
    }
  }

  static func count(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(DISTINCT ladder) FROM ladder_version", []) { try $0.int(0) } ?? 0
  }

  static func titles(_ keys: Set<String>, in tx: any Transaction) throws -> [String: String] {
    Dictionary(
      try newest(in: tx).rows.filter { keys.contains($0.key) }.map { ($0.key, $0.ladder.name) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Makes others who save ladders wait until this transaction ends, so that bounds and numbers hold.
  static func lockSaving(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_090)]) }
  }
}

/// Ladders on their way.
enum RunStore {
  static func runs(of ticket: RecordID, in tx: any Transaction) throws -> [RunRow] {
    try tx.rows(RunRow.self, "ticket = $1 ORDER BY ladder, clock, cycle", [.text(ticket.text)])
  }

  static func firings(of ticket: RecordID, in tx: any Transaction) throws -> [FiringRow] {
    try tx.rows(FiringRow.self, "ticket = $1 ORDER BY fired_at, pass, rung, attempt", [.text(ticket.text)])
  }

  static func tellings(of ticket: RecordID, in tx: any Transaction) throws -> [TellingRow] {
    try tx.rows(TellingRow.self, "ticket = $1 ORDER BY told_at, person", [.text(ticket.text)])
  }

  static func tellings(of tickets: [RecordID], in tx: any Transaction) throws -> [TellingRow] {
    guard !tickets.isEmpty else { return [] }
    return try tx.rows(
      TellingRow.self, "ticket \(tx.dialect.amongKeys("$1")) ORDER BY told_at, person", [.list(tickets.map(\.text))])
  }

  /// Firings of tickets that somebody sees, newest first, before a position.
  ///
  /// - Parameter seen: A condition on rows of `ticket`, with its values, which follow nine others.
  static func fired(
    before position: ListFired.Position?, limit: Int, seen: (sql: String, values: [SQLValue])?, in tx: any Transaction
  ) throws -> ReadableRows<FiringRow> {
    let order = "fired_at DESC, ticket DESC, ladder DESC, clock DESC, cycle DESC, rung DESC, pass DESC, attempt DESC"
    return try tx.readable(
      FiringRow.self,
      """
      (fired_at, ticket, ladder, clock, cycle, rung, pass, attempt) < ($1, $2, $3, $4, $5, $6, $7, $8)
      \(seen.map { " AND ticket IN (SELECT id FROM ticket WHERE \($0.sql))" } ?? "") ORDER BY \(order) LIMIT $9
      """,
      [.instant(position?.at ?? .latest)] + (position?.run.values ?? [.text(""), .text(""), .text(""), .int(0)])
        + [
          .int(position?.step.rung ?? 0), .int(position?.step.pass ?? 0), .int(position?.step.attempt ?? 0),
          .int(limit),
        ] + (seen?.values ?? []))
  }

  /// Tickets with a run that has not ended and that are looked at until an instant, the next first.
  ///
  /// - Parameters:
  ///   - team: Those that a team has; nil: of all.
  ///   - seen: A condition on rows of `ticket`, with its values, which follow three others.
  static func coming(
    until end: Instant, limit: Int, team: String?, seen: (sql: String, values: [SQLValue])?, in tx: any Transaction
  ) throws -> [RecordID] {
    try tx.query(
      """
      SELECT ticket FROM ladder_look WHERE look_at <= $1
        AND EXISTS (SELECT 1 FROM ladder_run r WHERE r.ticket = ladder_look.ticket AND r.ended_at IS NULL)
        AND ($3 = '' OR ticket IN (SELECT id FROM ticket WHERE team = $3))
        \(seen.map { " AND ticket IN (SELECT id FROM ticket WHERE \($0.sql))" } ?? "")
      ORDER BY look_at, ticket LIMIT $2
      """, [.instant(end), .int(limit), .text(team ?? "")] + (seen?.values ?? [])
    ) { RecordID(try $0.text(0)) }
  }

  /// Tickets of which somebody was told and has not acknowledged, the newest first.
  static func asked(of person: RecordID, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      """
      SELECT t.ticket, MAX(t.told_at) FROM ladder_telling t JOIN ladder_firing f ON f.ticket = t.ticket
        AND f.ladder = t.ladder AND f.clock = t.clock AND f.cycle = t.cycle AND f.rung = t.rung AND f.pass = t.pass
        AND f.attempt = t.attempt
      JOIN ladder_run r ON r.ticket = t.ticket AND r.ladder = t.ladder AND r.clock = t.clock AND r.cycle = t.cycle
      WHERE t.person = $1 AND t.acknowledged_at IS NULL AND t.message IS NOT NULL AND f.needed > 0
        AND f.acknowledged_at IS NULL AND r.ended_at IS NULL
      GROUP BY t.ticket ORDER BY MAX(t.told_at) DESC LIMIT $2
      """, [.text(person.text), .int(limit)]
    ) { RecordID(try $0.text(0)) }
  }

  /// Tickets of which a message told somebody; of those since an instant.
  static func tickets(
    told message: RecordID, to person: RecordID, since: Instant, in tx: any Transaction
  ) throws -> [RecordID] {
    try tx.query(
      """
      SELECT DISTINCT ticket FROM ladder_telling WHERE person = $1 AND told_at >= $2 AND message = $3 ORDER BY ticket
      """, [.text(person.text), .instant(since), .text(message.text)]
    ) { RecordID(try $0.text(0)) }
  }

  /// Whether somebody was sent as many messages since an instant as are sent one by one.
  static func isStormed(_ person: RecordID, since: Instant, in tx: any Transaction) throws -> Bool {
    let count = try tx.first(
      """
      SELECT COUNT(*) FROM (
        SELECT 1 AS one FROM ladder_telling WHERE person = $1 AND told_at > $2 AND message IS NOT NULL LIMIT $3) AS found
      """, [.text(person.text), .instant(since), .int(LadderLimit.singly)]
    ) { try $0.int(0) }
    return (count ?? 0) >= LadderLimit.singly
  }

  /// Tickets with a run that has not ended, behind one of them.
  static func running(after ticket: String, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      """
      SELECT DISTINCT ticket FROM ladder_run WHERE ended_at IS NULL AND ticket > $1 ORDER BY ticket LIMIT $2
      """, [.text(ticket), .int(limit)]
    ) { RecordID(try $0.text(0)) }
  }

  /// Runs that have not ended, by ladder.
  ///
  /// - Parameter seen: A condition on rows of `ticket`, with its values.
  static func counts(seen: (sql: String, values: [SQLValue])?, in tx: any Transaction) throws -> [String: Int] {
    Dictionary(
      try tx.query(
        """
        SELECT ladder, COUNT(*) FROM ladder_run WHERE ended_at IS NULL
          \(seen.map { " AND ticket IN (SELECT id FROM ticket WHERE \($0.sql))" } ?? "")
        GROUP BY ladder
        """, seen?.values ?? []
      ) { (try $0.text(0), try $0.int(1)) }, uniquingKeysWith: { first, _ in first })
  }
}

/// When tickets are looked at next.
enum LookStore {
  static func set(_ ticket: RecordID, at instant: Instant, in tx: any Transaction) throws {
    try tx.enqueue(
      "INSERT INTO ladder_look (ticket, look_at) VALUES ($1, $2) ON CONFLICT (ticket) DO UPDATE SET look_at = $2",
      [.text(ticket.text), .instant(instant)])
  }

  static func remove(_ ticket: RecordID, in tx: any Transaction) throws {
    try tx.enqueue("DELETE FROM ladder_look WHERE ticket = $1", [.text(ticket.text)])
  }

  static func due(by now: Instant, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      """
      SELECT ticket FROM ladder_look l WHERE look_at <= $1 AND NOT EXISTS (
        SELECT 1 FROM item_failure f WHERE f.module = $3 AND f.item = 'ticket/' || l.ticket)
      ORDER BY look_at, ticket LIMIT $2
      """, [.instant(now), .int(limit), .text(EscalationWork.module)]
    ) { RecordID(try $0.text(0)) }
  }

  /// Whether a ticket is to be looked at by now. Whoever says that it is to be looked at again waits until this
  /// transaction ends, so that it is not forgotten then.
  static func isDue(_ ticket: RecordID, by now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM ladder_look WHERE ticket = $1 AND look_at <= $2" + tx.dialect.forUpdate,
      [.text(ticket.text), .instant(now)]
    ) { _ in true } ?? false
  }

  /// The oldest that should have been looked at before an instant, but for those that are known to fail.
  static func oldest(before instant: Instant, in tx: any Transaction) throws -> Instant? {
    try tx.first(
      """
      SELECT look_at FROM ladder_look l WHERE look_at < $1 AND NOT EXISTS (
        SELECT 1 FROM item_failure f WHERE f.module = $2 AND f.item = 'ticket/' || l.ticket)
      ORDER BY look_at LIMIT 1
      """, [.instant(instant), .text(EscalationWork.module)]
    ) { try $0.instant(0) }
  }

  /// Makes due what is to be looked at further ahead than anything ever is: the clock was put back since.
  static func renew(at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE ladder_look SET look_at = $1 WHERE look_at > $2",
      [.instant(now), .instant(now + EscalationWork.ahead + .days(1))])
  }
}
