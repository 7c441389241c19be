import Agreements
import BusinessTime
import Kernel
import Services
import SystemZones
import Testing

@Suite("What a service's records come to", .timeLimit(.minutes(10)))
struct ServiceQuestionTests {
  private static let utc = ZoneRules(identifier: "UTC", offset: 0, changes: [])
  private static let month =
    ServicePeriod(parsing: "2026-06") ?? ServicePeriod(.month, containing: .init(daysSince1970: 0))
  private static let start = utc.instant(of: month.first, secondOfDay: 0)

  private static func outage(
    _ number: Int, _ from: Duration, _ to: Duration?, _ state: OutageState = .down, _ cause: OutageCause = .fault,
    told: Duration = .days(40), approved: Bool = false
  ) -> Outage {
    var outage = Outage(
      id: RecordID("\(number)"), number: number, service: "payments", from: start + from, to: to.map { start + $0 },
      state: state, cause: cause, toldAt: start + told, toldBy: "system:test")
    if approved { outage.approvedAt = start + told }
    return outage
  }

  private static func question(
    _ outages: [Outage], asOf: Duration? = nil, hours: BusinessCalendar? = nil,
    _ change: (inout AvailabilityPromise) -> Void = { _ in }
  ) -> ServiceQuestion {
    var promise = AvailabilityPromise(target: ExactDecimal(units: 999, places: 1), timeZone: "UTC")
    change(&promise)
    return ServiceQuestion(
      service: "payments", promise: promise, period: month, zone: utc, hours: hours, outages: outages,
      asOf: asOf.map { start + $0 } ?? start + .days(30))
  }

  private static func minute(_ minutes: Int64) -> Duration { .minutes(minutes) }

  @Test("one month, by the rules of its promise: what is down, degraded, not known and left out")
  func month() throws {
    // 43,200 minutes; a window of 240 told in time with 180 down inside, 60 down, 90 degraded, 120 not known.
    let outages = [
      Self.outage(1, .days(3), .days(3) + .hours(4), .excluded, .maintenance, told: .zero),
      Self.outage(2, .days(3), .days(3) + .hours(3), .down, .maintenance),
      Self.outage(3, .days(9), .days(9) + .hours(1)),
      Self.outage(4, .days(12), .days(12) + .minutes(90), .degraded),
      Self.outage(5, .days(15), .days(15) + .hours(2), .unknown),
    ]
    for (rule, percent) in [
      (AvailabilityRule(uncovered: .up, unknown: .up), "99.860335"), (AvailabilityRule(uncovered: .up), "99.859943"),
      (AvailabilityRule(uncovered: .up, unknown: .down), "99.581005"),
      (
        AvailabilityRule(uncovered: .up, unknown: .up, degraded: ExactDecimal(units: 5, places: 1)), "99.755586"
      ),
      (AvailabilityRule(uncovered: .up, unknown: .up, degraded: ExactDecimal(units: 1, places: 0)), "99.650837"),
      (AvailabilityRule(uncovered: .up, unknown: .up, maintenance: .forgiven), "99.861111"),
      (AvailabilityRule(uncovered: .up, unknown: .up, maintenance: .counted), "99.444444"),
    ] {
      let answer = try Self.question(outages) {
        $0.rule = rule; $0.notice = .hours(48)
      }.answered()
      #expect(answer.figure.percentText == percent, "\(rule)")
      let sum = answer.ledger.reduce(Int128(0)) { $0 + $1.bad }
      #expect(ExactDecimal.text(sum, places: 15) == answer.figure.badSeconds, "\(rule)")
    }
    // Nobody's word and no notice: the window counts for nothing.
    #expect(try Self.question(outages) { $0.rule.unknown = .up }.answered().figure.percentText == "99.444444")
    let rows = try Self.question(outages) { $0.notice = .hours(48) }.answered().ledger.filter { $0.kind != .up }
    #expect(rows.map(\.outages) == [[1], [3], [4], [5]])
  }

