import Core
import Kernel
import Tickets

/// The tickets before and after a place in a list, for who goes through it one by one.
public struct TicketNeighbours: Query {
  public var filter: TicketFilter
  public var order: ListTickets.Order
  /// The place from which the list is left. Its ticket may have moved or gone since.
  public var place: ListTickets.Position

  public init(_ filter: TicketFilter, order: ListTickets.Order, of place: ListTickets.Position) {
    (self.filter, self.order, self.place) = (filter, order, place)
  }

  /// A ticket beside another, with its own place.
  public struct Neighbour: Hashable, Sendable {
    public var number: String
    public var position: ListTickets.Position
  }

  /// Nil at an end of the list.
  public struct Answer: Hashable, Sendable {
    public var previous: Neighbour?
    public var next: Neighbour?
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.openTickets)
    let filter = try look.named(look.scoped(self.filter)).filter
    let order = look.order(self.order, of: filter)
    func nearest(backwards: Bool) throws -> Neighbour? {
      // The ticket itself may stand further on, as it was put on hold from here.
      let found = try TicketListStore.page(
        filter, order: order, after: place, limit: 2, now: look.now, backwards: backwards, in: look.transaction)
      return found.rows.first { $0.row.id != place.id }.map {
        Neighbour(number: $0.row.number, position: $0.position(in: order, asked: self.order))
      }
    }
    return Answer(previous: try nearest(backwards: true), next: try nearest(backwards: false))
  }
}

/// Where the page of a list begins on which a place is in sight, with others before it: nil for the first page.
public struct PageAround: Query {
  public var filter: TicketFilter
  public var order: ListTickets.Order
  public var place: ListTickets.Position

  public init(_ filter: TicketFilter, order: ListTickets.Order, _ place: ListTickets.Position) {
    (self.filter, self.order, self.place) = (filter, order, place)
  }

  public func answer(from look: Look) throws -> ListTickets.Position? {
    try look.principal.require(.openTickets)
    let filter = try look.named(look.scoped(self.filter)).filter
    let order = look.order(self.order, of: filter)
    let before = try TicketListStore.page(
      filter, order: order, after: place, limit: PageLimits.usual, now: look.now, backwards: true, in: look.transaction
    ).rows
    return before.count < PageLimits.usual ? nil : before[PageLimits.usual / 2].position(in: order, asked: self.order)
  }
}
