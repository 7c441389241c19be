import Governance
import Kernel
import Storage

/// The journal's tables. Appending is the only way to write; nothing updates or deletes entries.
enum JournalStore {
  static let insertEntry = """
    INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """

  static func head(of stream: String, lock: Bool, in tx: any Transaction) throws -> StreamHead? {
    try tx.first(
      "SELECT sequence, hash FROM journal_stream WHERE stream = $1" + (lock ? tx.dialect.forUpdate : ""),
      [.text(stream)]
    ) { StreamHead(stream: stream, sequence: try $0.int64(0), hash: try $0.bytes(1)) }
  }

  static func isEmpty(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM journal_stream LIMIT 1") { _ in true } == nil
  }

  static func row(_ entry: JournalEntry, hash: [UInt8]) -> [SQLValue] {
    [
      .text(entry.stream), .integer(entry.sequence), .text(entry.kind), .text(entry.actor),
      .integer(entry.at.milliseconds), .integer(entry.recordedAt.milliseconds), .text(entry.payload), .bytes(hash),
    ]
  }

  static func saveHead(_ head: StreamHead, isNew: Bool, in tx: any Transaction) throws {
    if isNew {
      try tx.execute(
        "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, $2, $3)",
        [.text(head.stream), .integer(head.sequence), .bytes(head.hash)])
    } else {
      try tx.execute(
        "UPDATE journal_stream SET sequence = $2, hash = $3 WHERE stream = $1",
        [.text(head.stream), .integer(head.sequence), .bytes(head.hash)])
    }
  }

  static let entryColumns = "stream, sequence, kind, actor, at, recorded_at, payload, hash"

  static func decode(_ row: any Row) throws -> StoredEntry {
    StoredEntry(
      entry: JournalEntry(
        stream: try row.text(0), sequence: try row.int64(1), kind: try row.text(2), actor: try row.text(3),
        at: Instant(milliseconds: try row.int64(4)), recordedAt: Instant(milliseconds: try row.int64(5)),
        payload: try row.text(6)),
      hash: try row.bytes(7))
  }

  static func forEachEntry(of stream: String, in tx: any Transaction, _ body: (StoredEntry) throws -> Void) throws {
    try tx.forEach(
      "SELECT \(entryColumns) FROM journal_entry WHERE stream = $1 ORDER BY sequence", [.text(stream)]
    ) { try body(decode($0)) }
  }

  /// Entries in the order in which they were written, newest first, before a position.
  static func latest(
    before: (Instant, String, Int64)?, kind: String?, actor: String?, limit: Int, in tx: any Transaction
  ) throws -> [StoredEntry] {
    let (at, stream, sequence) = before ?? (Instant.latest, "", 0)
    return try tx.query(
      """
      SELECT \(entryColumns) FROM journal_entry
      WHERE (recorded_at, stream, sequence) < ($1, $2, $3)
        AND (CAST($4 AS TEXT) IS NULL OR kind = $4) AND (CAST($5 AS TEXT) IS NULL OR actor = $5)
      ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT $6
      """,
      [
        .integer(at.milliseconds), .text(stream), .integer(sequence), .text(kind), .text(actor), .int(limit),
      ], decode)
  }
}

/// An entry with the hash that stands beside it.
public struct StoredEntry: Hashable, Sendable {
  public var entry: JournalEntry
  public var hash: [UInt8]

  public init(entry: JournalEntry, hash: [UInt8]) { (self.entry, self.hash) = (entry, hash) }
}
