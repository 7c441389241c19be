import Agreements
import Components
import Kernel
import Markup
import TicketsUseCases

extension QueuePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Queue") {
      if let path = besidePath {
        html.a(.class("button only-wide"), .href(path), .data("key", "b")) { html.text("Beside the list") }
      }
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
    } else if let beside {
      html.split(list: { list(html, reader) }, side: { beside.write(html, for: reader) }, label: beside.title)
    } else {
      list(html, reader)
    }
  }

  /// The list with the row of the cursor beside it, or with its first; nil where one is, and where there are no rows.
  private var besidePath: String? {
    guard beside == nil, let number = cursor ?? rows.first?.number else { return nil }
    let list = here ?? Address.path("/queue", ["q": query])
    return "\(list)\(list.contains("?") ? "&" : "?")beside=\(Address.encoded(number))"
  }

  /// That the filter alone shows open tickets, and the way to the others.
  private func beside(_ html: HTML, _ others: (count: Int, query: String)) {
    html.p(.class("soft")) {
      html.text("Only open tickets are shown. ")
      html.a(
        .href(Address.path("/queue", ["q": others.query, "sort": sort == QueuePlace.usualOrder.rawValue ? nil : sort]))
      ) {
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
    html.form(.class("find"), .action("/queue"), .method("get"), .role("search"), .data("finder", "")) {
      html.label("Filter", .for("filter"), .class("unseen"))
      html.input(
        .type("search"), .id("filter"), .name("q"), .value(query), .data("search", ""), .autocomplete("off"),
        .data("finds", "found"),
        .placeholder("is:open team:network priority:P1 due:<2h, or words"), .aria("describedby", "filter-help"),
        .when(fault != nil, .aria("invalid", "true")))
      html.button("Filter", .class("button"))
      html.ul(.id("found"), .class("hits")) {}
    }
    if let fault {
      html.notice(.bad) { html.p("This filter is not understood: " + fault + ".") }
    }
    html.span(
      "Words and filters: is:open (which holds where no state is asked for), is:any, is:held, is:breached, is:returned, "
        + "is:orphaned, is:undecided, team:, assignee:me, priority:, category:, requester:, due:<2h. People and teams may "
        + "be called by their names, in quotes where these have spaces. Words are looked for in subjects, descriptions, "
        + "answers and notes. While you type, tickets of all states that fit appear below.",
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
    html.h2("Tickets", .class("unseen"))
    let heads =
      [
        Column("Pick", hidden: true, picks: true), Column("Number", sort: sorted("opened")),
        Column(Words.field("title")),
      ]
      + QueueColumn.allCases.filter(columns.contains).map {
        Column(
          $0.title, spare: [.foreseen, .used, .opened, .changed].contains($0),
          sort: $0 == .deadline
            ? sorted(QueuePlace.usualOrder.rawValue) : $0 == .foreseen ? sorted("foreseen") : nil)
      }
    html.div(.id("lines"), .class("queue"), .data("list", "")) {
      html.table("Tickets of this view", columns: heads, groups: groups(html, reader), stacks: true)
    }
    html.pager(pager)
    guard reader.may(.workTickets) else { return }
    // For the key that takes a ticket; the script says which.
    html.postForm("/queue/take", reader: reader, .id("take"), .flag("hidden", true)) {}
    if !(teams.isEmpty && assignees.isEmpty) { bulk(html, reader) }
  }

  /// The rows under the headings of their groups; a list that has none is one without.
  private func groups(_ html: HTML, _ reader: Reader) -> [RowGroup] {
    var parts: [(group: QueueGroup?, rows: [QueueRow])] = []
    for row in rows {
      let group = row.place?.group.map { QueueGroup($0) }
      if let last = parts.last, last.group == group {
        parts[parts.count - 1].rows.append(row)
      } else {
        parts.append((group, [row]))
      }
    }
    return parts.map { part in
      RowGroup(part.group?.rawValue) {
        for row in part.rows {
          row.write(
            html, columns, isTicked: ticked.contains(row.number), isHere: row.number == cursor, for: reader)
        }
      }
    }
  }

  /// Gives the ticked tickets away; their boxes belong to this form by its id. It stands at the foot while there are any.
  private func bulk(_ html: HTML, _ reader: Reader) {
    html.postForm("/queue/assign", reader: reader, .id("bulk"), .class("sticky-foot inline-fields tools")) {
      html.input(.type("hidden"), .name("back"), .value(here ?? Address.path("/queue", ["q": query])))
      // How many are ticked, counted by the style sheet.
      html.span(.class("ticked"), .ariaHidden) {}
      html.field("team", "Assign the ticked to team", FormState(), optional: true) { tied in
        html.element("select", tied + [.data("key", "a")]) {
          html.option("as it is", .value(""))
          for team in teams { html.option(team.title, .value(team.value)) }
        }
      }
      html.personField("assignee", "Person", assignees)
      if let total, total > rows.count {
        html.input(.type("hidden"), .name("q"), .value(query))
        html.input(.type("hidden"), .name("sort"), .value(sort))
        html.checkField(
          "everything", "all \(Words.bounded(total, CountTickets.bound + 1)) of this list", FormState())
      }
      html.button("Preview", .class("button main"))
    }
  }

  private func sorted(_ by: String) -> (path: String, order: String?) {
    let order = [QueuePlace.usualOrder.rawValue: "other", "due": "ascending"][by] ?? "descending"
    return (Address.path("/queue", ["q": query, "sort": by]), sort == by ? order : nil)
  }
}

extension QueueRow {
  /// The line of a list. One that is told to all who show it carries no place: their pages keep the one they have.
  public func write(
    _ html: HTML, _ columns: Set<QueueColumn> = QueueColumn.usual, isTicked: Bool = false, isHere: Bool = false,
    for reader: Reader
  ) {
    html.tr(
      .id("row-" + number), .when(isHere, .class("is-here")), .data("row", number),
      .when(assignee != nil, .data("owner", assignee?.signIn ?? ""))
    ) {
      html.td(.class("pick")) {
        html.label {
          html.input(
            .type("checkbox"), .name("ticket"), .value(number), .form("bulk"), .checked(isTicked),
            .aria("label", "Tick \(number)"))
        }
      }
      html.td(.class("tight number")) {
        // Beside the list the subject leads there, and the number to the ticket's own page.
        if besidePath != nil {
          html.a(number, .href(path), .data("open", ""), .flag("autofocus", isHere))
        } else {
          html.text(number)
        }
      }
      html.td(.class("subject")) {
        html.div {
          if let besidePath {
            html.a(.href(besidePath), .data("beside", "")) { html.bdi(subject) }
          } else {
            html.a(.href(path), .data("open", ""), .flag("autofocus", isHere)) { html.bdi(subject) }
          }
          if !columns.contains(.state) { chips(html) }
          html.span(.class("by")) {
            html.person(requester)
            if let category { html.text(" \u{b7} \(category)") }
          }
        }
      }
      for column in QueueColumn.allCases where columns.contains(column) { cell(html, column, reader) }
    }
  }

  private func cell(_ html: HTML, _ column: QueueColumn, _ reader: Reader) {
    switch column {
    case .priority: html.td(.class("urgency")) { html.priority(priority, labels) }
    case .state:
      html.td(.class("state")) { chips(html) }
    case .holder: html.td(.class("nowrap holder")) { holder(html) }
    case .deadline:
      if let clock {
        html.td(.class("nowrap deadline")) { deadline(html, clock, reader) }
      } else {
        html.td(.class(isUndecided ? "" : "spare")) {
          html.span(isUndecided ? "no clock yet: undecided" : "no clock", .class("soft"))
        }
      }
    case .foreseen:
      html.td(.class("nowrap spare foreseen"), .data("label", column.title)) {
        if let foreseen { html.foreseenShare(foreseen, beside: clock) }
      }
    case .used: html.td(.class("spare tight")) { if let clock { html.clockMeter(clock, for: reader) } }
    case .opened:
      html.td(.class("nowrap soft spare"), .data("label", column.title)) {
        if let openedAt { html.moment(openedAt, for: reader) }
      }
    case .changed:
      html.td(.class("nowrap soft spare"), .data("label", column.title)) { html.ago(updatedAt, for: reader) }
    }
  }

  private func chips(_ html: HTML) {
    html.ticketState(
      state, holds: holds, vendors: vendors, isReturned: isReturned, isUndecided: isUndecided, isListed: true,
      labels: labels)
  }

  private func holder(_ html: HTML) {
    if let team { html.text(team) }
    html.span(.class("by")) {
      if team != nil { html.text(" \u{b7} ") }
      if let assignee { html.person(assignee) } else { html.text(team == nil ? "unassigned" : "nobody yet") }
    }
  }

  private func deadline(_ html: HTML, _ clock: ClockFigure, _ reader: Reader) {
    // A deadline says by itself whether it lies ahead or has passed, and a rest is told by the state.
    if ![.running, .breached, .paused].contains(clock.state) {
      html.clockChip(clock)
      html.text(" ")
    }
    html.clockDistance(clock, for: reader)
    html.span(" " + clock.title, .class("by"))
  }
}
