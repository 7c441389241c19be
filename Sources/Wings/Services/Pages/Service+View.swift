import Agreements
import BusinessTime
import Components
import Core
import Kernel
import Markup
import Services
import ServicesUseCases

extension ServicePage {
  public func write(_ html: HTML, for reader: Reader) {
    let lead = view.period.map { period in
      ServiceWords.period(period.period)
        + (period.standing == .ahead ? ", still ahead" : period.isProvisional ? ", provisional" : "")
    }
    html.heading(title, lead: lead ?? "Nothing is promised for this service.") {
      html.a("Promise", .class("button"), .href(ServiceWords.service(view.service) + "/promise"))
      html.a("Outages", .class("button"), .href(Address.path("/outages", ["service": view.service])))
      if let contesting { html.a("Contest this figure", .class("button"), .href(contesting)) }
      if form != nil { html.a("Record an outage", .class("button"), .href("#new")) }
    }
    if let period = view.period {
      neighbours(html, period)
      notices(html, period)
      // A contract's times are those of its own zone.
      let zone = period.own.question.zone
      var local = reader
      local.zone = ReaderZone(zone.identifier) { zone.offset(at: $0) }
      figures(html, period)
      ledger(html, period, local)
      passedOver(html, period, local)
      rules(html, period, reader)
      statements(html, period, reader)
    } else {
      html.empty(
        .agreement, "Nothing is promised yet",
        "A target, its periods and the rule by which it is counted turn what is recorded into a figure."
      ) {
        if reader.may(.promiseAvailability) {
          html.a("Make a promise", .class("button main"), .href(ServiceWords.service(view.service) + "/promise"))
        }
      }
    }
    if let form {
      html.part("Record an outage", id: "new") {
        html.outageForm(form, service: view.service, to: "/outages", kind: .new, reader)
      }
    }
  }

  private func neighbours(_ html: HTML, _ period: PeriodView) {
    html.nav(.class("pager periods"), .aria("label", "Other periods")) {
      html.span("\(ServiceWords.period(period.period)), times of \(period.own.question.zone.identifier)")
      html.div(.class("actions")) {
        if let before = view.before {
          html.a(.class("button"), .href(ServiceWords.period(view.service, before)), .rel("prev")) {
            html.icon(.left)
            html.text(ServiceWords.period(before))
          }
        }
        if let after = view.after {
          html.a(.class("button"), .href(ServiceWords.period(view.service, after)), .rel("next")) {
            html.text(ServiceWords.period(after))
            html.icon(.right)
          }
        }
        html.a(
          "Question as a file", .class("button"),
          .href(ServiceWords.period(view.service, period.period) + "/question.yaml"))
      }
    }
  }

  private func notices(_ html: HTML, _ period: PeriodView) {
    if period.isAtOdds {
      html.notice(.bad) {
        html.p(
          "What was stated is not what the records come to now. `mainstay verify` says what differs from the journal.")
      }
    }
    if let before = period.statements.dropLast().last, let last = period.statements.last {
      html.notice(.warn) {
        html.p(
          "Stated again: it was \(ServiceWords.percent(before.figure.availability)), and is "
            + "\(ServiceWords.percent(last.figure.availability)). \(Words.capitalised(last.reason ?? "")).")
        html.p { html.a("What was stated, when and why", .href("#stated")) }
      }
    }
    html.contested(contests)
    html.waitingNotice(view.waiting)
    if let words = period.standing.words {
      html.notice(.plain) {
        html.p {
          html.text(words)
          if period.standing == .ahead {
            html.text(" It begins ")
            html.text(Words.date(period.period.first))
            html.text(".")
          }
        }
      }
    }
    if let rule = period.rule {
      let differences = period.own.report.time.differences(period.own.report.rule, rule)
      html.notice(.warn) {
        html.p(
          "Counted by another rule: \(ServiceWords.percent(period.shown.figure.percentText)) in place of "
            + "\(ServiceWords.percent(period.own.figure.percentText)) by the promise's own. Both count the same "
            + "records, so that this is a difference of rules and none of facts.")
        if differences.isEmpty {
          html.p("The two rules differ in nothing that this period has.")
        } else {
          html.ul {
            for one in differences {
              html.li("\(Words.exact(one.time)): by the promise, \(one.ours); here, \(one.theirs).")
            }
          }
        }
        html.p { html.a("Back to the promise's rule", .href(ServiceWords.period(view.service, period.period))) }
      }
    }
  }

  private func figures(_ html: HTML, _ period: PeriodView) {
    let (shown, figure) = (period.shown, period.shown.figure)
    let verdict =
      period.standing == .ahead
      ? nil : figure.met.map { $0 ? "target met" : "target missed" }.map { period.isProvisional ? "\($0) so far" : $0 }
    html.figures([
      ("Availability", ServiceWords.percent(figure.percentText), verdict, "#ledger"),
      (
        "Target", "\(shown.report.target.text)\u{202f}%", "version \(period.version.number) of the promise",
        ServiceWords.service(view.service) + "/promise"
      ),
      (
        "Counted as down", ServiceWords.length(figure.badSeconds),
        "of \(Words.length(figure.denominator, days: false))", "#ledger"
      ),
      ("Budget left", ServiceWords.length(shown.budgetLeft), "of \(ServiceWords.length(shown.budget))", "#rules"),
    ])
  }

