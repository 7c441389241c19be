import Journal
import Kernel
import Storage

/// The journal's tables. Appending is the only way to write; nothing updates or deletes entries.
package enum JournalStore {
  /// The number of the lock that sealers of all nodes take.
  private static let sealLock: Int64 = 7_374_616_001

  /// Makes other sealers wait until this transaction ends.
  package static func lockSealing(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(sealLock)]) }
  }

  static let insertEntry = """
    INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """

  package static func head(of stream: String, lock: Bool, in tx: any Transaction) throws -> StreamHead? {
    try tx.first(
      "SELECT sequence, hash FROM journal_stream WHERE stream = $1" + (lock ? tx.dialect.forUpdate : ""),
      [.text(stream)]
    ) { StreamHead(stream: stream, sequence: try $0.int64(0), hash: try $0.bytes(1)) }
  }

  /// Of some streams those that there are and that a condition takes in, whose parameters follow `$1`.
  static func those(
    of streams: Set<String>, among seen: StreamCondition, in tx: any Transaction
  ) throws -> [String] {
    try tx.query(
      "SELECT stream FROM journal_stream WHERE stream \(tx.dialect.anyText("$1"))\(seen.sql)",
      [.list(streams.sorted())] + seen.values
    ) { try $0.text(0) }
  }

  /// Whether there is a stream, and a reader sees it.
  static func isThere(_ stream: String, among seen: StreamCondition, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM journal_stream WHERE stream = $1\(seen.sql)", [.text(stream)] + seen.values) { _ in
      true
    } ?? false
  }

  static func isEmpty(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM journal_stream LIMIT 1") { _ in true } == nil
  }

  /// When the newest entry was recorded.
  static func newestRecording(in tx: any Transaction) throws -> Instant? {
    try tx.first("SELECT recorded_at FROM journal_entry ORDER BY recorded_at DESC LIMIT 1") {
      Instant(milliseconds: try $0.int64(0))
    }
  }

  package static func row(_ entry: JournalEntry, hash: [UInt8]) -> [SQLValue] {
    [
      .text(entry.stream), .integer(entry.sequence), .text(entry.kind), .text(entry.actor),
      .integer(entry.at.milliseconds), .integer(entry.recordedAt.milliseconds), .text(entry.payload), .bytes(hash),
    ]
  }

  /// The head of a stream that may not exist yet, locked either way: two first entries at once wait
  /// for each other.
  package static func headToAppend(to stream: String, in tx: any Transaction) throws -> StreamHead {
    if let head = try head(of: stream, lock: true, in: tx) { return head }
    let origin = StreamHead(stream: stream, sequence: 0, hash: HashChain.origin)
    try tx.execute(
      "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, 0, $2) ON CONFLICT (stream) DO NOTHING",
      [.text(stream), .bytes(origin.hash)])
    return try head(of: stream, lock: true, in: tx) ?? origin
  }

  static func saveHead(_ head: StreamHead, isNew: Bool, in tx: any Transaction) throws {
    if isNew {
      try tx.enqueue(
        "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, $2, $3)",
        [.text(head.stream), .integer(head.sequence), .bytes(head.hash)])
    } else {
      try tx.enqueue(
        "UPDATE journal_stream SET sequence = $2, hash = $3 WHERE stream = $1",
        [.text(head.stream), .integer(head.sequence), .bytes(head.hash)])
    }
  }

  /// Writes the entries of streams that do not exist yet, and their heads.
  package static func insertNew(_ heads: [StreamHead], entries: [[SQLValue]], in tx: any Transaction) throws {
    try tx.enqueueBatch(
      "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, $2, $3)",
      heads.map { [.text($0.stream), .integer($0.sequence), .bytes($0.hash)] })
    try tx.enqueueBatch(insertEntry, entries)
  }

  package static let entryColumns = "stream, sequence, kind, actor, at, recorded_at, payload, hash"

  /// - Throws: `unreadable` with stream, sequence and column.
  package static func decode(_ row: any Row) throws -> StoredEntry {
    do {
      return try decodeColumns(row)
    } catch StorageError.column(let index, let expected, let found) {
      let name = entryColumns.split(separator: ",").map { $0.filter { !$0.isWhitespace } }[index]
      let sequence = (try? row.int64(1)).map(String.init) ?? "?"
      throw MainstayError.unreadable(
        record: "\((try? row.text(0)) ?? "journal"), entry \(sequence), \(name)",
        reason: "it is \(found), and should be \(expected)")
    }
  }

  private static func decodeColumns(_ row: any Row) throws -> StoredEntry {
    StoredEntry(
      entry: JournalEntry(
        stream: try row.text(0), sequence: try row.int64(1), kind: try row.text(2), actor: try row.text(3),
        at: Instant(milliseconds: try row.int64(4)), recordedAt: Instant(milliseconds: try row.int64(5)),
        payload: try row.text(6)),
      hash: try row.bytes(7))
  }

  package static func forEachEntry(of stream: String, in tx: any Transaction, _ body: (StoredEntry) throws -> Void)
    throws
  {
    try tx.forEach(
      "SELECT \(entryColumns) FROM journal_entry WHERE stream = $1 ORDER BY sequence", [.text(stream)]
    ) { try body(decode($0)) }
  }

  /// As above, of several streams, one after the other.
  package static func forEachEntry(
    ofStreams streams: [String], in tx: any Transaction, _ body: (StoredEntry) throws -> Void
  ) throws {
    guard !streams.isEmpty else { return }
    try tx.forEach(
      """
      SELECT \(entryColumns) FROM journal_entry WHERE stream \(tx.dialect.amongKeys("$1")) ORDER BY stream, sequence
      """, [.list(streams)]
    ) { try body(decode($0)) }
  }
}

/// An entry with the hash that stands beside it.
public struct StoredEntry: Hashable, Sendable {
  public var entry: JournalEntry
  public var hash: [UInt8]

  public init(entry: JournalEntry, hash: [UInt8]) { (self.entry, self.hash) = (entry, hash) }
}
