import Agreements
import Journal
import JournalUseCases
import Kernel
import Services
import ServicesUseCases
import TestApp
import TestDatabases
import Testing

@Suite("What is stated of outages over a month's end", .timeLimit(.minutes(10)))
struct StatedOverEndTests {
  /// The first instant of a month of 2025 in UTC.
  private static func month(_ month: Int) -> Instant {
    Instant(milliseconds: Int64(CivilDate(year: 2025, month: month, day: 1)?.daysSince1970 ?? 0) * 86_400_000)
  }

  private func promised(_ test: TestApp, notice: Duration? = nil) async throws {
    let promise = AvailabilityPromise(
      target: ExactDecimal(units: 999, places: 1), timeZone: "UTC", shortest: .minutes(5), notice: notice)
    try await test.run(PromiseAvailability("payments", promise, isNewService: true), as: "mo")
  }

  private func record(
    _ from: Instant, minutes: Int64?, _ state: OutageState = .down, in test: TestApp
  ) async throws -> OutageChange {
    try await test.run(
      RecordOutage(
        OutageDraft(service: "payments", from: from, to: .some(minutes.map { from + .minutes($0) }), state: state)),
      as: "kim")
  }

  private func bad(_ period: String, in test: TestApp) async throws -> [String?] {
    let view = try #require(try await test.ask(ShowService("payments", period: period), as: "kim").period)
    #expect(!view.isAtOdds)
    return view.statements.map { $0.figure.seconds["bad"] }
  }

  @Test("what is told late of it counts in both months, each its own part", arguments: TestEngine.available)
  func late(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await promised(test)
      test.clock.set(Self.month(7) + .hours(2))
      #expect(try await test.app.statePeriods(limit: 10, as: .system("engine")) == 1)
      let told = try await record(Self.month(7) - .minutes(3), minutes: 6, in: test)
      #expect(told.restated.map(\.period.text) == ["2025-06"])
      #expect(try await bad("2025-06", in: test) == ["0", "180"])
      let july = try #require(try await test.ask(ShowService("payments", period: "2025-07"), as: "kim").period)
      #expect(july.own.figure.badSeconds == "180" && july.own.question.brief.isEmpty)
      // What lies inside one month and is shorter counts for nothing.
      #expect(try await record(Self.month(6) + .days(8), minutes: 4, in: test).restated.isEmpty)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "a month is stated once it is known whether what goes on over its end is too short", arguments: TestEngine.available
  )
  func goesOn(_ engine: TestEngine) async throws {
    for isShort in [true, false] {
      try await withTestApp(on: engine) { test async throws in
        try await promised(test)
        test.clock.set(Self.month(7) - .minutes(2))
        _ = try await record(Self.month(7) - .minutes(3), minutes: nil, in: test)
        test.clock.set(Self.month(7) + .minutes(1))
        _ = try await test.app.statePeriods(limit: 10, as: .system("engine"))
        #expect(try await bad("2025-06", in: test) == [])
        #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
        if isShort {
          let ended = try await test.run(
            CorrectOutage(1, OutageDraft(to: .some(Self.month(7) + .minutes(1))), because: "over"), as: "kim")
          #expect(ended.waiting == nil && ended.restated.isEmpty)
        }
        test.clock.set(Self.month(7) + .minutes(3))
        _ = try await test.app.statePeriods(limit: 10, as: .system("engine"))
        #expect(try await bad("2025-06", in: test) == [isShort ? "0" : "180"])
        test.clock.set(Self.month(7) + .hours(9))
        #expect(try await bad("2025-06", in: test) == [isShort ? "0" : "180"])
        if !isShort {
          let ended = try await test.run(
            CorrectOutage(1, OutageDraft(to: .some(Self.month(7) + .hours(8))), because: "over"), as: "kim")
          #expect(ended.waiting == nil && ended.restated.isEmpty)
        }
        #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
      }
    }
  }

  @Test(
    "whoever records maintenance is told at once what of it takes somebody's approval", arguments: TestEngine.available)
  func told(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await promised(test, notice: .hours(48))
      let from = TestApp.start + .days(5)
      let long = try await record(from, minutes: 600, .excluded, in: test)
      #expect(long.unapproved.map(\.why) == [.beyond(heldUntil: from + .hours(8))])
      #expect(try await test.ask(ShowOutage(1), as: "kim").unapproved == long.unapproved)
      let next = try await record(from + .days(2), minutes: 60, .excluded, in: test)
      #expect(next.unapproved.map(\.why) == [.beyond(heldUntil: nil)])
      // Over a month's end each month has its own bound.
      let over = try await record(Self.month(8) - .hours(9), minutes: 1080, .excluded, in: test)
      #expect(
        over.unapproved.map(\.why) == [
          .beyond(heldUntil: Self.month(8) - .hours(1)), .beyond(heldUntil: Self.month(8) + .hours(8)),
        ])
      let soon = try await record(TestApp.start + .hours(3), minutes: 60, .excluded, in: test)
      #expect(soon.unapproved.map(\.why) == [.notTold])
      #expect(try await record(TestApp.start - .hours(3), minutes: 60, in: test).unapproved.isEmpty)
      let approved = try await test.run(ApproveOutage(1), as: "mo")
      #expect(approved.unapproved.isEmpty)
    }
  }

  @Test("a promise in the words that hold already makes no version", arguments: TestEngine.available)
  func same(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await promised(test)
      let promise = AvailabilityPromise(
        target: ExactDecimal(units: 9990, places: 2), timeZone: "UTC", shortest: .minutes(5))
      let again = try await test.run(PromiseAvailability("payments", promise), as: "mo")
      #expect(again.isUnchanged && again.waiting == nil && again.version.number == 1)
      #expect(try await test.ask(ShowService("payments"), as: "kim").line.versions.count == 1)
    }
  }
}
