import Agreements
import Components
import Kernel
import Markup
import TicketsUseCases

extension QueuePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Queue") {
      html.a(.class("button"), .href(Address.path("/queue.csv", ["q": query]))) {
        html.icon(.download)
        html.text("CSV")
      }
      html.a(.class("button main"), .href(Place.newTicket.path), .data("key", "c")) {
        html.icon(.plus)
        html.text("New ticket")
      }
    }
    html.tabs(
      views.map { Tab($0.title, Address.path("/queue", ["q": $0.query]), isHere: $0.query == query, count: $0.count) },
      label: "Saved views")
    filter(html)
    if fault != nil { return }
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown.")
    html.notes(notes)
    if let others { beside(html, others) }
    if rows.isEmpty {
      html.div(.id("lines"), .data("part", "")) {
        html.empty(.inbox, "Nothing here", emptyAdvice) {
          if !query.isEmpty { html.a("Show all open tickets", .class("button"), .href("/queue?q=is%3Aopen")) }
        }
      }
    } else {
      list(html, reader)
    }
  }

  /// That the filter alone shows open tickets, and the way to the others.
  private func beside(_ html: HTML, _ others: (count: Int, query: String)) {
    html.p(.class("soft")) {
      html.text("Only open tickets are shown. ")
      html.a(.href(Address.path("/queue", ["q": others.query, "sort": sort == "due" ? nil : sort]))) {
        let most = CountTickets.bound
        let count = others.count > most ? "More than \(Words.grouped(most))" : Words.grouped(others.count)
        html.text("\(count) \(others.count == 1 ? "other fits" : "others fit"): show all")
      }
    }
  }

  private var emptyAdvice: String {
    query.isEmpty || query == "is:open"
      ? "No ticket is open. New ones appear here by themselves."
      : others == nil
        ? "No ticket fits this filter. Take a word out of it, or choose another view."
        : "No open ticket fits this filter."
  }

  private func filter(_ html: HTML) {
    html.form(.class("find"), .action("/queue"), .method("get"), .role("search")) {
      html.label("Filter", .for("filter"), .class("unseen"))
      html.input(
        .type("search"), .id("filter"), .name("q"), .value(query), .data("search", ""), .autocomplete("off"),
        .placeholder("is:open team:network priority:P1 due:<2h, or words"), .aria("describedby", "filter-help"),
        .when(fault != nil, .aria("invalid", "true")))
      html.button("Filter", .class("button"))
    }
    if let fault {
      html.notice(.bad) { html.p("This filter is not understood: " + fault + ".") }
    }
    html.span(
      "Words and filters: is:open (which holds where no state is asked for), is:any, is:held, is:breached, is:returned, "
        + "is:orphaned, is:undecided, team:, assignee:me, priority:, category:, requester:, due:<2h. People and teams may "
        + "be called by their names, in quotes where these have spaces. Words are looked for in subjects, descriptions, "
        + "answers and notes.",
      .id("filter-help"), .class("unseen"))
    html.div(.class("filters")) {
      for facet in facets where !facet.options.isEmpty {
        html.span(facet.title, .class("label"))
        for option in facet.options {
          html.a(
            option.title, .class(option.isOn ? "filter on" : "filter"),
            .href(Address.path("/queue", ["q": option.query])),
            .when(option.isOn, .aria("current", "true")))
        }
        if let more = facet.more { html.span(more, .class("label")) }
      }
      if !rows.isEmpty { choice(html) }
    }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    let heads =
      [
        Column("Pick", hidden: true, picks: true), Column("Number", sort: sorted("opened")),
        Column(Words.field("title")),
      ]
      + QueueColumn.allCases.filter(columns.contains).map {
        Column($0.title, sort: $0 == .deadline ? sorted("due") : nil)
      }
    html.div(.id("lines"), .data("list", "")) {
      html.table("Tickets of this view", columns: heads, stacks: true) {
        for row in rows { row.write(html, columns, isTicked: ticked.contains(row.number), for: reader) }
      }
    }
    html.pager(pager)
    if reader.may(.workTickets), !(teams.isEmpty && assignees.isEmpty) { bulk(html, reader) }
  }

  /// Gives the ticked tickets away; their boxes belong to this form by its id.
  private func bulk(_ html: HTML, _ reader: Reader) {
    html.postForm("/queue/assign", reader: reader, .id("bulk"), .class("inline-fields tools")) {
      html.input(.type("hidden"), .name("back"), .value(here ?? Address.path("/queue", ["q": query])))
      html.field("team", "Give the ticked to team", FormState(), optional: true) { tied in
        html.element("select", tied + [.data("key", "a")]) {
          html.option("as it is", .value(""))
          for team in teams { html.option(team.title, .value(team.value)) }
        }
      }
      html.personField("assignee", "and to", assignees)
      html.button("Preview", .class("button"))
    }
  }

  private func sorted(_ by: String) -> (path: String, order: String?) {
    (Address.path("/queue", ["q": query, "sort": by]), sort == by ? (by == "due" ? "ascending" : "descending") : nil)
  }
}

