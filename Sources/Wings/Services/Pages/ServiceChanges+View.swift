import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Services
import ServicesUseCases

/// Changes that wait for a second person, and what became of others.
public struct ServiceChangesPage: Page {
  static let path = "/service-changes"

  public var title: String { "Changes that wait" }
  public var place: Place? { .services }
  public var waiting: ListServiceChanges.Answer
  public var decided: ListServiceChanges.Answer
  public var pager: Pager

  public init(waiting: ListServiceChanges.Answer, decided: ListServiceChanges.Answer, pager: Pager) {
    (self.waiting, self.decided, self.pager) = (waiting, decided, pager)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "What would make a stated period better, or change the promise of one that runs, takes a second person."
    ) { html.a("Services", .class("button"), .href(Place.services.path)) }
    html.unreadable(waiting.unreadable + decided.unreadable, "Not all changes can be read. The rest is shown.")
    if waiting.changes.isEmpty {
      html.empty(.activity, "Nothing waits", "Until somebody has decided about a change, everything stands as it was.")
    } else {
      html.serviceChanges("Waiting", waiting.changes, for: reader)
    }
    if !decided.changes.isEmpty {
      html.part("Decided", id: "decided") {
        html.serviceChanges("Decided", decided.changes, for: reader)
        html.pager(pager)
      }
    }
  }
}

extension HTML {
  fileprivate func serviceChanges(_ title: String, _ changes: [ServiceChangeShown], for reader: Reader) {
    table(
      title,
      columns: [
        Column("Change"), Column("Would"), Column("Moves"), Column("Why"), Column("Asked"), Column("Stands"),
      ], stacks: true
    ) {
      for one in changes {
        let change = one.change
        tr {
          th(.scope("row"), .class("subject")) { a(change.name, .href(ServiceWords.change(change.number))) }
          td(.data("label", "Would")) { bdi(change.words) }
          td(.data("label", "Moves")) {
            if change.moves.isEmpty { span("no figure", .class("soft")) }
            for move in change.moves {
              div {
                text(
                  "\(ServiceWords.period(move.period)): \(ServiceWords.percent(move.before.availability)) to "
                    + ServiceWords.percent(move.after.availability))
              }
            }
          }
          td(.data("label", "Why")) { bdi(change.reason) }
          td(.data("label", "Asked")) {
            bdi(one.asker)
            text(", ")
            moment(change.askedAt, for: reader)
          }
          td(.data("label", "Stands")) { standing(change) }
        }
      }
    }
  }

  func standing(_ change: ServiceChange) {
    switch change.state {
    case .open: chip(.warn, .pause, change.state.words)
    case .approved: chip(.good, .done, change.state.words)
    case .refused: chip(.bad, .fault, change.state.words)
    case .withdrawn: chip(.plain, .never, change.state.words)
    }
  }

  /// That changes wait, where their figures are shown.
  func waitingNotice(_ changes: [ServiceChange]) {
    guard !changes.isEmpty else { return }
    notice(.warn) {
      p {
        text("What stands here holds until somebody else has decided about what was asked for: ")
        for (index, change) in changes.enumerated() {
          if index > 0 { text(", ") }
          a(change.name, .href(ServiceWords.change(change.number)))
          text(", to \(change.words)")
        }
        text(".")
      }
    }
  }
}

extension ServiceChangeShown {
  /// Who asked: a person, or a part of the product.
  var asker: String {
    askedBy ?? (change.askedBy.hasPrefix("system:") ? String(change.askedBy.dropFirst("system:".count)) : "somebody")
  }
}

