import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevelsUseCases
import Proposals

extension ProposalsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Changes of agreements and calendars that somebody else decides about before they are in force."
    ) {
      if mayPropose {
        html.a("Propose a change", .class("button main"), .href(ProposalsPage.path + "/new"))
      }
    }
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown.")
    html.part("Waiting", id: "waiting") {
      if waiting.isEmpty {
        html.p("Nothing waits for a decision.", .class("soft"))
      } else {
        table(html, "Proposals that wait", waiting, reader)
      }
    }
    if !decided.isEmpty {
      html.part("Decided", id: "decided") {
        table(html, "Proposals that are decided", decided, reader)
        html.pager(pager)
      }
    }
    html.part("Whose approval is needed", id: "rule") { rule(html, reader) }
  }

  private func table(_ html: HTML, _ caption: String, _ rows: [Row], _ reader: Reader) {
    let columns = [Column("Proposal"), Column("Proposed by"), Column("Handed in"), Column("State")]
    html.table(caption, columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row"), .class("subject")) { html.a(.href(row.path)) { html.bdi(row.title) } }
          html.td(.data("label", "Proposed by")) { html.person(row.proposer) }
          html.td(.data("label", "Handed in")) { html.moment(row.at, .date, for: reader) }
          html.td(.data("label", "State")) {
            html.chip(row.tone, nil, row.state)
            if let decider = row.decider, let at = row.decidedAt {
              html.span(.class("under")) {
                html.text("by ")
                html.person(decider)
                html.text(", ")
                html.moment(at, .date, for: reader)
              }
            }
          }
        }
      }
    }
  }

  private func rule(_ html: HTML, _ reader: Reader) {
    html.p(
      rule.isNeeded
        ? "Changes need a second person: nothing is in force before somebody else has approved it."
        : "Who may change agreements can put a change in force alone. A proposal is a way to ask others first.")
    if let (name, at) = rule.changed {
      html.p(.class("soft")) {
        html.text("Decided by ")
        html.person(name)
        html.text(", ")
        html.moment(at, .full, for: reader)
        html.text(".")
      }
    }
    guard rule.isReaders else { return }
    html.postForm(ProposalsPage.path + "/rule", reader: reader) {
      html.input(.type("hidden"), .name("version"), .value(String(rule.version)))
      html.input(.type("hidden"), .name("needed"), .value(rule.isNeeded ? "no" : "yes"))
      html.button(
        rule.isNeeded ? "Let one person change them alone" : "Ask for a second person from now on", .class("button"))
    }
  }
}

extension ProposalFormPage {
  static let labels = ["title": "Title", "reason": "Reason", "text": "Agreement file", "files": "Agreement file"]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Change the text below. Somebody else sees clause by clause what differs, and what it would have made of "
        + "past tickets, before it is in force.")
    html.faults(form.faults, labels: ProposalFormPage.labels)
    html.postForm(path, reader: reader, .class("form")) {
      if let version { html.input(.type("hidden"), .name("version"), .value(String(version))) }
      html.textField(
        "title", "Title", form, hint: "What it is about, in a line.", limit: Proposal.titleBounds.length.upperBound)
      html.textArea(
        "reason", "Reason", form, hint: "Why it should be so. Whoever decides reads it.", optional: true, rows: 3)
      html.textArea(
        "text", "Agreement file", form,
        hint: "YAML with calendars and agreements, as mainstay apply takes it. It opens with what holds now.", rows: 24,
        .class("code"), Attribute("spellcheck", "false"))
      html.div(.class("actions")) {
        html.button(id == nil ? "Propose it" : "Hand it in anew", .class("button main"))
        html.a("Cancel", .class("button"), .href(id == nil ? ProposalsPage.path : path))
      }
    }
  }

  private var path: String {
    ProposalsPage.path + (id.map { "/" + Address.encoded($0) + "/revise" } ?? "")
  }
}