extension QueueRow {
  /// The line of a list; the same bytes are sent again when the ticket changes.
  public func write(
    _ html: HTML, _ columns: Set<QueueColumn> = QueueColumn.usual, isTicked: Bool = false, for reader: Reader
  ) {
    html.tr(.id("row-" + number), .data("row", "")) {
      html.td(.class("pick")) {
        html.input(
          .type("checkbox"), .name("ticket"), .value(number), .form("bulk"), .checked(isTicked),
          .aria("label", "Tick \(number)"))
      }
      html.td(.class("tight")) { html.a(number, .href(path)) }
      html.td(.class("subject")) {
        html.a(.href(path), .data("open", "")) { html.bdi(subject) }
        html.span(.class("under")) {
          html.person(requester)
          if let category { html.text(" \u{b7} \(category)") }
        }
      }
      for column in QueueColumn.allCases where columns.contains(column) { cell(html, column, reader) }
    }
  }

  private func cell(_ html: HTML, _ column: QueueColumn, _ reader: Reader) {
    switch column {
    case .priority: html.td(.data("label", column.title)) { html.priority(priority, labels) }
    case .state:
      html.td {
        html.ticketState(
          state, holds: holds, vendors: vendors, isReturned: isReturned, isUndecided: isUndecided, labels: labels)
      }
    case .holder: html.td(.class("nowrap holder"), .data("label", column.title)) { holder(html) }
    case .deadline:
      if let clock {
        html.td(.class("nowrap")) { deadline(html, clock, reader) }
      } else {
        html.td(.class(isUndecided ? "" : "spare")) {
          html.span(isUndecided ? "no clock yet: undecided" : "no clock", .class("soft"))
        }
      }
    case .used: html.td(.class("spare tight")) { if let clock { html.clockMeter(clock, for: reader) } }
    case .opened:
      html.td(.class("nowrap soft"), .data("label", column.title)) {
        if let openedAt { html.moment(openedAt, for: reader) }
      }
    case .changed:
      html.td(.class("nowrap soft"), .data("label", column.title)) { html.ago(updatedAt, for: reader) }
    }
  }

  private func holder(_ html: HTML) {
    if let team { html.text(team) }
    if let assignee {
      html.span(.class("under")) { html.person(assignee) }
    } else {
      html.span(team == nil ? "unassigned" : "nobody yet", .class("under"))
    }
  }

  private func deadline(_ html: HTML, _ clock: ClockFigure, _ reader: Reader) {
    if clock.state == .running {
      html.clockDistance(clock, for: reader)
    } else {
      html.clockChip(clock)
      html.text(" ")
      html.clockDistance(clock, for: reader)
    }
    html.span(clock.title, .class("under"))
  }
}
