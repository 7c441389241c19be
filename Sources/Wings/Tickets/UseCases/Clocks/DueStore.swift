import Kernel
import Storage

/// Tickets of which a clock has come to something.
package enum DueStore {
  private static let waiting = """
    ticket t WHERE t.wake_at <= $1 AND NOT EXISTS (
      SELECT 1 FROM item_failure f WHERE f.module = 'clocks' AND f.item = 'ticket/' || t.id)
    """

  /// Tickets whose clocks should have been looked at by now, those that fail left out; counted up to a bound.
  package static func dueCount(at now: Instant, bound: Int, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM (SELECT 1 AS one FROM \(waiting) LIMIT $2) AS found",
      [.integer(now.milliseconds), .int(bound)]
    ) { try $0.int(0) } ?? 0
  }

  /// The instant of the oldest of them.
  package static func oldestDue(at now: Instant, in tx: any Transaction) throws -> Instant? {
    try tx.first(
      "SELECT t.wake_at FROM \(waiting) ORDER BY t.wake_at LIMIT 1", [.integer(now.milliseconds)]
    ) { Instant(milliseconds: try $0.int64(0)) }
  }
}
