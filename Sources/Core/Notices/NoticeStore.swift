import Kernel
import Storage

/// What is told to the outside. Its deliveries are in `DeliveryStore`.
enum NoticeStore {
  static func insert(_ notice: Notice, in tx: any Transaction) throws {
    try tx.enqueue(
      """
      INSERT INTO notice (id, kind, subject, cause, template, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        .text(notice.id.text), .text(notice.kind), .text(notice.subject), .text(notice.cause), .text(notice.template),
        .text(notice.body), .integer(notice.createdAt.milliseconds),
      ])
  }
}

/// Deliveries on their way out, and those that arrived or were given up.
package enum DeliveryStore {
  /// Of a delivery `d` and its notice `n`, as `decode` reads them.
  private static let columns = """
    d.id, d.channel, d.destination, d.recipient, d.state, d.tries, d.created_at, d.next_at, d.last_error,
    d.delivered_at, n.id, n.kind, n.subject, n.cause, n.template, n.body, n.created_at
    """

  static func insert(_ deliveries: [Delivery], in tx: any Transaction) throws {
    try tx.enqueueBatch(
      """
      INSERT INTO delivery (id, notice, channel, destination, recipient, state, tries, created_at, next_at)
      VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6)
      """,
      deliveries.map { delivery in
        [
          .text(delivery.id.text), .text(delivery.notice.id.text), .text(delivery.destination.channel),
          .text(delivery.destination.key), .text(delivery.recipient), .integer(delivery.createdAt.milliseconds),
        ]
      })
    try DestinationStore.add(deliveries.map(\.destination), in: tx)
  }

  /// Takes the delivery of a destination that has been due for longest and keeps other nodes off it until `until`;
  /// nil where none is due or the destination is paused. `hasMore`: another is due.
  package static func claim(
    at destination: Destination, now: Instant, until: Instant, in tx: any Transaction
  ) throws -> (delivery: Delivery, hasMore: Bool)? {
    let ids = try tx.query(
      """
      SELECT id FROM delivery WHERE channel = $1 AND destination = $2 AND next_at <= $3
        AND EXISTS (SELECT 1 FROM destination WHERE channel = $1 AND key = $2 AND pause_until <= $3)
      ORDER BY next_at, id LIMIT 2
      """ + tx.dialect.skipLocked(of: "delivery"),
      [.text(destination.channel), .text(destination.key), .integer(now.milliseconds)]
    ) { try $0.text(0) }
    guard let id = ids.first else { return nil }
    try tx.execute(
      "UPDATE delivery SET state = 'sending', tries = tries + 1, next_at = $2 WHERE id = $1",
      [.text(id), .integer(until.milliseconds)])
    return try delivery(RecordID(id), in: tx).map { ($0, ids.count > 1) }
  }

  /// Writes how a try ended; whether that counted: not where a later try has begun since.
  package static func settle(_ delivery: Delivery, claimedAs tries: Int, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      """
      UPDATE delivery SET state = $3, tries = $4, next_at = $5, last_error = $6, delivered_at = $7
      WHERE id = $1 AND tries = $2 AND state = 'sending'
      """,
      [
        .text(delivery.id.text), .int(tries), .text(delivery.state.rawValue), .int(delivery.tries),
        .integer(delivery.nextAt?.milliseconds), .text(delivery.lastError),
        .integer(delivery.deliveredAt?.milliseconds),
      ]) == 1
  }

  package static func resend(_ id: RecordID, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      """
      UPDATE delivery SET state = 'waiting', tries = 0, next_at = $2, last_error = NULL, delivered_at = NULL
      WHERE id = $1 AND state IN ('dead', 'delivered')
      """, [.text(id.text), .integer(now.milliseconds)]) == 1
  }

  /// Deliveries `d`, with their notices `n` where only some of these are seen.
  private static func table(_ seen: StreamCondition) -> String {
    seen.sql.isEmpty ? "delivery d" : "delivery d JOIN notice n ON n.id = d.notice"
  }

  /// Has dead letters of a destination sent again, the oldest first, at most `limit`; how many those were.
  package static func resendDead(
    to destination: Destination, at now: Instant, limit: Int, seen: (Int) -> StreamCondition, in tx: any Transaction
  ) throws -> Int {
    let seen = seen(4)
    return try tx.execute(
      """
      UPDATE delivery SET state = 'waiting', tries = 0, next_at = $3, last_error = NULL, delivered_at = NULL
      WHERE id IN (
        SELECT d.id FROM \(table(seen)) WHERE d.channel = $1 AND d.destination = $2 AND d.state = 'dead'\(seen.sql)
        ORDER BY d.created_at, d.id LIMIT $4) AND state = 'dead'
      """,
      [.text(destination.channel), .text(destination.key), .integer(now.milliseconds), .int(limit)] + seen.values)
  }

  /// Gives up what has waited since before `since`, and what nobody could try since before `longSince`, at most
  /// `limit`; how many those were.
  package static func giveUp(
    createdBefore since: Instant, untried longSince: Instant, limit: Int, in tx: any Transaction
  ) throws -> Int {
    try tx.execute(
      """
      UPDATE delivery SET state = 'dead', next_at = NULL, last_error = COALESCE(last_error, $3) WHERE id IN (
        SELECT id FROM delivery WHERE state = 'waiting' AND created_at < $1 AND (tries > 0 OR created_at < $4)
        ORDER BY created_at, id LIMIT $2)
      """,
      [
        .integer(since.milliseconds), .int(limit),
        .text("It could not be tried within \(Delivery.mostAgeUntried.milliseconds / 86_400_000) days."),
        .integer(longSince.milliseconds),
      ])
  }

  /// Makes due what waits for a first try that lies ahead, or for longer than anything waits, at most `limit`: the clock
  /// was put back since. How many those were.
  package static func renew(at now: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    let lost = "next_at > $1 AND (next_at > $2 OR (tries = 0 AND next_at = created_at))"
    return try tx.execute(
      """
      UPDATE delivery SET next_at = $1 WHERE \(lost) AND id IN (
        SELECT d.id FROM destination p JOIN delivery d ON d.channel = p.channel AND d.destination = p.key
        WHERE \(lost) LIMIT $3)
      """,
      [.integer(now.milliseconds), .integer((now + Delivery.longestPause).milliseconds), .int(limit)])
  }

  /// - Parameter seen: Which of them somebody may know of, by the subject of the notice `n`.
  package static func delivery(
    _ id: RecordID, seen: StreamCondition = StreamCondition("", []), in tx: any Transaction
  ) throws -> Delivery? {
    try tx.first(
      "SELECT \(columns) FROM delivery d JOIN notice n ON n.id = d.notice WHERE d.id = $1\(seen.sql)",
      [.text(id.text)] + seen.values, decode)
  }

  /// Newest first, before a position.
  package static func latest(
    before: (Instant, RecordID)?, state: Delivery.State?, subject: String?, limit: Int, seen: (Int) -> StreamCondition,
    in tx: any Transaction
  ) throws -> [Delivery] {
    var values: [SQLValue] = [
      .integer((before?.0 ?? .latest).milliseconds), .text(before?.1.text ?? ""), .int(limit),
    ]
    // Each filter is a statement of its own, so that each has its index.
    var filter = ""
    if let state {
      values.append(.text(state.rawValue))
      filter += " AND d.state = $\(values.count)"
    }
    if let subject {
      values.append(.text(subject))
      filter += " AND n.subject = $\(values.count)"
    }
    let seen = seen(values.count)
    filter += seen.sql
    values += seen.values
    return try tx.query(
      """
      SELECT \(columns) FROM delivery d JOIN notice n ON n.id = d.notice
      WHERE (d.created_at, d.id) < ($1, $2)\(filter) ORDER BY d.created_at DESC, d.id DESC LIMIT $3
      """, values, decode)
  }

  /// How many stand in each state, each counted up to `limit`.
  package static func counts(
    upTo limit: Int, seen: StreamCondition = StreamCondition("", []), in tx: any Transaction
  ) throws -> [Delivery.State: Int] {
    let each = Delivery.State.allCases.map { state in
      """
      SELECT '\(state.rawValue)', COUNT(*)
      FROM (SELECT 1 FROM \(table(seen)) WHERE d.state = '\(state.rawValue)'\(seen.sql) LIMIT $1) AS t
      """
    }
    var counts: [Delivery.State: Int] = [:]
    try tx.forEach(each.joined(separator: " UNION ALL "), [.int(limit)] + seen.values) { row in
      let count = try row.int(1)
      if count > 0, let state = Delivery.State(rawValue: try row.text(0)) { counts[state] = count }
    }
    return counts
  }

  /// The newest to one destination, newest first.
  package static func latest(
    to destination: Destination, limit: Int, seen: StreamCondition, in tx: any Transaction
  ) throws -> [Delivery] {
    try tx.query(
      """
      SELECT \(columns) FROM delivery d JOIN notice n ON n.id = d.notice
      WHERE d.channel = $1 AND d.destination = $2\(seen.sql) ORDER BY d.created_at DESC, d.id DESC LIMIT $3
      """, [.text(destination.channel), .text(destination.key), .int(limit)] + seen.values, decode)
  }

  /// Whether a notice of this kind to a destination is neither delivered nor given up.
  package static func isUnderway(_ kind: String, to destination: Destination, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 FROM delivery d JOIN notice n ON n.id = d.notice
      WHERE d.channel = $1 AND d.destination = $2 AND d.next_at IS NOT NULL AND n.kind = $3 LIMIT 1
      """, [.text(destination.channel), .text(destination.key), .text(kind)]
    ) { _ in true } ?? false
  }

  /// Deletes what was delivered or given up before an instant, at most `limit`, and the notices that have no
  /// delivery left; how many deliveries those were.
  package static func forget(
    _ state: Delivery.State, createdBefore since: Instant, limit: Int, in tx: any Transaction
  ) throws -> Int {
    let found = try tx.query(
      """
      SELECT id, notice FROM delivery WHERE state = $1 AND created_at < $2 AND next_at IS NULL
      ORDER BY created_at, id LIMIT $3
      """, [.text(state.rawValue), .integer(since.milliseconds), .int(limit)]
    ) { (try $0.text(0), try $0.text(1)) }
    guard !found.isEmpty else { return 0 }
    let count = try tx.executeBatch("DELETE FROM delivery WHERE id = $1", found.map { [.text($0.0)] })
    try tx.enqueueBatch(
      "DELETE FROM notice WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE notice = $1)",
      Set(found.map(\.1)).sorted().map { [.text($0)] })
    return count
  }

  private static func decode(_ row: any Row) throws -> Delivery { try reading("delivery", columns, decodeColumns)(row) }

  private static func decodeColumns(_ row: any Row) throws -> Delivery {
    Delivery(
      id: RecordID(try row.text(0)),
      notice: Notice(
        id: RecordID(try row.text(10)), kind: try row.text(11), subject: try row.text(12), cause: try row.text(13),
        template: try row.text(14), body: try row.text(15), createdAt: Instant(milliseconds: try row.int64(16))),
      destination: Destination(channel: try row.text(1), key: try row.text(2)), recipient: try row.text(3),
      state: try row.value(4), tries: try row.int(5), createdAt: Instant(milliseconds: try row.int64(6)),
      nextAt: try row.optionalInt64(7).map(Instant.init(milliseconds:)), lastError: try row.optionalText(8),
      deliveredAt: try row.optionalInt64(9).map(Instant.init(milliseconds:)))
  }
}

