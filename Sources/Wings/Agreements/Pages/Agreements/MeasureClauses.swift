import Agreements
import Components
import Kernel

/// Measured objectives in words.
extension AgreementWords {
  /// What one says, a clause each.
  package static func clauses(_ measure: MeasuredObjective) -> [Clause] {
    let name = Words.capital(measure.name)
    var clauses: [Clause] = measure.targets.enumerated().map { index, target in
      Clause(name + tickets(target.when, isFirst: index == 0), self.target(target.level, measure.kind.aim))
    }
    if measure.targets.count > 1 {
      let order = measure.targets.map { conditions($0.when) }.joined(separator: "; then ")
      clauses.append(Clause("\(name): which row decides", order))
    }
    func add(_ clause: String, _ text: String?) {
      if let text { clauses.append(Clause("\(name): \(clause)", text)) }
    }
    add("measures", measure.kind.title)
    if !measure.when.isEmpty { add("only tickets of which", conditions(measure.when)) }
    for parameter in measure.kind.parameters { add(parameter.title.lowercased(), setting(parameter, of: measure)) }
    add("open hours", measure.calendar)
    add("counted each", measure.period.rawValue)
    add("promised share", measure.compliance.map { periods($0, measure.period) })
    return clauses
  }

  /// `at least 95 %`, `at most 20 tickets`.
  package static func target(_ level: MeasureLevel, _ aim: MeasureAim) -> String {
    let side = aim == .atLeast ? "at least" : "at most"
    switch level {
    case .share: return "\(side) \(level.text.dropLast())\u{202f}%"
    case .tickets(let count): return "\(side) \(Words.count(count, "ticket", "tickets"))"
    }
  }

  /// `90 % of the months of a year reach it`.
  package static func periods(_ promised: PromisedShare, _ period: MeasurePeriod.Kind) -> String {
    "\(share(promised)) of the last \(period.ofYear) \(period.rawValue)s reach their targets"
  }

  /// What holds of a parameter: `5 working days`, `the first named owner`; nil where nothing does.
  package static func setting(_ parameter: MeasureParameter, of measure: MeasuredObjective) -> String? {
    switch parameter.takes {
    case .length: return measure.length(parameter.name).map { length($0, of: measure) }
    case .choice(let choices):
      let chosen = measure.choice(parameter.name)
      return choices.first { $0.name == chosen }?.means
    }
  }

  private static func length(_ length: ISO8601Duration, of measure: MeasuredObjective) -> String {
    if measure.calendar != nil, !measure.countsLocalDays { return Words.length(.open(length)) }
    let days = length.days > 0 ? Words.count(Int(clamping: length.days), "day", "days") : nil
    let time = length.time > .zero ? Words.exact(length.time) : nil
    return [days, time].compactMap { $0 }.joined(separator: " ")
  }
}
