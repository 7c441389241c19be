import Agreements
import Kernel
import Storage
import TicketsUseCases

/// Tickets and clocks of a span, as far as findings need them.
struct FindingsStore {
  let sight: TicketSight
  let transaction: any Transaction

  struct Ticket {
    var agreement: RecordID?
    var number: String
    var kind: String
    /// As the column has them, JSON.
    var attributes: String
    var openedAt: Instant
    var isUndecided: Bool
  }

  /// Tickets opened in the span, the newest first.
  func tickets(from: Instant, to: Instant, limit: Int, _ body: (Ticket) throws -> Void) throws {
    let seen = SeenTables(sight, after: 3)
    try transaction.forEach(
      """
      SELECT t.agreement, t.number, t.kind, t.attributes, t.opened_at, t.undecided_since FROM \(seen.ticket) t
      WHERE t.opened_at >= $1 AND t.opened_at < $2 ORDER BY t.opened_at DESC, t.id DESC LIMIT $3
      """, [.integer(from.milliseconds), .integer(to.milliseconds), .int(limit)] + seen.values
    ) { row in
      try body(
        Ticket(
          agreement: try row.optionalText(0).map { RecordID($0) }, number: try row.text(1), kind: try row.text(2),
          attributes: try row.text(3), openedAt: Instant(milliseconds: try row.int64(4)),
          isUndecided: try row.optionalInt64(5) != nil))
    }
  }

  /// What scopes and rows are held against.
  static func attributes(_ text: String, kind: String) throws -> [String: String] {
    let json: JSON
    do {
      json = try JSON(parsing: text)
    } catch {
      throw MainstayError.unreadable(record: "ticket, attributes", reason: "they are no JSON")
    }
    var found = (json.objectValue ?? [:]).compactMapValues(\.stringValue)
    found["kind"] = kind
    return found
  }

  struct Target {
    /// A version.
    var agreement: RecordID
    var objective: String
    var length: Duration
    var met = 0
    var breached = 0
    var halved = 0
  }

  /// Clocks that ended, of tickets opened in the span, by version, objective and target; the most frequent first.
  func targets(from: Instant, to: Instant, limit: Int, _ body: (Target) throws -> Void) throws {
    let seen = SeenTables(sight, after: 3)
    try transaction.forEach(
      """
      SELECT t.agreement, c.name, c.target_ms,
        SUM(CASE WHEN c.state = 'met' THEN 1 ELSE 0 END), SUM(CASE WHEN c.state = 'breached' THEN 1 ELSE 0 END),
        SUM(CASE WHEN c.state = 'met' AND c.elapsed_ms * 2 <= c.target_ms THEN 1 ELSE 0 END)
      FROM \(seen.ticket) t JOIN clock c ON c.ticket = t.id
      WHERE t.opened_at >= $1 AND t.opened_at < $2 AND t.agreement IS NOT NULL
        AND c.state IN ('met', 'breached') AND c.target_ms IS NOT NULL
      GROUP BY t.agreement, c.name, c.target_ms ORDER BY COUNT(*) DESC, t.agreement, c.name, c.target_ms LIMIT $3
      """, [.integer(from.milliseconds), .integer(to.milliseconds), .int(limit)] + seen.values
    ) { row in
      try body(
        Target(
          agreement: RecordID(try row.text(0)), objective: try row.text(1),
          length: Duration(milliseconds: try row.int64(2)), met: try row.int(3), breached: try row.int(4),
          halved: try row.int(5)))
    }
  }

  struct Closing {
    var agreement: RecordID
    var number: String
    var kind: String
    var attributes: String
    var resolvedAt: Instant
    var closedAt: Instant
  }

  /// Tickets of these versions, opened in the span, that a timer closed after they were resolved; the newest first.
  func closings(
    of versions: [String], from: Instant, to: Instant, limit: Int, _ body: (Closing) throws -> Void
  ) throws {
    let seen = SeenTables(sight, after: 4)
    try transaction.forEach(
      """
      SELECT t.agreement, t.number, t.kind, t.attributes, t.resolved_at, t.closed_at FROM \(seen.ticket) t
      WHERE t.opened_at >= $1 AND t.opened_at < $2 AND t.agreement \(transaction.dialect.anyText("$4"))
        AND t.resolved_at IS NOT NULL AND t.closed_at IS NOT NULL AND \(ComplianceStore.closedByTimer)
      ORDER BY t.opened_at DESC, t.id DESC LIMIT $3
      """,
      [.integer(from.milliseconds), .integer(to.milliseconds), .int(limit), .list(versions)] + seen.values
    ) { row in
      try body(
        Closing(
          agreement: RecordID(try row.text(0)), number: try row.text(1), kind: try row.text(2),
          attributes: try row.text(3), resolvedAt: Instant(milliseconds: try row.int64(4)),
          closedAt: Instant(milliseconds: try row.int64(5))))
    }
  }
}
