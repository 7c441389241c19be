import Kernel
import People
import Tickets

/// All that the queue shows, as it stands at one instant.
public struct QueueOverview: Sendable {
  /// As `CountTickets` counts, in the order of the views.
  public var counts: [Int]
  /// Nil where no list was asked for.
  public var page: TicketPage?
  public var teams: [Team]
  /// Who can be given work; empty for who may not see people.
  public var staff: [Person]
  public var words: [Word]
}

/// The queue on one snapshot and in one turn at the database: its views with their numbers, a page of tickets,
/// and to whom tickets can be given.
public struct ShowQueue: Query {
  public var views: [TicketFilter]
  public var list: ListTickets?

  public init(views: [TicketFilter], list: ListTickets?) { (self.views, self.list) = (views, list) }

  public func answer(from look: Look) throws -> QueueOverview {
    QueueOverview(
      counts: try CountTickets(views).answer(from: look), page: try list?.answer(from: look),
      teams: try ListTeams().answer(from: look),
      staff: look.principal.may(.seePeople) ? try ListStaff().answer(from: look) : [],
      words: try ListWords().answer(from: look))
  }
}
