import Escalation
import Kernel
import Testing

/// A ladder that is lived minute by minute: rungs, acknowledgements and what the clock does, all as a table.
private struct Life {
  var run: LadderRun
  var moments: [Int: Instant]
  /// Acknowledgements: at which minute, by how many of those who were told.
  var acknowledgements: [(minute: Int64, step: LadderStep)] = []
  /// Rungs that reach nobody.
  var empty: Set<Int> = []
  /// Rungs all of whose messages quiet hours hold.
  var held: Set<Int> = []
  /// Rungs whose messages are known not to arrive so many minutes after they were told.
  var lost: [Int: Int64] = [:]
  /// Minutes in which hours of rungs are open; nil: always.
  var open: [Range<Int64>]?
  /// How many each rung tells.
  var crowd = 2

  static let zero = Instant(milliseconds: 1_748_854_800_000)
  static func minute(_ number: Int64) -> Instant { zero + .minutes(number) }

  init(_ ladder: Ladder, moments: [Int: Int64], standstills: [Range<Int64>] = []) {
    run = LadderRun(
      ladder,
      standstills: standstills.map {
        Life.minute($0.lowerBound)..<($0.upperBound == .max ? .latest : Life.minute($0.upperBound))
      })
    self.moments = moments.mapValues(Life.minute)
  }

  /// Looks at it at each of these minutes, and answers with what came: `0:1` is rung 1 told at minute 0.
  mutating func live(_ looks: some Sequence<Int64>) -> [String] {
    var said: [String] = []
    for minute in looks {
      let now = Life.minute(minute)
      for one in acknowledgements where one.minute == minute { run.acknowledge(one.step, at: now) }
      for one in run.unproven where lost[one.step.rung].map({ now >= one.firedAt + .minutes($0) }) ?? false {
        run.fail(one.step, at: now, why: "nothing arrived")
      }
      let (open, empty, held, crowd) = (open, empty, held, crowd)
      let changed = run.advance(
        to: now, moments: moments,
        opening: { _, at in
          guard let open else { return .open }
          if open.contains(where: { Life.minute($0.lowerBound) <= at && at < Life.minute($0.upperBound) }) {
            return .open
          }
          return open.map(\.lowerBound).map(Life.minute).filter { $0 > at }.min().map { .closed(until: $0) } ?? .never
        },
        tell: { firing in
          if held.contains(firing.step.rung) { return LadderTold(0, held: crowd) }
          return empty.contains(firing.step.rung) ? LadderTold(0, why: "nobody is there") : LadderTold(crowd)
        })
      for one in changed {
        let state = one.state == .told ? "" : " \(one.state.rawValue)"
        said.append("\(minute):\(one.step.rung + 1)\(state)")
      }
    }
    return said
  }
}

private func rung(
  _ when: String, within minutes: Int64? = nil, by needed: LadderAsk.Needed = .some(1), repeats: Int = 0,
  hours outside: LadderWindow.Outside? = nil, unless: Bool = false, tells: LadderAudience = .team(nil)
) -> LadderRung {
  LadderRung(
    (try? LadderMoment(parsing: when)) ?? .breach, tells: [tells],
    window: outside.map { LadderWindow("office", outside: $0) },
    ask: minutes.map { LadderAsk(by: needed, within: .minutes($0), repeats: repeats) }, onlyUnacknowledged: unless)
}

private let after = "after the one before"

/// Steps with delays of 5, 10 and 15 minutes, lived through once more where nobody acknowledges.
private let threeSteps = Ladder(
  name: "On call", rungs: [rung("breach", within: 5), rung(after, within: 10), rung(after, within: 15)], again: 1)

@Suite("A ladder on its way", .timeLimit(.minutes(10)))
struct LadderRunTests {
  @Test("delays of 5, 10 and 15 minutes and one repeat come at 0, 5, 15, 30, 35 and 45 minutes, and no more after that")
  func passes() {
    var life = Life(threeSteps, moments: [0: 0])
    #expect(life.live(0...200) == ["0:1", "5:2", "15:3", "30:1", "35:2", "45:3"])
    #expect(life.run.wake(after: Life.minute(200), moments: life.moments) == nil)
  }

