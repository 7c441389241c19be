import Agreements
import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// A ticket as it stands beside the queue: enough to decide what is next; what is done to it is done on its own page.
public struct BesideTicket: Sendable {
  public var title: String { "\(ticket.number) beside the list" }
  public var ticket: TicketFacts
  public var clocks: [ClockFigure]
  /// What happened last, oldest first.
  public var timeline: [TimelineEntry]
  /// Its own page, and the list alone.
  public var path: String
  public var list: String

  /// Entries that it has room for.
  static let entries = 5

  public init(ticket: TicketFacts, clocks: [ClockFigure], timeline: [TimelineEntry], path: String, list: String) {
    (self.ticket, self.clocks, self.timeline) = (ticket, clocks, timeline)
    (self.path, self.list) = (path, list)
  }

  init(_ detail: TicketDetail, path: String, list: String, for reader: Reader) {
    self.init(
      ticket: TicketFacts(detail),
      clocks: detail.clocks.map { clock in
        var figure = ClockFigure(clock)
        figure.foreseen = clock.canMiss ? detail.foreseen.of(detail.row.id, clock.name, clock.cycle) : nil
        return figure
      },
      timeline: Array(detail.timeline { Moments.text($0, .day, for: reader) }.suffix(BesideTicket.entries)), path: path,
      list: list)
  }

  func write(_ html: HTML, for reader: Reader) {
    html.div(.class("actions")) {
      html.a("Open it", .class("button main"), .href(path))
      html.a("Close", .class("button"), .href(list))
    }
    html.h2(.directionAuto) {
      html.span(ticket.number + " ", .class("soft"))
      html.bdi(ticket.subject)
    }
    html.p(.class("chips")) {
      html.ticketState(
        ticket.state, holds: ticket.holds, vendors: ticket.vendors, isReturned: ticket.isReturned,
        isUndecided: ticket.isUndecided, labels: ticket.labels)
      html.span {
        html.text("Opened ")
        html.moment(ticket.openedAt, for: reader)
        html.text(" by ")
        html.person(ticket.requester)
      }
    }
    html.facts {
      html.fact(Words.field("priority")) { html.priority(ticket.priority, ticket.labels) }
      html.fact(Words.field("team"), ticket.team)
      html.fact("Assigned to") {
        if let assignee = ticket.assignee { html.person(assignee) } else { html.span("none", .class("soft")) }
      }
      for clock in clocks where clock.state != .idle {
        html.fact(Words.capital(clock.title)) {
          html.clockChip(clock)
          html.text(" ")
          html.clockDistance(clock, for: reader)
          if let foreseen = clock.foreseen, let chance = foreseen.share {
            html.span("\(chance) likely to miss", .class("under"))
          }
        }
      }
    }
    html.h3("What happened last")
    html.ol(.class("line")) {
      for entry in timeline {
        var entry = entry
        // It has its place, and its id, on the ticket's own page.
        entry.sequence = nil
        entry.concerns = nil
        entry.write(html, for: reader)
      }
    }
  }
}