/// How destinations fare.
package enum DestinationStore {
  package static func add(_ destinations: [Destination], in tx: any Transaction) throws {
    try tx.enqueueBatch(
      """
      INSERT INTO destination (channel, key, failures, pause_until) VALUES ($1, $2, 0, 0)
      ON CONFLICT (channel, key) DO NOTHING
      """, destinations.map { [.text($0.channel), .text($0.key)] })
  }

  /// Takes a destination away that there is no more.
  package static func remove(_ destination: Destination, in tx: any Transaction) throws {
    try tx.execute(
      "DELETE FROM destination WHERE channel = $1 AND key = $2", [.text(destination.channel), .text(destination.key)])
  }

  /// Destinations that are not paused and to which something is due, those that have waited for longest first: of
  /// every channel but some.
  package static func due(
    at now: Instant, but channels: [String], limit: Int, in tx: any Transaction
  ) throws -> [Destination] {
    try due(
      at: now, limit: limit, where: channels.isEmpty ? "" : " AND NOT (channel \(tx.dialect.anyText("$3")))",
      channels.isEmpty ? [] : [.list(channels)], in: tx)
  }

  /// The same of one channel.
  package static func due(
    of channel: String, at now: Instant, limit: Int, in tx: any Transaction
  ) throws -> [Destination] {
    try due(at: now, limit: limit, where: " AND channel = $3", [.text(channel)], in: tx)
  }

  private static func due(
    at now: Instant, limit: Int, where condition: String, _ values: [SQLValue], in tx: any Transaction
  ) throws -> [Destination] {
    try tx.query(
      """
      SELECT channel, key FROM (
        SELECT channel, key, (
          SELECT d.next_at FROM delivery d
          WHERE d.channel = place.channel AND d.destination = place.key AND d.next_at IS NOT NULL
          ORDER BY d.next_at, d.id LIMIT 1) AS due
        FROM destination AS place WHERE pause_until <= $1\(condition)) AS open
      WHERE due <= $1 ORDER BY due, channel, key LIMIT $2
      """, [.integer(now.milliseconds), .int(limit)] + values
    ) { Destination(channel: try $0.text(0), key: try $0.text(1)) }
  }

  /// It answered: the breaker closes. Whether it had failed before.
  package static func succeed(_ destination: Destination, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "UPDATE destination SET failures = 0, pause_until = 0 WHERE channel = $1 AND key = $2 AND failures > 0",
      [.text(destination.channel), .text(destination.key)]) > 0
  }

  /// Whatever failed before counts no longer: it is another address now, or was switched on again.
  package static func renew(_ destination: Destination, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE destination SET failures = 0, pause_until = 0, last_error = NULL WHERE channel = $1 AND key = $2",
      [.text(destination.channel), .text(destination.key)])
  }

  /// It failed once more: after some failures it is left alone for a while, each time for longer, where `pausing`. How
  /// often it has failed in a row.
  package static func fail(
    _ destination: Destination, _ error: String, at now: Instant, pausing: Bool, in tx: any Transaction
  ) throws -> Int {
    let failures = try tx.first(
      """
      UPDATE destination SET failures = failures + 1, last_error = $3, failed_at = $4
      WHERE channel = $1 AND key = $2 RETURNING failures
      """,
      [.text(destination.channel), .text(destination.key), .text(error), .integer(now.milliseconds)]
    ) { try $0.int(0) }
    let pause = pausing ? DestinationHealth.pause(after: failures ?? 0) : .zero
    if pause > .zero { try self.pause(destination, until: now + pause, in: tx) }
    return failures ?? 0
  }

  package static func pause(_ destination: Destination, until: Instant, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE destination SET pause_until = $3 WHERE channel = $1 AND key = $2",
      [.text(destination.channel), .text(destination.key), .integer(until.milliseconds)])
  }

  /// Ends pauses that would last longer than any does: the clock was put back since.
  package static func renew(at now: Instant, in tx: any Transaction) throws {
    // Twice the length leaves room for clocks of nodes that differ.
    let latest = now + DestinationHealth.longestPause + DestinationHealth.longestPause
    try tx.execute(
      "UPDATE destination SET pause_until = $1 WHERE pause_until > $2",
      [.integer(now.milliseconds), .integer(latest.milliseconds)])
  }

  /// How the destinations of a channel fare, by key.
  package static func health(of channel: String, in tx: any Transaction) throws -> [String: DestinationHealth] {
    let found = try tx.query(
      """
      SELECT key, failures, pause_until, last_error, failed_at FROM destination WHERE channel = $1 ORDER BY key LIMIT 1000
      """, [.text(channel)]
    ) { row in
      let until = try row.int64(2)
      return DestinationHealth(
        destination: Destination(channel: channel, key: try row.text(0)), failures: try row.int(1),
        pausedUntil: until > 0 ? Instant(milliseconds: until) : nil, lastError: try row.optionalText(3),
        failedAt: try row.optionalInt64(4).map(Instant.init(milliseconds:)))
    }
    return Dictionary(found.map { ($0.destination.key, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
