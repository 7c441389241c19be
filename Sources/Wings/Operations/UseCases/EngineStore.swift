import Core
import Kernel
import Storage

/// Leases and health of engine modules.
package enum EngineStore {
  /// A new fence for another node, the same for the one that holds the lease already. A lease is over where its node
  /// has said that it is there and then fallen silent, and where it ends later than any can: the clock was put back
  /// since.
  static func take(
    _ module: String, node: String, at now: Instant, until: Instant, in tx: any Transaction
  ) throws -> Int64? {
    // Twice the length leaves room for clocks of nodes that differ.
    let latest = until + (until - now)
    return try tx.first(
      """
      INSERT INTO engine_cycle (module, node, fence, lease_until, handled) VALUES ($1, $2, 1, $4, 0)
      ON CONFLICT (module) DO UPDATE SET node = excluded.node, lease_until = excluded.lease_until,
        fence = engine_cycle.fence + CASE WHEN engine_cycle.node = excluded.node THEN 0 ELSE 1 END
      WHERE engine_cycle.node = excluded.node OR engine_cycle.lease_until <= $3
        OR engine_cycle.lease_until > $5
        OR EXISTS (SELECT 1 FROM node n WHERE n.name = engine_cycle.node AND n.seen_at < $6)
      RETURNING fence
      """,
      [
        .text(module), .text(node), .integer(now.milliseconds), .integer(until.milliseconds),
        .integer(latest.milliseconds), .integer((now - Node.silence).milliseconds),
      ]
    ) { try $0.int64(0) }
  }

  /// A module that runs on every node needs no lease, only a row to show its health in.
  static func register(_ module: String, node: String, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO engine_cycle (module, node, fence, lease_until, handled) VALUES ($1, $2, 0, 0, 0)
      ON CONFLICT (module) DO UPDATE SET node = excluded.node
      """, [.text(module), .text(node)])
  }

  static func end(
    _ module: String, node: String, fence: Int64, _ outcome: CycleOutcome, finishedAt: Instant,
    in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      UPDATE engine_cycle SET started_at = $4,
        finished_at = CASE WHEN CAST($7 AS TEXT) IS NULL THEN $5 ELSE finished_at END, handled = handled + $6,
        last_error = COALESCE($7, last_error),
        failed_at = CASE WHEN CAST($7 AS TEXT) IS NULL THEN failed_at ELSE $5 END
      WHERE module = $1 AND node = $2 AND fence = $3
      """,
      [
        .text(module), .text(node), .integer(fence), .integer(outcome.startedAt.milliseconds),
        .integer(finishedAt.milliseconds), .int(outcome.handled), .text(outcome.error),
      ])
  }

  static func forget(_ module: String, node: String, in tx: any Transaction) throws {
    try tx.execute(
      "DELETE FROM engine_cycle WHERE module = $1 AND node = $2 AND fence = 0", [.text(module), .text(node)])
  }

  static func modules(in tx: any Transaction) throws -> [ModuleHealth] {
    try tx.query(
      """
      SELECT c.module, c.node, c.started_at, c.finished_at, c.handled, c.last_error, c.failed_at, n.seen_at
      FROM engine_cycle c LEFT JOIN node n ON n.name = c.node ORDER BY c.module LIMIT 200
      """
    ) { row in
      ModuleHealth(
        module: try row.text(0), node: try row.text(1),
        startedAt: try row.optionalInt64(2).map(Instant.init(milliseconds:)),
        finishedAt: try row.optionalInt64(3).map(Instant.init(milliseconds:)), handled: try row.int64(4),
        lastError: try row.optionalText(5), failedAt: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
        nodeSeenAt: try row.optionalInt64(7).map(Instant.init(milliseconds:)))
    }
  }
}
