import Core
import Kernel
import PeopleUseCases

extension PersonWatch {
  /// What becomes of the tickets that somebody asked for or owns.
  static let ofTickets = PersonWatch(
    hasFor: { name, look in try TicketStore.hasRequester(name, in: look.transaction) },
    becomesRequester: { person, work in
      // A requester does not see the tickets of others: who owns some and becomes one would own them unseen.
      let open = try work.look.openTickets(
        of: person, bound: CountTickets.bound, seen: TicketSight(.everywhere, of: work.principal, broken: false))
      guard open > 0 else { return }
      throw MainstayError.conflict(
        code: "owns-tickets",
        message: "\(person.name) owns \(open) open tickets, which a requester could not see. Give them away first.")
    },
    leaves: { person, work in try work.tellOfTicketsLeft(by: person) },
    open: { person, look in
      guard look.principal.may(.workTickets) else { return nil }
      let count = try look.openTickets(
        of: person, bound: CountTickets.bound + 1, seen: look.principal.sight(of: .seeAllTickets))
      return count == 0 ? nil : OpenWork(count: count, bound: CountTickets.bound)
    })
}

extension Work {
  /// What is told where somebody leaves open tickets behind.
  static let leavingTickets = NoticeKind(
    "person.left-tickets", "Tickets left without an owner",
    "Somebody who owns open tickets can no longer sign in; the tickets are to be given to others.",
    template: "{name} can no longer sign in and still owns {tickets}",
    fields: [
      NoticeField("person", .id, "The person."), NoticeField("name", "The sign-in name."),
      NoticeField("count", .integer, "How many open tickets; where `more` is true, at least so many."),
      NoticeField("more", .flag, "There are more than were counted."), NoticeField("text", "The same in words."),
    ])

  /// Tells of open tickets that nobody works on any more, if there are some.
  fileprivate func tellOfTicketsLeft(by person: Person) throws {
    // Nobody knows who reads what a webhook is sent, so that confidential ones are not among them.
    let classes = try ClearanceStore.classes(in: transaction)
    var nobody = Principal(id: person.id, name: person.name, role: .agent)
    nobody.clearance.classes = classes
    let count = try look.openTickets(
      of: person, bound: CountTickets.bound + 1, seen: TicketSight(.everywhere, of: nobody, broken: false))
    guard count > 0 else { return }
    let hasMore = count > CountTickets.bound
    try tell(Work.leavingTickets, about: "person/\(person.id)", at: now) {
      NoticeFacts(
        data: [
          "person": .string(person.id.text), "name": .string(person.name),
          "count": .integer(Int64(min(count, CountTickets.bound))), "more": .bool(hasMore),
        ],
        words: [
          "tickets": hasMore
            ? "more than \(CountTickets.bound) open tickets" : count == 1 ? "1 open ticket" : "\(count) open tickets"
        ])
    }
  }
}

extension Look {
  /// - Parameter sight: Which of them count: all where what is counted decides, those that the reader sees where it shows.
  fileprivate func openTickets(of person: Person, bound: Int, seen sight: TicketSight = .all) throws -> Int {
    var filter = TicketFilter()
    filter.sight = sight
    filter.assignee = person.name
    return try TicketListStore.counts([filter], bound: bound, in: transaction)[0]
  }
}
