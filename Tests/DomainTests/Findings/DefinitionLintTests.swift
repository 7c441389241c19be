import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Testing

@Suite("What in definitions is hardly meant", .timeLimit(.minutes(10)))
struct DefinitionLintTests {
  private typealias Kind = AgreementFinding.Kind
  private static let now = Lint.now

  private struct Case: Sendable {
    var name: String
    var found: [AgreementFinding.Kind]
    var expected: [AgreementFinding.Kind]
    init(_ name: String, _ found: [AgreementFinding.Kind], _ expected: [AgreementFinding.Kind] = []) {
      (self.name, self.found, self.expected) = (name, found, expected)
    }
  }

  private static func check(_ cases: [Case]) {
    for one in cases { #expect(one.found == one.expected, "\(one.name)") }
  }

  @Test("an agreement that others always go before, and two that share tickets and name as much")
  func choice() {
    let all = Lint.agreement("a")
    let day = Self.now + .days(10)
    Self.check([
      Case("one alone", Lint.kinds([all])),
      Case("two for every ticket: the second never applies", Lint.kinds([all, Lint.agreement("b")]), [.neverApplies]),
      Case("one more specific leaves the other the rest", Lint.kinds([all, Lint.agreement("b", ["service": ["x"]])])),
      Case(
        "equal scopes: the second never applies",
        Lint.kinds([Lint.agreement("a", ["service": ["x"]]), Lint.agreement("b", ["service": ["x"]])]), [.neverApplies]),
      Case(
        "a value shared: both are chosen, by the key where they meet",
        Lint.kinds([Lint.agreement("a", ["service": ["x", "y"]]), Lint.agreement("b", ["service": ["y", "z"]])]),
        [.overlap]),
      Case(
        "no value shared",
        Lint.kinds([Lint.agreement("a", ["service": ["x"]]), Lint.agreement("b", ["service": ["y"]])])),
      Case(
        "other attributes: a ticket may have both",
        Lint.kinds([Lint.agreement("a", ["service": ["x"]]), Lint.agreement("b", ["priority": ["P1"]])]), [.overlap]),
      Case(
        "what both cover goes to a third that names more",
        Lint.kinds([
          Lint.agreement("a", ["service": ["x"]]), Lint.agreement("b", ["priority": ["P1"]]),
          Lint.agreement("c", ["service": ["x"], "priority": ["P1"]]),
        ])),
      Case(
        "several together leave nothing",
        Lint.kinds([
          Lint.agreement("a", ["service": ["x"]]),
          Lint.agreement("b", ["service": ["x"], "priority": ["P1"]]),
          Lint.agreement("c", ["service": ["x", "y"]]),
          Lint.agreement("d", ["service": ["y", "x"]]),
        ]), [.neverApplies, .overlap]),
      Case(
        "one ends at the instant at which the other begins",
        Lint.kinds([Lint.agreement("a", to: day), Lint.agreement("b", from: day)])),
      Case(
        "one ends a moment later",
        Lint.kinds([Lint.agreement("a", to: day + .milliseconds(1)), Lint.agreement("b", from: day)]),
        [.overlap]),
      Case("what is over is past", Lint.kinds([all, Lint.agreement("b", to: Self.now)])),
      Case(
        "what held before is past: from now on the other takes all",
        Lint.kinds([Lint.agreement("a", from: Self.now - .days(1)), Lint.agreement("b")]), [.neverApplies]),
    ])
  }

  @Test("a row whose tickets the rows before it take")
  func rows() {
    func kinds(_ rows: Target...) -> [AgreementFinding.Kind] { Lint.kinds(Lint.objective("r", .resolution, rows)) }
    let p1 = ["priority": ["P1"]]
    Self.check([
      Case("the rest stands last", kinds(Lint.row("PT4H", p1), Lint.row("PT8H"))),
      Case("the rest stands first", kinds(Lint.row("PT8H"), Lint.row("PT4H", p1)), [.rowNeverReached]),
      Case("the same again", kinds(Lint.row("PT4H", p1), Lint.row("PT5H", p1)), [.rowNeverReached]),
      Case("one value more", kinds(Lint.row("PT4H", p1), Lint.row("PT5H", ["priority": ["P1", "P2"]]))),
      Case(
        "two rows together",
        kinds(
          Lint.row("PT4H", p1), Lint.row("PT5H", ["priority": ["P2"]]), Lint.row("PT6H", ["priority": ["P1", "P2"]])),
        [.rowNeverReached]),
      Case(
        "a wider row before a narrower one",
        kinds(Lint.row("PT4H", p1), Lint.row("PT5H", ["priority": ["P1"], "service": ["x"]])), [.rowNeverReached]),
      Case(
        "a narrower row before a wider one",
        kinds(Lint.row("PT4H", ["priority": ["P1"], "service": ["x"]]), Lint.row("PT5H", p1))),
      Case("two rests", kinds(Lint.row("PT8H"), Lint.row("PT9H")), [.rowNeverReached]),
    ])
  }

  @Test("words and teams that a desk does not have")
  func words() {
    func kinds(_ standing: LintedAgreement.NamedWord.Standing) -> [AgreementFinding.Kind] {
      var one = Lint.agreement()
      one.words = [.init("priority", "P9", at: "scope.priority", standing)]
      return Lint.kinds([one])
    }
    let held = Lint.agreement("a", objectives: [Lint.objective("ola", .teamHolding, team: "network")])
    func teams(_ known: Set<String>?) -> [AgreementFinding.Kind] {
      DefinitionLint([held], teams: known, now: Self.now).report().findings.map(\.kind)
    }
    Self.check([
      Case("known", kinds(.known)), Case("unknown", kinds(.unknown), [.unknownWord]),
      Case("retired", kinds(.retired), [.retiredWord]),
      Case("a team that there is", teams(["network"])), Case("a team that there is not", teams([]), [.unknownTeam]),
      Case("teams not known", teams(nil)),
    ])
  }

  @Test("calendars that open at no time while they are needed, and targets beyond a year")
  func openTime() {
    let never = Lint.calendar(days: 0)
    let shut = Lint.calendar(closures: [
      Closure(.interval(from: Self.now, to: Self.now + .days(30)))
    ])
    func until(_ end: Instant) -> [AgreementFinding.Kind] {
      Lint.kinds([Lint.agreement("a", to: end, calendars: ["office": shut])])
    }
    func length(_ text: String) -> [AgreementFinding.Kind] {
      Lint.kinds(Lint.objective("r", .resolution, [Lint.row(text)]))
    }
    // 365 days from a Monday, 09:00, hold 261 weekdays of 8 hours: 52 weeks and the Monday.
    Self.check([
      Case("never open", Lint.kinds(Lint.objective(), calendars: ["office": never]), [.noOpenTime]),
      Case("closed until it ends", until(Self.now + .days(20)), [.noOpenTime]),
      Case("open for a day before it ends", until(Self.now + .days(31))),
      Case("as long as a year", length("PT2088H")),
      Case("a millisecond longer", length("PT2088H0.001S"), [.longerThanYear]),
      Case("as long in working days", length("P261D")), Case("and one more", length("P262D"), [.longerThanYear]),
    ])
  }

  @Test("closures that are known up to a date that is past, near, or before deadlines")
  func closures() {
    func horizon(_ date: String?, _ row: String = "PT8H", closures: [Closure] = [], to: Instant? = nil)
      -> [AgreementFinding]
    {
      DefinitionLint(
        [
          Lint.agreement(
            "a", to: to, objectives: [Lint.objective("r", .resolution, [Lint.row(row)])],
            calendars: ["office": Lint.calendar(horizon: date, closures: closures)])
        ], now: Self.now
      ).report().findings
    }
    func dated(_ year: Int, _ count: Int) -> [Closure] {
      (1...count).compactMap { CivilDate(year: year, month: 3, day: $0) }.map { Closure(.date($0, nil)) }
    }
    func kinds(_ findings: [AgreementFinding]) -> [AgreementFinding.Kind] { findings.map(\.kind) }
    // Now is 2026-06-01, 09:00; sixty days later is 2026-07-31, 09:00.
    Self.check([
      Case("none", kinds(horizon(nil))),
      Case("a year ahead", kinds(horizon("2027-06-01"))),
      Case("just over 60 days ahead", kinds(horizon("2026-07-31"))),
      Case("60 days ahead", kinds(horizon("2026-07-30")), [.closuresEnd]),
      Case("past", kinds(horizon("2026-05-31")), [.closuresEnd]),
      Case("today", kinds(horizon("2026-06-01")), [.closuresEnd]),
      Case("before a deadline that begins now", kinds(horizon("2026-12-31", "PT1300H")), [.closuresEnd]),
      Case("the agreement is over before", kinds(horizon("2026-07-01", to: Self.now + .days(20)))),
      Case("dated closures of last year, none since", kinds(horizon(nil, closures: dated(2025, 3))), [.closuresEnd]),
      Case("two of them are no year", kinds(horizon(nil, closures: dated(2025, 2)))),
      Case("dated closures of this year", kinds(horizon(nil, closures: dated(2026, 3)))),
      Case(
        "closures that recur",
        kinds(
          horizon(
            nil, closures: [MonthDay(month: 12, day: 25).map { Closure(.yearly(from: $0, to: $0)) }].compactMap { $0 }))
      ),
    ])
    // Those that recur do not stand for those that are dated.
    let mayDay = MonthDay(month: 5, day: 1).map { [Closure(.yearly(from: $0, to: $0))] } ?? []
    let both = horizon(nil, closures: dated(2025, 3) + mayDay)
    #expect(
      both.map(\.sentence) == [
        "The dated closures of the calendar office are known up to 2025-12-31, which is over: deadlines are computed as if "
          + "nothing else were closed."
      ])
    #expect(both.flatMap(\.evidence).map(\.words).contains("Its other closures recur by themselves and go on"))
    // A deadline that begins now, by the time that the agreement leaves out.
    var left = Lint.agreement(
      "a", objectives: [Lint.objective("r", .resolution, [Lint.row("PT8H")])],
      calendars: ["office": Lint.calendar(horizon: "2026-12-31")])
    #expect(Lint.kinds([left]).isEmpty)
    left.exclusions = [
      Exclusion(from: Self.now + .hours(1), to: Self.now + .days(230), reason: "move"),
      Exclusion(from: Self.now, to: Self.now + .hours(2), reason: "move"),
    ]
    #expect(Lint.kinds([left]) == [.closuresEnd])
    #expect(horizon("2026-05-31").map(\.severity) == [.error] && horizon("2026-07-30").map(\.severity) == [.warning])
    // What is only read off the closures is no certainty.
    #expect(horizon(nil, closures: dated(2025, 3)).map(\.severity) == [.warning])
  }

