import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension MyTicketsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("My tickets") {
      html.a(.class("button main"), .href(Place.newTicket.path)) {
        html.icon(.plus)
        html.text("New ticket")
      }
    }
    if !rows.isEmpty || !search.isEmpty { find(html) }
    html.notes(notes)
    html.div(.id("lines"), .data("part", "")) { lines(html, reader) }
  }

  private func lines(_ html: HTML, _ reader: Reader) {
    guard !rows.isEmpty || search.isEmpty else {
      return html.empty(.search, "Nothing found", "None of your tickets has these words.") {
        html.a("Show all", .class("button"), .href(Place.myTickets.path))
      }
    }
    guard !rows.isEmpty else {
      return html.empty(
        .help, "You have no tickets",
        "When something does not work, or you need something, open one: we answer here."
      ) {
        html.a("Open a ticket", .class("button"), .href(Place.newTicket.path))
      }
    }
    html.div(.data("list", "")) {
      html.table("My tickets", columns: ["title", "state", "updatedAt"].map { Column(Words.field($0)) }, stacks: true) {
        for row in rows { line(html, row, reader) }
      }
    }
    html.pager(pager)
  }

  private func find(_ html: HTML) {
    html.form(.class("find"), .action(Place.myTickets.path), .method("get"), .role("search")) {
      html.label("Search my tickets", .for("my-search"), .class("unseen"))
      html.input(
        .type("search"), .id("my-search"), .name("q"), .value(search),
        .placeholder("Words, or a number"),
        .data("search", ""))
      html.button("Search", .class("button"))
    }
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.tr(
      .id("row-" + row.number), .data("row", ""), .when(row.state == .closed || row.state.isFinal, .class("is-over"))
    ) {
      html.th(.scope("row"), .class("subject")) {
        html.a(.href("/my/tickets/" + Address.encoded(row.number)), .data("open", "")) { html.bdi(row.subject) }
        html.span(row.number, .class("under"))
      }
      html.td {
        html.span(.class("chips")) {
          if row.needsAnswer {
            html.chip(.warn, .question, "we wait for you")
          } else {
            html.chip(row.state.tone, row.state.icon, row.state.forRequesters)
            if let outcome = row.outcome { html.chip(outcome.tone, outcome.icon, outcome.afterJoining) }
          }
        }
      }
      html.td(.class("soft")) { html.ago(row.updatedAt, for: reader) }
    }
  }
}

extension TicketState {
  /// In the words of those who asked.
  var forRequesters: String {
    switch self {
    case .open: "being worked on"
    case .resolved: "solved"
    case .closed: "closed"
    case .cancelled: "cancelled"
    case .merged: "joined with another"
    }
  }
}

extension TicketState {
  /// Where the ticket stands that another was joined with, for the requester of that.
  fileprivate var afterJoining: String {
    switch self {
    case .open: "that one is being worked on"
    case .resolved: "that one is solved"
    case .closed: "that one is closed"
    case .cancelled, .merged: "that one is not worked on any more"
    }
  }
}

