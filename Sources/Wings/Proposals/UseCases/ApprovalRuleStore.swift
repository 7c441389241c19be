import Core
import Kernel
import Storage

/// Whether changes of agreements need a second person.
enum ApprovalRuleStore {
  private static let columns = "needed, changed_by, changed_at, version"

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func rule(lock: Bool = false, in tx: any Transaction) throws -> ApprovalRule? {
    try tx.first(
      "SELECT \(columns) FROM approval_rule WHERE subject = 'agreements'" + (lock ? tx.dialect.forUpdate : ""), []
    ) { row in
      try reading("approval_rule", columns) { row in
        ApprovalRule(
          isNeeded: try row.bool(0), changedBy: try row.text(1), changedAt: Instant(milliseconds: try row.int64(2)),
          version: try row.int(3))
      }(row)
    }
  }

  static func save(_ rule: ApprovalRule, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO approval_rule (subject, \(columns)) VALUES ('agreements', $1, $2, $3, $4)
      ON CONFLICT (subject) DO UPDATE SET needed = $1, changed_by = $2, changed_at = $3, version = $4
      """,
      [.bool(rule.isNeeded), .text(rule.changedBy), .integer(rule.changedAt.milliseconds), .int(rule.version)])
  }
}
