import Core
import Journal
import Kernel
import Storage

/// Reads from the journal what people held at an instant.
enum PastAccessStore {
  /// The entries of some streams that were recorded by an instant, stream by stream, each in its order; of kinds where
  /// those are named.
  static func entries(
    of streams: [String], by at: Instant, kinds: [String], in tx: any Transaction,
    _ body: (_ stream: String, _ kind: String, _ payload: JSON?) -> Void
  ) throws {
    guard !streams.isEmpty else { return }
    try tx.forEach(
      """
      SELECT stream, kind, payload FROM journal_entry
      WHERE stream \(tx.dialect.anyText("$1")) AND recorded_at <= $2 AND kind \(tx.dialect.anyText("$3"))
      ORDER BY stream, sequence
      """, [.list(streams.sorted()), .integer(at.milliseconds), .list(kinds)]
    ) { body(try $0.text(0), try $0.text(1), try? JSON(parsing: $0.text(2))) }
  }
}
