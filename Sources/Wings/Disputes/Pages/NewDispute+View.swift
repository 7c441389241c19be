import Agreements
import Components
import Core
import Disputes
import DisputesUseCases
import Kernel
import Markup
import Services
import Tickets
import TicketsUseCases

extension NewDisputePage {
  static let labels: [String: String] = EvidenceForm.labels.merging([
    "correction": "What should be counted instead", "from": "From", "to": "Until", "reason": "Reason",
    "clause": "Clause that allows it", "entry": "What should be counted instead",
    "outage": "What should be counted instead", "cause": "Cause", "statement": "Your statement", "clock": "Clock",
    "period": "Period",
  ]) { $1 }

  public func write(_ html: HTML, for reader: Reader) {
    guard let found else {
      html.heading(title)
      html.faults(form.faults, labels: NewDisputePage.labels) { _ in "content" }
      return html.empty(
        .exchange, "Choose what you contest",
        "The page that explains a clock, and the page of a service's month, each lead here with what they show."
      ) {
        html.a("Compliance", .class("button"), .href("/compliance"))
        html.a("Services", .class("button"), .href("/services"))
      }
    }
    html.heading(title, lead: lead(found))
    if let open = found.open {
      html.notice(.warn) {
        html.p {
          html.a(open, .href("\(Place.disputes.path)/\(open)"))
          html.text(" contests the same already. Say there what you have to say, and add your evidence.")
        }
      }
      return
    }
    html.part("What you contest", id: "contested") {
      html.facts {
        html.fact("About") { about(html, found) }
        html.fact("Stands as") { html.value(found.present) }
        if case .clock(let verdict) = found.present { clock(html, verdict, reader) }
        if case .figure(let figure) = found.present {
          html.fact("Target", "\(figure.target)\u{202f}%")
          html.fact("Counts as down", DisputeWords.length(figure.seconds["bad"]))
          html.fact("Stated", "as statement \(found.position) of the period")
        }
      }
      records(html, found.outages, reader)
    }
    html.part("What should be counted instead", id: "contest") {
      html.faults(form.faults, labels: NewDisputePage.labels) { name in
        Forms.id(["entry", "outage"].contains(name) ? "correction" : name)
      }
      html.postForm(Place.disputes.path, reader: reader, .class("form")) {
        for (name, value) in NewDisputePage.carried(found) {
          html.input(.type("hidden"), .name(name), .value(value))
        }
        let state = shown
        switch found.subject {
        case .clock: ofClock(html, found, state, reader)
        case .figure: ofFigure(html, found, state, reader)
        }
        html.textArea(
          "statement", "Your statement", state,
          hint: "Why it should be counted otherwise. The answering side and whoever decides read it.", rows: 5)
        EvidenceForm.fields(html, state)
        html.p(
          "What was counted stands until somebody who is neither side has decided. Nothing is corrected before.",
          .class("small soft"))
        html.div(.class("actions")) { html.button("Contest it", .class("button main")) }
      }
    }
  }

  private func lead(_ found: ShowContestable.Answer) -> String {
    switch found.subject {
    case .clock(_, let name, let cycle):
      "That \(DisputeWords.clock(name, cycle)) of \(found.ticket?.number ?? "a ticket") was \(found.present.words)."
    case .figure(let service, let period):
      "That \(service) was available \(found.present.words) in \(DisputeWords.period(period))."
    }
  }

  /// What the form sends along of what is contested.
  static func carried(_ found: ShowContestable.Answer) -> [(String, String)] {
    let about: [(String, String)]
    switch found.subject {
    case .clock(let ticket, let name, let cycle):
      about = [("ticket", found.ticket?.number ?? ticket.text), ("clock", name), ("cycle", String(cycle))]
    case .figure(let service, let period): about = [("service", service), ("period", period.text)]
    }
    return about + [("position", String(found.position))]
  }

  /// What was typed; where nothing was, what people mostly want.
  private var shown: FormState {
    var state = form
    if state["correction"].isEmpty, let found {
      switch found.subject {
      case .clock: state.values["correction"] = "leaveOut"
      case .figure: state.values["correction"] = NewDisputePage.corrections(found).first?.value ?? "record:excluded"
      }
    }
    // A fault of what is named by the choice stands beside that.
    state.faults = form.faults.map { fault in
      ["entry", "outage"].contains(fault.path) ? FieldFault("correction", fault.message) : fault
    }
    return state
  }

