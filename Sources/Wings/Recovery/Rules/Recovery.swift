import Agreements
import BusinessTime
import Kernel

/// Finds the rules behind what another tool recorded: from its due times where cases have them, else from its verdicts.
public struct Recovery {
  let recorded: RecordedCases
  let within: Duration
  /// What keys of agreements and calendars begin with; nil: those of a file by itself.
  let key: String?
  private let course: RecoveryCourse
  /// Keys of calendars that rules name.
  private var hoursKey: String { key.map { $0 + "-hours" } ?? "hours" }
  private var clockKey: String { key.map { $0 + "-around-the-clock" } ?? "around-the-clock" }

  /// - Parameters:
  ///   - within: how far a due time may be off and still count as explained.
  ///   - key: what keys of agreements and calendars begin with, so that they stand beside those of a desk.
  ///   - course: where it tells how far it is, and is told to stop.
  public init(
    _ recorded: RecordedCases, within: Duration = .minutes(5), key: String? = nil,
    course: RecoveryCourse = RecoveryCourse()
  ) {
    (self.recorded, self.within, self.key, self.course) = (recorded, within, key, course)
  }

  /// - Throws: `MainstayError.invalid` where nothing was recorded that a rule could explain,
  ///   `conflict("recovery-stopped")` where its course was stopped.
  public func recovered() throws(MainstayError) -> RecoveredAgreement {
    try guardSpan()
    return recorded.hasDueTimes ? try fromDueTimes() : try fromVerdicts()
  }

  /// One wild date would stretch the calendar over thousands of years.
  private func guardSpan() throws(MainstayError) {
    let times = recorded.cases.flatMap { one in
      [one.opened, one.resolved, one.closed].compactMap { $0 }.map { (one, $0) }
    }
    guard let first = times.min(by: { $0.1 < $1.1 }), let last = times.max(by: { $0.1 < $1.1 }) else { return }
    guard last.1 - first.1 <= RecordedCases.Limit.span else {
      throw .field(
        "file",
        "spans more than 40 years, from \(first.1.rfc3339) in line \(first.0.line) to \(last.1.rfc3339) in line "
          + "\(last.0.line); leave out what is not real")
    }
  }

  private func calendar(
    _ shape: HoursShape, closed: [Int], horizon: Int?
  ) -> CalendarDefinition {
    let closures = closed.map { Closure(.date(CivilDate(daysSince1970: $0), nil)) }
    guard shape != .aroundTheClock else { return .aroundTheClock(timeZone: recorded.zone.identifier) }
    return CalendarDefinition(
      timeZone: recorded.zone.identifier, workingDay: .minutes(Int64(shape.commonDay)),
      horizon: horizon.map { CivilDate(daysSince1970: $0) }, weekly: shape.weekly, closures: closures)
  }

  /// The last date that cases say anything of.
  private var lastDay: Int? {
    recorded.cases.map(\.opened).max().map { wallDay(recorded.zone.wall($0)) }
  }

  /// Open time as a target: whole working days where it is.
  private func length(_ milliseconds: Int64, day: Int64) -> TargetLength {
    let days = day > 0 ? milliseconds / day : 0
    let rest = milliseconds - days * day
    // What is left of a day is told in hours altogether.
    if days > 0, rest <= 1000 { return .open(ISO8601Duration(days: days, time: .milliseconds(rest))) }
    return .open(ISO8601Duration(time: .milliseconds(milliseconds)))
  }

  // MARK: From due times

