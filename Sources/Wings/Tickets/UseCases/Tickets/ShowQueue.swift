import Core
import Kernel
import PeopleUseCases
import Tickets

/// All that the queue shows, as it stands at one instant.
public struct QueueOverview: Sendable {
  /// As `CountTickets` counts, in the order of the views.
  public var counts: [Int]
  /// Nil where no list was asked for, or `faults` says why there is none.
  public var page: TicketPage?
  /// What the list asks for and is not there, such as a team.
  public var faults: [FieldFault] = []
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
    var queue = QueueOverview(
      counts: try CountTickets(views).answer(from: look), page: nil, teams: try ListTeams().answer(from: look),
      staff: look.principal.may(.seePeople) ? try ListStaff().answer(from: look) : [],
      words: try ListWords().answer(from: look).words)
    do {
      queue.page = try list?.answer(from: look)
    } catch MainstayError.invalid(let faults) {
      queue.faults = faults
    }
    return queue
  }
}
