import Core
import Kernel
import PeopleUseCases
import Storage
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
    let counted = try CountTickets(views).asked(look)
    var (listed, faults): (ListTickets.Asked?, [FieldFault]) = (nil, [])
    do {
      listed = try list?.asked(look)
    } catch MainstayError.invalid(let found) {
      faults = found
    }
    try look.transaction.readAhead { rehearsal in
      let ahead = Look(rehearsal, app: look.app, principal: look.principal, now: look.now)
      _ = try CountTickets.count(counted, in: rehearsal)
      _ = try beside(ahead)
      if let listed { try list?.foresee(listed, at: look.now, in: rehearsal) }
    }
    let counts = try CountTickets(views).answer(counted, from: look)
    let (teams, staff, words) = try beside(look)
    var queue = QueueOverview(counts: counts, page: nil, faults: faults, teams: teams, staff: staff, words: words)
    do {
      if let listed { queue.page = try list?.answer(listed, from: look) }
    } catch MainstayError.invalid(let faults) {
      queue.faults = faults
    }
    return queue
  }

  /// What stands beside the list: to whom tickets can be given, and the words of the desk.
  private func beside(_ look: Look) throws -> ([Team], [Person], [Word]) {
    (
      try TeamsToChoose().answer(from: look),
      look.principal.may(.seePeople) ? try ListStaff().answer(from: look) : [], try ListWords().answer(from: look).words
    )
  }
}
