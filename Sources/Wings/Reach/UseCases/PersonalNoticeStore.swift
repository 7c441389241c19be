import Core
import Kernel
import Reach
import Storage

/// What people are told.
enum PersonalNoticeStore {
  private static let columns = """
    id, notice, person, kind, reason, urgency, ticket, number, words, way, happened_at, created_at, state, why, due_at,
    roster, actor, matter, matter_page
    """

  /// False where the person is told of this already.
  static func insert(_ notice: PersonalNotice, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO personal_notice (\(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
      ON CONFLICT (notice, person) DO NOTHING
      """,
      [
        .text(notice.id.text), .text(notice.cause.text), .text(notice.person.text), .text(notice.kind),
        .text(notice.reason.rawValue), .text(notice.urgency.rawValue), .text(notice.ticket?.text),
        .text(notice.number), .text(notice.words), .text(notice.way?.text), .integer(notice.happenedAt.milliseconds),
        .integer(notice.createdAt.milliseconds), .text(notice.state.rawValue), .text(notice.why),
        .integer(notice.dueAt?.milliseconds), .text(notice.roster?.text), .text(notice.actor),
        .text(notice.matter), .text(notice.matterPage),
      ]) == 1
  }

  static func update(_ notice: PersonalNotice, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE personal_notice SET state = $2, why = $3, due_at = $4 WHERE id = $1",
      [
        .text(notice.id.text), .text(notice.state.rawValue), .text(notice.why),
        .integer(notice.dueAt?.milliseconds),
      ])
  }

  static func due(by now: Instant, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      "SELECT id FROM personal_notice WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2",
      [.integer(now.milliseconds), .int(limit)]
    ) { RecordID(try $0.text(0)) }
  }

  /// One that is due, kept from other nodes until this transaction ends; nil where it is not, or another has it.
  static func takeDue(_ id: RecordID, by now: Instant, in tx: any Transaction) throws -> PersonalNotice? {
    try tx.first(
      "SELECT \(columns) FROM personal_notice WHERE id = $1 AND due_at <= $2" + tx.dialect.skipLocked,
      [.text(id.text), .integer(now.milliseconds)], decode)
  }

  /// Makes due what is to be looked at later than anything ever is: the clock was put back since.
  static func renew(at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE personal_notice SET due_at = $1 WHERE due_at > $2",
      [.integer(now.milliseconds), .integer((now + latest).milliseconds)])
  }

  /// Nothing is looked at later than this: quiet hours end within nine days.
  private static let latest = Duration.days(10)

  /// The newest of somebody, newest first, before a position.
  static func latest(
    of person: RecordID, before: (Instant, RecordID)?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<PersonalNotice> {
    try tx.readable(
      """
      SELECT \(columns) FROM personal_notice WHERE person = $1 AND (created_at, id) < ($2, $3)
      ORDER BY created_at DESC, id DESC LIMIT $4
      """,
      [
        .text(person.text), .integer((before?.0 ?? .latest).milliseconds), .text(before?.1.text ?? ""), .int(limit),
      ], decode)
  }

  /// How many of one reason somebody was told since an instant.
  static func count(
    of person: RecordID, _ reason: ReachReason, since: Instant, in tx: any Transaction
  ) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM personal_notice WHERE person = $1 AND created_at >= $2 AND reason = $3",
      [.text(person.text), .integer(since.milliseconds), .text(reason.rawValue)]
    ) { try $0.int(0) } ?? 0
  }

  /// What a delivery carries, and the way that it goes.
  static func carried(by delivery: RecordID, in tx: any Transaction) throws -> (notice: PersonalNotice, way: RecordID)?
  {
    let found = try tx.first(
      "SELECT personal_notice, way FROM personal_try WHERE delivery = $1", [.text(delivery.text)]
    ) { (RecordID(try $0.text(0)), RecordID(try $0.text(1))) }
    guard let found,
      let notice = try tx.first(
        "SELECT \(columns) FROM personal_notice WHERE id = $1", [.text(found.0.text)], decode)
    else { return nil }
    return (notice, found.1)
  }

  private static let decode: @Sendable (any Row) throws -> PersonalNotice = { row in
    try reading("personal_notice", columns) { row in
      PersonalNotice(
        id: RecordID(try row.text(0)), cause: RecordID(try row.text(1)), person: RecordID(try row.text(2)),
        kind: try row.text(3), reason: try row.value(4), urgency: try row.value(5),
        ticket: try row.optionalText(6).map { RecordID($0) }, number: try row.optionalText(7),
        words: try row.text(8), way: try row.optionalText(9).map { RecordID($0) },
        happenedAt: Instant(milliseconds: try row.int64(10)), createdAt: Instant(milliseconds: try row.int64(11)),
        state: try row.value(12), why: try row.text(13), roster: try row.optionalText(15).map { RecordID($0) },
        matter: try row.optionalText(17), matterPage: try row.optionalText(18), actor: try row.optionalText(16),
        dueAt: try row.optionalInt64(14).map(Instant.init(milliseconds:)))
    }(row)
  }
}

extension PersonalNoticeStore {
  static func insert(_ one: PersonalNotice.Try, place: Int, of notice: RecordID, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO personal_try (personal_notice, place, way, delivery, begun_at, why) VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .text(notice.text), .int(place), .text(one.way.text), .text(one.delivery.text),
        .integer(one.begunAt.milliseconds), .text(one.why),
      ])
  }

  /// The tries of some notices, in their order, with how each fares; nil where its delivery is gone.
  static func tries(
    of notices: [RecordID], in tx: any Transaction
  ) throws -> [RecordID: [(try: PersonalNotice.Try, state: Delivery.State?, error: String?)]] {
    guard !notices.isEmpty else { return [:] }
    var found: [RecordID: [(try: PersonalNotice.Try, state: Delivery.State?, error: String?)]] = [:]
    try tx.forEach(
      """
      SELECT t.personal_notice, t.way, t.delivery, t.begun_at, t.why, d.state, d.last_error
      FROM personal_try t LEFT JOIN delivery d ON d.id = t.delivery
      WHERE t.personal_notice \(tx.dialect.amongKeys("$1")) ORDER BY t.personal_notice, t.place
      """, [.list(notices.map(\.text))]
    ) { row in
      let one = PersonalNotice.Try(
        way: RecordID(try row.text(1)), delivery: RecordID(try row.text(2)),
        begunAt: Instant(milliseconds: try row.int64(3)), why: try row.text(4))
      found[RecordID(try row.text(0)), default: []].append(
        (one, try row.optionalText(5).flatMap(Delivery.State.init(rawValue:)), try row.optionalText(6)))
    }
    return found
  }

  /// The message that gathers what somebody is told, locked, while nothing has been sent of it.
  static func gathering(
    _ cause: RecordID, of person: RecordID, in tx: any Transaction
  ) throws -> (id: RecordID, words: String)? {
    try tx.first(
      """
      SELECT id, words FROM personal_notice WHERE notice = $1 AND person = $2 AND state = 'waiting'
        AND NOT EXISTS (SELECT 1 FROM personal_try t WHERE t.personal_notice = personal_notice.id)
      """ + tx.dialect.forUpdate, [.text(cause.text), .text(person.text)]
    ) { (RecordID(try $0.text(0)), try $0.text(1)) }
  }

  static func reword(_ id: RecordID, _ words: String, in tx: any Transaction) throws {
    try tx.execute("UPDATE personal_notice SET words = $2 WHERE id = $1", [.text(id.text), .text(words)])
  }

  /// How some of them fare.
  static func standings(of ids: [RecordID], in tx: any Transaction) throws -> [RecordID: ToldStanding] {
    let found = try tx.query(
      "SELECT id, state, why FROM personal_notice WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids.map(\.text))]
    ) { (RecordID(try $0.text(0)), ToldStanding(state: try $0.value(1), why: try $0.text(2))) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// Messages to others whose words name somebody, with their words.
  static func naming(_ actor: String, in tx: any Transaction) throws -> [(id: String, words: String)] {
    try tx.query("SELECT id, words FROM personal_notice WHERE actor = $1 ORDER BY id", [.text(actor)]) {
      (try $0.text(0), try $0.text(1))
    }
  }

  /// Puts another name and other words in the place of those of a message.
  static func rewrite(_ id: String, actor: String, words: String, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE personal_notice SET actor = $2, words = $3 WHERE id = $1", [.text(id), .text(actor), .text(words)])
  }

  /// Deletes what has ended and is older than an instant, at most `limit`; how many.
  static func forget(createdBefore since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    let ids = try tx.query(
      "SELECT id FROM personal_notice WHERE due_at IS NULL AND created_at < $1 ORDER BY created_at, id LIMIT $2",
      [.integer(since.milliseconds), .int(limit)]
    ) { try $0.text(0) }
    return try delete(ids, in: tx)
  }

  private static func delete(_ ids: [String], in tx: any Transaction) throws -> Int {
    guard !ids.isEmpty else { return 0 }
    try tx.executeBatch("DELETE FROM personal_try WHERE personal_notice = $1", ids.map { [.text($0)] })
    return try tx.executeBatch("DELETE FROM personal_notice WHERE id = $1", ids.map { [.text($0)] })
  }

  static func count(of person: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM personal_notice WHERE person = $1", [.text(person.text)]) { try $0.int(0) } ?? 0
  }

  /// Deletes a portion of what somebody was told, with what carried it; how many.
  static func deletePortion(of person: RecordID, limit: Int, in tx: any Transaction) throws -> Int {
    let ids = try tx.query(
      "SELECT id FROM personal_notice WHERE person = $1 ORDER BY id LIMIT $2", [.text(person.text), .int(limit)]
    ) { try $0.text(0) }
    let carried = try tx.query(
      """
      SELECT t.delivery, d.notice FROM personal_try t JOIN delivery d ON d.id = t.delivery
      WHERE t.personal_notice \(tx.dialect.amongKeys("$1"))
      """, [.list(ids)]
    ) { (try $0.text(0), try $0.text(1)) }
    let count = try delete(ids, in: tx)
    try tx.executeBatch("DELETE FROM delivery WHERE id = $1", carried.map { [.text($0.0)] })
    try tx.executeBatch("DELETE FROM notice WHERE id = $1", carried.map { [.text($0.1)] })
    return count
  }
}
