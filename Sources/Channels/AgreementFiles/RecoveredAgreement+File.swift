import Agreements
import BusinessTime
import Kernel
import Recovery

extension RecoveredAgreement {
  /// Contradictions that the file tells one by one.
  static let toldInFile = 20

  /// The rules as an agreement file for `mainstay apply`, with what speaks for and against them in its comments.
  /// - Parameter tellsCases: whether the first cases that contradict them are among it.
  public func agreementFile(title: String, tellsCases: Bool = true) -> String {
    var yaml = YAMLWriter()
    yaml.comment("What was promised, as far as \(title) shows: \(share(explained, cases)) explained.")
    yaml.comment(
      "Due times to within the time allowed: \(share(holding.due.explained, holding.due.compared)). "
        + "Verdicts: \(share(holding.verdict.explained, holding.verdict.compared)). "
        + "Cases that no rule covers: \(holding.without).")
    if !undecided.isEmpty { yaml.comment("\nWhat the data leave open, and what was assumed:") }
    for note in undecided { yaml.comment("- \(note)") }
    let weak = rules.count { (1...2).contains($0.cases) }
    if weak > 0 { yaml.comment("- \(weak) rules rest on one or two cases; look at them before you promise them.") }
    if tellsCases { tellContradictions(&yaml) }
    yaml.line("calendars:")
    for (key, calendar) in calendars.sorted(by: { $0.key < $1.key }) {
      yaml.line("\(YAMLWriter.plain(key)):", indent: 2)
      yaml.members(
        calendar.json.objectValue ?? [:], first: ["timeZone", "workingDay", "horizon", "weekly", "closures"], indent: 4)
    }
    yaml.line("agreements:")
    var rest = rules
    for entry in entries {
      let of = rest.filter { isIn(entry, $0) }
      rest.removeAll { isIn(entry, $0) }
      for rule in of { tell(rule, &yaml) }
      yaml.line("\(YAMLWriter.plain(entry.key)):", indent: 2)
      write(entry, &yaml)
    }
    return yaml.text
  }

  private func isIn(_ entry: RuleBook.Entry, _ rule: RecoveredRule) -> Bool {
    guard entry.validFrom == rule.from, entry.validTo == rule.to, entry.scope.count == rule.values.count,
      let objective = entry.agreement.objectives.first, objective.calendar == rule.calendar
    else { return false }
    return zip(attributes, rule.values).allSatisfy { name, value in entry.scope[name]?.contains(value) ?? false }
  }

  private func write(_ entry: RuleBook.Entry, _ yaml: inout YAMLWriter) {
    var members = entry.agreement.json.objectValue ?? [:]
    if !entry.scope.isEmpty { members["scope"] = .object(entry.scope.mapValues { .array($0.map(JSON.string)) }) }
    members["validFrom"] = .instant(entry.validFrom)
    members["validTo"] = .instant(entry.validTo)
    members["objectives"] = nil
    yaml.members(members, first: ["name", "validFrom", "validTo", "scope"], indent: 4)
    yaml.line("objectives:", indent: 4)
    for objective in entry.agreement.objectives {
      var first = true
      var inner = YAMLWriter()
      inner.members(
        objective.json.objectValue ?? [:], first: ["name", "metric", "calendar", "stopAt", "pauseReasons", "targets"],
        indent: 8)
      for line in inner.text.split(separator: "\n") {
        yaml.line(first ? "      - " + line.dropFirst(8) : String(line))
        first = false
      }
    }
  }

  private func tell(_ rule: RecoveredRule, _ yaml: inout YAMLWriter) {
    let name = rule.values.isEmpty ? "every case" : rule.values.map { $0.unbroken }.joined(separator: ", ")
    var words = "\(name): \(rule.target.text), \(share(rule.explained, rule.cases))"
    switch (rule.fitsFrom, rule.fitsTo) {
    case (let from?, let to?): words += "; targets from \(from.iso8601) to \(to.iso8601) fit as well"
    case (let from?, nil): words += "; any target from \(from.iso8601) on fits as well"
    case (nil, _): break
    }
    if !rule.others.isEmpty { words += "; so do " + rule.others.joined(separator: ", ") }
    yaml.comment(words, indent: 2)
  }

  private func tellContradictions(_ yaml: inout YAMLWriter) {
    guard !holding.contradictions.isEmpty else { return }
    yaml.comment("\nWhat contradicts the rules, the first of it:")
    for one in holding.contradictions.prefix(RecoveredAgreement.toldInFile) {
      var words =
        "- line \(one.line), \(one.values.map { $0.unbroken }.joined(separator: ", ")): opened \(one.opened.rfc3339)"
      if let due = one.recordedDue {
        words += ", due \(due.rfc3339), by the rule \(one.ruleDue?.rfc3339 ?? "never")"
      }
      if let met = one.recordedMet, let rule = one.ruleMet, met != rule {
        words += ", recorded as \(met ? "met" : "missed"), by the rule \(rule ? "met" : "missed")"
      }
      yaml.comment(words)
    }
  }

  private func share(_ some: Int, _ all: Int) -> String {
    guard all > 0 else { return "none to compare" }
    let thousandths = Int((Int64(some) * 10_000) / Int64(all))
    return "\(some) of \(all) (\(thousandths / 100).\(thousandths % 100 < 10 ? "0" : "")\(thousandths % 100) %)"
  }
}
