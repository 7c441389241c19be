import Kernel
import Storage

/// What of the engine's work fails at present.
package enum FailureStore {
  private static let columns = "module, item, name, error, first_at, last_at, tries, next_at, cause"

  static func failure(of item: WorkItem, in tx: any Transaction) throws -> ItemFailure? {
    try tx.first(
      "SELECT \(columns) FROM item_failure WHERE module = $1 AND item = $2\(tx.dialect.forUpdate)",
      [.text(item.module), .text(item.key)], decode)
  }

  static func save(_ failure: ItemFailure, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO item_failure (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (module, item) DO UPDATE SET name = excluded.name, error = excluded.error,
        last_at = excluded.last_at, tries = excluded.tries, next_at = excluded.next_at,
        cause = excluded.cause
      """,
      [
        .text(failure.item.module), .text(failure.item.key), .text(failure.name), .text(failure.error),
        .integer(failure.firstAt.milliseconds), .integer(failure.lastAt.milliseconds), .int(failure.tries),
        .integer(failure.nextAt.milliseconds), .text(failure.cause),
      ])
  }

  static func delete(_ item: WorkItem, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM item_failure WHERE module = $1 AND item = $2", [.text(item.module), .text(item.key)])
  }

  /// Items whose next try has come, or lies behind the latest that there can be, the longest waiting first.
  package static func due(_ module: String, by now: Instant, limit: Int, in tx: any Transaction) throws -> [String] {
    try tx.query(
      """
      SELECT item FROM item_failure WHERE module = $1 AND (next_at <= $2 OR next_at > $4)
      ORDER BY next_at, item LIMIT $3
      """,
      [
        .text(module), .integer(now.milliseconds), .int(limit),
        .integer(ItemFailure.latestTry(after: now).milliseconds),
      ]
    ) { try $0.text(0) }
  }

  /// Of a module, all that fail.
  package static func items(_ module: String, in tx: any Transaction) throws -> Set<String> {
    Set(try tx.query("SELECT item FROM item_failure WHERE module = $1", [.text(module)]) { try $0.text(0) })
  }

  /// Makes others who note or mend what has a cause wait until this transaction ends.
  static func lockCauses(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_004)]) }
  }

  /// Whether anything of a module fails by this cause.
  static func fails(by cause: String, _ module: String, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM item_failure WHERE cause = $1 AND module = $2 LIMIT 1", [.text(cause), .text(module)]
    ) { _ in true } ?? false
  }

  /// Lets everything that fails by this cause be tried at once.
  static func retry(cause: String, _ module: String, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE item_failure SET next_at = $3 WHERE cause = $1 AND module = $2 AND next_at > $3",
      [.text(cause), .text(module), .integer(now.milliseconds)])
  }

  /// The oldest first; of those that one cause keeps, the first alone, with how many others there are.
  package static func list(limit: Int, seen: StreamCondition, in tx: any Transaction) throws -> [ItemFailure] {
    try tx.query(
      """
      SELECT \(columns),
        (SELECT COUNT(*) FROM item_failure o WHERE o.cause = f.cause AND o.module = f.module) AS together
      FROM item_failure f WHERE (f.cause IS NULL OR NOT EXISTS (
        SELECT 1 FROM item_failure e
        WHERE e.cause = f.cause AND e.module = f.module AND (e.first_at, e.item) < (f.first_at, f.item)))\(seen.sql)
      ORDER BY first_at, module, item LIMIT $1
      """, [.int(limit)] + seen.values
    ) { row in
      do {
        var failure = try decode(row)
        let others = try row.int(9) - 1
        if others > 0 { failure.name += others == 1 ? " and 1 more" : " and \(others) more" }
        return failure
      } catch {
        // The ledger must not be what one bad row stops.
        let item = WorkItem((try? row.text(0)) ?? "unknown", (try? row.text(1)) ?? "unknown")
        return ItemFailure(
          item: item, name: item.key, error: "its row of item_failure cannot be read: \(error)", firstAt: .earliest,
          lastAt: .earliest, tries: 1, nextAt: .earliest)
      }
    }
  }

  /// How many fail, counted up to a bound.
  package static func count(bound: Int, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM (SELECT 1 AS one FROM item_failure LIMIT $1) AS found", [.int(bound)]) {
      try $0.int(0)
    } ?? 0
  }

  /// Lets one item, those of one module, or all be tried at once; how many that are.
  package static func retry(module: String?, item: String?, at now: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      UPDATE item_failure SET next_at = $3
      WHERE (CAST($1 AS TEXT) IS NULL OR module = $1) AND (CAST($2 AS TEXT) IS NULL OR item = $2)
      """, [.text(module), .text(item), .integer(now.milliseconds)])
  }

  private static func decode(_ row: any Row) throws -> ItemFailure {
    ItemFailure(
      item: WorkItem(try row.text(0), try row.text(1)), name: try row.text(2), error: try row.text(3),
      firstAt: Instant(milliseconds: try row.int64(4)), lastAt: Instant(milliseconds: try row.int64(5)),
      tries: try row.int(6), nextAt: Instant(milliseconds: try row.int64(7)), cause: try row.optionalText(8))
  }
}
