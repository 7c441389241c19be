import Agreements
import AgreementsPages
import BusinessTime
import Components
import Kernel
import Markup
import RecoveryUseCases

/// The rule drawn, and what speaks against it.
extension RecoveryPage {
  /// Rules that a page lists; the file has all.
  static let mostRules = 200
  /// Cases that a page lists; the JSON has more.
  static let mostExamples = 50

  func rule(_ html: HTML, _ reader: Reader) {
    html.part("The hours") {
      for (key, definition) in run.calendars { calendar(html, key, definition) }
    }
    html.part("What was promised") {
      let rules = run.rules
      let isOfClasses = !run.classes.isEmpty
      let columns =
        (isOfClasses ? [Column(run.classes.map(Words.capital).joined(separator: ", "))] : [])
        + [
          Column("Target"), Column("Hours"), Column("Opened"), Column("Explained", number: true),
          Column("Fits as well"),
        ]
      html.table("What was promised", columns: columns, stacks: true) {
        for rule in rules.prefix(RecoveryPage.mostRules) { row(rule, html, reader, isOfClasses) }
      }
      if rules.count > RecoveryPage.mostRules {
        html.p("and \(Words.grouped(rules.count - RecoveryPage.mostRules)) more, in the file.", .class("soft"))
      }
      let weak = rules.count { (1...2).contains($0.cases) }
      if weak > 0 {
        html.notes([
          "\(Words.count(weak, "rule rests", "rules rest")) on one or two cases: look at them before you promise them again."
        ])
      }
    }
    if !run.undecided.isEmpty {
      html.part("What the data leave open, and what was assumed") {
        html.ul { for note in run.undecided { html.li(note) } }
      }
    }
  }

  private func calendar(_ html: HTML, _ key: String, _ definition: CalendarDefinition) {
    html.h3(key)
    html.p("\(CalendarWords.week(definition)), by the clock of \(definition.timeZone)")
    let isRound = Weekday.allCases.allSatisfy { definition.weekly[$0] == [.wholeDay] }
    if !isRound { html.week(WeekFigure(definition.weekly.mapValues { $0.map(WeekFigure.Stretch.init) })) }
    guard !definition.closures.isEmpty else { return }
    html.p {
      html.text("Closed on \(Words.count(definition.closures.count, "date", "dates")): ")
      html.text(definition.closures.map { CalendarWords.extent($0.extent) }.joined(separator: ", "))
      html.text(".")
    }
  }

  private func row(_ rule: FoundRule, _ html: HTML, _ reader: Reader, _ isOfClasses: Bool) {
    html.tr {
      if isOfClasses {
        html.th(.scope("row"), .class("subject")) { html.bdi(values(rule.values, otherwise: "every case")) }
      }
      html.td(Words.length(rule.target), .data("label", "Target"))
      html.td(.data("label", "Hours")) {
        html.text(rule.calendar)
        if !rule.pauses.isEmpty {
          html.span("pauses while \(rule.pauses.joined(separator: ", "))", .class("under"))
        }
      }
      html.td(.data("label", "Opened")) { span(html, rule, reader) }
      html.td(RecoveryWords.share(rule.explained, of: rule.cases), .class("num"), .data("label", "Explained"))
      html.td(RecoveryPage.fits(rule), .data("label", "Fits as well"))
    }
  }

  private func values(_ values: [String: String], otherwise: String) -> String {
    let known = run.classes.compactMap { values[$0] }
    return known.isEmpty ? otherwise : known.joined(separator: ", ")
  }

  private func span(_ html: HTML, _ rule: FoundRule, _ reader: Reader) {
    switch (rule.from, rule.to) {
    case (nil, nil): html.text("at any time")
    case (let from, let to):
      if let from {
        html.text("from ")
        html.moment(from, for: reader)
      }
      if let to {
        html.text(from == nil ? "before " : " until ")
        html.moment(to, for: reader)
      }
    }
  }

  private static func fits(_ rule: FoundRule) -> String {
    var parts: [String] = []
    switch (rule.fitsFrom, rule.fitsTo) {
    case (let from?, let to?): parts.append("\(Words.exact(from)) to \(Words.exact(to))")
    case (let from?, nil): parts.append("any from \(Words.exact(from)) on")
    case (nil, _): break
    }
    return (parts + rule.others).joined(separator: "; ")
  }

  func contradictions(_ html: HTML, _ reader: Reader) {
    html.part("What contradicts it", id: "contradictions") {
      guard run.examples != nil else {
        return html.p("The cases were deleted with what is remembered of background work.", .class("soft"))
      }
      let examples = run.contradictions
      guard !examples.isEmpty else { return html.p("Nothing: the rules give every case as recorded.", .class("soft")) }
      let columns = [
        Column("Case"), Column("Class"), Column("Opened"), Column("Recorded"), Column("By the rule"),
      ]
      if let zone { html.p("Times are those of \(zone.name), as the file has them.", .class("soft")) }
      html.table("What contradicts it", columns: columns, stacks: true) {
        for one in examples.prefix(RecoveryPage.mostExamples) {
          html.tr {
            html.th("Line \(Words.grouped(one.line))", .scope("row"))
            html.td(.data("label", "Class")) { html.bdi(values(one.values, otherwise: "")) }
            html.td(.data("label", "Opened")) { html.moment(one.opened, for: reader) }
            html.td(.data("label", "Recorded")) { outcome(html, one.recordedDue, one.recordedMet, reader) }
            html.td(.data("label", "By the rule")) {
              outcome(
                html, one.recordedDue == nil ? nil : one.ruleDue, one.recordedMet == nil ? nil : one.ruleMet, reader)
            }
          }
        }
      }
      let rest = examples.count - RecoveryPage.mostExamples
      if rest > 0 { html.p("and \(Words.grouped(rest)) more, in the JSON.", .class("soft")) }
    }
  }

  private func outcome(_ html: HTML, _ due: Instant?, _ met: Bool?, _ reader: Reader) {
    if let due {
      html.text("due ")
      html.moment(due, for: reader)
    }
    if let met { html.text((due == nil ? "" : ", ") + (met ? "met" : "missed")) }
    if due == nil, met == nil { html.text("never due") }
  }
}