  private func fromDueTimes() throws(MainstayError) -> RecoveredAgreement {
    var fit = DueFit(recorded, within: within, course: course)
    guard fit.timed.contains(where: { $0 != nil }) else {
      throw .field("due", "no case is due after it was opened")
    }
    fit.run()
    try course.requireGoing()
    var calendars: [String: CalendarDefinition] = [:]
    var rules: [RecoveredRule] = []
    var waits = false
    for segment in fit.segments {
      switch segment.measure {
      case .none: continue
      case .localDays(let days):
        rules.append(rule(segment, clockKey, .localDays(days), fit))
      case .elapsed(let target):
        var rule = rule(segment, clockKey, length(target, day: 0), fit)
        (rule.fitsFrom, rule.fitsTo) = range(segment, about: target) { fit.timed[$0]?.elapsed }
        rules.append(rule)
      case .open(let place, let target):
        let hours = fit.hours[place]
        let day = Int64(hours.shape.commonDay) * 60_000
        let isNext = fit.isDueAtOpening(segment, target, hours)
        let fits = range(segment, about: target) { fit.openTime($0, hours) }
        waits = waits || isNext
        for version in 0...hours.changes.count {
          let start = version == 0 ? nil : hours.changes[version - 1]
          let end = version == hours.changes.count ? nil : hours.changes[version]
          let from = [segment.from, start].compactMap { $0 }.max()
          let to = [segment.to, end].compactMap { $0 }.min()
          if let from, let to, from >= to { continue }
          let key = key(place, version, hours)
          calendars[key] = calendar(
            hours.shape, closed: hours.closed(in: version),
            horizon: [lastDay, hours.closed.keys.max()].compactMap { $0 }.max())
          var rule = rule(segment, key, length(target + (isNext ? 1000 : 0), day: day), fit)
          (rule.from, rule.to) = (from, to)
          (rule.fitsFrom, rule.fitsTo) = (isNext ? max(fits.0, .milliseconds(target + 1)) : fits.0, fits.1)
          rules.append(rule)
        }
      }
    }
    if rules.contains(where: { $0.calendar == clockKey }) {
      calendars[clockKey] = calendar(.aroundTheClock, closed: [], horizon: nil)
    }
    return try finished(rules, calendars, notes: fit.notes(recorded, waits: waits))
  }

  private func key(_ place: Int, _ version: Int, _ hours: DueFit.Hours) -> String {
    let key = place == 0 ? hoursKey : "\(hoursKey)-\(place + 1)"
    guard version > 0 else { return key }
    return key + "-from-" + recorded.zone.local(hours.changes[version - 1]).date.iso8601
  }

  private func rule(
    _ segment: DueFit.Segment, _ calendar: String, _ target: TargetLength, _ fit: DueFit
  ) -> RecoveredRule {
    var rule = RecoveredRule(
      values: segment.values, calendar: calendar, target: target, stopAt: recorded.stopPoints.first ?? .resolved,
      from: segment.from, to: segment.to)
    rule.others = segment.others.compactMap { other in
      switch other {
      case .none: nil
      case .localDays(let days): "\(days) local days"
      case .elapsed(let target): "\(Duration(milliseconds: target).iso8601) by the clock"
      case .open(let place, let target):
        "\(Duration(milliseconds: target).iso8601) of \(key(place, 0, fit.hours[place]))"
      }
    }
    return rule
  }

  /// Targets by which all cases that one explains are due within the time allowed.
  private func range(_ segment: DueFit.Segment, about target: Int64, _ value: (Int) -> Int64?) -> (Duration, Duration) {
    let values = segment.fitting.compactMap(value)
    let (low, high) = (values.min() ?? target, values.max() ?? target)
    return (
      Duration(milliseconds: max(1, min(target, high - within.milliseconds))),
      Duration(milliseconds: max(target, low + within.milliseconds))
    )
  }

  // MARK: From verdicts

