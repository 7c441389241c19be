import Agreements
import BusinessTime
import Kernel
import Testing

/// A resolution clock counted minute by minute, by somebody who knows nothing of the engine.
@Suite(.timeLimit(.minutes(10))) struct NaiveClockTests {
  @Test(arguments: 0..<60)
  func `counting minutes by hand gives the same clock`(_ seed: Int) throws {
    var numbers = SplitMix64(seed: UInt64(seed &+ 7000))
    let calendar = ["always", "desk", "night"].randomElement(using: &numbers) ?? "always"
    let start = RandomTicket.start
    let minutes = 6000
    // Holds of two reasons and exclusions, all overlapping as they like, on whole minutes.
    var events = [ClockEvent(start, .opened(attributes: [:], team: nil, assignee: nil))]
    var paused = Array(repeating: false, count: minutes)
    func at(_ minute: Int) -> Instant { start + .minutes(Int64(minute)) }
    for reason in ["a", "b"] {
      var minute = Int.random(in: 0..<500, using: &numbers)
      while minute < minutes - 500 {
        let end = minute + Int.random(in: 1..<400, using: &numbers)
        events.append(ClockEvent(at(minute), .held(reason: reason)))
        events.append(ClockEvent(at(end), .resumed(reason: reason)))
        for index in minute..<end { paused[index] = true }
        minute = end + Int.random(in: 0..<900, using: &numbers)
      }
    }
    var exclusions: [Exclusion] = []
    for number in 0..<3 {
      let from = Int.random(in: 0..<minutes - 700, using: &numbers)
      let to = from + Int.random(in: 1..<600, using: &numbers)
      exclusions.append(Exclusion(from: at(from), to: at(to), reason: "x\(number)"))
      for index in from..<to { paused[index] = true }
    }
    let target = Int.random(in: 1..<1500, using: &numbers)
    let stop = Int.random(in: 1..<minutes, using: &numbers)
    events.append(ClockEvent(at(stop), .resolved))

    let hours = try #require(TestCalendars.all[calendar])
    var elapsed = 0
    var reached: Int?
    for minute in 0..<stop where !paused[minute] && hours.isOpen(at: at(minute)) {
      elapsed += 1
      if elapsed == target { reached = minute + 1 }
    }

    let objective = Objective(
      name: "r", metric: .resolution, calendar: calendar,
      targets: [Target(length: .open(ISO8601Duration(time: .minutes(Int64(target)))))], pauseReasons: ["a", "b"])
    let agreement = Agreement(name: "Naive", objectives: [objective])
    let clock = try #require(
      try evaluate(
        agreement, calendars: TestCalendars.all, events: events, exclusions: exclusions, asOf: at(minutes)
      ).clocks.first)
    #expect(clock.elapsed == .minutes(Int64(elapsed)))
    #expect(clock.state == (elapsed > target ? .breached : .met))
    #expect(clock.breachedAt == (elapsed > target ? reached.map(at) : nil))
    if let reached { #expect(clock.due == at(reached)) }
  }
}
