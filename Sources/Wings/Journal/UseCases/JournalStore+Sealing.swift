import Core
import Journal
import Kernel
import Storage

/// Checkpoints and their leaves.
extension JournalStore {
  /// What no checkpoint seals yet.
  struct Unsealed {
    /// In the order of their streams.
    var heads: [StreamHead] = []
    /// Streams whose heads cannot be read, and why.
    var unreadable: [(stream: String, error: any Error)] = []
    /// Streams among the heads that could not be read the last time.
    var readableAgain: [String] = []
  }

  /// Heads that no checkpoint seals yet. Streams that somebody is writing to are left for the next time, those
  /// that could not be read until it is time to look again.
  static func unsealed(by now: Instant, limit: Int, in tx: any Transaction) throws -> Unsealed {
    let failing = try FailureStore.items(SealJournal.module, in: tx)
    let again = Set(try FailureStore.due(SealJournal.module, by: now, limit: limit, in: tx))
    var found = Unsealed()
    try tx.forEach(
      """
      SELECT s.stream, s.sequence, s.hash FROM journal_stream s WHERE s.sealed < s.sequence AND NOT EXISTS (
        SELECT 1 FROM item_failure f WHERE f.module = 'sealing' AND f.item = s.stream AND f.next_at > $2 AND f.next_at <= $3)
      ORDER BY s.stream LIMIT $1\(tx.dialect.skipLocked(of: "s"))
      """,
      [.int(limit), .integer(now.milliseconds), .integer(ItemFailure.latestTry(after: now).milliseconds)]
    ) { row in
      let stream = try row.text(0)
      do {
        found.heads.append(try readHead(stream, row))
        if failing.contains(stream) { found.readableAgain.append(stream) }
      } catch {
        found.unreadable.append((stream, error))
      }
    }
    // Mended, and sealed or whole meanwhile: nothing is left to be read.
    let seen = Set(found.heads.map(\.stream) + found.unreadable.map(\.stream))
    for stream in again.subtracting(seen).sorted() {
      if try isSealed(stream, in: tx) { found.readableAgain.append(stream) }
    }
    return found
  }

  private static func readHead(_ stream: String, _ row: any Row) throws -> StreamHead {
    let head = StreamHead(stream: stream, sequence: try row.int64(1), hash: try row.bytes(2))
    guard head.hash.count == HashChain.origin.count else {
      throw StorageError.column(
        index: 2, expected: "\(HashChain.origin.count) bytes", found: "\(head.hash.count) bytes")
    }
    return head
  }

  private static func isSealed(_ stream: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM journal_stream WHERE stream = $1 AND sealed >= sequence", [.text(stream)]) { _ in true }
      ?? true
  }