  private func about(_ html: HTML, _ found: ShowContestable.Answer) {
    switch found.subject {
    case .clock(_, let name, let cycle):
      if let ticket = found.ticket {
        html.a(Words.capital(DisputeWords.clock(name, cycle)), .href(DisputeWords.clock(ticket.number, name, cycle)))
        html.text(" of ")
        html.a(ticket.number, .href("/tickets/" + Address.encoded(ticket.number)))
        html.span(.class("under")) { html.bdi(ticket.title) }
      }
    case .figure(let service, let period):
      html.a(.href(DisputeWords.period(service, period))) { html.bdi(service) }
      html.text(", \(DisputeWords.period(period))")
    }
  }

  private func clock(_ html: HTML, _ verdict: ContestedVerdict, _ reader: Reader) {
    if let target = verdict.target { html.fact("Target", Words.length(target, days: false)) }
    html.fact("Counted", Words.exact(verdict.elapsed))
    for (name, at) in [("Breached", verdict.breachedAt), ("Stopped", verdict.stoppedAt)] {
      if let at { html.fact(name) { html.moment(at, .full, for: reader) } }
    }
  }

  private func ofClock(_ html: HTML, _ found: ShowContestable.Answer, _ state: FormState, _ reader: Reader) {
    if found.exclusions.isEmpty {
      html.input(.type("hidden"), .name("correction"), .value("leaveOut"))
    } else {
      let again = found.exclusions.map { entry, exclusion in
        Choice(
          "countAgain:\(entry)",
          "Count again: \(Moments.text(exclusion.from, .short, for: reader)) to "
            + "\(Moments.text(exclusion.to, .short, for: reader)), \(Words.plain(exclusion.reason))")
      }
      html.selectField(
        "correction", "What should be counted instead", [Choice("leaveOut", "Leave out a time, as below")] + again,
        state)
    }
    let isOptional = !found.exclusions.isEmpty
    html.p("A time that should not have counted, such as one that the customer brought about:", .class("small soft"))
    html.momentField("from", "From", state, for: reader, optional: isOptional)
    html.momentField("to", "Until", state, for: reader, optional: isOptional)
    html.textField("reason", "Reason", state, hint: "A word or two, like: delay by the customer.", limit: 80)
    // Where the agreement names no clause, none allows it.
    guard !found.clauses.isEmpty else { return }
    html.selectField(
      "clause", "Clause that allows it", found.clauses.map { Choice($0, $0) }, state, hint: "Of the agreement.",
      optional: true, none: "none")
  }

  private static func corrections(_ found: ShowContestable.Answer) -> [Choice] {
    found.outages.flatMap { outage in
      [
        Choice("correct:\(outage.name)", "\(outage.name) was at another time, as below"),
        Choice("withdraw:\(outage.name)", "\(outage.name) was not so at all: withdraw it"),
      ]
    } + [
      Choice("record:excluded", "A time is left out by agreement, as below"),
      Choice("record:down", "It was down at a time that nobody recorded, as below"),
      Choice("record:up", "It was seen to be up, as below"),
    ]
  }

  /// What is recorded of the period.
  private func records(_ html: HTML, _ outages: [Outage], _ reader: Reader) {
    guard !outages.isEmpty else { return }
    html.table(
      "What is recorded of the period",
      columns: [Column("Record"), Column("It was"), Column("From"), Column("Until"), Column("Cause")], stacks: true
    ) {
      for outage in outages {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.a(outage.name, .href("/outages/\(outage.name)"))
          }
          html.td(outage.state.words, .data("label", "It was"))
          html.td(.data("label", "From")) { html.moment(outage.from, .full, for: reader) }
          html.td(.data("label", "Until")) {
            if let to = outage.to { html.moment(to, .full, for: reader) } else { html.text("it goes on") }
          }
          html.td(outage.cause.words, .data("label", "Cause"))
        }
      }
    }
  }

  private func ofFigure(_ html: HTML, _ found: ShowContestable.Answer, _ state: FormState, _ reader: Reader) {
    html.selectField(
      "correction", "What should be counted instead", NewDisputePage.corrections(found), state)
    html.momentField("from", "From", state, for: reader, optional: true)
    html.momentField("to", "Until", state, for: reader, optional: true)
    html.selectField(
      "cause", "Cause", OutageCause.allCases.map { Choice($0.rawValue, Words.capital($0.words)) }, state,
      optional: true, none: "as it is recorded")
  }
}
