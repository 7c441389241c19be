import Forecasting
import Testing

@Suite("Erlang's formulas", .timeLimit(.minutes(10)))
struct ErlangTests {
  @Test(
    "B gives the published values",
    arguments: [
      (10, 10.0, 0.214582343107), (14, 10, 0.0568191433865), (30, 20, 0.00845749834019), (1, 0.5, 1.0 / 3),
      (100, 100, 0.0757004527109), (1000, 1000, 0.0248119176462),
    ] as [(Int, Double, Double)])
  func losses(_ lines: Int, _ load: Double, _ expected: Double) {
    #expect(isNear(ErlangB.blocked(lines: lines, load: load), expected, 1e-10))
  }

  @Test("B gives what its recurrence gives, far beyond where factorials overflow")
  func recurrence() {
    for load in [0.01, 0.9, 7, 123.4, 2000, 9999] {
      var blocked = 1.0
      for lines in 1...10_500 {
        blocked = load * blocked / (Double(lines) + load * blocked)
        if lines % 97 == 0 || lines < 20, blocked > 1e-290 {
          let value = ErlangB.blocked(lines: lines, load: load)
          #expect(isNear(value, blocked, 1e-10), "\(lines) lines, load \(load): \(value), \(blocked)")
        }
      }
    }
    #expect(ErlangB.blocked(lines: 0, load: 3) == 1)
    #expect(ErlangB.blocked(lines: 0, load: 0) == 1)
    #expect(ErlangB.blocked(lines: 4, load: 0) == 0)
    #expect(ErlangB.blocked(lines: 10_000, load: 0.5) == 0)
  }

  /// 100 calls in 30 minutes of 180 s each, 20 s promised.
  @Test(
    "C gives the published values of a telephone desk",
    arguments: [
      (11, 0.6821182047, 0.3896138117, 122.78128), (12, 0.4493882243, 0.6401580404, 40.44494),
      (13, 0.2852704530, 0.7955947884, 17.116227), (14, 0.1741319336, 0.8883500192, 7.835937),
      (15, 0.1020423670, 0.9414528429, 3.6735252), (16, 0.0573403309, 0.9705604925, 1.7202099),
    ])
  func telephone(_ people: Int, _ waiting: Double, _ attained: Double, _ seconds: Double) {
    let queue = ErlangC(people: people, load: 10)
    #expect(isNear(queue.waiting, waiting, 1e-9))
    #expect(isNear(queue.attained(within: 20.0 / 180), attained, 1e-9))
    #expect(isNear(queue.meanWait.map { $0 * 180 }, seconds, 1e-6))
    #expect(isNear(queue.occupancy, 10 / Double(people)))
  }

  /// Six tickets an hour of 40 minutes each, picked up within 15.
  @Test(
    "C gives the published values of a desk's queue",
    arguments: [
      (5, 0.6191643823), (6, 0.8654885011), (7, 0.9561361490),
    ])
  func desk(_ people: Int, _ attained: Double) {
    #expect(isNear(ErlangC(people: people, load: 4).attained(within: 15.0 / 40), attained, 1e-9))
  }

  @Test("C with no more people than work answers nobody in time", arguments: [0, 3, 10])
  func tooFew(_ people: Int) {
    let queue = ErlangC(people: people, load: 10)
    #expect(queue.attained(within: 1000) == 0)
    #expect(queue.meanWait == nil)
    #expect(queue.occupancy == (people == 0 ? 0 : 1))
    #expect(!queue.isStable)
  }

  /// The same desk, callers give up after 120 s.
  @Test(
    "A gives the published values, also with fewer people than work",
    arguments: [
      (8, 0.7226264633, 0.2579823813, 30.957886), (9, 0.6133071332, 0.1921560380, 23.058725),
      (10, 0.4968527476, 0.1374638263, 16.495659), (11, 0.3828164915, 0.0941550342, 11.298604),
      (12, 0.2798070186, 0.0615973770, 7.3916852),
    ])
  func impatience(_ people: Int, _ waiting: Double, _ abandon: Double, _ seconds: Double) {
    let queue = ErlangA(people: people, load: 10, patience: 120.0 / 180)
    #expect(isNear(queue.waiting, waiting, 1e-9))
    #expect(isNear(queue.abandon, abandon, 1e-9))
    #expect(isNear(queue.meanWait * 180, seconds, 1e-7))
  }

  @Test("A with endless patience is C", arguments: [11, 12, 14, 20, 40])
  func endlessPatience(_ people: Int) throws {
    let patient = ErlangA(people: people, load: 10, patience: 1e12)
    let queue = ErlangC(people: people, load: 10)
    let meanWait = try #require(queue.meanWait)
    #expect(isNear(patient.waiting, queue.waiting))
    #expect(isNear(patient.meanWait, meanWait))
    for wait in [0, 0.01, 0.5, 3] {
      #expect(isNear(patient.attained(within: wait), queue.attained(within: wait)))
    }
  }

