import Kernel
import Storage
import Tickets

/// Ticket rows as verification compares them: every column that follows from the journal.
extension TicketStore {
  static let projectedColumns: [(name: String, kind: ColumnKind)] = [
    ("number", .text), ("kind", .text), ("requester", .text), ("agreement", .text), ("opened_at", .integer),
    ("state", .text), ("priority", .text), ("category", .text), ("service", .text), ("organisation", .text),
    ("team", .text), ("assignee", .text), ("holds", .text), ("vendors", .text), ("attributes", .text),
    ("resolved_at", .integer), ("closed_at", .integer), ("merged_into", .text), ("recorded_met", .bool),
    ("version", .integer), ("updated_at", .integer), ("due_at", .integer), ("breached", .bool), ("wake_at", .integer),
    ("returned_at", .integer),
  ]

  /// What the columns should hold.
  static func projected(_ ticket: Ticket, at updatedAt: Instant, clocks: ClockSummary) -> [String?] {
    let fixed: [SQLValue] = [
      .text(ticket.number), .text(ticket.kind.rawValue), .text(ticket.requester), .text(ticket.agreement?.text),
      .integer(ticket.openedAt.milliseconds),
    ]
    return (fixed + changing(ticket, at: updatedAt, clocks: clocks)).map { value in
      switch value {
      case .text(let text): text
      case .integer(let number): String(number)
      case .bool(let bool): String(bool)
      case .null, .real, .bytes: nil
      }
    }
  }

  /// Rows of tickets whose ids lie from `first` through `last`, in order; `unreadable` gets the id of
  /// a row that cannot be read, what should stand in the column and what does.
  static func scanProjected(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (String, TicketText, [String?]) throws -> Void, unreadable: (String, String, String) -> Void
  ) throws {
    try tx.scan(
      """
      SELECT id, title, description, salt, \(projectedColumns.map(\.name).joined(separator: ", ")) FROM ticket
      WHERE id >= $1 AND id <= $2 ORDER BY id
      """, [.text(first), .text(last)]
    ) { row in
      let id = try row.text(0)
      let (text, columns): (TicketText, [String?])
      do {
        text = TicketText(title: try row.text(1), description: try row.text(2), salt: try row.bytes(3))
        columns = try row.texts(projectedColumns.map(\.kind), from: 4)
      } catch StorageError.column(_, let expected, let found) {
        return unreadable(id, expected, found)
      }
      try body(id, text, columns)
    }
  }
}
