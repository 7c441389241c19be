import Agreements
import Components
import Core
import Kernel
import Markup
import Services
import ServicesUseCases

extension ServicePage {
  /// The same records by every rule, and which of them gives what somebody else says.
  func rules(_ html: HTML, _ period: PeriodView, _ reader: Reader) {
    let (report, own) = (period.own.report, period.own.report.rule)
    html.part("By which rule", id: "rules") {
      html.p(
        "By the promise, \(own.uncovered.words), \(own.unknown.words), \(own.maintenance.words), and "
          + "\(own.degradedWords)." + brief(period))
      laterCalendar(html, period, reader)
      variants(html, period)
      theirsForm(html, period)
      html.details(.when(period.rule != nil || period.theirs != nil, Attribute("open", ""))) {
        html.summary("The same records by all \(report.figures.count) rules")
        every(html, period)
      }
    }
  }

  /// What another rule makes of the same records, one thing changed at a time.
  private func variants(_ html: HTML, _ period: PeriodView) {
    let (report, own) = (period.own.report, period.own.report.rule)
    let rows = report.figures.compactMap { rule, figure -> (AvailabilityRule, AvailabilityFigure, RuleDifference)? in
      let changed = [
        rule.unknown != own.unknown, rule.maintenance != own.maintenance,
        !rule.degraded.isSameNumber(as: own.degraded),
      ]
      guard changed.filter({ $0 }).count == 1, let one = report.time.differences(own, rule).first else { return nil }
      return (rule, figure, one)
    }
    guard !rows.isEmpty else {
      return html.p("Whatever the rule, these records come to the same figure.", .class("soft"))
    }
    html.table(
      "Another rule, the same records",
      columns: [
        Column("If instead"), Column("Concerns", number: true), Column("Availability", number: true), Column("Target"),
      ], stacks: true
    ) {
      for (rule, figure, one) in rows {
        html.tr {
          html.th(.scope("row")) {
            html.a(Words.capitalised(one.theirs), .href(ServiceWords.path(view.service, period.period, rule)))
          }
          html.td(Words.exact(one.time), .class("num"), .data("label", "Concerns"))
          html.td(ServiceWords.percent(figure.percentText), .class("num"), .data("label", "Availability"))
          html.td { html.verdict(figure.met, provisional: period.isProvisional) }
        }
      }
    }
  }

  private func every(_ html: HTML, _ period: PeriodView) {
    let (report, own) = (period.own.report, period.own.report.rule)
    html.table(
      "The same records by every rule",
      columns: [
        Column("Not known"), Column("Approved exclusions"), Column("Degraded counts", number: true),
        Column("Availability", number: true), Column("Target"), Column("Which"),
      ], stacks: true
    ) {
      for (rule, figure) in report.figures {
        html.tr {
          html.td(short(rule.unknown), .data("label", "Not known"))
          html.td(rule.maintenance.rawValue, .data("label", "Approved exclusions"))
          html.td(rule.degraded.text, .class("num"), .data("label", "Degraded counts"))
          html.td(.class("num"), .data("label", "Availability")) {
            html.a(.href(ServiceWords.path(view.service, period.period, rule))) {
              html.text(ServiceWords.percent(figure.percentText))
              html.span(
                ", not known \(short(rule.unknown)), exclusions \(rule.maintenance.rawValue), degraded "
                  + "\(rule.degraded.text)", .class("unseen"))
            }
          }
          html.td { html.verdict(figure.met, provisional: period.isProvisional) }
          html.td(.data("label", "Which")) {
            if rule.isSame(as: own) { html.chip(.live, .check, "the promise's") }
            if let shown = period.rule, rule.isSame(as: shown) { html.chip(.warn, nil, "shown above") }
            if let theirs = period.theirs, theirs.rules.contains(where: { $0.isSame(as: rule) }) {
              html.chip(.plain, .link, "gives \(theirs.figure.text)\u{202f}%")
            }
          }
        }
      }
    }
  }

  private func brief(_ period: PeriodView) -> String {
    guard let promise = period.version.promise else { return "" }
    var words = ""
    if promise.shortest > .zero { words += " Trouble shorter than \(Words.exact(promise.shortest)) counts as up." }
    words +=
      promise.notice.map { notice in
        " Maintenance that is told \(Words.exact(notice)) before it begins is left out"
          + (promise.mostAnnounced.map {
            ", up to \(Words.length($0, days: false)) a \(promise.period.rawValue); more of it a second person approves."
          } ?? ", however much of it there is.")
      }
      ?? " Whatever is to be left out, a second person approves."
    if let calendar = promise.calendar {
      words += " Service time is the calendar \(calendar)" + (period.calendar.map { ", version \($0)" } ?? "") + "."
    } else {
      words += " All of the period is service time."
    }
    return words
  }

