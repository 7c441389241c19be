import Core
import Journal
import Kernel
import Storage

/// Reads the streams of those who have read confidential tickets.
enum ReaderStore {
  /// Entries at the end of a stream in which a reading is looked for: with more readers in so short a time one is noted
  /// once more.
  private static let mostLatest = 200

  /// The newest entries of a ticket's readers.
  static func latest(of ticket: RecordID, in tx: any Transaction) throws -> [JournalEntry] {
    try tx.query(
      "SELECT \(JournalStore.entryColumns) FROM journal_entry WHERE stream = $1 ORDER BY sequence DESC LIMIT $2",
      [.text(ReaderStream.of(ticket)), .int(mostLatest)]
    ) { try JournalStore.decode($0).entry }
  }

  /// Entries of a span, the newest first, before a place.
  static func entries(
    of ticket: RecordID, from: Instant, before to: Instant, below sequence: Int64, limit: Int, in tx: any Transaction
  ) throws -> [JournalEntry] {
    try tx.query(
      """
      SELECT \(JournalStore.entryColumns) FROM journal_entry
      WHERE stream = $1 AND sequence < $2 AND at >= $3 AND at < $4 ORDER BY sequence DESC LIMIT $5
      """,
      [
        .text(ReaderStream.of(ticket)), .integer(sequence), .integer(from.milliseconds), .integer(to.milliseconds),
        .int(limit),
      ]
    ) { try JournalStore.decode($0).entry }
  }
}
