import AgreementsUseCases
import Kernel
import Storage

/// Finds tickets of agreements that were ended.
enum EndedAgreementStore {
  /// Those that were open at the end or are now, and of which it is not recorded yet; with whether they failed before.
  static func tickets(
    of ended: EndedAgreement, limit: Int, in tx: any Transaction
  ) throws -> [(RecordID, fails: Bool)] {
    guard limit > 0 else { return [] }
    return try tx.query(
      """
      SELECT t.id, CASE WHEN EXISTS (
        SELECT 1 FROM item_failure f WHERE f.module = '\(AgreementEndWork.module)' AND f.item = 'ticket/' || t.id)
        THEN 1 ELSE 0 END
      FROM ticket t JOIN agreement_version v ON v.id = t.agreement
      WHERE v.key = $1 AND t.opened_at < $2
        AND (t.state IN ('open', 'resolved') OR (t.state = 'closed' AND t.closed_at >= $2))
        AND NOT EXISTS (
          SELECT 1 FROM journal_entry e WHERE e.stream = 'ticket/' || t.id AND e.kind = 'ticket.agreement-ended')
      ORDER BY t.opened_at, t.id LIMIT $3
      """, [.text(ended.key), .integer(ended.effective.milliseconds), .int(limit)]
    ) { (RecordID(try $0.text(0)), fails: try $0.int(1) == 1) }
  }
}
