import Core
import Kernel
import Storage

/// A ticket's row, for whoever may see the ticket: what is asked for before somebody is told of it.
public struct GlanceTicket: Query {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound` where there is none, or the asker may not see it.
  public func answer(from look: Look) throws -> TicketRow {
    try look.principal.require(.openTickets)
    guard let row = try TicketStore.row(id, in: look.transaction), look.maySee(row) else {
      throw MainstayError.notFound(kind: "ticket", id: id.text)
    }
    return row
  }
}
