import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup

extension HTML {
  /// The way to the ladders of a ticket.
  fileprivate func escalated(_ one: Escalated) {
    a(.href("/escalations/" + Address.encoded(one.number))) { bdi(one.number) }
    span(.class("under")) { bdi(one.run.clock) }
  }

  fileprivate func rung(_ one: Escalated) {
    a(.href("/ladders/" + Address.encoded(one.run.ladder))) { bdi(one.ladder) }
    span(.class("under")) { text(one.rung.title(one.firing.step.rung)) }
  }

  /// What is to come, in order.
  fileprivate func comingTable(_ items: [Escalated], for reader: Reader, title: String = "What will fire") {
    let columns = [Column("When"), Column("Ticket"), Column("Rung"), Column("To whom"), Column("What")]
    table(title, columns: columns, stacks: true) {
      for one in items {
        tr {
          comingCells(one, for: reader)
          td(.data("label", "What")) { comingState(one, for: reader) }
        }
      }
    }
  }

  fileprivate func comingCells(_ one: Escalated, for reader: Reader) {
    th(.scope("row")) {
      moment(one.firing.firedAt, .day, for: reader)
      span(.class("under")) { text(Forms.sentence(one.firing.causeWords)) }
    }
    td(.data("label", "Ticket")) { escalated(one) }
    td(.data("label", "Rung")) { rung(one) }
    td(.data("label", "To whom")) { escalatedPeople(one, for: reader) }
  }

  fileprivate func comingState(_ one: Escalated, for reader: Reader) {
    foreseenState(one.firing)
    if let opens = one.firing.opensAt {
      span(.class("under")) {
        text("until ")
        moment(opens, .day, for: reader)
      }
    }
  }

  /// What came, newest first.
  fileprivate func firedTable(_ items: [Escalated], for reader: Reader) {
    let columns = [
      Column("When"), Column("Ticket"), Column("Rung"), Column("To whom, and what came of it"), Column("State"),
    ]
    table("What fired", columns: columns, stacks: true) {
      for one in items {
        tr {
          th(.scope("row")) {
            moment(one.firing.firedAt, .day, for: reader)
            span(.class("under")) { text(Forms.sentence(one.firing.causeWords)) }
            if one.firing.firedAt - one.firing.dueAt > .minutes(1) {
              span(.class("under")) {
                text("Due ")
                moment(one.firing.dueAt, .day, for: reader)
              }
            }
          }
          td(.data("label", "Ticket")) { escalated(one) }
          td(.data("label", "Rung")) { rung(one) }
          td(.data("label", "To whom, and what came of it")) { escalatedPeople(one, for: reader) }
          td(.data("label", "State")) {
            firingState(one)
            if one.isAsking, let until = one.askedUntil {
              span(.class("under")) {
                text("until ")
                moment(until, .day, for: reader)
              }
            }
          }
        }
      }
    }
  }

  fileprivate func acknowledging(_ number: String, back: String, _ reader: Reader) {
    postForm("/escalations/\(Address.encoded(number))/acknowledge", reader: reader) {
      input(.type("hidden"), .name("back"), .value(back))
      button("Acknowledge", .class("button main"), .aria("label", "Acknowledge what you were told about \(number)"))
    }
  }
}

