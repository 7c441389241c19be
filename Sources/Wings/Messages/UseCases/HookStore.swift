import Core
import Kernel
import Storage

/// Webhooks.
enum HookStore {
  private static let columns = "id, label, url, secret, salt, kinds, active, created_at, former, former_until"

  static func insert(_ hook: Hook, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO webhook (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", values(hook))
    try DestinationStore.add([hook.destination], in: tx)
  }

  static func update(_ hook: Hook, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE webhook SET label = $2, url = $3, secret = $4, salt = $5, kinds = $6, active = $7, created_at = $8,
        former = $9, former_until = $10
      WHERE id = $1
      """, values(hook))
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM webhook WHERE id = $1", [.text(id.text)])
  }

  private static func values(_ hook: Hook) -> [SQLValue] {
    [
      .text(hook.id.text), .text(hook.label), .text(hook.url), .text(hook.secret), .bytes(hook.salt),
      .text(hook.kinds.sorted().joined(separator: " ")), .bool(hook.isActive),
      .integer(hook.createdAt.milliseconds), .text(hook.former), .integer(hook.formerUntil?.milliseconds),
    ]
  }

  static func all(in tx: any Transaction) throws -> [Hook] {
    try tx.query(
      "SELECT \(columns) FROM webhook ORDER BY created_at, id LIMIT $1", [.int(Hook.most)], decode)
  }

  /// Those that can be read: one that is damaged, which its page and verification name, must not keep tickets from
  /// being changed and the others from being told.
  static func readable(in tx: any Transaction) throws -> [Hook] {
    var found: [Hook] = []
    try tx.forEach("SELECT \(columns) FROM webhook ORDER BY created_at, id LIMIT $1", [.int(Hook.most)]) { row in
      do {
        found.append(try decode(row))
      } catch MainstayError.unreadable {
        return
      }
    }
    return found
  }

  static func hook(_ id: RecordID, in tx: any Transaction) throws -> Hook? {
    try tx.first("SELECT \(columns) FROM webhook WHERE id = $1", [.text(id.text)], decode)
  }

  /// Those whose ids lie from `first` through `last`, in order; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (Hook) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "webhook", from: first, through: last, decode, body, unreadable: unreadable)
  }

  /// What the journal said last of a webhook's columns; nil where it said nothing.
  static func lastWords(of id: RecordID, in tx: any Transaction) throws -> (kind: String, payload: String)? {
    try tx.first(
      """
      SELECT kind, payload FROM journal_entry WHERE stream = $1 AND kind <> 'webhook.tested'
      ORDER BY sequence DESC LIMIT 1
      """, [.text(Hook.streamPrefix + id.text)],
      reading("journal_entry", "kind, payload") { (kind: try $0.text(0), payload: try $0.text(1)) })
  }

  private static func decode(_ row: any Row) throws -> Hook { try reading("webhook", columns, decodeColumns)(row) }

  private static func decodeColumns(_ row: any Row) throws -> Hook {
    var hook = Hook(
      id: RecordID(try row.text(0)), label: try row.text(1), url: try row.text(2), secret: try row.text(3),
      salt: try row.bytes(4), kinds: Set(try row.text(5).split(separator: " ").map(String.init)),
      isActive: try row.bool(6), createdAt: Instant(milliseconds: try row.int64(7)))
    hook.former = try row.optionalText(8)
    hook.formerUntil = try row.optionalInt64(9).map(Instant.init(milliseconds:))
    return hook
  }
}
