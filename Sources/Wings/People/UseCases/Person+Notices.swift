import Kernel
import People

/// What people tell the outside.
extension Person {
  static let notices = [leavingTickets]

  fileprivate static let leavingTickets = NoticeKind(
    "person.left-tickets", "Tickets left without an owner",
    "Somebody who owns open tickets can no longer sign in; the tickets are to be given to others.",
    template: "{name} can no longer sign in and still owns {tickets}",
    fields: [
      NoticeField("person", .id, "The person."), NoticeField("name", "The sign-in name."),
      NoticeField("count", .integer, "How many open tickets; where `more` is true, at least so many."),
      NoticeField("more", .flag, "There are more than were counted."), NoticeField("text", "The same in words."),
    ])
}

extension Work {
  /// Tells of open tickets that nobody works on any more, if there are some.
  func tellOfTicketsLeft(by person: Person) throws {
    var filter = TicketFilter()
    filter.assignee = person.name
    let count = try TicketListStore.count(filter, bound: CountTickets.bound + 1, in: transaction)
    guard count > 0 else { return }
    let hasMore = count > CountTickets.bound
    try tell(Person.leavingTickets, about: "person/\(person.id)", at: now) {
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
