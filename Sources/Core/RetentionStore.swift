import Kernel
import Storage

/// Deletes what has ended, in batches.
enum RetentionStore {
  /// Tokens that expired or were revoked before an instant.
  static func endedTokens(before since: Instant, limit: Int, in tx: any Transaction) throws
    -> [(id: String, person: String)]
  {
    try tx.query(
      "SELECT id, person FROM token WHERE expires_at < $1 OR revoked_at < $1 ORDER BY id LIMIT $2",
      [.integer(since.milliseconds), .int(limit)]
    ) { (id: try $0.text(0), person: try $0.text(1)) }
  }

  static func deleteTokens(_ ids: [String], in tx: any Transaction) throws {
    try tx.executeBatch("DELETE FROM token WHERE id = $1", ids.map { [.text($0)] })
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

  /// What imports could not use, of runs that are done with or were given up. The runs stay with their counts: by them
  /// no source is imported twice.
  static func deleteImportFaults(
    runsUntouchedSince since: Instant, limit: Int, in tx: any Transaction
  ) throws -> Int {
    try tx.execute(
      """
      DELETE FROM import_fault WHERE (run, place) IN (
        SELECT f.run, f.place FROM import_fault f JOIN import_run r ON r.id = f.run WHERE r.updated_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
