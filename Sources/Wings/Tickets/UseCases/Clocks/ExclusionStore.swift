import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage

/// Exclusions as the journal has them, and the tickets that those of an agreement concern.
enum ExclusionStore {
  /// Exclusions of tickets, newest first, before a place. The kind stands in the text so that the index of
  /// exclusions alone serves.
  static func latest(
    before place: ListExclusions.Position?, limit: Int, seen sight: TicketSight, in tx: any Transaction
  ) throws -> [StoredEntry] {
    let seen = sight.streams(after: 4)
    return try tx.query(
      """
      SELECT \(JournalStore.entryColumns) FROM journal_entry
      WHERE kind = 'ticket.excluded' AND (recorded_at, stream, sequence) < ($1, $2, $3)\(seen.sql)
      ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT $4
      """,
      [
        .integer((place?.at ?? .latest).milliseconds), .text(place?.stream ?? ""), .integer(place?.sequence ?? 0),
        .int(limit),
      ] + seen.values, JournalStore.decode)
  }

  /// The newest tickets under a version of an agreement that were open at some time within `from` and `to`.
  static func tickets(
    under version: AgreementVersion, from: Instant, to: Instant, limit: Int, seen sight: TicketSight,
    in tx: any Transaction
  ) throws -> [RecordID] {
    let seen = SeenTables(sight, after: 5)
    return try tx.query(
      """
      SELECT id FROM \(seen.ticket) t WHERE agreement = $1 AND opened_at >= $2 AND opened_at < $3
        AND (resolved_at IS NULL OR resolved_at > $4 OR closed_at IS NULL OR closed_at > $4)
      ORDER BY opened_at DESC, id DESC LIMIT $5
      """,
      [
        .text(version.id.text), .integer(version.effectiveFrom.milliseconds), .integer(to.milliseconds),
        .integer(from.milliseconds), .int(limit),
      ] + seen.values
    ) { RecordID(try $0.text(0)) }
  }
}

enum ExclusionMigrations {
  static let all = [
    Migration("0011-exclusions") { _ in
      [
        """
        CREATE INDEX journal_entry_exclusion ON journal_entry (recorded_at, stream, sequence)
        WHERE kind = 'ticket.excluded'
        """
      ]
    }
  ]
}
