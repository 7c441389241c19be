import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Services
import ServicesUseCases

/// What a form of a record is for.
enum OutageFormKind {
  case new, correction
}

extension HTML {
  /// The form of a record. Of a new one without a service, it names that too.
  func outageForm(
    _ form: FormState, service: String?, to path: String, kind: OutageFormKind, _ reader: Reader
  ) {
    let labels = [
      "service": "Service", "new": "New service", "from": "From", "to": "Until", "state": "It is or was",
      "cause": "Cause", "ticket": "Ticket", "evidence": "Evidence", "reason": "Why it is corrected",
      "goesOn": "It goes on to this day",
    ]
    faults(form.faults, labels: labels)
    postForm(path, reader: reader, .class("form")) {
      if kind == .correction {
        input(.type("hidden"), .name("version"), .value(form["version"]))
      } else if let service {
        input(.type("hidden"), .name("service"), .value(service))
      } else {
        textField("service", "Service", form, hint: "As tickets name it.", limit: 100)
        checkField("new", "This service is new here", form)
      }
      selectField("state", "It is or was", OutageState.allCases.map { Choice($0.rawValue, $0.choice) }, form)
      momentField("from", "From", form, for: reader)
      momentField("to", "Until; empty while it goes on", form, for: reader, optional: true)
      if !form.faults(of: "goesOn").isEmpty || form["goesOn"] == "yes" {
        checkField("goesOn", "It goes on to this day", form)
      }
      selectField(
        "cause", "Cause", OutageCause.allCases.map { Choice($0.rawValue, Words.capital($0.words)) }, form)
      textField("ticket", "Ticket", form, hint: "The number of the ticket in which it was worked on.", optional: true)
      textArea(
        "evidence", "Evidence", form, hint: "What shows it: a monitor's message, a log.", optional: true, rows: 3)
      if kind == .correction {
        textField(
          "reason", "Why it is corrected", form, hint: "Stands in the journal, and where a period is stated again.",
          limit: 300)
      }
      div(.class("actions")) { button(kind == .new ? "Record" : "Correct", .class("button main")) }
    }
  }

  /// Rows of records.
  func outageTable(_ outages: [OutageShown], for reader: Reader, service: Bool) {
    let columns =
      [Column("Record")] + (service ? [Column("Service")] : []) + [
        Column("It was"), Column("From"), Column("Until"), Column("Cause"), Column("Ticket"), Column("Told by"),
      ]
    table("Outages", columns: columns, stacks: true) {
      for one in outages {
        let outage = one.outage
        tr {
          th(.scope("row"), .class("subject")) { a(outage.name, .href(ServiceWords.outage(outage.number))) }
          if service {
            td(.data("label", "Service")) {
              a(.href(ServiceWords.service(outage.service))) { bdi(outage.service) }
            }
          }
          td { standing(outage) }
          td(.data("label", "From")) { moment(outage.from, for: reader) }
          td(.data("label", "Until")) {
            if let to = outage.to { moment(to, for: reader) } else { text("goes on") }
          }
          td(outage.cause.words, .data("label", "Cause"))
          td(.data("label", "Ticket")) {
            if let ticket = one.ticket {
              a(ticket, .href("/tickets/" + Address.encoded(ticket)))
            } else {
              span("none", .class("soft"))
            }
          }
          td(.data("label", "Told by")) { bdi(one.teller) }
        }
      }
    }
  }

  /// What a record says, in a chip.
  func standing(_ outage: Outage) {
    if outage.isWithdrawn { return chip(.plain, .never, "withdrawn") }
    switch outage.state {
    case .down: chip(.bad, .alert, outage.to == nil ? "down now" : "down")
    case .degraded: chip(.warn, .warning, outage.to == nil ? "degraded now" : "degraded")
    case .unknown: chip(.rest, .question, "not known")
    case .excluded: chip(.rest, .pause, "left out by agreement")
    case .up: chip(.good, .done, "up")
    }
  }
}

extension OutageState {
  fileprivate var choice: String {
    switch self {
    case .down: "Down: nobody could use it"
    case .degraded: "Degraded: slow, or only in part"
    case .unknown: "Not known: nothing watched it"
    case .excluded: "Left out by agreement: maintenance, or the customer's own cause"
    case .up: "Up: it was seen to work"
    }
  }
}

extension OutageShown {
  /// Who told it: a person, or a part of the product, with what the record came from.
  var teller: String {
    let name = toldBy ?? outage.toldBy.split(separator: ":").last.map(String.init) ?? "somebody"
    return outage.source == Outage.byHand ? name : "\(name), \(outage.source)"
  }
}

extension OutagesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "How services were, as it was recorded; what was corrected or withdrawn stays in the journal."
    ) {
      html.a("Services", .class("button"), .href(Place.services.path))
      if form != nil {
        html.a("Bring in a file", .class("button"), .href("/outages/import"))
        html.a("Record an outage", .class("button"), .href("#new"))
      }
    }
    html.tabs(
      [
        Tab("All", Address.path("/outages", ["service": service]), isHere: !isOpen),
        Tab("Going on", Address.path("/outages", ["service": service, "open": "yes"]), isHere: isOpen),
      ], label: "Which records")
    if let service {
      html.p {
        html.text("Of the service ")
        html.a(.href(ServiceWords.service(service))) { html.bdi(service) }
        html.text(". ")
        html.a("Of all services", .href("/outages"))
      }
    }
    html.unreadable(list.unreadable, "Not all records can be read. The rest is shown.")
    if list.outages.isEmpty, list.unreadable.isEmpty {
      html.empty(
        .activity, isOpen ? "Nothing goes on" : "Nothing is recorded",
        "What is recorded of a service appears here."
      ) {}
    } else {
      html.outageTable(list.outages, for: reader, service: service == nil)
      html.pager(pager)
    }
    if let form {
      html.part("Record an outage", id: "new") {
        html.outageForm(form, service: nil, to: "/outages", kind: .new, reader)
      }
    }
  }
}

