import Agreements
import BusinessTime
import Kernel
import Testing

/// A few seconds, each millisecond with its class, by somebody who knows nothing of edges.
struct NaiveAvailability {
  let question: Availability
  /// Classes of the milliseconds of service time, nil outside it.
  private(set) var kinds: [(kind: AvailabilityReport.Kind, inside: ServiceState, sources: [String], reason: String?)?] =
    []

  init(_ question: Availability) {
    self.question = question
    for millisecond in 0..<(question.to - question.from).milliseconds {
      let at = question.from + .milliseconds(millisecond)
      guard at < question.asOf, question.serviceHours?.isOpen(at: at) ?? true else {
        kinds.append(nil)
        continue
      }
      let here = question.intervals.filter { $0.from <= at && at < ($0.to ?? question.asOf) }
      let state = [ServiceState.down, .degraded, .unknown, .up].first { state in here.contains { $0.state == state } }
      let seen = state ?? (question.rule.uncovered == .up ? .up : .unknown)
      let exclusion = question.exclusions.first { $0.isApproved && $0.from <= at && at < $0.to }
      if let exclusion {
        kinds.append((.excluded, seen, [], exclusion.reason))
      } else {
        let sources = Set(here.filter { $0.state == state }.compactMap(\.source)).sorted()
        kinds.append((AvailabilityReport.Kind(rawValue: seen.rawValue) ?? .up, seen, sources, nil))
      }
    }
  }

  func length(_ kind: AvailabilityReport.Kind, _ inside: ServiceState? = nil) -> Duration {
    .milliseconds(Int64(kinds.count { $0?.kind == kind && (inside == nil || $0?.inside == inside) }))
  }

  /// A row of a ledger.
  struct Row: Hashable {
    var from: Instant
    var to: Instant
    var kind: AvailabilityReport.Kind
    var sources: [String]
    var reason: String?
  }

  var rows: [Row] {
    var rows: [Row] = []
    var lastIsService = false
    for (millisecond, kind) in kinds.enumerated() {
      guard let kind else {
        lastIsService = false
        continue
      }
      let from = question.from + .milliseconds(Int64(millisecond))
      let row = Row(
        from: from, to: from + .milliseconds(1), kind: kind.kind, sources: kind.sources, reason: kind.reason)
      if lastIsService, let last = rows.last, last.kind == row.kind, last.sources == row.sources,
        last.reason == row.reason
      {
        rows[rows.count - 1].to = row.to
      } else {
        rows.append(row)
      }
      lastIsService = true
    }
    return rows
  }
}