extension ProposalPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title) {
      if mayRevise { html.a("Revise it", .class("button"), .href(path + "/revise")) }
    }
    html.faults(form.faults, labels: ["note": "What you say to it"])
    html.facts {
      html.fact("State") { html.chip(tone, nil, state) }
      html.fact("Proposed by") { html.person(proposer) }
      html.fact("Handed in") { html.moment(revisedAt, .full, for: reader) }
      if let decision {
        html.fact("Decided by") {
          html.person(decision.by)
          html.text(", ")
          html.moment(decision.at, .full, for: reader)
        }
        if !decision.note.isEmpty {
          html.fact("What was said") { html.div(decision.note, .class("said"), .directionAuto) }
        }
      }
      if !reason.isEmpty { html.fact("Reason") { html.div(reason, .class("said"), .directionAuto) } }
    }
    if isOpen { open(html, reader) }
    if !made.isEmpty {
      html.part("What it became", id: "made") { for change in made { self.change(html, change) } }
    }
    html.part("Its text", id: "text") {
      for file in files {
        html.details(.class("more")) {
          html.summary(file.name)
          html.pre(.class("code")) { html.code(file.text) }
        }
      }
    }
  }

  private func open(_ html: HTML, _ reader: Reader) {
    html.part("What it would change", id: "changes", aside: past(html)) {
      if !faults.isEmpty {
        html.notice(.warn) {
          html.p("It could not be applied as things stand now. Its proposer has to mend this and hand it in anew:")
          html.ul { for fault in faults { html.li("\(fault.path): \(fault.message)") } }
        }
      }
      for change in changes { self.change(html, change) }
      findings(html)
    }
    if mayApprove || mayRefuse || mayRevise || whyNot != nil {
      html.part("Decide", id: "decide") { decide(html, reader) }
    }
  }

  /// What the agreements would have by it that is hardly meant, and what it mends.
  private func findings(_ html: HTML) {
    if !newFindings.isEmpty {
      html.notice(.warn) {
        html.p(newFindings.count == 1 ? "By it, this would hardly be meant:" : "By it, these would hardly be meant:")
        html.ul { for sentence in newFindings { html.li(sentence) } }
      }
    }
    if !mendedFindings.isEmpty {
      html.notice(.good) {
        html.p("It mends what was found:")
        html.ul { for sentence in mendedFindings { html.li(sentence) } }
      }
    }
  }

  private func past(_ html: HTML) -> () -> Void {
    { [self] in
      if maySeePast, faults.isEmpty, changes.contains(where: { $0.openTickets != nil }) {
        html.a("What it would have made of past tickets", .class("button"), .href(path + "/past"))
      }
    }
  }

  private func change(_ html: HTML, _ change: Change) {
    html.h3 {
      if let path = change.path { html.a(change.name, .href(path)) } else { html.text(change.name) }
      html.text(": \(change.versions)")
    }
    html.changes(change.clauses, caption: "What \(change.name) would say")
    for remark in change.remarks { html.notice(.warn) { html.p(remark) } }
    if let words = change.openTickets { html.p(words, .class("soft")) }
  }

  private func decide(_ html: HTML, _ reader: Reader) {
    if let whyNot { html.notice(.plain) { html.p(whyNot) } }
    if mayApprove || mayRefuse {
      html.postForm(path + "/decide", reader: reader, .class("form")) {
        html.input(.type("hidden"), .name("digest"), .value(digest))
        html.input(.type("hidden"), .name("version"), .value(String(version)))
        html.textArea(
          "note", "What you say to it", form, hint: "A refusal says why; an approval may.", optional: true, rows: 3)
        html.div(.class("actions")) {
          if mayApprove {
            html.button("Approve it and put it in force", .class("button main"), .name("decision"), .value("approve"))
          }
          if mayRefuse { html.button("Refuse it", .class("button"), .name("decision"), .value("refuse")) }
        }
      }
    }
    if mayRevise {
      html.postForm(path + "/withdraw", reader: reader) {
        html.input(.type("hidden"), .name("version"), .value(String(version)))
        html.button("Take it back", .class("button grave"))
      }
    }
  }
}

