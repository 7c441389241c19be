import Kernel
import Storage

/// Deletes what has ended, in batches.
enum RetentionStore {
  static func deleteTokens(endedBefore since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM token WHERE id IN (SELECT id FROM token WHERE expires_at < $1 OR revoked_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }

  static func deleteSetupLinks(endedBefore since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM setup_link WHERE digest IN (SELECT digest FROM setup_link WHERE expires_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }

  static func deleteWork(endedBefore since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM background_work WHERE id IN (SELECT id FROM background_work WHERE ended_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