  @Test("however seldom it is looked at, nothing comes twice, and nothing in a burst")
  func seldom() {
    var late = Life(threeSteps, moments: [0: 0])
    // The rest is asked from when people were told.
    #expect(late.live([3, 60, 61, 75]) == ["3:1", "60:2", "75:3"])
    for seed in 1...40 as ClosedRange<Int64> {
      var life = Life(threeSteps, moments: [0: 0])
      let said = life.live((0...400).filter { ($0 * 7 + seed * 13) % (1 + seed % 11) == 0 })
      #expect(Set(life.run.firings.map(\.step)).count == life.run.firings.count)
      #expect(
        said.count <= 6
          && said.map { $0.split(separator: ":")[0] }.count == Set(said.map { $0.split(separator: ":")[0] }).count)
    }
  }

  @Test(
    "an acknowledgement before the due instant wins; after it the next has come",
    arguments: [
      (4, ["0:1"]), (5, ["0:1", "5:2"]), (6, ["0:1", "5:2"]),
    ] as [(Int64, [String])])
  func acknowledged(_ minute: Int64, _ expected: [String]) {
    var life = Life(threeSteps, moments: [0: 0])
    life.acknowledgements = [(minute, LadderStep(rung: 0))]
    #expect(life.live(0...200) == expected)
  }

  @Test("an acknowledgement that came after its time, while nobody looked, comes too late all the same")
  func lateUnseen() {
    var life = Life(threeSteps, moments: [0: 0])
    life.acknowledgements = [(7, LadderStep(rung: 0))]
    // Looked at in minutes 0, 7 and later: the second rung was due at 5, and asks nothing more.
    #expect(life.live([0, 7, 8, 100]) == ["0:1", "7:2"])
    #expect(life.run.firings.last?.dueAt == Life.minute(5))
  }

  @Test("an acknowledgement of a later rung is one of those before too")
  func later() {
    var life = Life(
      Ladder(name: "x", rungs: [rung("75%", within: 60), rung("breach", within: 5), rung(after)]),
      moments: [0: 0, 1: 10])
    life.acknowledgements = [(12, LadderStep(rung: 1))]
    #expect(life.live(0...200) == ["0:1", "10:2"])
  }

  @Test("a rung that needs several waits for all of them", arguments: [(1, 2), (2, 2), (3, 2)])
  func several(_ needed: Int, _ told: Int) {
    #expect(LadderAsk(by: .some(needed), within: .minutes(5)).needed(of: told) == min(needed, told))
    #expect(LadderAsk(by: .everybody, within: .minutes(5)).needed(of: told) == told)
  }

  @Test("the same people are told again before the next rung")
  func repeats() {
    var life = Life(Ladder(name: "x", rungs: [rung("breach", within: 5, repeats: 2), rung(after)]), moments: [0: 0])
    #expect(life.live(0...100) == ["0:1", "5:1", "10:1", "15:2"])
  }

  @Test("where a rung reaches nobody the next comes at once, and a pass that reaches nobody is not lived again")
  func nobody() {
    var life = Life(threeSteps, moments: [0: 0])
    life.empty = [0]
    #expect(life.live(0...100) == ["0:1 nobody", "0:2", "10:3", "25:1 nobody", "25:2", "35:3"])
    var none = Life(threeSteps, moments: [0: 0])
    none.empty = [0, 1, 2]
    #expect(none.live(0...100) == ["0:1 nobody", "0:2 nobody", "0:3 nobody"])
  }

  /// A ladder of which some rungs reach nobody, with what comes of it.
  struct Empty: Sendable, CustomTestStringConvertible {
    var name: String
    fileprivate var rungs: [LadderRung]
    var moments: [Int: Int64]
    var empty: Set<Int>
    var came: [String]
    var testDescription: String { name }

    fileprivate init(
      _ name: String, _ rungs: [LadderRung], _ moments: [Int: Int64], _ empty: Set<Int>, _ came: [String]
    ) {
      (self.name, self.rungs, self.moments, self.empty, self.came) = (name, rungs, moments, empty, came)
    }

    static let all = [
      Empty(
        "later rungs keep their moments", [rung("75%"), rung("breach"), rung("+PT30M wall", tells: .requester)],
        [0: 0, 1: 20, 2: 50], [0], ["0:1 nobody", "20:2", "50:3"]),
      Empty(
        "all of them do where all reach nobody", [rung("75%"), rung("breach"), rung("+PT30M wall")],
        [0: 0, 1: 20, 2: 50], [0, 1, 2], ["0:1 nobody", "20:2 nobody", "50:3 nobody"]),
      Empty(
        "what is there for that comes at once", [rung("75%"), rung(after), rung("breach", tells: .requester)],
        [0: 0, 2: 20], [0], ["0:1 nobody", "0:2", "20:3"]),
      Empty(
        "and what is there for it in turn", [rung("75%"), rung(after), rung(after), rung("breach")],
        [0: 0, 3: 20], [0, 1], ["0:1 nobody", "0:2 nobody", "0:3", "20:4"]),
      Empty(
        "what asks passes on when its time is over", [rung("75%", within: 5), rung("breach")], [0: 0, 1: 20], [0],
        ["0:1 nobody", "5:2"]),
      Empty(
        "the requester is passed over until their moment",
        [rung("75%", within: 5), rung("breach", tells: .requester), rung("+PT30M wall")], [0: 0, 1: 20, 2: 50], [],
        ["0:1", "5:3", "20:2"]),
      Empty(
        "where there is only the requester, they wait", [rung("75%", within: 5), rung("breach", tells: .requester)],
        [0: 0, 1: 20], [0], ["0:1 nobody", "20:2"]),
    ]
  }

  @Test("a rung that reaches nobody moves only what is there for that", arguments: Empty.all)
  func reachesNobody(_ one: Empty) {
    var life = Life(Ladder(name: "x", rungs: one.rungs), moments: one.moments)
    life.empty = one.empty
    #expect(life.live(0...100) == one.came)
    #expect(life.run.wake(after: Life.minute(100), moments: life.moments) == nil)
  }

  @Test("a rung all of whose messages quiet hours hold passes on by the same rules, and can still be taken up")
  func held() {
    var life = Life(Ladder(name: "x", rungs: [rung("75%", within: 30), rung(after)]), moments: [0: 0])
    life.held = [0]
    #expect(life.live(0...100) == ["0:1", "0:2"])
    #expect(life.run.firings[0].failedAt == Life.minute(0) && life.run.firings[0].why == LadderTold.heldWords)
    #expect(life.run.firings[0].needed == 1 && life.run.firings[1].cause == .nobody)
    // Rungs with moments of their own keep them, and time for an acknowledgement runs on.
    var own = Life(Ladder(name: "x", rungs: [rung("75%"), rung("breach"), rung(after)]), moments: [0: 0, 1: 20])
    own.held = [0]
    #expect(own.live(0...100) == ["0:1", "20:2"])
    var taken = Life(Ladder(name: "x", rungs: [rung("75%", within: 30), rung("breach")]), moments: [0: 0, 1: 50])
    (taken.held, taken.acknowledgements) = ([0], [(2, LadderStep(rung: 0))])
    #expect(taken.live(0...100) == ["0:1", "50:2"])
  }

  @Test("a rung none of whose messages arrives passes on at once to what is there for that, and says so")
  func nothingArrives() {
    var life = Life(Ladder(name: "x", rungs: [rung("75%", within: 30, repeats: 2), rung(after)]), moments: [0: 0])
    life.lost = [0: 3]
    #expect(life.live(0...100) == ["0:1", "3:2"])
    #expect(life.run.firings[0].failedAt == Life.minute(3) && life.run.firings[0].why == "nothing arrived")
    #expect(life.run.firings[1].cause == .nobody)
    // One that asks for nothing passes on too; the clock's own moments stay.
    var plain = Life(Ladder(name: "x", rungs: [rung("75%"), rung(after), rung("breach")]), moments: [0: 0, 2: 20])
    plain.lost = [0: 3]
    #expect(plain.live(0...100) == ["0:1", "3:2", "20:3"])
    // Whoever took it up otherwise did so in time.
    var taken = Life(Ladder(name: "x", rungs: [rung("75%", within: 30), rung(after)]), moments: [0: 0])
    (taken.lost, taken.acknowledgements) = ([0: 3], [(2, LadderStep(rung: 0))])
    #expect(taken.live(0...100) == ["0:1"])
    // Nothing waits for what arrives where nothing follows from it.
    var last = Life(Ladder(name: "x", rungs: [rung("75%")]), moments: [0: 0])
    _ = last.live(0...1)
    #expect(last.run.unproven.isEmpty)
  }

  @Test(
    "the usual words say why it comes and whether the target has passed",
    arguments: [
      ("75%", true, nil, "{number}: {clock} is due {due}."),
      ("75%", false, nil, "{number}: {clock} has passed its target, which was due {due}."),
      ("breach", true, .nobody, "{number}: {clock} is due {due}, and nobody could be told before."),
      (
        after, true, .unacknowledged, "{number}: {clock} is due {due}, and nobody told before has taken it up."
      ),
      (
        after, false, .outside,
        "{number}: {clock} has passed its target, which was due {due}, and those before are told in other hours."
      ),
    ] as [(String, Bool, LadderFiring.Cause?, String)])
  func words(_ when: String, _ isAhead: Bool, _ cause: LadderFiring.Cause?, _ expected: String) throws {
    #expect(LadderWording.usual(try LadderMoment(parsing: when), isAhead: isAhead, cause: cause).text == expected)
  }

  @Test("a rung whose own moment has come already comes no second time when the one before is not acknowledged")
  func once() {
    var life = Life(
      Ladder(name: "x", rungs: [rung("75%", within: 30), rung("breach"), rung("+PT1H wall")]),
      moments: [0: 0, 1: 10, 2: 70])
    #expect(life.live(0...200) == ["0:1", "10:2", "70:3"])
    // Brought forward, it does not come again at its own moment.
    var early = Life(Ladder(name: "x", rungs: [rung("75%", within: 5), rung("breach")]), moments: [0: 0, 1: 10])
    #expect(early.live(0...200) == ["0:1", "5:2"])
  }

  @Test("a hold freezes it: what had passed counts on afterwards, and no burst comes at its end")
  func frozen() {
    var life = Life(threeSteps, moments: [0: 0], standstills: [3..<63])
    #expect(life.live(0...300) == ["0:1", "65:2", "75:3", "90:1", "95:2", "105:3"])
    var open = Life(threeSteps, moments: [0: 0], standstills: [3..<Int64.max])
    #expect(open.live(0...300) == ["0:1"])
    #expect(open.run.wake(after: Life.minute(10), moments: open.moments) == nil)
    var loud = Life(
      Ladder(name: "x", rungs: threeSteps.rungs, isQuietOnHold: false), moments: [0: 0], standstills: [3..<63])
    #expect(loud.live(0...300) == ["0:1", "5:2", "15:3"])
  }

  @Test("outside its hours a rung waits for the opening, or passes to the next")
  func hours() {
    var waits = Life(Ladder(name: "x", rungs: [rung("75%", hours: .wait), rung("breach")]), moments: [0: 0, 1: 20])
    waits.open = [30..<90]
    #expect(waits.live(0...100) == ["0:1 waiting", "20:2", "30:1"])
    var passes = Life(Ladder(name: "x", rungs: [rung("75%", hours: .pass), rung(after)]), moments: [0: 0])
    passes.open = [30..<90]
    #expect(passes.live(0...100) == ["0:1 passed", "0:2"])
    var never = Life(Ladder(name: "x", rungs: [rung("75%", hours: .wait), rung(after)]), moments: [0: 0])
    never.open = []
    #expect(never.live(0...100) == ["0:1 passed", "0:2"])
  }

  @Test("a rung that is for the unacknowledged alone falls away")
  func unless() {
    let ladder = Ladder(name: "x", rungs: [rung("75%", within: 30), rung("breach", unless: true)])
    var taken = Life(ladder, moments: [0: 0, 1: 20])
    taken.acknowledgements = [(10, LadderStep(rung: 0))]
    #expect(taken.live(0...100) == ["0:1", "20:2 lapsed"])
    var open = Life(ladder, moments: [0: 0, 1: 20])
    #expect(open.live(0...100) == ["0:1", "20:2"])
  }

  @Test("when the clock stops, moments of before still come, and nothing else")
  func stopped() {
    var life = Life(
      Ladder(name: "x", rungs: [rung("75%", within: 5), rung("breach", hours: .wait), rung(after)]),
      moments: [0: 0, 1: 2])
    life.open = [100..<200]
    #expect(life.live(0...3) == ["0:1", "2:2 waiting"])
    life.run.stoppedAt = Life.minute(4)
    #expect(life.live(4...300) == ["4:2 lapsed"])
  }

  @Test("moments from before the ladder was for the ticket fall away")
  func since() {
    var life = Life(Ladder(name: "x", rungs: [rung("50%"), rung("75%")]), moments: [0: 0, 1: 20])
    life.run.since = Life.minute(10)
    #expect(life.live([10, 20]) == ["10:1 lapsed", "20:2"])
  }

  @Test("what is foreseen is what comes when nobody does anything")
  func foreseen() {
    let life = Life(threeSteps, moments: [0: 7], standstills: [10..<20])
    let lines = life.run.foreseen(
      from: Life.zero, until: Life.minute(60), moments: life.moments, opening: { _, _ in .open },
      audience: { _, _ in ([LadderReached("kim", .team(nil))], "") })
    let minutes = lines.map { ($0.firing.firedAt - Life.zero).milliseconds / 60_000 }
    #expect(minutes == [7, 22, 32, 47, 52] && lines.allSatisfy { $0.people.count == 1 })
    #expect(life.run.firings.isEmpty)
  }

  @Test("what quiet hours will hold is foreseen, and passes on where they hold all of it")
  func foreseenHeld() {
    let life = Life(Ladder(name: "x", rungs: [rung("75%"), rung(after)]), moments: [0: 0])
    func lines(_ people: [LadderReached]) -> [LadderLine] {
      life.run.foreseen(
        from: Life.zero, until: Life.minute(60), moments: life.moments, opening: { _, _ in .open },
        audience: { place, _ in (place == 0 ? people : [LadderReached("mo", .team(nil))], "") })
    }
    let held = LadderReached("kim", .team(nil), heldUntil: Life.minute(600))
    let all = lines([held])
    #expect(all.map(\.firing.step.rung) == [0, 1] && all[1].firing.cause == .nobody)
    #expect(all[0].firing.failedAt == Life.zero && all[0].people == [held])
    // One who is told at once is enough.
    let some = lines([held, LadderReached("nat", .team(nil))])
    #expect(some.map(\.firing.step.rung) == [0] && some[0].firing.failedAt == nil)
  }
}
