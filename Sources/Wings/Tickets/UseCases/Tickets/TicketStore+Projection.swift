import Core
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
    ("returned_at", .integer), ("undecided_since", .integer), ("requester_version", .integer),
    ("requester_at", .integer),
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
  /// a row that cannot be read, and why.
  static func scanProjected(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (String, TicketText, [String?]) throws -> Void, unreadable: (String, MainstayError) throws -> Void
  ) throws {
    let columns = "id, title, description, salt, " + projectedColumns.map(\.name).joined(separator: ", ")
    let decode = reading("ticket", columns) { row in
      (
        TicketText(title: try row.text(1), description: try row.text(2), salt: try row.bytes(3)),
        try row.texts(projectedColumns.map(\.kind), from: 4)
      )
    }
    try tx.scan(
      "SELECT \(columns) FROM ticket WHERE id >= $1 AND id <= $2 ORDER BY id", [.text(first), .text(last)]
    ) { row in
      let id = try row.text(0)
      let found: (TicketText, [String?])
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(id, error)
      }
      try body(id, found.0, found.1)
    }
  }
}
