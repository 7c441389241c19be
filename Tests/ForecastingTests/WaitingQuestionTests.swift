import BusinessTime
import Kernel
import Testing
@testable import Forecasting

@Suite("Work that waits, played through", .timeLimit(.minutes(10)))
struct WaitingQuestionTests {
  private static let always = hours("00:00-24:00", on: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
  private static let nine = hours("09:00-17:00", on: ["mon", "tue", "wed", "thu", "fri"])

  private static func hours(_ window: String, on days: [String]) -> String {
    let weekly = days.map { "\"\($0)\": [\"\(window)\"]" }.joined(separator: ", ")
    return "{\"timeZone\": \"UTC\", \"weekly\": {\(weekly)}}"
  }

  private func question(
    _ priorities: [WaitingQuestion.Priority], shifts: [WaitingQuestion.Shift], there: Int? = nil, days: Int64 = 60,
    seed: UInt64 = 1, runs: Int = 20
  ) throws -> WaitingQuestion {
    let from = try instant("2026-06-01T00:00:00Z")
    return WaitingQuestion(
      period: from..<from + .days(days), warmUp: .days(14), priorities: priorities, shifts: shifts, there: there,
      seed: seed, runs: runs)
  }

  private func priority(
    _ name: String = "P", perHour: String, during: BusinessCalendar, handling: WaitingQuestion.Handling,
    target: Duration, share: String = "0.9", until: WaitingQuestion.Promise.Until = .done, promised: BusinessCalendar
  ) throws -> WaitingQuestion.Priority {
    WaitingQuestion.Priority(
      name: name, perHour: try decimal(perHour), during: during, handling: handling,
      promise: .init(calendar: promised, target: target, share: try decimal(share), until: until))
  }

  @Test(
    "one person, always there, work all of one length: the share begun at once is what is idle (Pollaczek, Khinchine)")
  func oneServer() throws {
    let always = try calendar(Self.always)
    let asked = try question(
      [
        priority(
          perHour: "0.6", during: always, handling: .empirical([.hours(1)]), target: .zero, until: .begun,
          promised: always)
      ], shifts: [.init(calendar: always, people: 1)], days: 200, runs: 40)
    let attained = try #require(try asked.answer().there?.priorities.first)
    let (low, high) = (try #require(attained.low), try #require(attained.high))
    #expect(low < 0.4 && 0.4 < high, "\(attained)")
    #expect(high - low < 0.03)
  }

  @Test("several people and exponential work are Erlang's queue", arguments: [4, 5])
  func erlang(_ people: Int) throws {
    let always = try calendar(Self.always)
    // The quantiles of an exponential distribution, each as likely, are nearly one.
    let times = (0..<2000).map { index -> Duration in
      .milliseconds(Int64(-3_600_000 * logarithm(1 - (Double(index) + 0.5) / 2000)))
    }
    let asked = try question(
      [
        priority(
          perHour: "3", during: always, handling: .empirical(times), target: .minutes(15), until: .begun,
          promised: always)
      ], shifts: [.init(calendar: always, people: people)], days: 100, runs: 20)
    let attained = try #require(try asked.answer().there?.priorities.first)
    let expected = ErlangC(people: people, load: 3).attained(within: 0.25)
    let share = try #require(attained.share)
    #expect(abs(share - expected) < 0.02, "\(attained), \(expected)")
  }

  @Test("the same seed gives the same answer, another one another") func seeds() throws {
    let (always, nine) = (try calendar(Self.always), try calendar(Self.nine))
    func asked(_ seed: UInt64) throws -> WaitingAnswer {
      try question(
        [
          priority(
            perHour: "0.5", during: always, handling: .lognormal(mean: .hours(2), deviation: .hours(3)),
            target: .hours(16), promised: nine)
        ], shifts: [.init(calendar: nine, people: nil)], there: 3, seed: seed
      ).answer()
    }
    let first = try asked(1)
    #expect(try asked(1) == first)
    #expect(try asked(2).needed?.priorities != first.needed?.priorities)
  }

  @Test("the number found is the least, and urgent work fares better") func least() throws {
    let nine = try calendar(Self.nine)
    let kinds = try [
      priority(
        "urgent", perHour: "0.5", during: nine, handling: .lognormal(mean: .hours(1), deviation: .hours(1)),
        target: .hours(4), share: "0.9", promised: nine),
      priority(
        "other", perHour: "1.5", during: nine, handling: .lognormal(mean: .hours(2), deviation: .hours(2)),
        target: .hours(16), share: "0.9", promised: nine),
    ]
    let answer = try question(kinds, shifts: [.init(calendar: nine, people: nil)]).answer()
    let needed = try #require(answer.needed)
    #expect(needed.people >= 4)
    #expect(needed.priorities.map(\.holds) == [true, true])
    let fewer = try #require(
      try question(kinds, shifts: [.init(calendar: nine, people: needed.people - 1)]).answer().there)
    #expect(fewer.priorities.map(\.holds) != [true, true])
    let same = try #require(try question(kinds, shifts: [.init(calendar: nine, people: needed.people)]).answer().there)
    #expect(same.priorities == needed.priorities)
  }

  @Test("work rests while nobody is there and goes on where it was") func nights() throws {
    let (always, nine) = (try calendar(Self.always), try calendar(Self.nine))
    // Twelve hours of work: never done in one day of eight hours, always on the next working day but one.
    func share(_ target: Duration, in promised: BusinessCalendar) throws -> Double? {
      try question(
        [
          priority(
            perHour: "0.2", during: nine, handling: .empirical([.hours(12)]), target: target, promised: promised)
        ], shifts: [.init(calendar: nine, people: 500)], days: 28, runs: 4
      ).answer().there?.priorities.first?.share
    }
    #expect(try share(.milliseconds(43_199_999), in: nine) == 0)
    #expect(try share(.hours(12), in: nine) == 1)
    // By the wall clock a night lies between at least: 16 hours more, and no ticket is done in less.
    #expect(try share(.hours(27), in: always) == 0)
    #expect(try share(.hours(28 + 64 + 24), in: always) == 1)
  }

  @Test("what no number of people keeps is said") func hopeless() throws {
    let nine = try calendar(Self.nine)
    let answer = try question(
      [priority(perHour: "0.3", during: nine, handling: .empirical([.hours(5)]), target: .hours(4), promised: nine)],
      shifts: [.init(calendar: nine, people: nil)], there: 2, days: 28, runs: 4
    ).answer()
    #expect(answer.needed == nil)
    #expect(answer.best?.priorities.first?.share == 0)
    #expect(answer.there?.people == 2)
  }

  @Test("nothing that comes needs nobody") func nothing() throws {
    let nine = try calendar(Self.nine)
    let answer = try question(
      [priority(perHour: "0", during: nine, handling: .empirical([.hours(5)]), target: .hours(4), promised: nine)],
      shifts: [.init(calendar: nine, people: nil)], days: 28, runs: 4
    ).answer()
    #expect(answer.needed?.people == 0)
    #expect(answer.needed?.priorities.first?.share == nil)
  }

  @Test("fixed shifts count beside the one that is sought") func fixedShifts() throws {
    let (always, nine) = (try calendar(Self.always), try calendar(Self.nine))
    let kinds = try [
      priority(perHour: "1", during: always, handling: .empirical([.hours(2)]), target: .hours(12), promised: always)
    ]
    let alone = try question(kinds, shifts: [.init(calendar: always, people: nil)]).answer()
    let helped = try question(
      kinds, shifts: [.init(calendar: always, people: nil), .init(calendar: nine, people: 3)]
    ).answer()
    let (most, least) = (try #require(alone.needed?.people), try #require(helped.needed?.people))
    #expect(least < most)
  }

  @Test("more than the bound of tickets and changes is refused") func bound() throws {
    let always = try calendar(Self.always)
    let asked = try question(
      [
        priority(
          perHour: "900", during: always, handling: .empirical([.minutes(1)]), target: .hours(4), promised: always)
      ],
      shifts: [.init(calendar: always, people: nil)], days: 300, runs: 10)
    let error = #expect(throws: MainstayError.self) { _ = try asked.answer() }
    #expect(error?.fieldFaults.first?.path == "runs")
  }

  @Test("a question that takes too long to try is broken off") func tooMuch() throws {
    let nine = try calendar(Self.nine)
    let asked = try question(
      [priority(perHour: "2", during: nine, handling: .empirical([.hours(90)]), target: .hours(80), promised: nine)],
      shifts: [.init(calendar: nine, people: nil)], days: 28, runs: 4)
    let error = #expect(throws: MainstayError.self) { _ = try asked.answer(happenings: 20_000) }
    #expect(error?.fieldFaults.map(\.path) == ["runs"])
    #expect(error?.fieldFaults.first?.message.contains("happenings") == true)
    #expect(try asked.answer().needed == nil)
  }

  @Test(
    "Student's values are the published ones",
    arguments: [
      (1, 12.7062047), (2, 4.30265273), (3, 3.18244631), (10, 2.22813885), (19, 2.09302405), (999, 1.96234146),
    ])
  func student(_ freedom: Int, _ value: Double) {
    #expect(isNear(StudentsT.quantile95(freedom: freedom), value, 1e-8))
  }

  @Test("runs that are all alike leave Wilson's interval, runs that differ Student's") func intervals() throws {
    let alike = try #require(RunsInterval(Array(repeating: (kept: 5, judged: 5), count: 20)))
    #expect(alike.high == 1)
    #expect(isNear(alike.low, 0.963005, 1e-5))
    let differing = try #require(RunsInterval([(0, 100), (100, 100), (0, 0)]))
    #expect(differing.mean == 0.5)
    #expect(differing.low == 0 && differing.high == 1)
    #expect(RunsInterval([(0, 0)]) == nil)
  }
}