@Suite(.timeLimit(.minutes(10))) struct AvailabilityTests {
  private static let start = Instant(seconds: 1_780_300_800)
  private static let length: Int64 = 600

  private static func question(_ seed: Int) throws -> Availability {
    var numbers = SplitMix64(seed: UInt64(seed))
    func instant(_ numbers: inout SplitMix64) -> Instant {
      start + .milliseconds(Int64.random(in: -100...length + 100, using: &numbers))
    }
    let sources: [String?] = [nil, "a", "b", "ä"]
    let intervals = (0..<Int.random(in: 0...25, using: &numbers)).map { _ in
      let from = instant(&numbers)
      return StateInterval(
        from: from,
        to: Int.random(in: 0..<6, using: &numbers) == 0
          ? nil : from + .milliseconds(Int64.random(in: 0...150, using: &numbers)),
        state: ServiceState.allCases.randomElement(using: &numbers) ?? .up,
        source: sources.randomElement(using: &numbers) ?? nil)
    }
    let exclusions = (0..<Int.random(in: 0...5, using: &numbers)).map { _ in
      let from = instant(&numbers)
      return AvailabilityExclusion(
        from: from, to: from + .milliseconds(Int64.random(in: 0...120, using: &numbers)),
        reason: ["x", "y"].randomElement(using: &numbers) ?? "x", isApproved: Int.random(in: 0..<4, using: &numbers) > 0
      )
    }
    var hours: BusinessCalendar?
    if Bool.random(using: &numbers) {
      var definition = CalendarDefinition.aroundTheClock(timeZone: "UTC")
      for _ in 0..<3 {
        let from = instant(&numbers)
        definition.closures.append(
          Closure(.interval(from: from, to: from + .milliseconds(Int64.random(in: 1...80, using: &numbers)))))
      }
      hours = try BusinessCalendar(definition, zone: .utc)
    }
    return Availability(
      from: start, to: start + .milliseconds(length), serviceHours: hours,
      target: ExactDecimal(units: Int64.random(in: 0...1000, using: &numbers), places: 1),
      rule: AvailabilityRule(
        uncovered: Bool.random(using: &numbers) ? .up : .unknown,
        unknown: AvailabilityRule.Unknown.allCases.randomElement(using: &numbers) ?? .up,
        degraded: ExactDecimal(units: Int64.random(in: 0...10, using: &numbers), places: 1),
        maintenance: AvailabilityRule.Maintenance.allCases.randomElement(using: &numbers) ?? .counted),
      exclusions: exclusions, intervals: intervals,
      asOf: Bool.random(using: &numbers) ? nil : instant(&numbers))
  }

  @Test(arguments: 0..<300)
  func `every length and row is that of a count of milliseconds`(_ seed: Int) throws {
    let question = try Self.question(seed)
    let naive = NaiveAvailability(question)
    let report = try question.report()
    let time = report.time
    #expect(time.period == max(.zero, min(question.to, question.asOf) - question.from))
    #expect(time.service == .milliseconds(Int64(naive.kinds.count { $0 != nil })))
    #expect(time.excluded == naive.length(.excluded))
    #expect(time.excludedDown == naive.length(.excluded, .down))
    #expect(time.excludedDegraded == naive.length(.excluded, .degraded))
    #expect(time.excludedUnknown == naive.length(.excluded, .unknown))
    #expect(time.down == naive.length(.down))
    #expect(time.degraded == naive.length(.degraded))
    #expect(time.unknown == naive.length(.unknown))
    #expect(time.up == naive.length(.up))
    #expect(time.service == time.excluded + time.down + time.degraded + time.unknown + time.up)
    let rows = report.ledger.map {
      NaiveAvailability.Row(from: $0.from, to: $0.to, kind: $0.kind, sources: $0.sources, reason: $0.reason)
    }
    #expect(rows == naive.rows)
    var whole = question
    whole.asOf = question.to
    let wholeTime = try whole.report().time
    #expect(time.wholeService == wholeTime.service)
    #expect(time.wholeExcluded == wholeTime.excluded)
  }

  /// The table of the specification, in tenths of milliseconds.
  private static func sums(_ time: AvailabilityTime, _ rule: AvailabilityRule) -> (denominator: Int64, bad: Int64) {
    func ms(_ length: Duration) -> Int64 { length.milliseconds }
    let weight = rule.degraded.units * (rule.degraded.places == 0 ? 10 : 1)
    let (s, x, d, g, u) = (ms(time.service), ms(time.excluded), ms(time.down), ms(time.degraded), ms(time.unknown))
    let (xd, xg, xu) = (ms(time.excludedDown), ms(time.excludedDegraded), ms(time.excludedUnknown))
    switch rule.maintenance {
    case .excluded:
      return (s - x - (rule.unknown == .excluded ? u : 0), 10 * d + weight * g + (rule.unknown == .down ? 10 * u : 0))
    case .forgiven:
      return (s - (rule.unknown == .excluded ? u + xu : 0), 10 * d + weight * g + (rule.unknown == .down ? 10 * u : 0))
    case .counted:
      return (
        s - (rule.unknown == .excluded ? u + xu : 0),
        10 * (d + xd) + weight * (g + xg) + (rule.unknown == .down ? 10 * (u + xu) : 0)
      )
    }
  }

  @Test(arguments: 0..<60)
  func `every rule has the figure of its line in the table`(_ seed: Int) throws {
    let question = try Self.question(seed &+ 900)
    let report = try question.report()
    #expect(report.figures.count == ([0, 10].contains(question.rule.degraded.units) ? 18 : 27))
    for (rule, figure) in report.figures {
      let (denominator, bad) = Self.sums(report.time, rule)
      #expect(figure.denominator.milliseconds == denominator)
      #expect(figure.badSeconds == ExactDecimal.text(Int128(bad), places: 4))
      guard denominator > 0 else {
        #expect(figure.met == nil)
        #expect(figure.percentText == nil)
        #expect(figure.budgetLeftSeconds == "0")
        continue
      }
      // Tenths of milliseconds and tenths of percent on both sides.
      #expect(figure.met == ((10 * denominator - bad) * 1000 >= question.target.units * 10 * denominator))
      let percent = (10 * denominator - bad) * 100_000_000 / (10 * denominator)
      let digits = String(percent % 1_000_000 + 1_000_000).dropFirst()
      #expect(figure.percentText == "\(percent / 1_000_000).\(digits)")
      let budget = (1000 - question.target.units) * denominator
      #expect(figure.budgetSeconds == ExactDecimal.text(Int128(budget), places: 6))
      #expect(figure.budgetLeftSeconds == ExactDecimal.text(Int128(budget - 100 * bad), places: 6))
    }
    let own = report.figures.filter {
      $0.rule.unknown == question.rule.unknown && $0.rule.maintenance == question.rule.maintenance
        && $0.rule.degraded.isSameNumber(as: question.rule.degraded)
    }
    #expect(own.map(\.figure) == [report.figure])
  }

  private func month(_ target: String, down: Int64, days: Int64 = 30) throws -> AvailabilityReport {
    try Availability(
      from: Self.start, to: Self.start + .days(days), target: ExactDecimal(parsing: target),
      rule: AvailabilityRule(uncovered: .up),
      intervals: [StateInterval(from: Self.start, to: Self.start + .seconds(down), state: .down)]
    ).report()
  }

  /// Target, days, seconds down, what is shown, met, budget. Worked out by hand; the verdict is that of whole numbers,
  /// what is shown is rounded down.
  @Test(arguments: [
    ("99.99", 30, 259, "99.990007", true, "259.2"), ("99.99", 30, 260, "99.989969", false, "259.2"),
    ("99.9", 30, 2592, "99.900000", true, "2592"), ("99.9", 1, 86, "99.900462", true, "86.4"),
    ("99.9", 1, 87, "99.899305", false, "86.4"), ("99.9", 28, 0, "100.000000", true, "2419.2"),
    ("99.9", 31, 0, "100.000000", true, "2678.4"), ("99.9", 365, 31_536, "99.900000", true, "31536"),
    ("0", 1, 86_400, "0.000000", true, "86400"), ("100", 1, 1, "99.998842", false, "0"),
    ("99.999999", 1, 0, "100.000000", true, "0.000864"),
  ])
  func `verdicts are exact`(_ row: (String, Int64, Int64, String, Bool, String)) throws {
    let figure = try month(row.0, down: row.2, days: row.1).figure
    #expect(figure.percentText == row.3)
    #expect(figure.met == row.4)
    #expect(figure.budgetSeconds == row.5)
  }

  @Test func `a ledger without bounds is refused`() throws {
    // 1500 sources one after the other, all down to the end: each row would name one more.
    let end = Self.start + .days(1)
    let intervals = (0..<1500).map {
      StateInterval(from: Self.start + .seconds(Int64($0)), to: end, state: .down, source: "source \($0)")
    }
    let question = Availability(
      from: Self.start, to: end, target: try ExactDecimal(parsing: "99"), rule: AvailabilityRule(uncovered: .up),
      intervals: intervals)
    let fault = MainstayError.field("intervals", "make a ledger of more than 1000000 rows and sources")
    #expect(throws: fault) { _ = try question.report() }
  }
}
