import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

extension AgreementFindingsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "What in agreements and calendars is hardly meant: read from their definitions, and from what became of "
        + "tickets.")
    html.faults(form.faults, labels: ["from": "Tickets opened from", "to": "to"])
    html.form(
      .class("inline-fields filters tools"), .action(AgreementFindingsPage.path), .method("get")
    ) {
      html.dayField("from", "Tickets opened from", form, optional: true)
      html.dayField("to", "to", form, optional: true)
      html.selectField("agreement", "Agreement", agreements, form, optional: true, none: "all")
      html.button("Show", .class("button"))
    }
    if let found { self.found(html, found, reader) }
  }

  private func found(_ html: HTML, _ found: Found, _ reader: Reader) {
    let report = found.report
    html.figures([
      ("to mend", Words.grouped(report.count(.error)), nil, report.count(.error) > 0 ? "#error" : nil),
      ("to decide", Words.grouped(report.count(.warning)), nil, report.count(.warning) > 0 ? "#warning" : nil),
      ("to know", Words.grouped(report.count(.note)), nil, report.count(.note) > 0 ? "#note" : nil),
    ])
    // The span ends before its last instant.
    let (first, last) = (found.from, max(found.from, found.to - .milliseconds(1)))
    let days = [first, last].map { Moments.text($0, .date, for: reader) }
    let span = days[0] == days[1] ? "on \(days[0])" : "from \(days[0]) to \(days[1])"
    html.p(
      "\(Words.count(found.agreements, "agreement", "agreements")) and "
        + "\(Words.count(found.tickets, "ticket", "tickets")) opened \(span) were looked at.", .class("soft"))
    html.notes(report.bounds + report.notLookedAt)
    guard !report.findings.isEmpty else {
      html.empty(.done, "Nothing found", "No agreement or calendar has anything that is hardly meant.")
      return
    }
    for severity in AgreementFinding.Severity.allCases {
      let findings = report.findings.filter { $0.severity == severity }
      guard !findings.isEmpty else { continue }
      html.part(severity.title, id: severity.rawValue) {
        for finding in findings { self.finding(html, finding, found) }
      }
    }
  }

  private func finding(_ html: HTML, _ finding: AgreementFinding, _ found: Found) {
    html.article(.class("finding")) {
      html.h3(finding.sentence)
      html.p(.class("finding-head")) {
        html.chip(finding.severity.tone, nil, finding.kind.words)
        if let key = finding.agreement { html.text(" \(found.names[key] ?? key)") }
        html.text(" \u{b7} ")
        html.a(finding.mending, .href(finding.path))
      }
      if !finding.evidence.isEmpty {
        html.ul {
          for evidence in finding.evidence {
            html.li(evidence.count.map { "\(evidence.words): \(Words.grouped($0))" } ?? evidence.words)
          }
        }
      }
      if !finding.tickets.isEmpty {
        html.details(.class("more")) {
          html.summary("\(Words.count(finding.tickets.count, "ticket", "tickets")), the newest")
          html.ul(.class("ways")) {
            for number in finding.tickets {
              html.li { html.a(number, .href("/tickets/" + Address.encoded(number))) }
            }
          }
        }
      }
    }
  }
}

extension AgreementFinding.Severity {
  var title: String {
    switch self {
    case .error: "To mend"
    case .warning: "To decide"
    case .note: "To know"
    }
  }

  var tone: Tone {
    switch self {
    case .error: .bad
    case .warning: .warn
    case .note: .plain
    }
  }
}

extension AgreementFinding {
  /// What the link to its page says.
  var mending: String {
    switch place {
    case .agreement(let key, let objective): objective.map { "Open \($0)" } ?? "Open the agreement \(key)"
    case .calendar(let key): "Open the calendar \(key)"
    case .ticket(let number): "See why none applies to \(number)"
    case .agreements: "Open the agreements"
    }
  }
}

extension AgreementFinding.Kind {
  var words: String {
    switch self {
    case .neverApplies: "never applies"
    case .overlap: "overlap"
    case .rowNeverReached: "row never reached"
    case .unknownWord: "unknown word"
    case .retiredWord: "retired word"
    case .unknownTeam: "unknown team"
    case .noOpenTime: "never open"
    case .closuresEnd: "closures end"
    case .longerThanYear: "longer than a year"
    case .closesTooLate: "closed too late"
    case .pausedByItself: "rests by itself"
    case .rungAtStart: "warns at the start"
    case .rungsAtOnce: "two at once"
    case .rungsOutOfOrder: "out of order"
    case .noRungBefore: "no warning before"
    case .answeredAfterSolved: "answer after solution"
    case .partLongerThanWhole: "part above whole"
    case .uncovered: "no agreement"
    case .neverChosen: "no ticket"
    case .rowUnused: "row without tickets"
    case .hoursMiss: "hours miss"
    case .alwaysMet: "wide margin"
    case .neverMet: "hardly ever met"
    }
  }
}