extension EscalationsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Who is told as clocks run out: what waits for you, and what will fire if nobody acknowledges and nothing "
        + "happens to the tickets that you see."
    ) {
      html.a("What fired", .class("button"), .href("/escalations/fired"))
      html.a("Ladders", .class("button"), .href(Place.ladders.path))
    }
    html.unreadable(coming.unreadable, "Not all that belongs here can be read. The rest is shown.")
    if !coming.asked.isEmpty { html.part("Waits for you", id: "asked") { asked(html, reader) } }
    html.part("What will fire", id: "coming") {
      html.tabs(
        EscalationsPage.choices.map { Tab("\($0) hours", path(hours: $0), isHere: $0 == hours) },
        label: "How far ahead")
      filters(html)
      let tickets = coming.tickets
      if tickets.isEmpty {
        html.empty(
          .done, "Nothing fires in the next \(Words.count(hours, "hour", "hours"))",
          isNarrowed
            ? "Nothing of what you narrowed the list to. Others may have something to come."
            : "No clock that a ladder is on comes to one of its rungs until then."
        ) {
          if isNarrowed { html.a("Show all", .class("button"), .href(Place.escalations.path)) }
        }
      } else {
        html.p(counts(tickets.count))
        groups(html, Array(tickets.dropFirst(first).prefix(EscalationsPage.most)), reader)
        html.pager(
          Pager(
            shows: Words.count(min(max(tickets.count - first, 0), EscalationsPage.most), "ticket", "tickets")
              + (tickets.count > EscalationsPage.most ? " on this page" : ""),
            next: tickets.count > first + EscalationsPage.most
              ? path(hours: hours, from: first + EscalationsPage.most) : nil,
            first: first == 0 ? nil : path(hours: hours)))
      }
    }
  }

  private var isNarrowed: Bool { ["mine", "unacknowledged", "team"].contains { !form[$0].isEmpty } }

  /// `12 tickets, on which 31 rungs come; on 3 of them somebody was asked to acknowledge, and nobody has.`
  private func counts(_ tickets: Int) -> String {
    let asking =
      coming.unacknowledged == 0
      ? "." : "; on \(Words.grouped(coming.unacknowledged)) of them somebody was asked to acknowledge, and nobody has."
    let more =
      coming.hasMore
      ? " More than \(ListComing.most) tickets have something to come; those that come first were looked through." : ""
    return "\(Words.count(tickets, "ticket", "tickets")), on which \(Words.count(coming.items.count, "rung", "rungs")) "
      + (coming.items.count == 1 ? "comes" : "come") + asking + more
  }

  private func filters(_ html: HTML) {
    html.form(.class("inline-fields filters tools"), .action(Place.escalations.path), .method("get")) {
      html.input(.type("hidden"), .name("hours"), .value(String(hours)))
      html.selectField(
        "team", "Team", teams.sorted { $0.key < $1.key }.map { Choice($0.key, $0.value) }, form, optional: true,
        none: "all teams")
      html.checkField("mine", "That tell me", form)
      html.checkField("unacknowledged", "Not acknowledged", form)
      html.button("Show", .class("button"))
    }
  }

  /// A line a ticket with what comes first; what follows opens below it.
  private func groups(_ html: HTML, _ tickets: [[Escalated]], _ reader: Reader) {
    let columns = [Column("When"), Column("Ticket"), Column("Rung"), Column("To whom"), Column("What")]
    html.table("What will fire", columns: columns, stacks: true) {
      for items in tickets {
        if let first = items.first {
          html.tr {
            html.comingCells(first, for: reader)
            html.td(.data("label", "What")) {
              html.comingState(first, for: reader)
              if items.count > 1 {
                html.details(.class("more")) {
                  html.summary("\(Words.count(items.count - 1, "rung", "rungs")) more")
                  html.ol(.class("plain")) { for one in items.dropFirst() { later(html, one, reader) } }
                }
              }
            }
          }
        }
      }
    }
  }

  private func later(_ html: HTML, _ one: Escalated, _ reader: Reader) {
    html.li {
      html.moment(one.firing.firedAt, .day, for: reader)
      html.text(": ")
      html.bdi("\(one.ladder), \(one.rung.title(one.firing.step.rung))")
      html.escalatedPeople(one, for: reader)
    }
  }

  private func asked(_ html: HTML, _ reader: Reader) {
    let columns = [Column("Ticket"), Column("Rung"), Column("Told"), Column("Until"), Column("Action", hidden: true)]
    html.table("Waits for your acknowledgement", columns: columns, stacks: true) {
      for one in coming.asked {
        html.tr {
          html.th(.scope("row")) { html.escalated(one) }
          html.td(.data("label", "Rung")) { html.rung(one) }
          html.td(.data("label", "Told")) { html.moment(one.firing.firedAt, .day, for: reader) }
          html.td(.data("label", "Until")) {
            if let until = one.askedUntil { html.deadline(until, for: reader) } else { html.text("the hold ends") }
          }
          html.td { html.acknowledging(one.number, back: Place.escalations.path, reader) }
        }
      }
    }
  }
}

extension FiredPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "What ladders did on tickets that you see: to whom, delivered, seen, acknowledged or why not."
    ) { html.a("What will fire", .class("button"), .href(Place.escalations.path)) }
    html.unreadable(fired.unreadable, "Not all that belongs here can be read. The rest is shown.")
    guard !fired.items.isEmpty else {
      return html.empty(
        .inbox, "Nothing has fired", "Once a clock comes to a rung of a ladder, whom it told stands here."
      ) { html.a("Ladders", .class("button"), .href(Place.ladders.path)) }
    }
    html.firedTable(fired.items, for: reader)
    html.pager(pager)
  }
}

extension TicketEscalationsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "What ladders did and will do on this ticket, if nobody acknowledges and nothing happens to it."
    ) {
      html.a("Ticket", .class("button"), .href("/tickets/" + Address.encoded(found.number)))
      html.a("All escalations", .class("button"), .href(Place.escalations.path))
    }
    if let fault { html.notice(.warn) { html.p(fault) } }
    if found.mayAcknowledge {
      html.part("It waits for you", id: "acknowledge") {
        html.p("You were told and are asked to say that you take it up. That keeps the next rung from coming.")
        html.acknowledging(found.number, back: "/escalations/" + Address.encoded(found.number), reader)
      }
    }
    html.part("What will fire", id: "coming") {
      if found.coming.isEmpty {
        html.p("Nothing in the next seven days.", .class("soft"))
      } else {
        html.comingTable(found.coming, for: reader)
      }
    }
    html.part("What fired", id: "fired") {
      if found.fired.isEmpty {
        html.p("Nothing yet.", .class("soft"))
      } else {
        html.firedTable(found.fired, for: reader)
      }
    }
    guard !found.runs.isEmpty else { return }
    html.part("Ladders on its clocks", id: "runs") {
      let columns = [Column("Ladder"), Column("Clock"), Column("Version"), Column("Since"), Column("Ended")]
      html.table("Ladders on its clocks", columns: columns, stacks: true) {
        for run in found.runs {
          html.tr {
            html.th(.scope("row")) {
              html.a(.href("/ladders/" + Address.encoded(run.key.ladder))) { html.bdi(run.ladder) }
            }
            html.td(.data("label", "Clock")) {
              html.bdi(run.key.clock)
              if run.key.cycle > 1 { html.span("cycle \(run.key.cycle)", .class("under")) }
            }
            html.td(.data("label", "Version")) { html.text(String(run.version)) }
            html.td(.data("label", "Since")) { html.moment(run.startedAt, .day, for: reader) }
            html.td(.data("label", "Ended")) {
              if let at = run.endedAt {
                html.moment(at, .day, for: reader)
                html.span(.class("under")) { html.bdi(Forms.sentence(run.why ?? "")) }
              } else {
                html.span("goes on", .class("soft"))
              }
            }
          }
        }
      }
    }
  }
}
