import Core
import Kernel
import PeopleUseCases
import Tickets

extension Look {
  /// Why somebody cannot be given a ticket of a class: who has it must be able to know of it. Nil where they can.
  ///
  /// - Parameter place: Where the ticket would lie.
  func clearanceFault(of assignee: String, for key: String, in place: WorkPlace) throws -> FieldFault? {
    let reach = try principal(named: assignee)?.reach(of: .readClass(key)) ?? .nowhere
    guard !place.lies(in: reach) else { return nil }
    return FieldFault(
      "assignee",
      "\(assignee) is not cleared for tickets of the class \(key), and could not see this one; give it to somebody who is"
    )
  }
}

extension Work {
  /// What follows for who may know of a ticket: with a confidential category it gets that class, unless it has one, and
  /// an owner who is not cleared for its class has it no more.
  func confidence(following events: [TicketEvent], on ticket: Ticket) throws -> [TicketEvent] {
    var (after, steps) = (ticket, [TicketEvent]())
    for event in events { after.apply(event, at: now) }
    // Whoever takes the class away in the same breath has said so.
    if after.confidentialityClass == nil, ticket.confidentialityClass == nil, let category = after.category,
      category != ticket.category,
      let key = try WordStore.word(.init(.category, category), in: transaction)?.word.ticketClass
    {
      let step = TicketEvent.changed([Ticket.classAttribute: key], reason: nil)
      steps.append(step)
      after.apply(step, at: now)
    }
    guard let key = after.confidentialityClass, key != ticket.confidentialityClass, after.state == .open,
      let assignee = after.assignee
    else { return steps }
    let place = WorkPlace(team: after.team, organisation: after.organisation)
    return try look.clearanceFault(of: assignee, for: key, in: place) == nil ? steps : steps + [.released]
  }
}
