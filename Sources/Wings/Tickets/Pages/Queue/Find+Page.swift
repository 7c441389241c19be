import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// The tickets of all states that fit what was typed; boxes that find while one types show its lines.
public struct FindPage: Page {
  public var title: String { "Find" }
  public var keys: [KeyHint] { [.search] }

  public var text: String
  public var tickets: [Line]
  /// Tickets that fit beside those, in words, and where they are listed; nil where there are none, and where the reader
  /// has no list for them.
  public var more: (words: String, path: String?)?
  /// What is wrong with what was typed.
  public var fault: String?

  public struct Line: Hashable, Sendable {
    public var number: String
    public var subject: String
    public var state: TicketState
    public var path: String
    public init(number: String, subject: String, state: TicketState, path: String) {
      (self.number, self.subject, self.state, self.path) = (number, subject, state, path)
    }
  }

  public init(text: String, tickets: [Line] = [], more: (words: String, path: String?)? = nil, fault: String? = nil) {
    (self.text, self.tickets, self.more, self.fault) = (text, tickets, more, fault)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Find", lead: "Tickets of all states, open ones first.")
    html.form(.class("find"), .action("/find"), .method("get"), .role("search")) {
      html.label("Words, or a ticket number", .for("find"), .class("unseen"))
      html.input(
        .type("search"), .id("find"), .name("q"), .value(text), .placeholder("Words, or a ticket number"),
        .autocomplete("off"), .data("search", ""))
      html.button("Find", .class("button"))
    }
    if !text.isEmpty { html.ul(.class("hits")) { lines(html) } }
  }

  /// What was found, as items of a list.
  func lines(_ html: HTML) {
    if let fault { html.li("This is not understood: \(fault).", .class("soft")) }
    for ticket in tickets {
      html.li {
        html.a(.href(ticket.path)) {
          html.span(ticket.number, .class("hit-number"))
          html.bdi(ticket.subject, .class("hit-subject"))
          if ticket.state != .open { html.span(ticket.state.rawValue, .class("soft")) }
        }
      }
    }
    if let more {
      html.li(.class("soft")) {
        if let path = more.path { html.a(more.words, .href(path)) } else { html.text(more.words) }
      }
    } else if tickets.isEmpty, fault == nil {
      html.li("No ticket has these words.", .class("soft"))
    }
  }
}

extension FindPage {
  /// What was found, for a field that holds a number.
  func options(_ html: HTML) {
    for ticket in tickets { html.option(ticket.subject, .value(ticket.number)) }
  }
}

extension Pages {
  /// What fits the text in `q`: a page, or where a page's script asks, its lines alone.
  @Sendable func find(_ call: Call) async throws -> Answer {
    let text = try call.asked("q") ?? ""
    let isStaff = try call.principal.may(.seeAllTickets)
    func path(_ number: String) -> String { (isStaff ? "/tickets/" : "/my/tickets/") + Address.encoded(number) }
    let isPart = call.headers[.live] != nil
    if !isPart, let number = try await ticketAsked(call) { return .seeOther(path(number)) }
    var page = FindPage(text: text)
    do {
      let found = try await app.ask(FindTickets(text), as: call.principal)
      page.tickets = found.tickets.map {
        FindPage.Line(number: $0.number, subject: $0.title, state: $0.state, path: path($0.number))
      }
      if found.more > 0 {
        let bound = CountTickets.bound + 1
        page.more = ("\(Words.bounded(found.more, bound)) more", try list(text, call))
      }
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.fault = faults.map(\.message).joined(separator: "; ")
    }
    guard isPart else { return answer(page, call) }
    let html = HTML(capacity: 2048)
    if try call.asked("as") == "options" { page.options(html) } else { page.lines(html) }
    return .html(html.bytes)
  }

  /// The list of all that fits a text.
  private func list(_ text: String, _ call: Call) throws -> String? {
    if try call.principal.may(.workTickets) {
      return Address.path("/queue", ["q": TicketFilter.asksStage(text) ? text : "is:any " + text])
    }
    return try call.principal.may(.seeAllTickets) ? nil : Address.path(Place.myTickets.path, ["q": text])
  }
}