extension MyTicketPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.div(.id("ticket-head"), .data("part", "")) { head(html, reader) }
    html.div(.id("ticket-line"), .data("part", "")) {
      html.otherEntries(earlier: earlier, latest: latest)
      html.ol(.class("line")) { for entry in timeline { entry.write(html, for: reader) } }
    }
    html.postForm(
      "/my/tickets/\(Address.encoded(number))/answer", reader: reader, draft: number, .class("composer")
    ) {
      html.faults(form.faults, labels: ["text": "Your answer"])
      html.textArea("text", mayReply ? "Your answer" : "What is it about?", form)
      html.div(.id("ticket-send"), .class("actions"), .data("part", "")) {
        html.input(.type("hidden"), .name("was"), .value(state.rawValue))
        sending(html)
      }
    }
  }

  private func head(_ html: HTML, _ reader: Reader) {
    html.header {
      html.h1(subject.revealed, .directionAuto)
      html.p(.class("lead chips")) {
        html.text(number)
        html.chip(state.tone, state.icon, state.forRequesters)
        html.span {
          html.text("opened ")
          html.moment(openedAt, for: reader)
        }
      }
    }
    for other in related {
      html.p(.class("small soft")) {
        html.text("Belongs with ")
        html.a(.href("/my/tickets/" + Address.encoded(other.number))) {
          html.text(other.number + " ")
          html.bdi(other.subject)
        }
      }
    }
    standing(html, reader)
  }

  /// What its requester is to know before anything else.
  private func standing(_ html: HTML, _ reader: Reader) {
    switch state {
    case .open:
      if needsAnswer { html.notice(.warn) { html.p("We need your answer to go on.") } }
    case .resolved:
      html.notice(.good) { html.p("We think that this is solved. If it is not, say so below and it opens again.") }
    case .closed:
      html.notice(.good) {
        html.p {
          if let reopensUntil {
            html.text("This is closed. Until ")
            html.moment(reopensUntil, for: reader)
            html.text(" an answer opens it again.")
          } else {
            html.text("This was closed")
            if let closedAt {
              html.text(" on ")
              html.moment(closedAt, .date, for: reader)
            }
            html.text(" and stays closed. We read what you write; if you need more, open a new ticket from here.")
          }
        }
      }
    case .cancelled, .merged:
      if let outcome { became(html, outcome, reader) }
      html.p(
        "This ticket takes no more answers. If it comes back, open a new one from here: it names \(number).",
        .class("soft"))
    }
  }

  /// What its requester still waits for, on a ticket that may be somebody else's.
  private func became(_ html: HTML, _ outcome: MergedOutcome, _ reader: Reader) {
    html.notice(outcome.state == .open ? .plain : .good) {
      html.p {
        html.text("It was joined with ")
        if let survivor {
          html.a(survivor, .href("/my/tickets/" + Address.encoded(survivor)))
        } else {
          html.text("another ticket about the same")
        }
        switch outcome.state {
        case .open: html.text(". We work on that one, and say here what comes of it.")
        case .resolved: html.text(". We think that it is solved")
        case .closed: html.text(". That was solved and closed")
        case .cancelled, .merged: html.text(", and that one is not worked on any more")
        }
        if let at = outcome.at {
          html.text(", ")
          html.moment(at, for: reader)
        }
        if outcome.state != .open { html.text(".") }
      }
    }
  }

  private func sending(_ html: HTML) {
    let following = "Open a new ticket with this"
    switch state {
    case .open: html.button("Send", .class("button main"))
    case .resolved:
      html.button("Send a comment", .class("button"))
      html.button("It is not solved: open it again", .class("button"), .name("reopen"), .value("yes"))
    case .closed:
      if reopensUntil != nil {
        html.button("Send and open it again", .class("button main"))
      } else {
        html.button("Send", .class("button"))
        html.button(
          following, .class("button"), .name("follow"), .value("yes"), .flag("formnovalidate", true))
      }
    case .cancelled, .merged:
      html.button(following, .class("button main"), .name("follow"), .value("yes"))
    }
  }
}

extension NewTicketPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      "New ticket",
      lead: isForDesk ? nil : "Tell us what happens. We answer as soon as we can; you see everything here.")
    let labels = TicketField.labels.merging(["description": "What happens"]) { $1 }
    html.faults(form.faults, labels: labels)
    html.postForm("/tickets", reader: reader, draft: "new", .class("form")) {
      if kinds.count > 1 {
        html.selectField("kind", isForDesk ? Words.field("kind") : "What is it?", isForDesk ? kinds : plainKinds, form)
      }
      html.textField("title", isForDesk ? Words.field("title") : "In a few words", form, limit: 200, .autofocus)
      html.textArea(
        "description", "What happens", form, hint: "Since when, on which device, what you see.", rows: 7)
      if isForDesk {
        html.textField(
          "requester", Words.field("requester"), form, hint: "Their sign-in name; empty for yourself.", optional: true)
        word(html, "priority", .priority, choices.priorities)
        word(html, "category", .category, choices.categories)
        choice(html, "team", Words.field("team"), choices.teams)
        if !choices.classes.isEmpty {
          html.selectField(
            Ticket.classAttribute, Words.field(Ticket.classAttribute), choices.classes, form,
            hint:
              "Then only its requester and people who are cleared for the class can see that there is such a ticket.",
            optional: true,
            none: "not confidential")
        }
      }
      html.div(.class("actions")) { html.button(isForDesk ? "Open the ticket" : "Send", .class("button main")) }
    }
  }

  /// The kinds that the product brings along, in the words of those who ask; a desk's own ones as it calls them.
  private var plainKinds: [Choice] {
    let plain = ["incident": "Something does not work", "request": "I need something"]
    return kinds.map { kind in
      Choice(kind.value, kind.title == kind.value ? plain[kind.value] ?? kind.title : kind.title)
    }
  }

  private func word(_ html: HTML, _ name: String, _ list: Word.List, _ choices: [Choice]) {
    choices.isEmpty && form[name].isEmpty ? html.noWords(list) : choice(html, name, Words.field(name), choices)
  }

  private func choice(_ html: HTML, _ name: String, _ label: String, _ list: [Choice]) {
    if list.isEmpty {
      html.textField(name, label, form, optional: true)
    } else {
      html.selectField(name, label, list, form, optional: true, none: "not set")
    }
  }
}
