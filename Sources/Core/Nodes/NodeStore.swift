import Kernel
import Storage

/// Nodes, and the background work that they tell of.
enum NodeStore {
  static func see(_ node: Node, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO node (name, started_at, seen_at, runs_engine) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
      """,
      [
        .text(node.name), .integer(node.startedAt.milliseconds), .integer(now.milliseconds), .bool(node.runsEngine),
      ])
  }

  /// Writes as much as a change of people's takes, over what was written before.
  static func prove(_ node: String, _ proof: [UInt8], in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO node_proof (node, proof) VALUES ($1, $2) ON CONFLICT (node) DO UPDATE SET proof = excluded.proof
      """, [.text(node), .bytes(proof)])
  }

  static func names(in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT name FROM node ORDER BY name LIMIT 1000") { try $0.text(0) }
  }

  /// The node that was seen last, beside this one.
  static func latest(beside name: String, in tx: any Transaction) throws -> (name: String, seenAt: Instant)? {
    try tx.first(
      "SELECT name, seen_at FROM node WHERE name <> $1 ORDER BY seen_at DESC LIMIT 1", [.text(name)]
    ) { (try $0.text(0), Instant(milliseconds: try $0.int64(1))) }
  }

  static func leave(_ name: String, at now: Instant, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM node WHERE name = $1", [.text(name)])
    try tx.execute("DELETE FROM node_proof WHERE node = $1", [.text(name)])
    try tx.execute(
      "DELETE FROM engine_cycle WHERE node = $1 AND (module LIKE '%@%' OR module = $2)",
      [.text(name), .text(Node.optionalModule)])
    try tx.execute("UPDATE engine_cycle SET lease_until = 0 WHERE node = $1", [.text(name)])
    try tx.execute(
      """
      UPDATE background_work SET ended_at = $2, outcome = 'The server stopped.' WHERE node = $1 AND ended_at IS NULL
      """, [.text(name), .integer(now.milliseconds)])
  }

  /// Forgets all nodes with what they held and did: where a database was filled from elsewhere, none of them is there.
  static func forgetAll(in tx: any Transaction) throws {
    try tx.execute("DELETE FROM node")
    try tx.execute("DELETE FROM node_proof")
    try tx.execute("DELETE FROM engine_cycle WHERE module LIKE '%@%' OR module = $1", [.text(Node.optionalModule)])
    try tx.execute("UPDATE engine_cycle SET lease_until = 0")
    try tx.execute(
      "UPDATE background_work SET ended_at = seen_at, outcome = 'Its server is gone.' WHERE ended_at IS NULL")
  }

  /// How many nodes and rows of nodes went.
  static func forget(at now: Instant, in tx: any Transaction) throws -> Int {
    let silent = SQLValue.integer((now - Node.forgotten).milliseconds)
    try tx.execute(
      "UPDATE engine_cycle SET lease_until = 0 WHERE node IN (SELECT name FROM node WHERE seen_at < $1)", [silent])
    let nodes = try tx.execute("DELETE FROM node WHERE seen_at < $1", [silent])
    try tx.execute("DELETE FROM node_proof WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.name = node_proof.node)")
    let rows = try tx.execute(
      """
      DELETE FROM engine_cycle WHERE module LIKE '%@%'
        AND COALESCE(finished_at, started_at, failed_at, 0) < $1
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.name = engine_cycle.node)
      """, [silent])
    try tx.execute(
      """
      UPDATE background_work SET ended_at = seen_at, outcome = 'Its server is gone.'
      WHERE ended_at IS NULL AND seen_at < $1
      """, [silent])
    return nodes + rows
  }

  private static let columns = """
    id, kind, name, started_by, started_at, progress, outcome, node, seen_at, stop_by, ended_at
    """

  static func save(_ reports: [WorkReport], of node: String, at now: Instant, in tx: any Transaction) throws {
    guard !reports.isEmpty else { return }
    try tx.executeBatch(
      """
      INSERT INTO background_work (id, kind, name, started_by, started_at, progress, outcome, node, seen_at, ended_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (id) DO UPDATE SET progress = excluded.progress, outcome = excluded.outcome, node = excluded.node,
        seen_at = excluded.seen_at, ended_at = excluded.ended_at,
        stop_by = CASE WHEN background_work.ended_at IS NULL THEN background_work.stop_by END
      WHERE background_work.ended_at IS NULL OR excluded.ended_at IS NULL
      """,
      reports.map { report in
        [
          .text(report.id.text), .text(report.kind.name), .text(report.name), .text(report.startedBy),
          .integer(report.startedAt.milliseconds), .int(report.progress), .text(report.outcome), .text(node),
          .integer(now.milliseconds), report.outcome == nil ? .null : .integer(now.milliseconds),
        ]
      })
  }

  /// Work of a node that somebody wants stopped, with who that is.
  static func stops(of node: String, in tx: any Transaction) throws -> [RecordID: String] {
    let rows = try tx.query(
      "SELECT id, stop_by FROM background_work WHERE node = $1 AND ended_at IS NULL AND stop_by IS NOT NULL LIMIT 100",
      [.text(node)]
    ) { (RecordID(try $0.text(0)), try $0.text(1)) }
    return Dictionary(rows) { first, _ in first }
  }

  static func stop(_ id: RecordID, by name: String, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE background_work SET stop_by = COALESCE(stop_by, $2) WHERE id = $1", [.text(id.text), .text(name)])
  }

  static func work(limit: Int, _ kinds: [WorkKind], in tx: any Transaction) throws -> [NodeWork] {
    try tx.query(
      "SELECT \(columns) FROM background_work ORDER BY started_at DESC, id DESC LIMIT $1", [.int(limit)]
    ) { try decode($0, kinds) }
  }

  static func work(_ id: RecordID, _ kinds: [WorkKind], in tx: any Transaction) throws -> NodeWork? {
    try tx.first("SELECT \(columns) FROM background_work WHERE id = $1", [.text(id.text)]) {
      try decode($0, kinds)
    }
  }

  private static func decode(_ row: any Row, _ kinds: [WorkKind]) throws -> NodeWork {
    let name = try row.text(1)
    guard let kind = kinds.first(where: { $0.name == name }) else {
      throw StorageError.column(index: 1, expected: "a kind of work", found: "\"\(name.prefix(60))\"")
    }
    return NodeWork(
      report: WorkReport(
        id: RecordID(try row.text(0)), kind: kind, name: try row.text(2), startedBy: try row.text(3),
        startedAt: Instant(milliseconds: try row.int64(4)), progress: try row.int(5), outcome: try row.optionalText(6)),
      node: try row.text(7), seenAt: Instant(milliseconds: try row.int64(8)), stopBy: try row.optionalText(9),
      endedAt: try row.optionalInt64(10).map(Instant.init(milliseconds:)))
  }

  static func deleteWork(endedBefore since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM background_work WHERE id IN (SELECT id FROM background_work WHERE ended_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