  /// The chain of states by itself: patience as long as the work makes the number in the system Poisson, and for any
  /// patience the states can be summed one by one.
  @Test(
    "A gives what its states give, summed one by one",
    arguments: [0.02, 0.3, 1, 4, 30] as [Double],
    [(1, 0.3), (1, 5.0), (7, 6.5), (7, 30), (40, 38), (120, 100), (300, 330)] as [(people: Int, load: Double)])
  func states(_ patience: Double, _ desk: (people: Int, load: Double)) {
    let queue = ErlangA(people: desk.people, load: desk.load, patience: patience)
    let sum = SummedStates(people: desk.people, load: desk.load, patience: patience)
    #expect(isNear(queue.waiting, sum.waiting))
    #expect(isNear(queue.abandon, sum.abandon), "\(queue.abandon), \(sum.abandon)")
    #expect(isNear(queue.occupancy, sum.occupancy))
    #expect(abs(queue.attained(within: 0) - (1 - sum.waiting)) < 1e-12)
    // What is stepped through costs the more the more people there are.
    for wait in desk.people < 100 ? [0.05, 0.4] : [] {
      let (value, expected) = (queue.attained(within: wait), sum.attained(within: wait))
      #expect(abs(value - expected) < 1e-9, "\(value), \(expected)")
    }
    // Nobody waits longer than for ever: whoever does not give up is answered.
    #expect(isNear(queue.attained(within: 1e9), 1 - queue.abandon))
  }

  @Test(
    "A stays a number where the load is overwhelming, or patience endless or none",
    arguments: [
      (1, 9000.0, 1e6), (9000, 9000, 1e9), (10, 9000, 1e-9), (9999, 1, 1e-9), (5000, 9999, 3e11), (1, 1e-9, 1e12),
    ] as [(Int, Double, Double)])
  func extremes(_ people: Int, _ load: Double, _ patience: Double) {
    let queue = ErlangA(people: people, load: load, patience: patience)
    for value in [queue.waiting, queue.abandon, queue.occupancy, queue.attained(within: 0.1)] {
      #expect(value >= 0 && value <= 1)
    }
    // What is served is what does not give up.
    if Double(people) < load * 0.9 { #expect(isNear(queue.abandon, 1 - Double(people) / load, 1e-3)) }
  }

  @Test("Little's law: three an hour that stay 3.5 hours are 10.5 at once") func little() {
    // Of a queue with a mean wait W and handling 1, those waiting and those in hand are load·(W + 1).
    let queue = ErlangC(people: 12, load: 10)
    let waiting = queue.meanWait.map { 10 * $0 }
    #expect(isNear(waiting, queue.waiting * 10 / 2))
    #expect(LittlesLaw.present(perHour: 3, hoursEach: 3.5) == 10.5)
  }
}

/// M/M/N+M by its states: each as likely as the one before times the ratio of the rates between them.
struct SummedStates {
  var waiting = 0.0
  var abandon = 0.0
  var occupancy = 0.0
  private let people: Int
  private let theta: Double
  /// How likely an arrival finds so many waiting, and everybody busy.
  private var queued: [Double] = []

  init(people: Int, load: Double, patience: Double) {
    (self.people, theta) = (people, 1 / patience)
    var weights = [1.0]
    func leaving(_ state: Int) -> Double { Double(min(state, people)) + theta * Double(max(0, state - people)) }
    while weights.count < people + 2 || weights[weights.count - 1] > 1e-25 {
      weights.append(weights[weights.count - 1] * load / leaving(weights.count))
      if weights[weights.count - 1] > 1e200 { weights = weights.map { $0 * 1e-200 } }
    }
    let sum = weights.reversed().reduce(0, +)
    for (state, weight) in weights.enumerated() {
      let share = weight / sum
      occupancy += share * Double(min(state, people)) / Double(people)
      guard state >= people else { continue }
      waiting += share
      abandon += share * theta * Double(state - people) / load
      queued.append(share)
    }
  }

  /// The states of the queue ahead of one caller, stepped through in short times (Runge and Kutta's rule).
  func attained(within wait: Double) -> Double {
    // `alive[k]`: k callers are still ahead, and this one has neither been answered nor given up.
    var alive = queued
    var answered = 1 - queued.reduce(0, +)
    let fastest = Double(people) + theta * Double(queued.count + 1)
    let steps = Int((wait * fastest).rounded(.up)) * 3 + 100
    let step = wait / Double(steps)
    func change(_ state: [Double]) -> ([Double], Double) {
      var flow = state.indices.map { k in -state[k] * (Double(people) + theta * Double(k + 1)) }
      for k in state.indices.dropLast() { flow[k] += state[k + 1] * (Double(people) + theta * Double(k + 1)) }
      return (flow, state[0] * Double(people))
    }
    func moved(_ state: [Double], _ flow: [Double], _ by: Double) -> [Double] { zip(state, flow).map { $0 + by * $1 } }
    for _ in 0..<steps {
      let (a, answeredA) = change(alive)
      let (b, answeredB) = change(moved(alive, a, step / 2))
      let (c, answeredC) = change(moved(alive, b, step / 2))
      let (d, answeredD) = change(moved(alive, c, step))
      for k in alive.indices { alive[k] += step / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]) }
      answered += step / 6 * (answeredA + 2 * answeredB + 2 * answeredC + answeredD)
    }
    return answered
  }
}