  static func insert(_ signed: SignedCheckpoint, sealing heads: [StreamHead], in tx: any Transaction) throws {
    let checkpoint = signed.checkpoint
    try tx.execute(
      """
      INSERT INTO journal_checkpoint (\(checkpointColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        .integer(checkpoint.number), .integer(checkpoint.at.milliseconds), .int(checkpoint.size),
        .bytes(checkpoint.root), .bytes(checkpoint.previous), .bytes(signed.signature), .bytes(signed.publicKey),
      ])
    try tx.executeBatch(
      "INSERT INTO journal_leaf (checkpoint, stream, sequence, hash) VALUES ($1, $2, $3, $4)",
      heads.map { [.integer(checkpoint.number), .text($0.stream), .integer($0.sequence), .bytes($0.hash)] })
    try tx.executeBatch(
      "UPDATE journal_stream SET sealed = $2 WHERE stream = $1",
      heads.map { [.text($0.stream), .integer($0.sequence)] })
  }

  static let checkpointColumns = "number, at, size, root, previous, signature, public_key"

  /// The newest checkpoint; the newest before `number` where one is given.
  static func lastCheckpoint(in tx: any Transaction) throws -> SignedCheckpoint? {
    try checkpoints(before: nil, limit: 1, in: tx).first
  }

  /// Checkpoints before a number, newest first.
  static func checkpoints(before number: Int64?, limit: Int, in tx: any Transaction) throws -> [SignedCheckpoint] {
    try tx.query(
      "SELECT \(checkpointColumns) FROM journal_checkpoint WHERE number < $1 ORDER BY number DESC LIMIT $2",
      [.integer(number ?? Int64.max), .int(limit)], decodeCheckpoint)
  }

  /// Checkpoints after a number and up to another, oldest first.
  static func checkpoints(
    after number: Int64, through last: Int64, limit: Int, in tx: any Transaction
  ) throws -> [SignedCheckpoint] {
    try tx.query(
      """
      SELECT \(checkpointColumns) FROM journal_checkpoint WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3
      """, [.integer(number), .integer(last), .int(limit)], decodeCheckpoint)
  }

  static func checkpoint(_ number: Int64, in tx: any Transaction) throws -> SignedCheckpoint? {
    try checkpoints(after: number - 1, through: number, limit: 1, in: tx).first
  }

  /// The last entry of the register of keys; all of them count where the stream's row cannot be read.
  static func registerEnd(in tx: any Transaction) throws -> Int64 {
    do {
      return try head(of: SealRegister.stream, lock: false, in: tx)?.sequence ?? 0
    } catch StorageError.column {
      return Int64.max
    }
  }

  /// The keys that have signed checkpoints, in the order of their bytes.
  static func signers(limit: Int, in tx: any Transaction) throws -> [[UInt8]] {
    try tx.query("SELECT DISTINCT public_key FROM journal_checkpoint ORDER BY public_key LIMIT $1", [.int(limit)]) {
      try $0.bytes(0)
    }
  }

  /// The highest number that a checkpoint or a leaf has; 0 where nothing was sealed yet.
  static func lastCheckpointNumber(in tx: any Transaction) throws -> Int64 {
    max(
      try greatest("number", of: "journal_checkpoint", in: tx), try greatest("checkpoint", of: "journal_leaf", in: tx))
  }

  /// The greatest number in a column; where one of them is no number, which is for verification to name, the
  /// greatest of the others.
  private static func greatest(_ column: String, of table: String, in tx: any Transaction) throws -> Int64 {
    do {
      return try tx.first("SELECT MAX(\(column)) FROM \(table)") { try $0.optionalInt64(0) }.flatMap { $0 } ?? 0
    } catch StorageError.column {
      return try tx.first("SELECT MAX(CAST(\(column) AS BIGINT)) FROM \(table)") { try $0.optionalInt64(0) }
        .flatMap { $0 } ?? 0
    }
  }

  /// The leaves of a checkpoint in the order in which its tree has them.
  static func leaves(of checkpoint: Int64, in tx: any Transaction) throws -> [StreamHead] {
    try tx.query(
      "SELECT stream, sequence, hash FROM journal_leaf WHERE checkpoint = $1 ORDER BY stream", [.integer(checkpoint)]
    ) { StreamHead(stream: try $0.text(0), sequence: try $0.int64(1), hash: try $0.bytes(2)) }
  }

  /// The checkpoint that sealed a stream last.
  static func lastSeal(of stream: String, in tx: any Transaction) throws -> Int64? {
    try tx.first(
      "SELECT checkpoint FROM journal_leaf WHERE stream = $1 ORDER BY sequence DESC LIMIT 1", [.text(stream)]
    ) { try $0.int64(0) }
  }

  static func decodeCheckpoint(_ row: any Row) throws -> SignedCheckpoint {
    do {
      return try decodeCheckpointColumns(row)
    } catch StorageError.column(let index, let expected, let found) {
      let name = checkpointColumns.split(separator: ",").map { $0.filter { !$0.isWhitespace } }[index]
      let number = (try? row.int64(0)).map(String.init) ?? "?"
      throw MainstayError.unreadable(
        record: "journal_checkpoint \(number), \(name)", reason: "it is \(found), and should be \(expected)")
    }
  }

  private static func decodeCheckpointColumns(_ row: any Row) throws -> SignedCheckpoint {
    SignedCheckpoint(
      Checkpoint(
        number: try row.int64(0), at: Instant(milliseconds: try row.int64(1)), size: try row.int(2),
        root: try row.bytes(3), previous: try row.bytes(4)),
      signature: try row.bytes(5), publicKey: try row.bytes(6))
  }
}