  /// That the calendar has changed since, and what that means for this period.
  private func laterCalendar(_ html: HTML, _ period: PeriodView, _ reader: Reader) {
    guard let later = period.laterCalendar, let key = period.version.promise?.calendar else { return }
    html.notice(.plain) {
      html.p {
        html.a("Version \(later.version) of \(key)", .href("/calendars/" + Address.encoded(key)))
        html.text(" was applied on ")
        html.moment(later.appliedAt, .full, for: reader)
        html.text(", when this period had begun: it counts from the next period on. To take it for this one, ")
        html.a("promise anew", .href(ServiceWords.service(view.service) + "/promise"))
        html.text(" from \(Words.date(period.period.first)) on; a second person approves that.")
      }
    }
  }

  private func short(_ unknown: AvailabilityRule.Unknown) -> String {
    switch unknown {
    case .excluded: "left out"
    case .up: "up"
    case .down: "down"
    }
  }

  /// Whether a figure that somebody else gives is one of rules or one of facts.
  private func theirsForm(_ html: HTML, _ period: PeriodView) {
    html.faults(theirs.faults, labels: ["theirs": "Their figure"])
    html.form(
      .class("form"), .action(ServiceWords.period(view.service, period.period) + "#rules"), .method("get")
    ) {
      html.textField(
        "theirs", "Their figure", theirs, hint: "Percent, as the other side gives it: 99.4444", optional: true,
        limit: 12)
      html.div(.class("actions")) { html.button("Explain the difference", .class("button")) }
    }
    guard let said = period.theirs else { return }
    guard let figure = SaidFigure(said.figure, against: period.own.figure.percentText) else {
      return html.notice(.plain) {
        html.p("By the promise's rule there is nothing to measure here, and so nothing to compare with.")
      }
    }
    let own = period.own.report.rule
    let differs = figure.differsInVerdict(of: period.own.report.target, ours: period.own.figure.met)
    html.notice(said.rules.isEmpty || differs ? .warn : .plain) {
      if figure.fit != .none {
        html.p(
          figure.fit == .exact
            ? "\(figure.words) By the promise's own rule there is no difference."
            : "\(figure.words) At that precision there is no difference by the promise's own rule.")
        if differs {
          html.p(
            "Taken as written, theirs \(period.own.figure.met == true ? "misses" : "keeps") the target and ours "
              + "\(period.own.figure.met == true ? "keeps" : "misses") it: ask for their figure with all its decimals.")
        }
      } else if said.rules.isEmpty {
        terms(html, said, figure)
      } else {
        // Rules that differ in what this period does not have are one here.
        var ways: [(words: String, rule: AvailabilityRule)] = []
        for rule in said.rules {
          let words = period.own.report.time.differences(own, rule).map(\.theirs).joined(separator: "; ")
          if !ways.contains(where: { $0.words == words }) { ways.append((words, rule)) }
        }
        html.p(
          "\(figure.words) At that precision these records come to it by "
            + (ways.count == 1 ? "another rule" : "\(ways.count) other rules")
            + ": a difference of rules, none of facts.")
        html.ul {
          for way in ways.prefix(ServicePage.mostWays) {
            html.li { html.a(way.words, .href(ServiceWords.path(view.service, period.period, way.rule))) }
          }
        }
      }
    }
  }

  /// Ways of counting that are spelled out.
  private static let mostWays = 3

  /// By which other terms of a promise these records come to a figure, where no rule brings them there.
  private func terms(_ html: HTML, _ said: TheirFigure, _ figure: SaidFigure) {
    guard !said.terms.isEmpty else {
      return html.p(
        "\(figure.words) None of the \(Words.grouped(said.tried)) ways of counting that were tried brings these records "
          + "to it, so that the other side may have other facts. Compare the ledger above with theirs, stretch by stretch."
      )
    }
    html.p(
      "\(figure.words) No rule of the table brings these records to it. At that precision they come to it by "
        + "\(said.terms.count == 1 ? "other terms" : "any of \(said.terms.count) other terms") than the promise's, which "
        + "makes it a difference of terms, and none of facts:")
    html.ul {
      for one in said.terms.prefix(ServicePage.mostWays) {
        html.li(Words.capitalised(one.words.joined(separator: "; ")))
      }
    }
  }

  /// What was stated of the period, when, by whom and why.
  func statements(_ html: HTML, _ period: PeriodView, _ reader: Reader) {
    guard !period.statements.isEmpty else { return }
    html.part("What was stated", id: "stated") {
      html.table(
        "What was stated",
        columns: [
          Column("Stated"), Column("Availability", number: true), Column("Counts as down", number: true),
          Column("Verdict"), Column("Why"), Column("By"),
        ], stacks: true
      ) {
        for one in period.statements {
          html.tr {
            html.th(.scope("row")) { html.moment(one.statedAt, for: reader) }
            html.td(
              ServiceWords.percent(one.figure.availability), .class("num"), .data("label", "Availability"))
            html.td(
              ServiceWords.length(one.figure.seconds["bad"] ?? "0"), .class("num"), .data("label", "Counts as down"))
            html.td { html.verdict(one.figure.met, provisional: false) }
            html.td(.data("label", "Why")) {
              html.bdi(one.reason.map { "stated again: \($0)" } ?? "the period had ended")
            }
            html.td(.data("label", "By")) { html.bdi(view.name(one.statedBy)) }
          }
        }
      }
    }
  }
}
