import Components
import JournalUseCases
import Kernel
import Markup
import PeopleUseCases
import Tickets

extension TicketPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.div(.id("ticket-head"), .data("part", "")) { head(html, reader) }
    let bar = acts.filter { $0 != .reply && $0 != .note && $0 != .withdraw }
    html.div(.id("ticket-acts"), .data("part", "")) {
      if !bar.isEmpty {
        html.h2("What next?", .class("unseen"))
        html.div(.class("acts")) { for act in bar { self.act(html, act, reader) } }
      }
    }
    if let until = brokenUntil {
      html.notice(.warn) {
        html.p {
          html.text("You are not cleared for this ticket. You read it until ")
          html.moment(until, for: reader)
          html.text(", having said why; its owner and those who watch over confidential tickets were told.")
        }
      }
    }
    if let readOnly {
      html.div(.class("notice warn"), .id("read-only")) {
        html.p("A newer version of Mainstay wrote to this ticket. \(readOnly)")
        html.p("It can only be read here, and its clocks stand as they were last computed, until this node is updated.")
      }
    }
    if let clockFault {
      html.div(.class("notice bad"), .id("clock-fault")) {
        html.p("Its clocks do not go on. " + clockFault)
        html.p(
          "The engine tries again by itself; once it can be read, they count from the ticket's opening and everything "
            + "is recorded at its own instant. `mainstay verify` names what does not hold; put that back from a backup."
        )
      }
    }
    if let conflict { self.conflict(html, conflict, reader) }
    html.div(.class("columns")) {
      html.div {
        html.div(.id("ticket-line"), .data("part", "")) {
          html.h2("Conversation", .class("unseen"))
          html.tabs(
            TimelineFilter.allCases.map { filter in
              Tab(
                filter.title, address(with: "show", filter == .all ? nil : filter.rawValue), isHere: filter == show,
                count: timeline.count { filter.shows($0) })
            }, label: "What the time line shows")
          timeline(html, reader)
        }
        if acts.contains(.reply) || acts.contains(.note) { composer(html, reader) }
      }
      html.aside(.aria("label", "Facts and clocks")) {
        if let missed { self.missed(html, missed, reader) }
        html.div(.id("ticket-facts"), .data("part", "")) { html.part("About") { facts(html, reader) } }
        html.div(.id("ticket-clocks"), .data("part", "")) {
          if !clocks.isEmpty {
            html.part("Clocks") { html.clocks(clocks, for: reader) }
          }
          if !exclusions.isEmpty {
            html.part("Left out of its clocks") { html.exclusions(exclusions, for: reader) }
          }
        }
        if !attribution.isEmpty {
          html.div(.id("ticket-time"), .data("part", "")) {
            html.part("Whose time the whole ticket was") { html.attribution(attribution) }
          }
        }
      }
    }
  }

  private func head(_ html: HTML, _ reader: Reader) {
    if let way {
      html.nav(.class("way"), .aria("label", "The list")) {
        step(html, "Previous", "k [", way.previous)
        step(html, "Next", "j ]", way.next)
      }
    }
    html.header {
      html.div(.class("title-row")) {
        html.h1(.directionAuto) {
          html.span(ticket.number + " ", .class("soft"))
          html.bdi(ticket.subject)
        }
      }
      html.p(.class("lead chips")) {
        if let kept = ticket.confidentialityClass { html.chip(.warn, .lock, "confidential: \(kept.name)") }
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
    }
  }

  /// The way to the ticket beside this one; at an end of the list, that it is one.
  private func step(_ html: HTML, _ name: String, _ keys: String, _ path: String?) {
    guard let path else { return html.span(name == "Next" ? "Last of the list" : "First of the list", .class("soft")) }
    html.a(.href(path), .data("key", keys)) {
      html.text(name)
      html.kbd(String(keys.prefix(1)), .ariaHidden)
    }
  }

  private func timeline(_ html: HTML, _ reader: Reader) {
    if let attempted, attempted.act == .withdraw { html.faults(attempted.form.faults) }
    html.otherEntries(earlier: earlier, latest: latest)
    let shown = timeline.filter(show.shows)
    guard !shown.isEmpty else { return html.p("Nothing of this kind yet.", .class("soft")) }
    html.ol(.class("line")) {
      for entry in shown {
        entry.write(html, for: reader) { answer in
          if acts.contains(.withdraw) { withdrawal(html, answer, isLatest: answer == latestAnswer, reader) }
        }
      }
    }
  }

  private func facts(_ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact(Words.field("priority")) {
        html.priority(ticket.priority, ticket.labels)
        if let reason = ticket.priorityReason { html.span(reason, .class("under")) }
      }
      html.fact(Words.field("team"), ticket.team)
      html.fact("Assigned to") {
        if let assignee = ticket.assignee { html.person(assignee) } else { html.span("none", .class("soft")) }
      }
      if let kept = ticket.confidentialityClass {
        html.fact(Words.field(Ticket.classAttribute)) {
          html.bdi(kept.name)
          html.a("Who read it", .class("under"), .href(ticket.path + "/readers"))
        }
      }
      for attribute in ticket.attributes { html.fact(Words.capital(attribute.name), attribute.value) }
      html.fact("Agreement") {
        if let agreement = ticket.agreement {
          html.a(agreement.name, .href(agreement.path))
        } else {
          html.span(clockFault == nil ? "none covers it" : "not known", .class("soft"))
        }
      }
      if let recorded = ticket.recordedMet {
        html.fact("Recorded verdict", recorded ? "met, by the tool it came from" : "missed, by the tool it came from")
      }
      for (label, value) in ticket.listed { html.fact(label, value, for: reader) }
      if let survivor = ticket.mergedInto {
        html.fact("Merged into") { html.a(survivor, .href("/tickets/" + Address.encoded(survivor))) }
      }
      for merged in ticket.absorbed {
        html.fact("Merged into it") {
          html.a(.href("/tickets/" + Address.encoded(merged.number))) {
            html.text(merged.number + " ")
            html.bdi(merged.subject)
          }
          html.span(.class("under")) {
            html.text("of ")
            html.person(merged.requester)
          }
        }
      }
      for relation in ticket.relations {
        html.fact(Words.capital(relation.relation.rawValue)) {
          html.a(.href("/tickets/" + Address.encoded(relation.number))) {
            html.text(relation.number + " ")
            html.bdi(relation.subject)
          }
        }
      }
    }
    if reader.may(.seeJournal) {
      html.p(.class("small soft")) {
        html.a("Its journal", .href("/journal/tickets/" + Address.encoded(ticket.number)))
        html.text(", version \(ticket.version)")
      }
    }
    if reader.may(.seeAccess) {
      html.p(.class("small soft")) {
        html.a("Who may see or change it", .href("/tickets/\(Address.encoded(ticket.number))/access"))
      }
    }
  }
}

