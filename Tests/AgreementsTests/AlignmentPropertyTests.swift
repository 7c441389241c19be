import Agreements
import BusinessTime
import Kernel
import SystemZones
import Testing

/// Straight lines between edges give what asking every minute gives.
@Suite(.timeLimit(.minutes(10))) struct AlignmentPropertyTests {
  @Test(arguments: 0..<240)
  func `every figure is that of a count minute by minute`(_ seed: Int) throws {
    let alignment = try RandomAlignment(seed: seed).alignment
    let naive = NaiveAlignment(alignment)
    let candidates = naive.candidates
    guard !candidates.isEmpty else {
      #expect(throws: MainstayError.self) { _ = try alignment.report() }
      return
    }
    let report = try alignment.report()
    var worstOfAll: (name: String, badness: Int64)?
    for (route, found) in zip(alignment.routes, report.routes) {
      var failing: [Instant] = []
      var never: Instant?
      var worst: (opened: Instant, end: Instant?, badness: Int64)?
      for opened in candidates {
        let last = naive.ends(of: route, opened).last ?? []
        let end = last.contains { $0 == nil } ? nil : last.compactMap { $0 }.max()
        if end == nil, never == nil { never = opened }
        if !naive.isKept(opened, end) { failing.append(opened) }
        let badness = naive.badness(opened, end)
        if worst.map({ badness > $0.badness }) ?? true { worst = (opened, end, badness) }
      }
      let bad = try #require(worst)
      #expect(found.candidates == candidates.count)
      #expect(found.failing == failing.count)
      #expect(found.first == failing.first)
      #expect(found.last == failing.last)
      #expect(found.neverEnds == never)
      #expect(found.worst.opened == bad.opened)
      #expect(found.worst.end == bad.end)
      #expect(found.worst.due == naive.due(bad.opened))
      let used = bad.end.map { naive.used(bad.opened, $0) }
      #expect(found.worst.used == used)
      var slack: Duration?
      if let used, let target = naive.target(bad.opened) { slack = target - used }
      #expect(found.worst.slack == slack)
      let ends = naive.ends(of: route, bad.opened).flatMap { $0 }
      #expect(found.worst.stages.map(\.to) == ends)
      if worstOfAll.map({ bad.badness > $0.badness }) ?? true { worstOfAll = (route.name, bad.badness) }
    }
    #expect(report.worstRoute == worstOfAll?.name)
  }

  @Test(arguments: 0..<80)
  func `the largest target of each stage is the one that trying finds`(_ seed: Int) throws {
    let alignment = try RandomAlignment(seed: seed &+ 5000, minutes: 90).alignment
    let naive = NaiveAlignment(alignment)
    let candidates = naive.candidates
    guard !candidates.isEmpty else { return }
    let report = try alignment.report()
    for (route, found) in zip(alignment.routes, report.routes) {
      var largest = route.stages.indices.map { found.isFeasible ? nil : naive.largest($0, of: route, candidates) }
      // Not offered before a stage in local days.
      let lastLocal = route.steps.lastIndex { step in
        step.contains { if case .localDays = $0.target { true } else { false } }
      }
      if let lastLocal {
        for index in 0..<route.steps[..<lastLocal].reduce(0, { $0 + $1.count }) { largest[index] = nil }
      }
      #expect(found.stages.map(\.largest) == largest)
      let cuts = found.stages.compactMap(\.cut)
      #expect(found.weakest == found.stages.first { $0.cut != nil && $0.cut == cuts.min() }?.name)
    }
  }
}