  private func ledger(_ html: HTML, _ period: PeriodView, _ reader: Reader) {
    let shown = period.shown
    html.chart(
      "What it counts", id: "ledger",
      sources: [
        ChartSource(
          "as a question file", ServiceWords.period(view.service, period.period) + "/question.yaml")
      ],
      reading:
        "Days from left to right, the hours of each from top to bottom. Where nothing is drawn is no service time, "
        + "or still to come."
    ) {
      html.serviceStrip(shown, for: reader)
    } table: {
      let lines = shown.ledger.filter { $0.kind != .up }
      if period.standing == .ahead {
        html.p("Nothing has passed of it yet.", .class("soft"))
      } else if lines.isEmpty {
        html.p("Up all of the service time: nothing counts as down.", .class("soft"))
      } else {
        html.table(
          "Ledger",
          columns: [
            Column("From"), Column("Until"), Column("How long", number: true), Column("It was"),
            Column("Counts as down", number: true), Column("By which rule"), Column("Record"),
          ], stacks: true
        ) {
          for line in lines.prefix(ServicePage.mostLines) { row(html, line, period, reader) }
        }
        if lines.count > ServicePage.mostLines {
          html.p(
            "And \(Words.grouped(lines.count - ServicePage.mostLines)) stretches more, which the question file has.",
            .class("soft"))
        }
        html.p(
          "Together \(ServiceWords.length(shown.figure.badSeconds)) count as down, of "
            + "\(Words.exact(shown.figure.denominator)) that are measured.")
      }
    }
  }

  /// Stretches that are spelled out.
  private static let mostLines = 500

  private func row(_ html: HTML, _ line: LedgerLine, _ period: PeriodView, _ reader: Reader) {
    html.tr {
      html.th(.scope("row"), .data("label", "From")) { html.moment(line.from, .full, for: reader) }
      html.td(.data("label", "Until")) {
        html.moment(line.to, .full, for: reader)
        if period.isRunning, line.to == period.own.report.asOf { html.text(", and goes on") }
      }
      html.td(Words.exact(line.to - line.from), .class("num"), .data("label", "How long"))
      html.td { html.chip(ServiceWords.tone(line.kind), nil, ServiceWords.kind(line.kind)) }
      html.td(ServiceWords.length(line.countedSeconds), .class("num"), .data("label", "Counts as down"))
      html.td(line.words, .data("label", "By which rule"))
      html.td(.data("label", "Record")) {
        if line.outages.isEmpty { html.span("no record speaks of it", .class("soft")) }
        for (index, number) in line.outages.enumerated() {
          if index > 0 { html.text(", ") }
          html.a(Outage.name(number), .href(ServiceWords.outage(number)))
          if let outage = view.outages.first(where: { $0.number == number }) {
            html.text(" \(outage.cause.words)")
          }
          if let ticket = view.tickets[number] {
            html.text(", ")
            html.a(ticket, .href("/tickets/" + Address.encoded(ticket)))
          }
        }
      }
    }
  }

  /// Records that count for nothing, and why.
  private func passedOver(_ html: HTML, _ period: PeriodView, _ reader: Reader) {
    guard let promise = period.version.promise else { return }
    let brief = period.own.question.brief
    let rows: [(Outage, String)] = view.outages.compactMap { outage in
      if brief.contains(outage.number) {
        return (outage, "trouble shorter than \(Words.exact(promise.shortest)) in one stretch counts as up")
      }
      guard let time = period.own.question.unapproved(outage) else { return nil }
      switch time.why {
      case .beyond(let until):
        let most = promise.mostAnnounced.map { Words.length($0, days: false) } ?? ""
        let held = until.map {
          "its first \(Words.exact($0 - max(outage.from, period.own.question.from))) are left out; "
        }
        return (
          outage,
          (held.map { $0 + "with what was told before it, the rest" } ?? "with what was told before it, it")
            + " is more than the \(most) of maintenance that a \(promise.period.rawValue) may have without anybody's "
            + "approval, and nobody has approved it"
        )
      case .notTold:
        let notice = promise.notice.map { "planned maintenance is told \(Words.exact($0)) before, and " } ?? ""
        return (outage, notice + "nobody has approved it: the time counts as it was")
      }
    }
    guard !rows.isEmpty else { return }
    html.part("What counts for nothing", id: "passed-over") {
      html.table("What counts for nothing", columns: [Column("Record"), Column("From"), Column("Why")], stacks: true) {
        for (outage, why) in rows {
          html.tr {
            html.th(.scope("row"), .class("subject")) {
              html.a(outage.name, .href(ServiceWords.outage(outage.number)))
            }
            html.td(.data("label", "From")) { html.moment(outage.from, .full, for: reader) }
            html.td(why, .data("label", "Why"))
          }
        }
      }
    }
  }
}

extension PeriodView.Standing {
  /// What to think of the figure; nil where it was stated.
  fileprivate var words: String? {
    switch self {
    case .ahead: "The period has not begun: there is nothing to count yet."
    case .running: "The period still runs: this is how it stands, and what is recorded later changes it."
    case .ended: "The period has ended and its figure is about to be stated; until then it is provisional."
    case .stated: nil
    }
  }
}

extension Words {
  /// With a capital letter.
  static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