extension HTML {
  /// The ways to the entries of a time line that a page has no room for.
  func otherEntries(earlier: String?, latest: String?) {
    guard earlier != nil || latest != nil else { return }
    p {
      if let earlier { a("Show earlier entries", .href(earlier)) }
      if earlier != nil, latest != nil { text(" \u{b7} ") }
      if let latest { a("Show the latest entries", .href(latest)) }
    }
  }
}

extension TimelineEntry {
  /// - Parameter answer: Writes what can be done with a public answer.
  func write(_ html: HTML, for reader: Reader, answer actions: (String) -> Void = { _ in }) {
    let look: String
    let icon: Icon
    switch kind {
    case .message: (look, icon) = ("entry", .mail)
    case .note: (look, icon) = ("entry note", .note)
    case .change: (look, icon) = ("entry change", .right)
    case .clock: (look, icon) = ("entry change clock-event", .clock)
    }
    html.li(.class(look), .when(sequence != nil, .id("e\(sequence ?? 0)"))) {
      html.icon(icon)
      html.div {
        html.div(.class("entry-head")) {
          html.span {
            html.strong { html.person(actor) }
            html.text(" " + did)
            if kind == .note { html.text(" (staff only)") }
            if let concerns {
              html.text(", ")
              html.a("this one", .href("#e\(concerns)"))
            }
          }
          html.moment(at, for: reader)
        }
        if let recordedAt, recordedAt != at {
          html.span(.class("small soft")) {
            html.text("recorded ")
            html.moment(recordedAt, for: reader)
          }
        }
        if isWithdrawn { html.chip(.warn, .lock, "made private later") }
        if let said { html.div(said, .class("said"), .directionAuto) }
        if let answer { actions(answer) }
      }
    }
  }
}
