import Kernel

extension RecurrenceRule {
  /// What keeps a text from being the rule of a closure of dates, in words that follow "the rule"; nil: nothing.
  ///
  /// - Parameter steps: what may still be looked at, as in `RecurrenceLine.forEach`.
  static func faultOfDates(_ text: String, start: CivilDate, _ steps: inout Int) -> String? {
    do {
      return try RecurrenceRule(parsing: text).faultOfDates(start: start, &steps)
    } catch {
      return error.reason
    }
  }

  /// - Parameter steps: what may still be looked at, as in `RecurrenceLine.forEach`.
  public func faultOfDates(start: CivilDate, _ steps: inout Int) -> String? {
    guard frequency >= .daily else {
      return "recurs \(frequency.text.lowercased()); closures recur daily, weekly, monthly or yearly"
    }
    if let part = [("BYHOUR", hours), ("BYMINUTE", minutes), ("BYSECOND", seconds)].first(where: { !$0.1.isEmpty }) {
      return "has \(part.0); say the time of day beside the rule"
    }
    let line = RecurrenceLine(self, start: start)
    var (first, ending) = line.first(steps: &steps)
    if first != nil, count != nil {
      let end = Int64(dayNumber(RecurringDates.lastYear + 1, 1, 1)) * 86_400
      ending = line.forEach(from: line.start, to: end, steps: &steps) { _ in true }
    }
    if ending == .steps {
      return "takes too long to look through: the rules of a calendar are looked through for "
        + "\(Limit.checkingSteps) days at most"
    }
    return first == nil ? "names no date" : nil
  }

  /// The dates of a rule of dates in `[start, end]`, the first `limit` of them, and whether there may be later ones.
  public func dates(
    start: CivilDate, from: CivilDate, through end: CivilDate, limit: Int = Int.max
  ) -> (dates: [CivilDate], goesOn: Bool) {
    var steps = Limit.steps
    let found = RecurrenceLine(self, start: start).occurrences(
      from: Int64(from.daysSince1970) * 86_400, to: Int64(end.daysSince1970 + 1) * 86_400, limit: limit, steps: &steps)
    return (found.times.map { CivilDate(daysSince1970: Int(floorDivide($0, 86_400))) }, found.ending != .ended)
  }
}