  @Test("thresholds that warn at the start, twice at once, out of order, or after the breach alone")
  func rungs() {
    func kinds(_ rungs: [String], _ rows: String...) -> [AgreementFinding.Kind] {
      Lint.kinds(
        Lint.objective(
          "r", .resolution,
          rows.enumerated().map {
            Lint.row($0.element, $0.offset + 1 < rows.count ? ["priority": ["P\($0.offset)"]] : [:])
          },
          thresholds: rungs))
    }
    Self.check([
      Case("as usual", kinds(["50%", "75%", "-PT1H", "100%", "+PT1H"], "PT8H")),
      Case("an hour before an hour", kinds(["-PT1H"], "PT1H"), [.rungAtStart]),
      Case("an hour before a little more", kinds(["-PT1H"], "PT1H0.001S")),
      Case("of one row alone", kinds(["50%", "-PT1H"], "PT1H", "PT8H"), [.rungAtStart]),
      Case("at the start on purpose", kinds(["0%", "50%"], "PT8H")),
      Case("75% and an hour before are one for 4 hours", kinds(["75%", "-PT1H"], "PT4H"), [.rungsAtOnce]),
      Case("and two for 8", kinds(["75%", "-PT1H"], "PT4H", "PT8H")),
      Case("out of order", kinds(["75%", "50%"], "PT8H"), [.rungsOutOfOrder]),
      Case("out of order for one row alone", kinds(["75%", "-PT1H"], "PT3H", "PT8H")),
      Case("after the breach alone", kinds(["+PT1H", "+PT2H"], "PT8H"), [.noRungBefore]),
      Case("above all of it", kinds(["120%"], "PT8H"), [.noRungBefore]),
      Case("at the breach", kinds(["100%"], "PT8H")),
      Case("on the wall clock nothing is known before", kinds(["-PT9H wall"], "PT8H")),
      Case("none", kinds([], "PT8H")),
      Case("out of order with another between", kinds(["75%", "-PT30M wall", "50%"], "PT8H"), [.rungsOutOfOrder]),
      Case(
        "each that is out of order", kinds(["75%", "-PT1H", "-PT4H", "50%"], "PT10H"),
        [.rungsOutOfOrder, .rungsOutOfOrder]),
    ])
    let found = Lint.findings(
      Lint.objective("r", .resolution, [Lint.row("PT10H")], thresholds: ["75%", "-PT1H", "-PT4H", "50%"]))
    #expect(
      found.map(\.sentence) == [
        "The threshold 4 h before of r of a stands behind 75% and 1 h before and is reached before them.",
        "The threshold 50% of r of a stands behind 75%, 1 h before and 4 h before and is reached before them.",
      ])
  }

  @Test("lengths stand in sentences as people say them")
  func lengthsInWords() {
    let p1 = ["priority": ["P1"]]
    let rows = Lint.findings(Lint.objective("r", .resolution, [Lint.row("PT8H"), Lint.row("PT90M", p1)]))
    #expect(rows.map(\.sentence).allSatisfy { $0.contains("(priority is P1: 1 h 30 min)") } && rows.count == 1)
    #expect(rows.flatMap(\.evidence).map(\.words) == ["Row 1: any ticket, 8 h"])
    let stop = Lint.objective("r", .resolution, [Lint.row("PT24H")], calendar: "always", stopAt: .closed)
    let closed = Lint.findings(stop, closesAfter: .days(5))
    #expect(closed.map(\.sentence).allSatisfy { $0.contains("after 120 h") && $0.contains("any ticket: 24 h") })
    #expect(closed.count == 1 && closed[0].evidence.map(\.words) == ["At least 120 h of it is open time of always"])
  }

  @Test("a part that takes longer than the whole")
  func parts() {
    func answer(_ rows: [Target], _ solution: [Target], _ calendar: String = "office") -> [AgreementFinding.Kind] {
      Lint.kinds(
        Lint.objective("answer", .firstResponse, rows, calendar: calendar), Lint.objective("r", .resolution, solution))
    }
    let p1 = ["priority": ["P1"]]
    Self.check([
      Case("shorter", answer([Lint.row("PT1H")], [Lint.row("PT4H")])),
      Case("as long", answer([Lint.row("PT4H")], [Lint.row("PT4H")])),
      Case("longer", answer([Lint.row("PT4H30M")], [Lint.row("PT4H")]), [.answeredAfterSolved]),
      Case("a working day against its hours", answer([Lint.row("P1D")], [Lint.row("PT8H")])),
      Case("a working day against fewer", answer([Lint.row("P1D")], [Lint.row("PT7H")]), [.answeredAfterSolved]),
      Case(
        "longer for P1 alone", answer([Lint.row("PT5H")], [Lint.row("PT4H", p1), Lint.row("PT8H")]),
        [.answeredAfterSolved]),
      Case(
        "and P1 has a row of its own",
        answer([Lint.row("PT1H", p1), Lint.row("PT5H")], [Lint.row("PT4H", p1), Lint.row("PT8H")])),
      Case("in hours of another calendar nothing is known", answer([Lint.row("PT5H")], [Lint.row("PT4H")], "always")),
      Case(
        "against every hour it is",
        Lint.kinds(
          Lint.objective("ola", .teamHolding, [Lint.row("PT5H")], team: "network"),
          Lint.objective("r", .resolution, [Lint.row("PT4H")], calendar: "always")), [.partLongerThanWhole]),
      Case(
        "a vendor's time that the whole does not count",
        Lint.kinds(
          Lint.objective("contract", .vendorHolding, [Lint.row("PT5H")], pauses: []),
          Lint.objective("r", .resolution, [Lint.row("PT4H")], pauses: ["awaiting-vendor"]))),
      Case(
        "a vendor's time that it does",
        Lint.kinds(
          Lint.objective("contract", .vendorHolding, [Lint.row("PT5H")], pauses: []),
          Lint.objective("r", .resolution, [Lint.row("PT4H")])), [.partLongerThanWhole]),
    ])
  }

  @Test("a stop that a timer delays past the target, and a clock that rests while it should count")
  func stops() {
    func closing(_ row: String, _ calendar: String, _ wait: Duration?, stopAt: StopPoint = .closed)
      -> [AgreementFinding.Kind]
    {
      Lint.kinds(
        Lint.objective("r", .resolution, [Lint.row(row)], calendar: calendar, stopAt: stopAt), closesAfter: wait)
    }
    Self.check([
      Case("no timer", closing("PT1H", "always", nil)),
      Case("a wait of five days against a day", closing("PT24H", "always", .days(5)), [.closesTooLate]),
      Case("as long as the wait", closing("PT120H", "always", .days(5))),
      Case("a millisecond shorter", closing("PT119H59M59.999S", "always", .days(5)), [.closesTooLate]),
      // Five days hold at least three working days of eight hours.
      Case("in office hours, the luckiest begin", closing("PT24H", "office", .days(5))),
      Case("and less than that", closing("PT23H", "office", .days(5)), [.closesTooLate]),
      Case("one that stops at the resolution", closing("PT1H", "always", .days(5), stopAt: .resolved)),
      Case(
        "time with the vendor rests while waiting for the vendor",
        Lint.kinds(Lint.objective("v", .vendorHolding, pauses: ["awaiting-vendor"])), [.pausedByItself]),
      Case(
        "and not while waiting for the requester",
        Lint.kinds(Lint.objective("v", .vendorHolding, pauses: ["awaiting-requester"]))),
    ])
  }

  @Test("the worst comes first, the same every time, and no agreement fills the list alone")
  func order() {
    let many = (0..<30).map { Lint.row("PT\($0 + 1)H", ["priority": ["P1"]]) }
    let lint = DefinitionLint(
      [Lint.agreement("b", objectives: [Lint.objective("r", .resolution, many)]), Lint.agreement("c", ["x": ["y"]])],
      now: Self.now)
    let report = lint.report()
    #expect(report == lint.report())
    #expect(report.findings.count(where: { $0.kind == .rowNeverReached }) == FindingLimits.ofOneKind)
    #expect(report.bounds.contains { $0.contains("Only 20 of 29") })
    #expect(report.findings.map(\.severity) == report.findings.map(\.severity).sorted())
  }

  @Test("what falls into too many cases is said, and not decided")
  func bounds() {
    // Each row takes one value of another attribute: what is left falls into pieces that double.
    let rows = (0..<16).map { row in
      Lint.row(
        "PT1H", Dictionary(uniqueKeysWithValues: (0..<4).map { ("a\((row * 7 + $0 * 5) % 23)", ["v\(row)", "w"]) }))
    }
    let report = DefinitionLint(
      [Lint.agreement("a", objectives: [Lint.objective("r", .resolution, rows)])], now: Self.now
    ).report()
    #expect(!report.bounds.isEmpty && report.findings.isEmpty)
  }

  @Test("the work for a report is bounded as a whole", arguments: [(1000, false), (10, true)])
  func wholeBound(_ given: Int, _ isSpent: Bool) {
    let others = (0..<12).map { TicketBox(["a\($0)": .among(["v"])]) }
    var work = given
    let left = TicketBox().without(others, limit: 5000, work: &work)
    #expect((left == nil) == isSpent && (work < 0) == isSpent)
  }
}
