import Core
import Journal
import Kernel
import Storage

/// Reading the journal as a whole, in stream order or by time.
extension JournalStore {
  /// A stream as it is registered.
  struct Registered {
    var head: StreamHead
    /// The entry up to which it says it is sealed.
    var sealed: Int64
  }

  /// Registered streams from `first` through `last`, in order, and whether these are all; `unreadable` gets what
  /// cannot be read.
  static func streams(
    from first: String, through last: String, limit: Int, in tx: any Transaction,
    unreadable: (JournalFinding) -> Void
  ) throws -> (found: [Registered], isAll: Bool) {
    let columns = "stream, sequence, hash, sealed"
    var found: [Registered] = []
    var count = 0
    let decode = reading("journal_stream", columns) { row in
      Registered(
        head: StreamHead(stream: try row.text(0), sequence: try row.int64(1), hash: try row.bytes(2)),
        sealed: try row.int64(3))
    }
    try tx.forEach(
      "SELECT \(columns) FROM journal_stream WHERE stream >= $1 AND stream <= $2 ORDER BY stream LIMIT $3",
      [.text(first), .text(last), .int(limit)]
    ) { row in
      count += 1
      if let stream = try named(row, .changed, (try? row.text(0)) ?? "journal", decode, unreadable) {
        found.append(stream)
      }
    }
    return (found, count < limit)
  }

  /// A row; nil where it cannot be read, which is found.
  private static func named<T>(
    _ row: any Row, _ kind: JournalFinding.Kind, _ subject: String, _ decode: (any Row) throws -> T,
    _ unreadable: (JournalFinding) -> Void
  ) throws -> T? {
    do {
      return try decode(row)
    } catch MainstayError.unreadable(let record, let reason) {
      unreadable(JournalFinding(kind, subject, nil, "\(record) cannot be read: \(reason)"))
      return nil
    }
  }

  /// Leaves of streams from `first` through `last` in the order of stream and entry, of the
  /// checkpoints up to a number.
  static func leaves(
    from first: String, through last: String, checkpoint: Int64, in tx: any Transaction,
    unreadable: (JournalFinding) -> Void
  ) throws -> [SealedLeaf] {
    let columns = "stream, checkpoint, sequence, hash"
    let decode = reading("journal_leaf of", columns) { row in
      SealedLeaf(
        checkpoint: try row.int64(1),
        head: StreamHead(stream: try row.text(0), sequence: try row.int64(2), hash: try row.bytes(3)))
    }
    var found: [SealedLeaf] = []
    try tx.forEach(
      """
      SELECT \(columns) FROM journal_leaf
      WHERE stream >= $1 AND stream <= $2 AND checkpoint <= $3 ORDER BY stream, sequence, checkpoint
      """, [.text(first), .text(last), .integer(checkpoint)]
    ) { row in
      if let leaf = try named(row, .seal, (try? row.text(0)) ?? "journal", decode, unreadable) { found.append(leaf) }
    }
    return found
  }

  /// Checkpoints after a number and up to another, oldest first, and whether these are all.
  static func readableCheckpoints(
    after number: Int64, through last: Int64, limit: Int, in tx: any Transaction, unreadable: (JournalFinding) -> Void
  ) throws -> (found: [FoundCheckpoint], isAll: Bool) {
    var found: [FoundCheckpoint] = []
    var count = 0
    try tx.forEach(
      """
      SELECT \(checkpointColumns) FROM journal_checkpoint WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3
      """, [.integer(number), .integer(last), .int(limit)]
    ) { row in
      count += 1
      let number = try? row.int64(0)
      let subject = "checkpoint/" + (number.map(String.init) ?? "?")
      if let signed = try named(row, .seal, subject, decodeCheckpoint, unreadable) {
        found.append(.readable(signed))
      } else if let number {
        found.append(.unreadable(number))
      }
    }
    return (found, count < limit || found.isEmpty)
  }

  /// A checkpoint that stands there.
  enum FoundCheckpoint {
    case readable(SignedCheckpoint)
    case unreadable(Int64)

    var number: Int64 {
      switch self {
      case .readable(let signed): signed.checkpoint.number
      case .unreadable(let number): number
      }
    }
  }

  /// When the oldest entry was written that no checkpoint seals.
  static func oldestUnsealed(in tx: any Transaction) throws -> Instant? {
    try tx.first(
      """
      SELECT MIN(e.recorded_at) FROM journal_stream s JOIN journal_entry e
      ON e.stream = s.stream AND e.sequence = s.sealed + 1 WHERE s.sealed < s.sequence
      """
    ) { (try? $0.optionalInt64(0)).flatMap { $0 } }.flatMap { $0 }.map { Instant(milliseconds: $0) }
  }

  /// Triggers in the database that are not ours, word for word, and views, of which we have none: one can stand in the
  /// place of a table.
  static func strangers(in tx: any Transaction) throws -> [JournalFinding] {
    let views = try tx.query(tx.dialect.views) { row in
      let name = try row.text(0)
      return JournalFinding(
        .unexpected, "table/" + name, nil,
        "the view \(name) is none of Mainstay's: what is read from it need not stand in any table")
    }
    let triggers = try tx.query(tx.dialect.triggers) { row -> JournalFinding? in
      let (name, table) = (try row.text(0), try row.text(1))
      if KnownValuesMigrations.triggers.contains(try row.text(2)) { return nil }
      return JournalFinding(
        .unexpected, "table/" + table, nil,
        "the trigger \(name) is none of Mainstay's: it can change rows as they are written")
    }
    return views + triggers.compactMap(\.self)
  }

