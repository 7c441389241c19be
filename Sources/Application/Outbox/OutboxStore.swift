import Kernel
import Storage

/// Messages on their way out, and the webhooks that they go to.
enum OutboxStore {
  private static let columns = """
    id, kind, subject, cause, hook, body, created_at, state, attempts, next_at, last_error, delivered_at
    """

  static func insert(_ messages: [OutboxMessage], in tx: any Transaction) throws {
    guard !messages.isEmpty else { return }
    try tx.enqueueBatch(
      """
      INSERT INTO outbox (id, kind, subject, cause, hook, body, created_at, state, attempts, next_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $7)
      """,
      messages.map { message in
        [
          .text(message.id.text), .text(message.kind), .text(message.subject), .text(message.cause),
          .text(message.hook?.text), .text(message.body), .integer(message.createdAt.milliseconds),
          .text(OutboxMessage.State.waiting.rawValue),
        ]
      })
  }

  /// Takes messages that are due and keeps other nodes off them until `until`.
  static func claim(at now: Instant, until: Instant, limit: Int, in tx: any Transaction) throws -> [OutboxMessage] {
    let ids = try tx.query(
      "SELECT id FROM outbox WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2" + tx.dialect.skipLocked,
      [.integer(now.milliseconds), .int(limit)]
    ) { try $0.text(0) }
    return try ids.compactMap { id in
      try tx.first(
        """
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = $2 WHERE id = $1
        RETURNING \(columns)
        """, [.text(id), .integer(until.milliseconds)], decode)
    }
  }

  /// Writes how an attempt ended, unless a later attempt has begun since.
  static func settle(_ message: OutboxMessage, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE outbox SET state = $3, next_at = $4, last_error = $5, delivered_at = $6
      WHERE id = $1 AND attempts = $2 AND state = 'sending'
      """,
      [
        .text(message.id.text), .int(message.attempts), .text(message.state.rawValue),
        .integer(message.nextAt?.milliseconds), .text(message.lastError),
        .integer(message.deliveredAt?.milliseconds),
      ])
  }

  static func resend(_ id: RecordID, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      """
      UPDATE outbox SET state = 'waiting', attempts = 0, next_at = $2, last_error = NULL, delivered_at = NULL
      WHERE id = $1 AND state IN ('dead', 'delivered')
      """, [.text(id.text), .integer(now.milliseconds)]) == 1
  }

  static func message(_ id: RecordID, in tx: any Transaction) throws -> OutboxMessage? {
    try tx.first("SELECT \(columns) FROM outbox WHERE id = $1", [.text(id.text)], decode)
  }

  /// Newest first, before a position.
  static func latest(
    before: (Instant, RecordID)?, state: OutboxMessage.State?, subject: String?, limit: Int, in tx: any Transaction
  ) throws -> [OutboxMessage] {
    try tx.query(
      """
      SELECT \(columns) FROM outbox
      WHERE (created_at, id) < ($1, $2) AND (CAST($3 AS TEXT) IS NULL OR state = $3)
        AND (CAST($4 AS TEXT) IS NULL OR subject = $4)
      ORDER BY created_at DESC, id DESC LIMIT $5
      """,
      [
        .integer((before?.0 ?? .latest).milliseconds), .text(before?.1.text ?? ""), .text(state?.rawValue),
        .text(subject), .int(limit),
      ], decode)
  }

  static func counts(in tx: any Transaction) throws -> [OutboxMessage.State: Int] {
    // Of all messages in a state that nobody knows, none is any message's: they are for verification to name.
    let rows = try tx.query("SELECT state, COUNT(*) FROM outbox GROUP BY state") {
      (OutboxMessage.State(rawValue: try $0.text(0)), try $0.int(1))
    }
    return Dictionary(rows.compactMap { state, count in state.map { ($0, count) } }, uniquingKeysWith: +)
  }

  static func insert(_ hook: Hook, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO hook (id, label, url, secret, kinds, active, created_at) VALUES ($1, $2, $3, $4, $5, TRUE, $6)",
      [
        .text(hook.id.text), .text(hook.label), .text(hook.url), .text(hook.secret),
        .text(hook.kinds.sorted().joined(separator: " ")), .integer(hook.createdAt.milliseconds),
      ])
  }

  static func hooks(in tx: any Transaction) throws -> [Hook] {
    try tx.query(
      "SELECT id, label, url, secret, kinds, active, created_at FROM hook ORDER BY created_at, id LIMIT $1",
      [.int(Hook.most)], decodeHook)
  }

  static func hook(_ id: RecordID, in tx: any Transaction) throws -> Hook? {
    try tx.first(
      "SELECT id, label, url, secret, kinds, active, created_at FROM hook WHERE id = $1", [.text(id.text)], decodeHook)
  }

  private static func decodeHook(_ row: any Row) throws -> Hook {
    Hook(
      id: RecordID(try row.text(0)), label: try row.text(1), url: try row.text(2), secret: try row.text(3),
      kinds: Set(try row.text(4).split(separator: " ").map(String.init)), isActive: try row.bool(5),
      createdAt: Instant(milliseconds: try row.int64(6)))
  }

  /// The newest messages to one webhook, newest first.
  static func latest(to hook: RecordID, limit: Int, in tx: any Transaction) throws -> [OutboxMessage] {
    try tx.query(
      "SELECT \(columns) FROM outbox WHERE hook = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
      [.text(hook.text), .int(limit)], decode)
  }

  /// Whether a message of this kind to a webhook is neither delivered nor given up.
  static func isUnderway(_ kind: String, to hook: RecordID, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM outbox WHERE hook = $1 AND kind = $2 AND state IN ('waiting', 'sending') LIMIT 1",
      [.text(hook.text), .text(kind)]
    ) { _ in true } ?? false
  }

  static func setActive(_ id: RecordID, _ active: Bool, in tx: any Transaction) throws -> Bool {
    try tx.execute("UPDATE hook SET active = $2 WHERE id = $1", [.text(id.text), .bool(active)]) == 1
  }

  private static func decode(_ row: any Row) throws -> OutboxMessage {
    try reading("outbox", columns, decodeColumns)(row)
  }

  private static func decodeColumns(_ row: any Row) throws -> OutboxMessage {
    OutboxMessage(
      id: RecordID(try row.text(0)), kind: try row.text(1), subject: try row.text(2), cause: try row.text(3),
      hook: try row.optionalText(4).map(RecordID.init), body: try row.text(5),
      createdAt: Instant(milliseconds: try row.int64(6)),
      state: try row.value(7), attempts: try row.int(8),
      nextAt: try row.optionalInt64(9).map(Instant.init(milliseconds:)), lastError: try row.optionalText(10),
      deliveredAt: try row.optionalInt64(11).map(Instant.init(milliseconds:)))
  }
}
