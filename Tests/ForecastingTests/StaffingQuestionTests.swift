import Forecasting
import Kernel
import Testing

/// A question of half hours from 2026-06-01T08:00 on, with 180 s a call.
private func halfHours(
  _ counts: [String], model: StaffingQuestion.Model = .erlangC, share: String = "0.80", within: Duration = .seconds(20),
  occupancy: String? = nil, shrinkage: String = "0", roster: [Int: Int] = [:]
) throws -> StaffingQuestion {
  let first = try instant("2026-06-01T08:00:00Z")
  func at(_ index: Int) -> Instant { first + .minutes(30 * Int64(index)) }
  return StaffingQuestion(
    model: model, interval: .minutes(30), handling: .minutes(3), share: try decimal(share), within: within,
    occupancy: try occupancy.map(decimal), shrinkage: try decimal(shrinkage),
    arrivals: try counts.enumerated().map { .init(at: at($0), count: try decimal($1)) },
    roster: Dictionary(uniqueKeysWithValues: roster.map { (at($0), $1) }))
}

@Suite("People that a promise needs", .timeLimit(.minutes(10)))
struct StaffingQuestionTests {
  @Test("80 % in 20 s needs the published numbers, whatever the order of the intervals")
  func published() throws {
    let counts = ["5", "10", "46", "100", "200", "500", "1000", "5000"]
    let needed = [2, 3, 7, 14, 24, 56, 107, 510]
    let answer = try halfHours(counts).answer()
    #expect(answer.intervals.map(\.needed.people) == needed)
    #expect(answer.intervals.map(\.load) == [0.5, 1, 4.6, 10, 20, 50, 100, 500])
    let mixed = [5, 0, 7, 3, 3, 1, 6, 2, 4]
    let again = try halfHours(mixed.map { counts[$0] }).answer()
    #expect(again.intervals.map(\.needed.people) == mixed.map { needed[$0] })
  }

  @Test("people who are busy 85 % of their time at most are more") func occupancy() throws {
    let answer = try halfHours(["1000"], occupancy: "0.85").answer()
    #expect(answer.intervals[0].needed.people == 118)
    // 100 of 0.8 is 125 exactly: a bound that is met is met.
    #expect(try halfHours(["1000"], occupancy: "0.8").answer().intervals[0].needed.people == 125)
  }

  @Test(
    "who is paid for is divided by presence, in whole numbers",
    arguments: [
      ("100", "0.30", 14, 20), ("200", "0", 24, 24), ("5", "0.999", 2, 2000), ("0", "0.5", 0, 0),
    ])
  func shrinkage(_ count: String, _ shrinkage: String, _ people: Int, _ rostered: Int) throws {
    let interval = try halfHours([count], shrinkage: shrinkage).answer().intervals[0]
    #expect(interval.needed.people == people)
    #expect(interval.rostered == rostered)
  }

  @Test("21 people at a presence of 0.7 are 30, not 31 as binary numbers have it") func exactShrinkage() throws {
    // 177.5 calls are a load of 17.75, which 21 people answer in time.
    let interval = try halfHours(["170"], shrinkage: "0.30").answer().intervals[0]
    #expect(interval.needed.people == 21)
    #expect(interval.rostered == 30)
  }

  @Test("the roster says how those fare who are there") func roster() throws {
    let answer = try halfHours(["100", "100", "100", "0", "100"], roster: [0: 14, 1: 10, 2: 0, 3: 2]).answer()
    #expect(answer.intervals.map(\.gap) == [0, 4, 14, -2, nil])
    let there = answer.intervals.map(\.there)
    #expect(there[0] == answer.intervals[0].needed)
    #expect(there[1]?.attained == 0)
    #expect(there[1]?.meanWaitSeconds == nil)
    #expect(there[1]?.occupancy == 1)
    #expect(there[2]?.occupancy == 0)
    #expect(there[3]?.attained == 1)
    #expect(there[3]?.meanWaitSeconds == 0)
  }

  @Test("nobody there: callers who give up wait out their patience") func nobody() throws {
    let answer = try halfHours(["100", "0"], model: .erlangA(patience: .minutes(2)), roster: [0: 0, 1: 3]).answer()
    let there = answer.intervals.map(\.there)
    #expect(there[0]?.abandon == 1)
    #expect(there[0]?.meanWaitSeconds == 120)
    #expect(there[0]?.attained == 0)
    #expect(there[1]?.abandon == 0)
    #expect(there[1]?.meanWaitSeconds == 0)
  }

  @Test("the number is the least: one fewer breaks the promise", arguments: [true, false])
  func least(_ givesUp: Bool) throws {
    var random = FixedRandom(seed: givesUp ? 7 : 8)
    for _ in 0..<60 {
      let model: StaffingQuestion.Model =
        givesUp ? .erlangA(patience: .seconds(.random(in: 5...2000, using: &random))) : .erlangC
      let share = "0." + String(Int.random(in: 1...99, using: &random) + 100).dropFirst()
      let occupancy = Bool.random(using: &random) ? "0." + String(Int.random(in: 50...99, using: &random)) : nil
      let counts = (0..<20).map { _ in
        String(Int.random(in: 1...(Bool.random(using: &random) ? 50 : 5000), using: &random))
      }
      let question = try halfHours(
        counts, model: model, share: share, within: .seconds(.random(in: 0...300, using: &random)), occupancy: occupancy
      )
      for interval in try question.answer().intervals {
        let (promised, bound) = (question.share.approximate, question.occupancy?.approximate ?? 1)
        func holds(_ people: Int) -> Bool {
          let service = question.service(of: people, load: interval.load)
          return service.attained >= promised - 1e-12 && service.occupancy <= bound + 1e-12
        }
        #expect(holds(interval.needed.people))
        #expect(!holds(interval.needed.people - 1), "\(model) \(share) \(interval)")
      }
    }
  }

  @Test("more than ten thousand people are refused by the interval that needs them") func tooMany() throws {
    let question = try halfHours(["100", "99000", "101000"])
    let error = #expect(throws: MainstayError.self) { _ = try question.answer() }
    #expect(error?.fieldFaults.map(\.path) == ["arrivals[2].count"])
    #expect(error?.fieldFaults.first?.message.contains("10000") == true)
    let most = try halfHours(["99000"]).answer().intervals[0]
    #expect(most.needed.people > 9900 && most.needed.people <= 10_000)
    #expect(most.needed.attained >= 0.8 && most.needed.attained < 0.82)
  }

  @Test("a load that is a whole number is exactly that one") func wholeLoads() throws {
    // 33.3 calls of 100 s in 333 s: binary numbers would miss 10 by a little, and ten people would be enough.
    let question = StaffingQuestion(
      model: .erlangC, interval: .seconds(333), handling: .seconds(100), share: try decimal("0.5"),
      within: .hours(10_000),
      arrivals: [.init(at: .earliest, count: try decimal("33.3"))], roster: [.earliest: 10])
    let interval = try question.answer().intervals[0]
    #expect(interval.load == 10)
    #expect(interval.needed.people == 11)
    #expect(interval.there?.meanWaitSeconds == nil)
  }
}

extension MainstayError {
  var fieldFaults: [FieldFault] { if case .invalid(let faults) = self { faults } else { [] } }
}
