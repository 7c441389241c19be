import BusinessTime
import Duty
import Kernel
import Testing

private typealias S = DutySample

@Suite(.timeLimit(.minutes(10))) struct RosterHistoryTests {
  private let kim = S.kim
  private let lena = S.lena
  private let ravi = S.ravi
  private let mei = S.mei

  /// The schedule oracles: the week of 167 hours, that of 169, and a hand-over at a time that clocks skip, or show twice.
  @Test(arguments: [
    ("2026-03-23", "2026-03-30", 167), ("2026-10-19", "2026-10-26", 169), ("2026-06-01", "2026-06-08", 168),
  ])
  func weekAsLongAsClocksMakeIt(_ start: String, _ end: String, _ hours: Int64) throws {
    let plan = S.plan([S.layer([kim, lena], .weeks, "00:00", start)])
    let history = RosterHistory(versions: [S.version(plan)])
    let zone = S.zone("Europe/Berlin")
    let (from, to) = (zone.instant(of: S.date(start), secondOfDay: 0), zone.instant(of: S.date(end), secondOfDay: 0))
    let shifts = history.shifts(from: from, to: to + .hours(1))
    #expect(shifts.map(\.person) == [kim, lena])
    #expect(shifts.first.map { $0.span.to - $0.span.from } == .hours(hours))
  }

  @Test func handoverInTheGapIsAtItsEnd() {
    let history = RosterHistory(versions: [S.version(S.plan([S.layer([kim, lena], .days, "02:30", "2026-03-28")]))])
    let shifts = history.shifts(from: S.at("2026-03-28T12:00:00Z"), to: S.at("2026-03-30T12:00:00Z"))
    // 02:30 does not exist on 29 March: duty is handed over at 03:00 by the new clock, the first instant there is.
    #expect(shifts.map(\.span.from).dropFirst() == [S.at("2026-03-29T01:00:00Z"), S.at("2026-03-30T00:30:00Z")])
    #expect(shifts.map(\.person) == [kim, lena, kim])
    #expect(history.onDuty(at: S.at("2026-03-29T00:59:59.999Z")).holder == .person(kim))
    #expect(history.onDuty(at: S.at("2026-03-29T01:00:00Z")).holder == .person(lena))
  }

  @Test func handoverAtATimeThatComesTwiceIsOnceAtTheFirst() {
    let history = RosterHistory(versions: [S.version(S.plan([S.layer([kim, lena], .days, "02:30", "2026-10-24")]))])
    let shifts = history.shifts(from: S.at("2026-10-24T12:00:00Z"), to: S.at("2026-10-26T12:00:00Z"))
    #expect(shifts.map(\.span.from).dropFirst() == [S.at("2026-10-25T00:30:00Z"), S.at("2026-10-26T01:30:00Z")])
    #expect(shifts.map(\.person) == [kim, lena, kim])
    #expect(history.onDuty(at: S.at("2026-10-25T01:30:00Z")).holder == .person(lena))
  }

  @Test func hoursThatPassKnowNoDaylightSaving() {
    let history = RosterHistory(
      versions: [S.version(S.plan([S.layer([kim, lena], every: 12, .hours, "08:00", "2026-03-28")]))])
    let shifts = history.shifts(from: S.at("2026-03-28T07:00:00Z"), to: S.at("2026-03-30T07:00:00Z"))
    #expect(shifts.map { $0.span.to - $0.span.from } == Array(repeating: .hours(12), count: 4))
  }

  @Test func overrideBeforeSwapBeforeRotationBeforeStandby() {
    let plan = S.plan(
      [S.layer([kim, lena], .weeks, "09:00", "2026-11-02", until: "2026-11-16")], standby: mei)
    let swap = DutySwap(
      id: RecordID("s"), asker: kim, taker: lena, given: S.span("2026-11-03T08:00:00Z", "2026-11-04T08:00:00Z"),
      returned: S.span("2026-11-10T08:00:00Z", "2026-11-11T08:00:00Z"), state: .accepted,
      askedAt: S.at("2026-11-01T08:00:00Z"), answeredAt: S.at("2026-11-01T09:00:00Z"))
    let override = DutyOverride(
      id: RecordID("o"), person: ravi, span: S.span("2026-11-03T20:00:00Z", "2026-11-03T22:00:00Z"), maker: mei,
      madeAt: S.at("2026-11-02T08:00:00Z"))
    let history = RosterHistory(versions: [S.version(plan)], overrides: [override], swaps: [swap])
    func who(_ time: String) -> RecordID? { history.onDuty(at: S.at(time)).holder.person }
    #expect(who("2026-11-02T07:59:00Z") == mei)
    #expect(who("2026-11-02T08:00:00Z") == kim)
    #expect(who("2026-11-03T12:00:00Z") == lena)
    #expect(history.onDuty(at: S.at("2026-11-03T12:00:00Z")).source == .swap(RecordID("s")))
    #expect(who("2026-11-03T21:00:00Z") == ravi)
    #expect(who("2026-11-03T22:00:00Z") == lena)
    #expect(who("2026-11-04T08:00:00Z") == kim)
    #expect(who("2026-11-10T12:00:00Z") == kim)
    #expect(who("2026-11-11T08:00:00Z") == lena)
    #expect(who("2026-11-16T08:00:00Z") == mei)
    #expect(history.onDuty(at: S.at("2026-11-20T08:00:00Z")).source == .standby)
  }

  @Test func swapsThatNobodyAcceptedChangeNothing() {
    let plan = S.plan([S.layer([kim], .weeks, "09:00", "2026-11-02")])
    for state in DutySwap.State.allCases where state != .accepted {
      let swap = DutySwap(
        id: RecordID("s"), asker: kim, taker: lena, given: S.span("2026-11-03T08:00:00Z", "2026-11-04T08:00:00Z"),
        state: state, askedAt: S.at("2026-11-01T08:00:00Z"))
      let history = RosterHistory(versions: [S.version(plan)], swaps: [swap])
      #expect(history.onDuty(at: S.at("2026-11-03T12:00:00Z")).holder == .person(kim))
      #expect(swap.isExpired(at: S.at("2026-11-03T08:00:00Z")) == (state == .asked))
      #expect(!swap.isExpired(at: S.at("2026-11-03T07:59:59Z")))
    }
  }

  @Test func absencesAndStandingMakeGapsWithTheirReasons() {
    let plan = S.plan([S.layer([kim], .weeks, "09:00", "2026-11-02")])
    let absences = [
      Absence(
        id: RecordID("a"), person: kim, span: S.span("2026-11-03T00:00:00Z", "2026-11-05T00:00:00Z"),
        deputy: lena, madeAt: S.at("2026-11-01T00:00:00Z")),
      Absence(
        id: RecordID("b"), person: lena, span: S.span("2026-11-04T00:00:00Z", "2026-11-06T00:00:00Z"),
        madeAt: S.at("2026-11-01T00:00:00Z")),
      Absence(
        id: RecordID("c"), person: kim, span: S.span("2026-11-07T00:00:00Z", "2026-11-09T00:00:00Z"),
        madeAt: S.at("2026-11-01T00:00:00Z"), endedAt: S.at("2026-11-08T00:00:00Z")),
    ]
    let history = RosterHistory(
      versions: [S.version(plan)], absences: absences,
      standings: [
        kim: [
          Standing(since: S.at("2026-10-01T00:00:00Z"), fault: nil),
          Standing(since: S.at("2026-11-10T00:00:00Z"), fault: .inactive),
          Standing(since: S.at("2026-11-11T00:00:00Z"), fault: nil),
        ]
      ])
    let gaps = history.gaps(from: S.at("2026-11-02T12:00:00Z"), to: S.at("2026-11-12T00:00:00Z"))
    #expect(
      gaps.map(\.span) == [
        S.span("2026-11-04T00:00:00Z", "2026-11-05T00:00:00Z"),
        S.span("2026-11-07T00:00:00Z", "2026-11-08T00:00:00Z"),
        S.span("2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"),
      ])
    #expect(
      gaps.map(\.place.holder) == [
        .nobody(.absent(kim, deputy: lena)), .nobody(.absent(kim, deputy: nil)), .nobody(.unfit(kim, .inactive)),
      ])
    #expect(history.onDuty(at: S.at("2026-11-03T12:00:00Z")).holder == .deputy(lena, for: kim))
  }

  @Test func nobodyIsMissedOutsideOfTheHoursToCover() {
    let plan = S.plan(
      [S.layer([kim], .weeks, "09:00", "2026-11-02", hours: ["mon-fri 08:00-12:00"])], cover: ["mon-fri 08:00-18:00"])
    let history = RosterHistory(
      versions: [S.version(plan)],
      absences: [
        Absence(
          id: RecordID("a"), person: kim, span: S.span("2026-11-04T00:00:00Z", "2026-11-05T00:00:00Z"),
          madeAt: S.at("2026-11-01T00:00:00Z"))
      ])
    // Wednesday, 4 November, and Saturday.
    let gaps = history.gaps(from: S.at("2026-11-04T00:00:00+01:00"), to: S.at("2026-11-05T00:00:00+01:00"))
    #expect(
      gaps.map(\.span) == [
        S.span("2026-11-04T08:00:00+01:00", "2026-11-04T12:00:00+01:00"),
        S.span("2026-11-04T12:00:00+01:00", "2026-11-04T18:00:00+01:00"),
      ])
    #expect(history.gaps(from: S.at("2026-11-07T00:00:00Z"), to: S.at("2026-11-08T00:00:00Z")).isEmpty)
    #expect(history.onDuty(at: S.at("2026-11-07T12:00:00Z")).holder == .nobody(.notNeeded))
  }

  @Test func changesOfTheRosterLeaveThePastAsItWas() {
    let first = S.plan([S.layer([kim], .weeks, "09:00", "2026-01-05")])
    let second = S.plan([S.layer([lena], .weeks, "09:00", "2026-01-05")])
    let third = S.plan([S.layer([ravi], .weeks, "09:00", "2026-01-05")])
    let history = RosterHistory(
      versions: [
        S.version(first, 1, from: "2026-02-01T00:00:00Z"),
        // Made before the third, to begin after it: the third stands in for it.
        S.version(second, 2, from: "2026-05-01T00:00:00Z"), S.version(third, 3, from: "2026-04-01T00:00:00Z"),
      ], closedAt: S.at("2026-06-01T00:00:00Z"))
    func who(_ time: String) -> DutyHolder { history.onDuty(at: S.at(time)).holder }
    #expect(who("2026-01-31T00:00:00Z") == .nobody(.noRoster))
    #expect(who("2026-03-03T01:30:00Z") == .person(kim))
    #expect(who("2026-04-01T00:00:00Z") == .person(ravi))
    #expect(who("2026-05-02T00:00:00Z") == .person(ravi))
    #expect(who("2026-06-01T00:00:00Z") == .nobody(.noRoster))
    #expect(history.shifts(from: S.at("2026-03-03T00:00:00Z"), to: S.at("2026-03-02T00:00:00Z")).isEmpty)
  }

  @Test func reasonsSayHowItComesAbout() {
    let plan = S.plan([
      S.layer(key: "1", [ravi], .weeks, "09:00", "2026-11-02", hours: ["sat,sun 00:00-24:00"]),
      S.layer(key: "2", [kim, lena], .weeks, "09:00", "2026-11-02"),
    ])
    let history = RosterHistory(
      versions: [S.version(plan)],
      absences: [
        Absence(
          id: RecordID("a"), person: lena, span: S.span("2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z"),
          deputy: mei, madeAt: S.at("2026-11-01T00:00:00Z"))
      ])
    let words = history.reasons(at: S.at("2026-11-11T12:00:00Z"))
      .map { $0.words(name: \.text, time: \.rfc3339) }
    #expect(
      words == [
        "Plan 1 is in force since 2026-01-01T00:00:00Z.", "Layer Layer 1 does not cover this hour.",
        "Layer Layer 2 gives it to lena: turn 2, from 2026-11-09T08:00:00Z to 2026-11-16T08:00:00Z.",
        "lena is away until 2026-11-12T00:00:00Z, and mei is the deputy.", "mei is on duty.",
      ])
  }
}
