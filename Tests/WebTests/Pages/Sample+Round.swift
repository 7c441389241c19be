import Components
import Kernel
import Tickets
import TicketsUseCases
@testable import TicketsPages

/// What an agent's round leads through.
extension Sample {
  static let place = QueuePlace(
    ListTickets.Position(
      key: at("2025-06-03T14:20:00+02:00").milliseconds, id: RecordID("x"), order: .urgency, group: .dueNext),
    in: "is:open team:network", .urgency)

  static var ticketOfAList: TicketsPages.TicketPage {
    var page = ticket
    page.acts = [.reply, .note, .take, .resolve, .resume, .hold, .assign, .change, .handOff, .link, .merge, .cancel]
    page.way = TicketWay(place: place, list: "/queue?q=is%3Aopen", next: place.path(of: "INC-1031"))
    return page
  }

  static var queueInGroups: QueuePage {
    var page = queue
    let groups: [ListTickets.Group] = [.dueNext, .late, .late, .held, .undated]
    for index in page.rows.indices {
      page.rows[index].place = QueuePlace(
        ListTickets.Position(key: Int64(index), id: RecordID("x"), order: .urgency, group: groups[index]),
        in: page.query, .urgency)
    }
    (page.cursor, page.total) = (page.rows[1].number, 224)
    return page
  }

  static let found = FindPage(
    text: "network",
    tickets: [
      .init(number: "INC-1024", subject: "No network <again>", state: .open, path: "/tickets/INC-1024"),
      .init(number: "INC-998", subject: "Network slow", state: .closed, path: "/tickets/INC-998"),
    ], more: ("12 more", "/my/tickets?q=network"))
}
