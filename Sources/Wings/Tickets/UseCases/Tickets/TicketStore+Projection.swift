import Core
import Kernel
import Storage
import Tickets

/// Ticket rows as verification compares them: every column that follows from the journal.
extension TicketStore {
  static let projectedNames = TicketField.projected.map(\.column)

  /// What the columns should hold.
  static func projected(_ ticket: Ticket, at updatedAt: Instant, clocks: ClockSummary) -> [String?] {
    let source = TicketField.Source(ticket: ticket, clocks: clocks, updatedAt: updatedAt)
    return values(TicketField.projected, source).map { value in
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
    let columns = "id, title, description, salt, " + projectedNames.joined(separator: ", ")
    let kinds = TicketField.projected.map(\.kind)
    let decode = reading("ticket", columns) { row in
      (
        TicketText(title: try row.text(1), description: try row.text(2), salt: try row.bytes(3)),
        try row.texts(kinds, from: 4)
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