/// What the specification settles in single sentences.
@Suite(.timeLimit(.minutes(10))) struct AlignmentTests {
  private func always() throws -> BusinessCalendar {
    try BusinessCalendar(.aroundTheClock(timeZone: "UTC"), zone: .utc)
  }

  private func hours(_ definition: CalendarDefinition) throws -> BusinessCalendar {
    try BusinessCalendar(definition, zone: SystemZones().rules(for: definition.timeZone))
  }

  private func alignment(
    promise: TargetLength, in calendar: BusinessCalendar? = nil, stages: [Alignment.Stage], from: String, to: String,
    exclusions: [Exclusion] = []
  ) throws -> Alignment {
    Alignment(
      promise: Alignment.Promise(name: "p", calendar: try calendar ?? always(), target: promise),
      routes: [Alignment.Route(name: "r", steps: stages.map { [$0] })],
      opened: Alignment.Openings(from: try Instant(parsing: from), to: try Instant(parsing: to)),
      exclusions: exclusions)
  }

  private func stage(_ target: TargetLength, _ name: String = "s", in calendar: BusinessCalendar? = nil) throws
    -> Alignment.Stage
  {
    Alignment.Stage(name: name, calendar: try calendar ?? always(), target: target)
  }

  private static func time(_ length: Duration) -> TargetLength { .open(ISO8601Duration(time: length)) }

  @Test func `a promise that is never due is kept by any end, and due is null`() throws {
    let once = try hours(
      CalendarDefinition(
        timeZone: "UTC",
        openings: [Opening(date: CivilDate(daysSince1970: 20_605), window: try Window(parsing: "09:00-10:00"))]))
    let report = try alignment(
      promise: Self.time(.hours(2)), in: once, stages: [stage(Self.time(.hours(900)))],
      from: "2026-06-01T08:00:00Z", to: "2026-06-01T12:00:00Z"
    ).report()
    #expect(report.isFeasible)
    #expect(report.routes[0].worst.due == nil)
    #expect(report.routes[0].worst.used == .hours(1))
    #expect(report.routes[0].worst.slack == .hours(1))
    let local = try alignment(
      promise: .localDays(3_999_999), stages: [stage(Self.time(.hours(900)))], from: "2026-06-01T08:00:00Z",
      to: "2026-06-01T12:00:00Z"
    ).report()
    #expect(local.isFeasible)
    #expect(local.routes[0].worst.due == nil)
    #expect(local.routes[0].worst.opened == (try Instant(parsing: "2026-06-01T08:00:00Z")))
    #expect(local.routes[0].worst.slack == nil)
  }

  @Test func `an exclusion that begins at the deadline of a local day does not move it`() throws {
    // Opened at 09:00, due at 09:00; an end within the exclusion has used no more and is late all the same.
    let due = try Instant(parsing: "2026-06-02T09:00:00Z")
    let report = try alignment(
      promise: .localDays(1), stages: [stage(Self.time(.hours(25)))], from: "2026-06-01T09:00:00Z",
      to: "2026-06-01T09:01:00Z", exclusions: [Exclusion(from: due, to: due + .hours(4), reason: "x")]
    ).report()
    #expect(report.routes[0].failing == 1)
    #expect(report.routes[0].worst.due == due)
    #expect(report.routes[0].worst.slack == .zero)
    #expect(report.routes[0].stages[0].largest == .hours(24))
  }

  @Test func `no opening at all is a fault at opened`() throws {
    let empty = try alignment(
      promise: Self.time(.hours(1)), stages: [stage(Self.time(.hours(1)))], from: "2026-06-01T08:00:01Z",
      to: "2026-06-01T08:01:00Z")
    #expect(throws: MainstayError.field("opened", "has no whole minute")) { _ = try empty.report() }
  }

  @Test(arguments: ["0001-01-01T00:00:00Z", "2098-12-30T00:00:00Z", "2099-06-01T00:00:00Z", "5004-02-25T00:00:00Z"])
  func `far years are answered as near ones are`(_ from: String) throws {
    let night = try hours(
      CalendarDefinition(
        timeZone: "Europe/Paris",
        weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [try Window(parsing: "21:00-05:00")]) })))
    let start = try Instant(parsing: from)
    var question = try alignment(
      promise: Self.time(.hours(20_000)), in: night,
      stages: [
        stage(Self.time(.hours(8 * 400)), "long", in: night), stage(.localDays(300), "days", in: night),
        stage(Self.time(.minutes(7)), "end", in: night),
      ], from: from, to: from)
    question.opened.to = start + .days(3)
    let naive = NaiveAlignment(question)
    let report = try question.report()
    let worst = report.routes[0].worst
    #expect(worst.stages.map(\.to) == naive.ends(of: question.routes[0], worst.opened).flatMap { $0 })
    #expect(worst.used == worst.end.map { naive.used(worst.opened, $0) })
    let most = (0..<Int64(4320)).map { minute -> Duration in
      let opened = start + .minutes(minute)
      let end = naive.ends(of: question.routes[0], opened).last?.first.flatMap { $0 }
      return end.map { question.promise.calendar.openTime(from: opened, to: $0) } ?? .zero
    }.max()
    #expect(worst.used == most)
  }

  @Test func `at the end of time a stage never ends`() throws {
    let report = try alignment(
      promise: Self.time(.hours(1)), stages: [stage(Self.time(.hours(1))), stage(.localDays(1), "d")],
      from: "9999-12-30T22:00:00Z", to: "9999-12-31T23:59:00Z"
    ).report()
    #expect(report.routes[0].neverEnds == (try Instant(parsing: "9999-12-30T23:00:00Z")))
    #expect(report.routes[0].worst.stages[0].to == (try Instant(parsing: "9999-12-31T00:00:00Z")))
    #expect(report.routes[0].worst.stages[1].to == nil)
  }

  @Test func `more steps than the limit are a fault that names it`() throws {
    // An edge in every other minute: nothing runs straight for longer.
    var definition = CalendarDefinition.aroundTheClock(timeZone: "UTC")
    let start = try Instant(parsing: "2026-06-01T00:00:00Z")
    for minute in 0..<Int64(700) {
      let from = start + .minutes(2 * minute)
      definition.closures.append(Closure(.interval(from: from, to: from + .milliseconds(100))))
    }
    let comb = try hours(definition)
    let stages = try (0..<5).map { try stage(Self.time(.milliseconds(1)), "\($0)", in: comb) }
    let question = try alignment(
      promise: Self.time(.hours(1)), stages: stages, from: "2026-06-01T00:00:00Z", to: "2026-06-01T12:00:00Z")
    let fault = MainstayError.field(
      "routes",
      "need more than 1000 steps: ask for fewer routes, a shorter time of opening, or calendars with fewer windows "
        + "a day")
    #expect(throws: fault) { _ = try question.report(within: 1000) }
    #expect((try question.report()).isFeasible)
  }
}