  private func fromVerdicts() throws(MainstayError) -> RecoveredAgreement {
    guard let found = VerdictFit(recorded, stops: recorded.stopPoints, course: course).found() else {
      throw .field("verdict", "no case has stopped with a verdict")
    }
    try course.requireGoing()
    let isHours = found.shape != .aroundTheClock
    let day = Int64(found.shape.commonDay) * 60_000
    var calendars: [String: CalendarDefinition] = [:]
    var rules: [RecoveredRule] = []
    var notes = found.notes
    for row in found.rows {
      let isClock = row.isAroundTheClock || !isHours
      let key = isClock ? clockKey : hoursKey
      calendars[key] = calendar(
        isClock ? .aroundTheClock : found.shape, closed: isClock ? [] : found.closed, horizon: lastDay)
      let (from, to) = (row.threshold.from, row.threshold.to)
      let target = RoundLength.roundest(
        from > 0 ? from : max(1, (to ?? 2) * 3 / 4), to.map { max(1, $0 - 1) } ?? from + from / 8 + 60_000,
        day: isClock ? 0 : day)
      var rule = RecoveredRule(
        values: row.values, calendar: key, target: length(target, day: isClock ? 0 : day), stopAt: found.stop,
        pauses: found.pauses.map { recorded.reasons[$0] })
      rule.fitsFrom = Duration(milliseconds: max(1, from))
      rule.fitsTo = to.map { Duration(milliseconds: max(1, $0 - 1)) }
      if isHours, row.otherMisses <= row.threshold.misses {
        rule.others = [isClock ? "another target of \(hoursKey)" : "another target by the clock"]
      }
      let name = row.values.isEmpty ? "Of all cases" : "Of \(row.values.joined(separator: ", "))"
      if to == nil {
        let few = row.threshold.misses == 0 ? "none was" : "hardly any were"
        notes.append("\(name) \(few) missed: the target may be any longer one.")
      }
      if from == 0 {
        let few = row.threshold.misses == 0 ? "none was" : "hardly any were"
        notes.append("\(name) \(few) met: the target may be any shorter one.")
      }
      rules.append(rule)
    }
    if recorded.stopPoints.count > 1 {
      notes.append("Clocks stop when a case is \(found.stop.rawValue): this explains the most verdicts.")
    }
    if !recorded.reasons.isEmpty, found.pauses.isEmpty { notes.append("No hold pauses: none explains a verdict more.") }
    return try finished(rules, calendars, notes: notes)
  }

  // MARK: Both

  /// Holds the rules against the cases by the clocks of the product.
  private func finished(
    _ rules: [RecoveredRule], _ calendars: [String: CalendarDefinition], notes: [String]
  ) throws(MainstayError) -> RecoveredAgreement {
    var agreement = RecoveredAgreement(
      attributes: recorded.attributes, calendars: calendars, rules: rules, cases: 0, explained: 0,
      holding: RuleBook.Holding(), undecided: notes, key: key)
    var compiled: [String: BusinessCalendar] = [:]
    for (key, definition) in calendars { compiled[key] = try BusinessCalendar(definition, zone: recorded.zone) }
    let book = RuleBook(agreement.entries, calendars: compiled)
    var places: [[String]: [Int]] = [:]
    for (place, rule) in rules.enumerated() { places[rule.values, default: []].append(place) }
    let byDue = recorded.hasDueTimes
    course.enter(.holding)
    agreement.holding = book.holding(recorded, within: within) { place, isDue, isVerdict in
      guard let isExplained = byDue ? isDue : isVerdict else { return }
      let one = recorded.cases[place]
      let values = recorded.classes[one.place]
      for depth in stride(from: values.count, through: 0, by: -1) {
        let rule = places[Array(values.prefix(depth))]?.first { place in
          rules[place].from.map { $0 <= one.opened } ?? true && rules[place].to.map { one.opened < $0 } ?? true
        }
        guard let rule else { continue }
        agreement.rules[rule].cases += 1
        if isExplained { agreement.rules[rule].explained += 1 }
        return
      }
    }
    try course.requireGoing()
    agreement.cases = recorded.cases.count { byDue ? $0.due != nil : $0.met != nil }
    agreement.explained = byDue ? agreement.holding.due.explained : agreement.holding.verdict.explained
    return agreement
  }
}
