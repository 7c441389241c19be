import Core
import Kernel
import PeopleUseCases

/// Tickets that are called by name, in that order: those that somebody has ticked in a list.
///
/// Throws `MainstayError.notFound` where there is none of a name for its reader, and `unreadable` where one cannot be
/// read.
public struct ListNamedTickets: Query {
  public struct Answer: Sendable {
    public var tickets: [TicketRow]
    /// Display names of their people by their sign-in names.
    public var people: [String: String]
  }

  public var keys: [TicketKey]

  public init(_ keys: [TicketKey]) { self.keys = keys }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAllTickets)
    guard keys.count <= PageLimits.most else {
      throw MainstayError.limit(name: "tickets that are asked for at once", limit: PageLimits.most)
    }
    // Lists call them by their own numbers; whatever else calls them is looked up one by one.
    let numbered = try TicketStore.rows(numbered: keys.map(\.text), in: look.transaction)
    let byNumber = Dictionary(uniqueKeysWithValues: numbered.map { ($0.number, $0) })
    let tickets = try keys.map { key in
      guard let row = try byNumber[key.text] ?? TicketStore.row(look.resolve(key), in: look.transaction),
        look.principal.sight(of: .seeAllTickets).takesIn(row)
      else {
        throw MainstayError.notFound(kind: "ticket", id: key.text)
      }
      return row
    }
    return Answer(
      tickets: tickets, people: try NameStore.people(named: Set(tickets.flatMap(\.people)), in: look.transaction))
  }
}