  /// Entries of streams from `first` through `last`, in order.
  static func scanEntries(
    from first: String, through last: String, in tx: any Transaction, _ body: (any Row) throws -> Void
  ) throws {
    try tx.scan(
      """
      SELECT \(entryColumns) FROM journal_entry WHERE stream >= $1 AND stream <= $2 ORDER BY stream, sequence
      """, [.text(first), .text(last)], body)
  }

  /// Streams that say they are sealed up to an entry that no leaf holds.
  static func unheldSeals(from first: String, through last: String, in tx: any Transaction) throws
    -> [(stream: String, sealed: Int64)]
  {
    // What cannot be read was named already, with the stream's row.
    try tx.query(
      """
      SELECT s.stream, s.sealed FROM journal_stream s WHERE s.stream >= $1 AND s.stream <= $2 AND s.sealed > 0
        AND NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.stream = s.stream AND l.sequence = s.sealed)
      ORDER BY s.stream LIMIT 1000
      """, [.text(first), .text(last)]
    ) { row in (stream: try row.text(0), sealed: (try? row.int64(1)) ?? 0) }.filter { $0.sealed > 0 }
  }

  static func streamCount(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM journal_stream") { try $0.int(0) } ?? 0
  }

  /// How many streams no checkpoint seals whole, counted up to a bound.
  static func unsealedCount(bound: Int, in tx: any Transaction) throws -> Int {
    try tx.first(
      """
      SELECT COUNT(*) FROM (SELECT 1 AS one FROM journal_stream WHERE sealed < sequence LIMIT $1) AS found
      """, [.int(bound)]
    ) { try $0.int(0) } ?? 0
  }

  /// Entries of a stream after one of them, in order.
  static func entries(of stream: String, after sequence: Int64, limit: Int, in tx: any Transaction) throws
    -> [FoundEntry]
  {
    try tx.query(
      """
      SELECT \(entryColumns) FROM journal_entry WHERE stream = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
      """, [.text(stream), .integer(sequence), .int(limit)], FoundEntry.init)
  }

  /// An entry as a page shows it: one that cannot be read hides none of the others.
  struct FoundEntry {
    var stored: StoredEntry?
    /// What cannot be read.
    var fault: String?
    var place: Place?

    init(_ row: any Row) throws {
      do {
        stored = try JournalStore.decode(row)
      } catch MainstayError.unreadable(let record, let reason) {
        fault = "\(record) cannot be read: \(reason)"
      }
      guard let stream = try? row.text(0), let sequence = try? row.int64(1), let recordedAt = try? row.int64(5) else {
        return
      }
      place = Place(recordedAt: Instant(milliseconds: recordedAt), stream: stream, sequence: sequence)
    }
  }

  /// Where the newest-first order of all entries stands.
  struct Place {
    var recordedAt: Instant
    var stream: String
    var sequence: Int64
  }

  /// The place `count` entries further back than `place`, of those that the reader sees; nil where there are fewer.
  static func place(
    _ count: Int, before place: Place?, seen: (Int) -> StreamCondition, in tx: any Transaction
  ) throws -> Place? {
    let seen = seen(4)
    return try tx.first(
      """
      SELECT recorded_at, stream, sequence FROM journal_entry WHERE (recorded_at, stream, sequence) < ($1, $2, $3)\(seen.sql)
      ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT 1 OFFSET $4
      """, values(of: place) + [.int(count - 1)] + seen.values
    ) {
      Place(
        recordedAt: Instant(milliseconds: try $0.int64(0)), stream: try $0.text(1), sequence: try $0.int64(2))
    }
  }

  /// Entries newest first, before a place and not further back than another, of an actor by two names at most.
  static func latest(
    before place: Place?, notBefore end: Place?, kind: String?, actors: [String]?, streamPrefix: String?, limit: Int,
    seen: (Int) -> StreamCondition, in tx: any Transaction
  ) throws -> [FoundEntry] {
    let first = end ?? Place(recordedAt: Instant(milliseconds: Int64.min), stream: "", sequence: 0)
    let seen = seen(12)
    return try tx.query(
      """
      SELECT \(entryColumns) FROM journal_entry
      WHERE (recorded_at, stream, sequence) < ($1, $2, $3) AND (recorded_at, stream, sequence) >= ($4, $5, $6)
        AND (CAST($7 AS TEXT) IS NULL OR kind = $7) AND (CAST($8 AS TEXT) IS NULL OR actor = $8 OR actor = $9)
        AND stream >= $10 AND stream <= $11\(seen.sql)
      ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT $12
      """,
      values(of: place) + values(of: first) + [
        .text(kind), .text(actors?.first), .text(actors?.last), .text(streamPrefix ?? ""),
        .text((streamPrefix ?? "") + JournalWalk.afterAll), .int(limit),
      ] + seen.values, FoundEntry.init)
  }

  private static func values(of place: Place?) -> [SQLValue] {
    [
      .integer(place?.recordedAt.milliseconds ?? Int64.max), .text(place?.stream ?? ""),
      .integer(place?.sequence ?? 0),
    ]
  }
}