/// One change.
public struct ServiceChangePage: Page {
  public var title: String { shown.change.name }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb("Changes that wait", ServiceChangesPage.path)] }

  public var shown: ServiceChangeShown
  public var form: FormState

  public init(_ shown: ServiceChangeShown, form: FormState = FormState()) { (self.shown, self.form) = (shown, form) }

  public func write(_ html: HTML, for reader: Reader) {
    let change = shown.change
    html.heading(title, lead: "To \(change.words)") {
      if reader.may(.seeJournal) {
        html.a(
          "History", .class("button"), .href("/journal/streams/" + Address.encoded("service-change/\(change.id.text)")))
      }
    }
    html.part("What was asked for") {
      html.facts {
        html.fact("It stands") { html.standing(change) }
        html.fact("Service") { html.a(.href(ServiceWords.service(change.service))) { html.bdi(change.service) } }
        if let outage = change.outage {
          html.fact("Record") { html.a(Outage.name(outage), .href(ServiceWords.outage(outage))) }
        }
        if change.kind != .withdraw { html.fact("It would say") { would(html, change, reader) } }
        html.fact("Why") { html.bdi(change.reason) }
        html.fact("Asked") {
          html.moment(change.askedAt, .full, for: reader)
          html.text(" by ")
          html.bdi(shown.asker)
        }
        if let at = change.decidedAt {
          html.fact("Decided") {
            html.moment(at, .full, for: reader)
            html.text(" by ")
            html.bdi(shown.decidedBy ?? "somebody")
            if let note = change.note {
              html.text(": ")
              html.bdi(note)
            }
          }
        }
      }
    }
    moves(html, change)
    decision(html, change, reader)
  }

  private func would(_ html: HTML, _ change: ServiceChange, _ reader: Reader) {
    if change.kind == .promise {
      guard let (promise, from) = try? change.promised() else { return html.text("what cannot be read") }
      let target = promise.map { "\($0.target.text)\u{202f}% a \($0.period.rawValue)" } ?? "nothing is promised"
      html.text("\(target), from \(Words.date(from)) on")
      if let key = promise?.calendar, let version = change.calendar {
        html.text("; service time by version \(version) of the calendar ")
        html.bdi(key)
      }
      return
    }
    var outage = Outage(
      id: change.id, number: 0, service: change.service, from: change.askedAt, toldAt: change.askedAt,
      toldBy: change.askedBy)
    guard outage.take(said: change.body) else { return html.text("what cannot be read") }
    html.standing(outage)
    html.text(" \(outage.cause.words), ")
    html.moment(outage.from, .full, for: reader)
    html.text(" to ")
    if let to = outage.to { html.moment(to, .full, for: reader) } else { html.text("now: it goes on") }
    if let evidence = outage.evidence {
      html.text("; evidence: ")
      html.bdi(evidence)
    }
    if let ticket = shown.ticket {
      html.text("; ticket ")
      html.a(ticket, .href("/tickets/" + Address.encoded(ticket)))
    }
  }

  private func moves(_ html: HTML, _ change: ServiceChange) {
    guard !change.moves.isEmpty else { return }
    html.part("Which figures it would move", id: "moves") {
      html.table(
        "Figures",
        columns: [
          Column("Period"), Column("Stated", number: true), Column("Verdict"), Column("It would be", number: true),
          Column("Verdict then"), Column("Counts as down", number: true),
        ], stacks: true
      ) {
        for move in change.moves {
          html.tr {
            html.th(.scope("row"), .class("subject")) {
              html.a(ServiceWords.period(move.period), .href(ServiceWords.period(change.service, move.period)))
            }
            html.td(
              ServiceWords.percent(move.before.availability), .class("num"), .data("label", "Stated"))
            html.td(.data("label", "Verdict")) {
              html.verdict(move.before.met, provisional: change.kind == .promise)
            }
            html.td(
              ServiceWords.percent(move.after.availability), .class("num"), .data("label", "It would be"))
            html.td(.data("label", "Verdict then")) {
              html.verdict(move.after.met, provisional: change.kind == .promise)
            }
            html.td(
              ServiceWords.length(move.before.seconds["bad"] ?? "0") + " to "
                + ServiceWords.length(move.after.seconds["bad"] ?? "0"), .class("num"),
              .data("label", "Counts as down"))
          }
        }
      }
    }
  }

  private func decision(_ html: HTML, _ change: ServiceChange, _ reader: Reader) {
    html.faults(form.faults, labels: ["note": "Why it is refused"])
    let path = ServiceWords.change(change.number)
    if let overtaken = shown.overtaken {
      html.notice(.warn) {
        html.p("\(overtaken) It cannot be approved any more; refuse it, or let it be taken back, and ask for it anew.")
      }
    }
    if shown.mayDecide {
      if shown.overtaken == nil {
        html.part("Decide", id: "decide") {
          html.p("Approved, it is made as it stands here, and the periods above are stated again.")
          html.postForm("\(path)/decide", reader: reader, .class("form")) {
            html.input(.type("hidden"), .name("version"), .value(String(change.version)))
            html.input(.type("hidden"), .name("decision"), .value("approve"))
            html.div(.class("actions")) { html.button("Approve", .class("button main")) }
          }
        }
      }
      html.part(shown.overtaken == nil ? "Or refuse it" : "Refuse it", id: "refuse") {
        html.postForm("\(path)/decide", reader: reader, .class("form")) {
          html.input(.type("hidden"), .name("version"), .value(String(change.version)))
          html.input(.type("hidden"), .name("decision"), .value("refuse"))
          html.textField("note", "Why it is refused", form, limit: 300)
          html.div(.class("actions")) { html.button("Refuse", .class("button")) }
        }
      }
    } else if shown.mayTakeBack {
      html.part("It waits for somebody else", id: "decide") {
        html.p("You asked for it, so that another person decides. Until then everything stands as it was.")
        html.postForm("\(path)/take-back", reader: reader, .class("form")) {
          html.input(.type("hidden"), .name("version"), .value(String(change.version)))
          html.div(.class("actions")) { html.button("Take it back", .class("button")) }
        }
      }
    } else if change.state == .open {
      html.p("It waits for somebody who may approve what others ask for. Until then everything stands as it was.")
    }
  }
}