  @Test(
    "maintenance is left out when it was told in time, and anything once it is approved",
    arguments: [
      (OutageCause.maintenance, Duration.hours(49), false, true), (.maintenance, .hours(48), false, true),
      (.maintenance, .hours(47), false, false), (.maintenance, .hours(-1), false, false),
      (.maintenance, .hours(-1), true, true), (.customer, .hours(90), false, false),
      (.customer, .hours(-5), true, true),
    ])
  func notice(_ row: (OutageCause, Duration, Bool, Bool)) {
    let outage = Self.outage(
      1, .days(9), .days(9) + .hours(1), .excluded, row.0, told: .days(9) - row.1, approved: row.2)
    #expect(Self.question([outage]) { $0.notice = .hours(48) }.leftOut.contains(1) == row.3)
    #expect(Self.question([outage]).leftOut.contains(1) == row.2)
  }

  @Test("maintenance by notice alone holds as far as the promise's bound reaches, the first told first")
  func bound() {
    let windows = [
      Self.outage(1, .days(3), .days(3) + .hours(3), .excluded, .maintenance, told: .zero - .days(2)),
      Self.outage(2, .days(9), .days(9) + .hours(4), .excluded, .maintenance, told: .zero - .days(5)),
      Self.outage(3, .days(12), .days(12) + .hours(2), .excluded, .maintenance, told: .zero - .days(1)),
      Self.outage(4, .days(15), .days(15) + .hours(20), .excluded, .maintenance, told: .zero, approved: true),
    ]
    for (most, held, beyond) in [
      (Duration.hours(9), [1, 2, 3], []), (.hours(8), [1, 2], [3]), (.hours(6), [2], [1, 3]), (.hours(4), [2], [1, 3]),
      (.zero, [], [1, 2, 3]), (nil, [1, 2, 3], []),
    ] as [(Duration?, Set<Int>, Set<Int>)] {
      let question = Self.question(windows) {
        $0.notice = .hours(48); $0.mostAnnounced = most
      }
      #expect(question.announced.held == held && question.announced.beyond == beyond, "\(String(describing: most))")
      #expect(question.leftOut == held.union([4]))
    }
    // A year that was told long before is no year that nobody has to approve.
    let year = Self.outage(1, .days(-100), .days(265), .excluded, .maintenance, told: .days(-200))
    #expect(
      Self.question([year]) {
        $0.notice = .hours(48); $0 = $0.bounded
      }.leftOut == [])
  }

  @Test("whether one figure is better than another: its verdict, its share, what counts as down")
  func better() {
    func figure(_ availability: String?, _ met: Bool?, bad: String = "0") -> StatedFigure {
      StatedFigure(target: "99.9", availability: availability, met: met, seconds: ["bad": bad])
    }
    for (after, before, isBetter) in [
      (figure("99.95", true), figure("99.8", false), true), (figure("99.8", false), figure("99.95", true), false),
      (figure(nil, nil), figure("99.8", false), true), (figure("99.8", false), figure(nil, nil), false),
      (figure("99.95", true), figure(nil, nil), true), (figure(nil, nil), figure("99.95", true), false),
      (figure("99.81", false), figure("99.8", false), true), (figure("99.8", false), figure("99.81", false), false),
      (figure("99.8", false, bad: "10"), figure("99.8", false, bad: "10.5"), true),
      (figure("99.8", false, bad: "10.5"), figure("99.8", false, bad: "10.5"), false),
      (figure("99.8", false, bad: "10.50"), figure("99.8", false, bad: "10.5"), false),
      (figure("100.000000", true), figure("99.999999", true), true),
    ] { #expect(after.isBetter(than: before) == isBetter, "\(after) against \(before)") }
  }

  @Test(
    "a figure of others is compared at the decimals that they typed, which is said",
    arguments: [
      ("100", "99.865591", SaidFigure.Fit.rounded, "100 is written without decimals; ours, 99.865591, rounds to it."),
      ("100", "99.100000", .none, "100 is written without decimals; ours, 99.100000, does not round to it."),
      ("100", "100.000000", .exact, "100 is ours to the last digit."),
      ("100.0", "99.960000", .rounded, "100.0 is written with one decimal; ours, 99.960000, rounds to it."),
      ("100.0", "99.865591", .none, "100.0 is written with one decimal; ours, 99.865591, does not round to it."),
      ("99", "99.865591", .cut, "99 is written without decimals; ours, 99.865591, is cut off to it."),
      ("99.86", "99.865591", .cut, "99.86 is written with 2 decimals; ours, 99.865591, is cut off to it."),
      ("0.05", "0.050000", .exact, "0.05 is ours to the last digit."),
      ("99.865591", "99.865591", .exact, "99.865591 is ours to the last digit."),
    ])
  func precision(_ row: (String, String, SaidFigure.Fit, String)) throws {
    let said = try #require(SaidFigure(ExactDecimal(parsing: row.0), against: row.1))
    #expect(said.fit == row.2 && said.words == row.3)
  }

  @Test("where a figure as it is written keeps the target and ours does not, its decimals decide")
  func verdicts() throws {
    let target = ExactDecimal(units: 999, places: 1)
    for (text, ours, met, differs) in [
      ("100", "99.865591", false, true), ("99.9", "99.865591", false, true), ("99.8", "99.865591", false, false),
      ("99", "99.950000", true, true), ("100", "99.950000", true, false), ("100", "100.000000", nil, false),
    ] as [(String, String, Bool?, Bool)] {
      let said = try #require(SaidFigure(ExactDecimal(parsing: text), against: ours))
      #expect(said.differsInVerdict(of: target, ours: met) == differs, "\(text)")
    }
  }

  @Test("a period that has not begun does not run, and has none of its time counted")
  func ahead() throws {
    for (asOf, hasBegun, isRunning, isOver) in [
      (Duration.days(-3), false, false, false), (.zero, true, true, false), (.days(3), true, true, false),
      (.days(30), true, false, true),
    ] {
      let question = Self.question([], asOf: asOf)
      #expect(question.hasBegun == hasBegun && question.isRunning == isRunning && question.isOver == isOver)
    }
    #expect(try Self.question([], asOf: .days(-3)).answered().report.time.period == .zero)
  }

  @Test("a target is more than nothing and at most everything; what was promised before can still be read")
  func targets() throws {
    for (target, paths) in [("0", ["target"]), ("0.000", ["target"]), ("100.01", ["target"]), ("100", []), ("0.1", [])]
    {
      let promise = AvailabilityPromise(target: try ExactDecimal(parsing: target), timeZone: "UTC")
      #expect(promise.faults.map(\.path) == paths, "\(target)")
      #expect((AvailabilityPromise(json: promise.json) != nil) == (target != "100.01"))
    }
    for (most, count) in [(Duration.hours(72), 0), (.hours(73), 1), (.hours(-1), 1), (.zero, 0)] {
      var promise = AvailabilityPromise(target: ExactDecimal(units: 99, places: 0), timeZone: "UTC", notice: .hours(48))
      promise.mostAnnounced = most
      #expect(promise.faults.count == count && AvailabilityPromise(json: promise.json) == (count == 0 ? promise : nil))
    }
    for (kind, hours) in [(ServicePeriod.Kind.month, 8), (.quarter, 24), (.year, 96)] as [(ServicePeriod.Kind, Int64)] {
      #expect(AvailabilityPromise.usualAnnounced(kind) == .hours(hours))
    }
  }

  @Test("trouble counts by its unbroken stretch: touching and overlapping records are one")
  func brief() {
    let outages = [
      Self.outage(1, Self.minute(100), Self.minute(103)), Self.outage(2, Self.minute(103), Self.minute(106), .degraded),
      Self.outage(3, Self.minute(200), Self.minute(204)), Self.outage(4, Self.minute(300), Self.minute(305)),
      Self.outage(5, Self.minute(400), nil),
    ]
    func brief(asOf minutes: Int64) -> Set<Int> {
      Self.question(outages, asOf: Self.minute(minutes)) { $0.shortest = .minutes(5) }.brief
    }
    #expect(brief(asOf: 1000) == [3])
    // What goes on is as long as it has gone on.
    #expect(brief(asOf: 402) == [3, 5] && brief(asOf: 405) == [3])
    #expect(Self.question(outages).brief == [])
  }

  @Test("a period that runs counts to the present; what goes on ends there")
  func running() throws {
    let question = Self.question([Self.outage(1, .days(9), nil)], asOf: .days(10))
    let answer = try question.answered()
    #expect(question.isRunning && answer.report.time.down == .days(1) && answer.report.time.period == .days(10))
    #expect(answer.figure.budgetWholeSeconds == "2592")
    #expect(question.file["asOf"]?.stringValue == "2026-06-11T00:00:00Z")
    #expect(Self.question([]).file["asOf"] == nil)
  }

  @Test("the hours of a promise bound what counts, also where the clocks change")
  func hours() throws {
    let zone = try SystemZones().rules(for: "Europe/Berlin")
    let window = try Window(parsing: "08:00-18:00")
    let week = Dictionary(
      uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map { ($0, [window]) })
    let calendar = try BusinessCalendar(
      CalendarDefinition(timeZone: "Europe/Berlin", weekly: week), zone: zone)
    var promise = AvailabilityPromise(target: ExactDecimal(units: 99, places: 0), timeZone: "Europe/Berlin")
    promise.calendar = "office"
    let march = try #require(ServicePeriod(parsing: "2026-03"))
    func down(_ from: String, _ to: String) throws -> Duration {
      var outage = Self.outage(1, .zero, .hours(1))
      (outage.from, outage.to) = (try Instant(parsing: from), try Instant(parsing: to))
      let question = ServiceQuestion(
        service: "payments", promise: promise, period: march, zone: zone, hours: calendar, outages: [outage],
        asOf: .latest)
      let answer = try question.answered()
      #expect(answer.report.time.service == .hours(220))
      return answer.report.time.down
    }
    #expect(try down("2026-03-30T08:00:00+02:00", "2026-03-30T09:00:00+02:00") == .hours(1))
    #expect(try down("2026-03-30T18:00:00+02:00", "2026-03-30T19:00:00+02:00") == .zero)
    #expect(try down("2026-03-06T17:30:00+01:00", "2026-03-09T08:30:00+01:00") == .hours(1))
    // Of what reaches over the period's end, the part inside.
    #expect(try down("2026-03-31T17:00:00+02:00", "2026-04-01T09:00:00+02:00") == .hours(1))
  }

  @Test(
    "the classes make up the service time, and the ledger the figure, whatever the records and the rule",
    arguments: 0..<200)
  func sums(_ seed: Int) throws {
    var chance = SplitMix64(seed: UInt64(seed) &* 77)
    let outages = (1...12).map { number in
      let from = Int64.random(in: -50_000...2_650_000, using: &chance)
      let length = Int64.random(in: 1...200_000, using: &chance)
      let state = OutageState.allCases.randomElement(using: &chance) ?? .down
      let isOpen = state != .excluded && Int.random(in: 0..<8, using: &chance) == 0
      return Self.outage(
        number, .seconds(from), isOpen ? nil : .seconds(from + length), state,
        OutageCause.allCases.randomElement(using: &chance) ?? .fault,
        told: .seconds(Int64.random(in: -300_000...3_000_000, using: &chance)), approved: Bool.random(using: &chance))
    }
    let question = Self.question(
      outages, asOf: Bool.random(using: &chance) ? .seconds(Int64.random(in: 1...2_592_000, using: &chance)) : nil
    ) {
      $0.rule = AvailabilityRule(
        uncovered: Bool.random(using: &chance) ? .up : .unknown,
        unknown: AvailabilityRule.Unknown.allCases.randomElement(using: &chance) ?? .up,
        degraded: ExactDecimal(units: Int64.random(in: 0...100, using: &chance), places: 2),
        maintenance: AvailabilityRule.Maintenance.allCases.randomElement(using: &chance) ?? .counted)
      $0.shortest = .seconds(Int64.random(in: 0...60_000, using: &chance))
      $0.notice = Bool.random(using: &chance) ? .seconds(Int64.random(in: 0...200_000, using: &chance)) : nil
    }
    let own = try question.answered()
    for rule in [nil] + own.report.figures.map(\.rule) {
      let answer = try question.answered(by: rule)
      let time = answer.report.time
      #expect(time.service == time.excluded + time.down + time.degraded + time.unknown + time.up)
      let sum = answer.ledger.reduce(Int128(0)) { $0 + $1.bad }
      #expect(ExactDecimal.text(sum, places: 15) == answer.figure.badSeconds)
      #expect(answer.ledger.reduce(Duration.zero) { $0 + ($1.to - $1.from) } == time.service)
      for (before, after) in zip(answer.ledger, answer.ledger.dropFirst()) { #expect(before.to <= after.from) }
      // Where the differences name nothing, there is none.
      if own.report.time.differences(own.report.rule, answer.report.rule).isEmpty {
        #expect(own.figure.percentText == answer.figure.percentText)
      }
      // Whatever a rule gives is found by it.
      if let text = answer.figure.percentText {
        let said = try ExactDecimal(parsing: text)
        let rule = answer.report.rule
        #expect(
          own.report.rules(giving: said).contains {
            $0.unknown == rule.unknown && $0.maintenance == rule.maintenance
              && $0.degraded.isSameNumber(as: rule.degraded)
          })
      }
    }
  }

  @Test(
    "a figure of others is one of rules where a rule gives it, at as many decimals as they write, and of facts where none does"
  )
  func theirs() throws {
    let outages = [
      Self.outage(1, .days(3), .days(3) + .hours(4), .excluded, .maintenance, told: .zero),
      Self.outage(2, .days(3), .days(3) + .hours(3)), Self.outage(3, .days(9), .days(9) + .hours(1)),
    ]
    let report = try Self.question(outages) { $0.notice = .hours(48) }.answered().report
    func rules(_ text: String) throws -> Set<AvailabilityRule.Maintenance> {
      Set(report.rules(giving: try ExactDecimal(parsing: text)).map(\.maintenance))
    }
    #expect(try rules("99.4444") == [.counted] && rules("99.444444") == [.counted])
    #expect(
      try rules("99.86") == [.excluded, .forgiven] && rules("99.8603") == [.excluded] && rules("99.8611") == [.forgiven]
    )
    // 99.860335 is 99.9 to the nearest, and 99.8 rounded down.
    #expect(try rules("99.9") == [.excluded, .forgiven] && rules("99.8") == [.excluded, .forgiven])
    #expect(try rules("98.2") == [] && rules("100.0") == [])
    let differences = report.time.differences(
      report.rule, AvailabilityRule(uncovered: .up, unknown: .down, maintenance: .counted))
    #expect(differences.map(\.member) == ["maintenance"] && differences[0].time == .hours(4))
  }

  @Test("a figure is kept and read again")
  func stated() throws {
    let figure = try Self.question([Self.outage(1, .zero, .hours(1))]).answered().stated
    #expect(StatedFigure(json: figure.json) == figure && figure.met == false && figure.seconds["bad"] == "3600")
    var members = figure.json.objectValue ?? [:]
    members["odd"] = "x"
    #expect(StatedFigure(json: .object(members)) == nil)
  }
}
