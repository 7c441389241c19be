import Kernel
import Storage

extension ImportStore {
  /// What imports could not use, of runs that are done with or were given up. The runs stay with their counts: by them
  /// no source is imported twice.
  static func deleteFaults(
    runsUntouchedSince since: Instant, limit: Int, in tx: any Transaction
  ) throws -> Int {
    try tx.execute(
      """
      DELETE FROM import_fault WHERE (run, place) IN (
        SELECT f.run, f.place FROM import_fault f JOIN import_run r ON r.id = f.run WHERE r.updated_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