extension OutagePage {
  public func write(_ html: HTML, for reader: Reader) {
    let outage = shown.outage
    html.heading(title, lead: "\(outage.service): \(outage.state.words), \(outage.cause.words)") {
      if reader.may(.seeJournal) {
        let stream = Address.encoded("outage/\(outage.id.text)")
        html.a("History", .class("button"), .href("/journal/streams/" + stream))
      }
    }
    if let waiting = shown.waiting {
      html.notice(.warn) {
        html.p {
          html.text("A change of it waits for a second person: ")
          html.a(ServiceChange.name(waiting), .href(ServiceWords.change(waiting)))
          html.text(". Until somebody has decided, what stands here holds.")
        }
      }
    }
    html.part("What it says") {
      html.facts {
        html.fact("It is or was") { html.standing(outage) }
        html.fact("Service") { html.a(.href(ServiceWords.service(outage.service))) { html.bdi(outage.service) } }
        html.fact("From") { html.moment(outage.from, .full, for: reader) }
        html.fact("Until") {
          if let to = outage.to {
            html.moment(to, .full, for: reader)
            html.text(" (\(Words.exact(to - outage.from)))")
          } else {
            html.text("it goes on")
          }
        }
        html.fact("Cause", outage.cause.words)
        if let ticket = shown.ticket {
          html.fact("Ticket") { html.a(ticket, .href("/tickets/" + Address.encoded(ticket))) }
        }
        html.fact("Evidence") {
          if let evidence = outage.evidence { html.bdi(evidence) } else { html.span("none", .class("soft")) }
        }
        html.fact("Told") {
          html.moment(outage.toldAt, .full, for: reader)
          html.text(" by ")
          html.bdi(shown.teller)
        }
        if outage.state == .excluded { html.fact("Left out") { approval(html, outage, reader) } }
      }
    }
    tellings(html, reader)
    if mayApprove {
      html.part("Approve it", id: "approve") {
        html.p("Approved, its time is left out of what is measured, as the promise's rule says.")
        html.postForm("\(ServiceWords.outage(outage.number))/approve", reader: reader, .class("form")) {
          html.input(.type("hidden"), .name("version"), .value(String(outage.version)))
          html.div(.class("actions")) { html.button("Approve", .class("button main")) }
        }
      }
    }
    if let form {
      html.part("Correct it", id: "correct") {
        html.outageForm(
          form, service: outage.service, to: ServiceWords.outage(outage.number), kind: .correction, reader)
      }
      html.part("Withdraw it", id: "withdraw") {
        html.p("It counts for nothing from then on, and can still be read.", .class("soft"))
        html.faults(withdrawal.faults, labels: ["withdrawal": "Why it is withdrawn"])
        html.postForm("\(ServiceWords.outage(outage.number))/withdraw", reader: reader, .class("form")) {
          html.input(.type("hidden"), .name("version"), .value(String(outage.version)))
          html.textField("withdrawal", "Why it is withdrawn", withdrawal, limit: 300)
          html.div(.class("actions")) { html.button("Withdraw", .class("button")) }
        }
      }
    }
  }

  /// What was told, each a fact of its own.
  private func tellings(_ html: HTML, _ reader: Reader) {
    guard shown.tellings.count > 1 else { return }
    html.part("What was told, and when", id: "told") {
      html.table(
        "What was told",
        columns: [Column("Told"), Column("By"), Column("It was"), Column("From"), Column("Until"), Column("Evidence")],
        stacks: true
      ) {
        for (told, by) in shown.tellings {
          html.tr {
            html.th(.scope("row")) { html.moment(told.at, .full, for: reader) }
            html.td(.data("label", "By")) { html.bdi(by ?? "somebody") }
            html.td("\(told.state.words), \(told.cause.words)", .data("label", "It was"))
            html.td(.data("label", "From")) { html.moment(told.from, .full, for: reader) }
            html.td(.data("label", "Until")) {
              if let to = told.to { html.moment(to, .full, for: reader) } else { html.text("goes on") }
            }
            html.td(.data("label", "Evidence")) {
              if let evidence = told.evidence { html.bdi(evidence) } else { html.span("none", .class("soft")) }
            }
          }
        }
      }
    }
  }

  private func approval(_ html: HTML, _ outage: Outage, _ reader: Reader) {
    if let at = outage.approvedAt {
      html.text("approved by ")
      html.bdi(shown.approvedBy ?? "a part of the product")
      html.text(", ")
      html.moment(at, .full, for: reader)
    } else if shown.isApproved == true {
      html.text("told in time: the promise asks for \(shown.notice.map(Words.exact) ?? "no") notice")
    } else if let time = shown.unapproved.first(where: { $0.why != .notTold }), case .beyond(let until) = time.why {
      let most = time.mostAnnounced.map { Words.length($0, days: false) } ?? ""
      let period = "\(ServiceWords.period(time.period)) may have without anybody's approval"
      if let until {
        html.text("in part: it was told in time, and holds until ")
        html.moment(until, .full, for: reader)
        html.text("; what is beyond the \(most) of maintenance that \(period) waits for one")
      } else {
        html.text(
          "not yet: it was told in time, and with what was told before it is more than the \(most) of maintenance that "
            + period)
      }
    } else if shown.isApproved == false {
      html.text("not yet: it was not told in time, or is no maintenance, and nobody has approved it")
    } else {
      html.text("nothing is promised for that time")
    }
  }
}