extension ProposalPastPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Tickets opened in the period are replayed as if the proposal had been in force all along, by the engine that "
        + "computes their clocks. Nothing is written.")
    html.faults(form.faults, labels: ["from": "Opened from", "to": "to"])
    html.form(
      .class("inline-fields filters tools"), .action(ProposalsPage.path + "/" + Address.encoded(id) + "/past"),
      .method("get")
    ) {
      html.dayField("from", "Opened from", form, optional: true)
      html.dayField("to", "to", form, optional: true)
      html.button("Show", .class("button"))
    }
    if let found { self.found(html, found) }
  }

  private func found(_ html: HTML, _ found: Found) {
    guard found.tickets > 0 else {
      html.empty(.graph, "No ticket in this period", "The proposal would have covered none. Choose a longer one.")
      return released(html, found)
    }
    html.p(
      "\(Words.count(found.tickets, "ticket", "tickets")) would have been covered, and "
        + "\(found.changed == 0 ? "none" : Words.grouped(found.changed)) would have come out otherwise than under the "
        + "version in force now: what that breaches already is not laid to the proposal."
        + (found.changedRecorded == found.changed
          ? "" : " \(Words.grouped(found.changedRecorded)) would have come out otherwise than recorded."))
    if !found.takenAlong.isEmpty {
      html.p(
        "Agreements in force that use open hours which it changes go along, as they get new versions with them: "
          + "\(found.takenAlong.joined(separator: ", ")).")
    }
    let columns = [
      Column("Objective"), Column("As in force now"), Column("As proposed"), Column("As recorded"),
      Column("Newly breached", number: true), Column("Newly met", number: true), Column("Other changes"),
    ]
    released(html, found)
    html.table("By objective", columns: columns, stacks: true) {
      for row in found.rows {
        html.tr {
          html.th(Words.plain(row.objective), .scope("row"))
          html.td(.data("label", "As in force now")) { side(html, row.inForce) }
          html.td(.data("label", "As proposed")) { side(html, row.proposed) }
          html.td(.data("label", "As recorded")) { side(html, row.recorded) }
          for (label, change) in [("Newly breached", row.newlyBreached), ("Newly met", row.newlyMet)] {
            html.td(.class("num"), .data("label", label)) {
              html.text(Words.grouped(change.inForce))
              if change.recorded != change.inForce {
                html.span("\(Words.grouped(change.recorded)) beside what was recorded", .class("under"))
              }
            }
          }
          html.td(.data("label", "Other changes")) {
            if row.others.isEmpty { html.span("none", .class("soft")) }
            for (index, line) in row.others.enumerated() {
              if index == 0 { html.text(line) } else { html.span(line, .class("under")) }
            }
          }
        }
      }
    }
    guard !found.deciding.isEmpty else { return }
    html.part("Tickets that would have come out otherwise", id: "deciding") {
      let columns = [
        Column("Ticket"), Column("Objective"), Column("As in force now"), Column("As proposed"), Column("As recorded"),
        Column("By how much"),
      ]
      html.table(
        "Tickets that would have come out otherwise", columns: columns, stacks: true,
        caption: "Those nearest to their target first."
      ) {
        for ticket in found.deciding {
          html.tr {
            html.th(.scope("row")) { html.a(ticket.number, .href("/tickets/" + Address.encoded(ticket.number))) }
            html.td(Words.plain(ticket.objective), .data("label", "Objective"))
            html.td(.data("label", "As in force now")) { outcome(html, ticket.move.from) }
            html.td(.data("label", "As proposed")) { outcome(html, ticket.move.to) }
            html.td(.data("label", "As recorded")) {
              if let wasMet = ticket.wasMet {
                outcome(html, wasMet ? .met : .breached)
              } else {
                html.span("nothing", .class("soft"))
              }
            }
            html.td(.data("label", "By how much")) {
              if let margin = ticket.margin { html.text(margin) } else { html.span("not ended", .class("soft")) }
            }
          }
        }
      }
    }
  }

  /// What is promised no longer, and who covers it then.
  private func released(_ html: HTML, _ found: Found) {
    guard !found.released.isEmpty else { return }
    let parts = found.released.map { release in
      Words.grouped(release.tickets) + (release.agreement.map { " would fall to \($0)" } ?? " to no agreement")
    }
    html.notes([
      "\(Words.count(found.released.reduce(0) { $0 + $1.tickets }, "ticket", "tickets")) of the version in force would no "
        + "longer be covered: \(parts.joined(separator: ", ")). What their clocks would come to is not counted below."
    ])
  }

  private func outcome(_ html: HTML, _ outcome: WhatIfOutcome) {
    switch outcome {
    case .met: html.chip(.good, nil, "met")
    case .breached: html.chip(.bad, nil, "breached")
    case .running, .none: html.span(ProposalPastPage.words(outcome), .class("soft"))
    }
  }

  private func side(_ html: HTML, _ side: Side) {
    html.text(side.share)
    html.span(
      "\(Words.grouped(side.met)) met, \(Words.grouped(side.breached)) breached, \(Words.grouped(side.running)) running",
      .class("under"))
  }
}
