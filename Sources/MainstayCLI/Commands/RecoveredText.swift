import Agreements
import BusinessTime
import Kernel
import Recovery

extension RecoveredAgreement {
  /// Contradictions that people are shown.
  private static let shown = 20

  /// For people: the hours, the rules with their fit, and what speaks against them.
  var prettyText: String {
    var parts = ["\(explained.grouped) of \(cases.grouped) explained (\(percent(explained, cases)))."]
    var hours = TextTable([("Calendar", .left), ("Zone", .left), ("Hours", .left), ("Closed on", .left)])
    for (key, calendar) in calendars.sorted(by: { $0.key < $1.key }) {
      let week = Weekday.allCases.compactMap { day in
        calendar.weekly[day].map { "\(day.rawValue) \($0.map(\.text).joined(separator: " "))" }
      }
      let dates = calendar.closures.compactMap { closure in
        if case .date(let date, _) = closure.extent { date.iso8601 } else { nil }
      }
      hours.add([key, calendar.timeZone, week.joined(separator: ", "), dates.joined(separator: " ")])
    }
    parts.append(hours.text)
    var table = TextTable([
      ("Class", .left), ("Calendar", .left), ("Target", .left), ("From", .left), ("To", .left), ("Cases", .right),
      ("Explained", .right),
    ])
    for rule in rules {
      table.add([
        rule.values.isEmpty ? "every case" : rule.values.joined(separator: ", "), rule.calendar, rule.target.text,
        rule.from?.rfc3339 ?? "", rule.to?.rfc3339 ?? "", rule.cases.grouped, percent(rule.explained, rule.cases),
      ])
    }
    parts.append(table.text)
    if !undecided.isEmpty { parts.append(undecided.map(\.oneLine).joined(separator: "\n")) }
    if !holding.contradictions.isEmpty { parts.append(holding.contradictionText(RecoveredAgreement.shown)) }
    return parts.joined(separator: "\n\n")
  }
}

extension RuleBook.Holding {
  /// For people: how much came out as it was recorded, and the first that did not.
  var prettyText: String {
    var table = TextTable([("", .left), ("Compared", .right), ("As recorded", .right), ("Share", .right)])
    table.add(["due times", due.compared.grouped, due.explained.grouped, percent(due.explained, due.compared)])
    table.add([
      "verdicts", verdict.compared.grouped, verdict.explained.grouped, percent(verdict.explained, verdict.compared),
    ])
    let text = "\(cases.grouped) cases, \(without.grouped) of which no rule covers\n\n\(table.text)"
    return contradictions.isEmpty ? text : text + "\n\n" + contradictionText(20)
  }

  fileprivate func contradictionText(_ most: Int) -> String {
    var table = TextTable([
      ("Line", .right), ("Class", .left), ("Opened", .left), ("Due as recorded", .left), ("Due by the rule", .left),
      ("Met as recorded", .left), ("Met by the rule", .left),
    ])
    func word(_ met: Bool?) -> String { met.map { $0 ? "met" : "missed" } ?? "" }
    for one in contradictions.prefix(most) {
      table.add([
        "\(one.line)", one.values.joined(separator: ", "), one.opened.rfc3339, one.recordedDue?.rfc3339 ?? "",
        one.ruleDue?.rfc3339 ?? "never", word(one.recordedMet), word(one.ruleMet),
      ])
    }
    return table.text
  }
}

/// In hundredths of a percent, rounded down: what is not all never shows as 100 %.
private func percent(_ some: Int, _ all: Int) -> String {
  guard all > 0 else { return "-" }
  let hundredths = Int(Int64(some) * 10_000 / Int64(all))
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) %"
}
