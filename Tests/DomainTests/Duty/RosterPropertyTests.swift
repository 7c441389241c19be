import BusinessTime
import Duty
import Kernel
import Testing

private typealias S = DutySample

extension SplitMix64 {
  fileprivate mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  fileprivate mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...choices.count - 1)] }
}

/// What has to hold of every roster, over many made by repeatable chance.
@Suite(.timeLimit(.minutes(10))) struct RosterPropertyTests {
  private static let people = (1...5).map { RecordID("p\($0)") }
  private static let windows = [
    ["mon-fri 08:00-18:00"], ["daily 22:00-06:00"], ["sat-sun 00:00-24:00", "fri 18:00-24:00"], [],
    ["daily 02:30-03:30"], ["mon 00:00-02:30", "sun 01:00-03:00"],
  ]

  private static func plan(_ chance: inout SplitMix64, hours: Bool = true) -> RosterPlan {
    let layers = (1...chance.int(1...3)).map { number in
      let count = chance.int(1...5)
      let people = (1...count).map { _ in chance.pick(RosterPropertyTests.people) }
      let unit: Rotation.Unit = chance.pick(hours ? [.hours, .days, .weeks] : [.days, .weeks])
      return S.layer(
        key: "\(number)", people, every: chance.int(1...(unit == .hours ? 30 : 3)), unit,
        RosterDraft.clock(chance.pick([0, 150, 540, 1439, 130])),
        chance.pick(["2026-03-20", "2026-03-27", "2026-10-01"]),
        until: hours && chance.int(0...3) == 0 ? "2026-10-28" : nil, hours: chance.pick(windows))
    }
    return S.plan(
      zone: chance.pick(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]), layers,
      cover: chance.pick(windows), standby: chance.int(0...1) == 0 ? chance.pick(RosterPropertyTests.people) : nil)
  }

  private static func span(_ chance: inout SplitMix64, from: Instant, days: Int) -> DutySpan {
    let start = from + .minutes(Int64(chance.int(0...days * 1440)))
    return DutySpan(from: start, to: start + .minutes(Int64(chance.int(1...4000))))
  }

  private static func history(_ chance: inout SplitMix64, from: Instant, days: Int) -> RosterHistory {
    let base = from - .days(1)
    let versions = (1...chance.int(1...3)).map { number in
      let plan = plan(&chance)
      return RosterVersion(
        number: number, from: number == 1 ? base : from + .hours(Int64(chance.int(0...days * 24))), plan: plan,
        zone: S.zone(plan.timeZone))
    }
    let overrides = (0..<chance.int(0...3)).map { number in
      DutyOverride(
        id: RecordID("o\(number)"), person: chance.pick(people), span: span(&chance, from: from, days: days),
        maker: chance.pick(people), madeAt: base, endedAt: chance.int(0...3) == 0 ? from + .days(3) : nil)
    }
    let swaps = (0..<chance.int(0...3)).map { number in
      DutySwap(
        id: RecordID("s\(number)"), asker: people[0], taker: people[chance.int(1...4)],
        given: span(&chance, from: from, days: days), state: .accepted, askedAt: base,
        answeredAt: base)
    }
    let absences = (0..<chance.int(0...4)).map { number in
      Absence(
        id: RecordID("a\(number)"), person: chance.pick(people), span: span(&chance, from: from, days: days),
        deputy: chance.int(0...1) == 0 ? chance.pick(people) : nil, madeAt: base)
    }
    let standing = [
      people[chance.int(0...4)]: [
        Standing(since: base, fault: nil), Standing(since: from + .days(4), fault: .inactive),
        Standing(since: from + .days(6), fault: nil),
      ]
    ]
    return RosterHistory(
      versions: versions, closedAt: chance.int(0...4) == 0 ? from + .days(8) : nil, overrides: overrides, swaps: swaps,
      absences: absences, standings: standing)
  }

  /// Shifts lie against each other from the beginning to the end, two neighbours differ, and each says what is found
  /// for any instant in it alone.
  @Test(arguments: 1...120)
  func shiftsPartTheStretchAndAgreeWithEachInstant(_ seed: Int) {
    var chance = SplitMix64(seed: UInt64(seed))
    let from = S.at(chance.pick(["2026-03-25T00:00:00Z", "2026-10-20T00:00:00Z", "2026-04-01T05:17:00Z"]))
    let days = 10
    let history = RosterPropertyTests.history(&chance, from: from, days: days)
    let to = from + .days(Int64(days))
    let shifts = history.shifts(from: from, to: to)
    #expect(shifts.first?.span.from == from)
    #expect(shifts.last?.span.to == to)
    for (one, next) in zip(shifts, shifts.dropFirst()) {
      #expect(one.span.to == next.span.from)
      #expect(one.place != next.place)
    }
    for shift in shifts {
      #expect(shift.span.from < shift.span.to)
      let inside = shift.span.from.milliseconds..<shift.span.to.milliseconds
      let looked = [inside.lowerBound, inside.upperBound - 1, Int64.random(in: inside, using: &chance)]
      for instant in looked.map(Instant.init(milliseconds:)) {
        #expect(history.onDuty(at: instant) == shift.place, "at \(instant.rfc3339), seed \(seed)")
      }
    }
    for gap in history.gaps(from: from, to: to) {
      #expect(history.onDuty(at: gap.span.from).holder.person == nil)
      #expect(gap.place.holder != .nobody(.notNeeded))
    }
  }

  /// A stretch in two parts gives what the whole gives.
  @Test(arguments: 1...60)
  func partsGiveWhatTheWholeGives(_ seed: Int) {
    var chance = SplitMix64(seed: UInt64(seed + 1000))
    let from = S.at("2026-10-22T00:00:00Z")
    let history = RosterPropertyTests.history(&chance, from: from, days: 6)
    let (middle, to) = (from + .minutes(Int64(chance.int(1...8000))), from + .days(6))
    let parts = history.shifts(from: from, to: middle) + history.shifts(from: middle, to: to)
    let joined = parts.reduce(into: [DutyShift]()) { joined, shift in
      if let last = joined.last, last.place == shift.place {
        joined[joined.count - 1].span.to = shift.span.to
      } else {
        joined.append(shift)
      }
    }
    #expect(joined == history.shifts(from: from, to: to))
  }

  /// The slow second opinion, which walks the clock, names the same person. Hours that clocks skip or show twice are left
  /// to the tables: of those it knows nothing.
  @Test(arguments: 1...40)
  func agreesWithAWalkAlongTheClock(_ seed: Int) {
    var chance = SplitMix64(seed: UInt64(seed + 2000))
    var plan = RosterPropertyTests.plan(&chance, hours: false)
    plan.layers = plan.layers.map { layer in
      var layer = layer
      layer.rotation.start = S.date("2026-03-20")
      if layer.hours.contains(where: { $0.window.end == 150 || $0.window.start == 150 || $0.window.end == 180 }) {
        layer.hours = []
      }
      return layer
    }
    let zone = S.zone(plan.timeZone)
    let (from, to) = (S.at("2026-03-18T00:00:00Z"), S.at("2026-04-08T00:00:00Z"))
    let naive = NaiveRoster(plan, zone: zone, from: from, to: to)
    let history = RosterHistory(versions: [S.version(plan)])
    var instant = from
    while instant < to {
      #expect(
        history.onDuty(at: instant).holder.person == naive.person(at: instant), "at \(instant.rfc3339), seed \(seed)")
      instant = instant + .minutes(Int64(chance.int(7...45)))
    }
  }
}
