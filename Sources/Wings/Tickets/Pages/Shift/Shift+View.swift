import Components
import Kernel
import Markup
import PeopleUseCases
import Tickets
import TicketsUseCases

extension NoShiftPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title)
    html.empty(
      .people, "There is no team yet",
      "Tickets are worked by teams. An administrator adds them on the page of people, and puts you into yours."
    ) {
      html.a("People", .class("button"), .href("/people"))
      html.a("Queue", .class("button"), .href(Place.queue.path))
    }
  }
}

extension ShiftPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead(reader)) {
      html.a("Who is on duty", .class("button"), .href("/rosters"))
      html.a("Gaps ahead", .class("button"), .href("/rosters/gaps"))
      html.copyLink(path(overview.team.key, hours))
    }
    teams(html)
    lengths(html)
    html.unreadable(overview.unreadable, "Not all that belongs here can be read. The rest is shown.")
    figures(html)
    html.part("Who has how much") { load(html, reader) }
    list(
      html, reader, "Due in this shift", overview.due, id: "due",
      empty: "Nothing falls due before \(Moments.text(overview.shift.end, .short, for: reader)).")
    list(html, reader, "Late already", overview.late, id: "late", empty: "Nothing is late.")
    list(html, reader, "What nobody has", overview.unowned, id: "unowned", empty: "Every ticket has an owner.")
    list(
      html, reader, "Due in the next shift", overview.dueNext, id: "next",
      empty: "Nothing falls due from then to \(Moments.text(overview.shift.nextEnd, .short, for: reader)).")
    html.part("What changed hands", id: "hands") { hands(html, reader) }
  }

  private func path(_ team: String, _ hours: Int?) -> String {
    Address.path(Place.shift.path, ["team": team, "hours": hours.map(String.init)])
  }

  private func lead(_ reader: Reader) -> String {
    let end = Moments.text(overview.shift.end, .short, for: reader)
    let why =
      overview.shift.calendar.map { "when the hours of its calendar \($0) close" }
      ?? hours.map { "\($0) h from now" } ?? "\(Shift.usualHours) h from now, as no calendar of its hours is known"
    return "\(overview.team.name) until \(end), \(why)."
  }

  private func teams(_ html: HTML) {
    guard overview.teams.count > 1 else { return }
    html.tabs(
      overview.teams.map {
        Tab($0.team.name, path($0.team.key, hours), isHere: $0.team == overview.team, count: $0.open)
      }, label: "Teams")
  }

  private func lengths(_ html: HTML) {
    html.div(.class("filters tools")) {
      html.span("Shift ends", .class("label"))
      for length in [nil] + Shift.lengths.map(Optional.some) {
        html.a(
          length.map { "in \($0) h" } ?? "with the team's hours", .class("filter"),
          .href(path(overview.team.key, length)), .when(length == hours, .aria("current", "true")))
      }
    }
  }

  private func figures(_ html: HTML) {
    let open = overview.load.reduce(0) { $0 + $1.counts.open }
    let held = overview.load.reduce(0) { $0 + $1.counts.held }
    func figure(_ term: String, _ count: Int, _ filter: String) -> (String, String, String?, String?) {
      (term, Words.bounded(count, CountTickets.bound + 1), nil, count == 0 ? nil : queue(filter))
    }
    html.figures([
      figure("open", open, team), figure("late", overview.late.count, overview.late.filter.text),
      figure("due in this shift", overview.due.count, overview.due.filter.text),
      figure("nobody has", overview.unowned.count, overview.unowned.filter.text),
      figure("on hold", held, team + " is:held"),
      figure("due in the next", overview.dueNext.count, overview.dueNext.filter.text),
    ])
  }

  /// The open tickets of the team, as the filter box has it.
  private var team: String { "is:open " + TicketFilter.term("team", overview.team.key) }
  private func queue(_ filter: String) -> String { Address.path(Place.queue.path, ["q": filter]) }

  private func load(_ html: HTML, _ reader: Reader) {
    let columns = [
      Column("Person"), Column("Open", number: true), Column("Late", number: true),
      Column("Due in this shift", number: true), Column("On hold", number: true), Column("Share of the open"),
    ]
    let most = max(1, overview.load.map(\.counts.open).max() ?? 1)
    html.table("Open tickets of \(overview.team.name) by person", columns: columns, stacks: true) {
      for load in overview.load { line(html, load, most, reader) }
    }
  }

  private func line(_ html: HTML, _ load: ShiftLoad, _ most: Int, _ reader: Reader) {
    let whose = team + " " + (load.person.map { TicketFilter.term("assignee", $0) } ?? "is:unassigned")
    let due =
      overview.due.filter.text + " "
      + (load.person.map { TicketFilter.term("assignee", $0) } ?? "is:unassigned")
    html.tr {
      html.th(.scope("row")) {
        if let person = load.person {
          let name = overview.people.person(person)
          html.person(name)
          if person == reader.name { html.span(" (you)", .class("soft")) }
          if !load.isMember { html.span("not of this team", .class("under")) }
        } else {
          html.strong("Nobody")
        }
      }
      cell(html, "Open", load.counts.open, whose)
      cell(html, "Late", load.counts.late, whose + " is:breached", look: "late")
      cell(html, "Due in this shift", load.counts.due, due, look: "soon")
      cell(html, "On hold", load.counts.held, whose + " is:held")
      html.td(.class("spare")) { html.loadBar(load.counts, most: most) }
    }
  }

  private func cell(_ html: HTML, _ label: String, _ count: Int, _ filter: String, look: String = "") {
    html.td(.class("num"), .data("label", label)) {
      if count == 0 {
        html.span("0", .class("soft"))
      } else {
        html.a(Words.grouped(count), .href(queue(filter)), .when(!look.isEmpty, .class(look)))
      }
    }
  }

  private func list(
    _ html: HTML, _ reader: Reader, _ title: String, _ list: ShiftList, id: String, empty: String
  ) {
    html.part(
      title, id: id,
      aside: {
        guard list.count > 0 else { return }
        let most = CountTickets.bound + 1
        let shown =
          list.count > list.items.count ? "all \(Words.bounded(list.count, most)) in the queue" : "in the queue"
        html.a(shown, .href(queue(list.filter.text)))
        html.text(" \u{b7} ")
        html.a("as CSV", .href(Address.path("/queue.csv", ["q": list.filter.text])))
      }
    ) {
      guard !list.items.isEmpty else { return html.p(empty, .class("soft")) }
      let columns = [
        Column("Deadline"), Column("Number"), Column("Subject"), Column("Priority"), Column("With"),
      ]
      html.div(.data("list", "")) {
        html.table(title, columns: columns, stacks: true) {
          for item in list.items { line(html, item, reader) }
        }
      }
    }
  }

  private func line(_ html: HTML, _ item: TicketsUseCases.TicketPage.Item, _ reader: Reader) {
    let ticket = item.ticket
    let path = "/tickets/" + Address.encoded(ticket.number)
    html.tr(.data("row", "")) {
      html.td(.class("nowrap")) {
        if let clock = item.clocks.mostUrgent {
          let figure = ClockFigure(clock)
          html.clockDistance(figure, for: reader)
          html.span(figure.title, .class("under"))
        } else {
          html.span("no clock", .class("soft"))
        }
      }
      html.td(.class("tight")) { html.a(ticket.number, .href(path)) }
      html.td(.class("subject")) { html.a(.href(path), .data("open", "")) { html.bdi(ticket.title) } }
      html.td(.data("label", "Priority")) { html.priority(ticket.priority, overview.labels) }
      html.td(.class("holder"), .data("label", "With")) {
        if let assignee = ticket.assignee {
          html.person(overview.people.person(assignee))
        } else {
          html.span("nobody", .class("soft"))
        }
        if !ticket.holds.isEmpty {
          let reasons = ticket.holds.map { overview.labels[.holdReason, $0] ?? Words.plain($0) }
          html.span("on hold: " + reasons.joined(separator: ", "), .class("under resting"))
        }
      }
    }
  }

  private func hands(_ html: HTML, _ reader: Reader) {
    let hands = overview.hands
    let since = Moments.text(hands.since, .short, for: reader)
    guard !hands.items.isEmpty else {
      return html.p("Since \(since) nothing was given to this team or to somebody in it.", .class("soft"))
    }
    let columns = [Column("When"), Column("Number"), Column("Subject"), Column("What happened")]
    html.table("What changed hands since \(since)", columns: columns, stacks: true) {
      for item in hands.items {
        let path = "/tickets/" + Address.encoded(item.ticket.number)
        html.tr {
          html.td(.class("nowrap")) { html.moment(item.at, for: reader) }
          html.td(.class("tight")) { html.a(item.ticket.number, .href("\(path)#e\(item.sequence)")) }
          html.td(.class("subject")) { html.a(.href(path)) { html.bdi(item.ticket.title) } }
          html.td {
            html.person(overview.people.person(item.actor))
            html.text(" " + TimelineWords.did(item.event, people: overview.people, labels: overview.labels))
          }
        }
      }
    }
    html.p(
      "Since \(since)" + (hands.hasMore ? ", the newest \(hands.items.count) alone. The journal has all." : "."),
      .class("soft small"))
  }
}

extension HTML {
  /// How many somebody has beside who has the most, the late ones first; the row has the numbers.
  fileprivate func loadBar(_ counts: ShiftLoad.Counts, most: Int) {
    guard counts.open > 0 else { return }
    let scale = 120.0 / Double(most)
    svg(width: 120, height: 10, label: nil, .class("load")) {
      let late = min(counts.late, counts.open)
      rect(x: 0, y: 0, width: Double(counts.open) * scale, height: 10, .class("load-open"))
      rect(x: 0, y: 0, width: Double(late) * scale, height: 10, .class("load-late"))
    }
  }
}
