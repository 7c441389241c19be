import Agreements
import BusinessTime
import Kernel
import Testing

/// What a reopening with `continue` leaves after changes of target that restart, counted by somebody who keeps
/// a list of cycles and one sum a promise.
@Suite(.timeLimit(.minutes(10))) struct RestartedThenReopenedTests {
  private struct Line: Equatable, CustomStringConvertible {
    var start: Int
    var found: Int
    var target: Int
    var consumed = 0
    var stop: Int?
    var state = ClockState.running
    var isOver: Bool { consumed > target }
    var description: String { "\(start)..\(stop.map(String.init) ?? "") \(consumed)/\(target) \(state)" }
  }

  /// Minutes of the targets by priority.
  private static let targets = ["P1": 60, "P2": 240, "P3": 480, "P4": 1200]

  private struct Ledger {
    var lines: [Line] = []
    var usedOfPromise = 0
    var isOpen = true
    var priority: String
    var found: Int { RestartedThenReopenedTests.targets[priority] ?? 0 }

    mutating func begin(_ minute: Int, target: Int) {
      lines.append(Line(start: minute, found: found, target: target))
    }

    mutating func end(_ minute: Int, _ state: ClockState) {
      lines[lines.count - 1].stop = minute
      lines[lines.count - 1].state = lines[lines.count - 1].isOver ? .breached : state
    }

    mutating func prioritize(_ name: String, _ minute: Int) {
      priority = name
      guard isOpen, lines[lines.count - 1].found != found else { return }
      end(minute, .cancelled)
      usedOfPromise = 0
      begin(minute, target: found)
    }

    mutating func resolve(_ minute: Int) {
      guard isOpen else { return }
      isOpen = false
      end(minute, .met)
    }

    mutating func reopen(_ minute: Int) {
      guard !isOpen else { return }
      isOpen = true
      if lines[lines.count - 1].isOver {
        lines[lines.count - 1].stop = nil
        lines[lines.count - 1].state = .running
      } else {
        begin(minute, target: max(0, found - usedOfPromise))
      }
    }

    mutating func pass() {
      guard isOpen else { return }
      lines[lines.count - 1].consumed += 1
      usedOfPromise += 1
    }
  }

  @Test(arguments: 0..<80)
  func `what is left after a restart is what the new promise left`(_ seed: Int) throws {
    var numbers = SplitMix64(seed: UInt64(seed &+ 90_000))
    let names = Self.targets.keys.sorted()
    let first = names.randomElement(using: &numbers) ?? "P1"
    let minutes = 3000
    var ledger = Ledger(priority: first)
    ledger.begin(0, target: ledger.found)
    let start = RandomTicket.start
    var events = [ClockEvent(start, .opened(attributes: ["priority": first], team: nil, assignee: nil))]
    for minute in 0..<minutes {
      let at = start + .minutes(Int64(minute))
      if minute > 0 {
        switch Int.random(in: 0..<400, using: &numbers) {
        case 0..<4:
          let name = names.randomElement(using: &numbers) ?? "P1"
          ledger.prioritize(name, minute)
          events.append(ClockEvent(at, .prioritized(name)))
        case 4..<7:
          ledger.resolve(minute)
          events.append(ClockEvent(at, .resolved))
        case 7..<12:
          ledger.reopen(minute)
          events.append(ClockEvent(at, .reopened))
        default: break
        }
      }
      ledger.pass()
    }
    for index in ledger.lines.indices where ledger.lines[index].state == .running && ledger.lines[index].isOver {
      ledger.lines[index].state = .breached
    }

    let objective = Objective(
      name: "r", metric: .resolution, calendar: "always",
      targets: Self.targets.sorted { $0.key < $1.key }.map { name, minutes in
        Target(
          when: [Condition("priority", anyOf: [name])],
          length: .open(ISO8601Duration(time: .minutes(Int64(minutes)))))
      }, onChange: .restart, reopen: .continue)
    let plan = try ClockPlan(Agreement(name: "Restart", objectives: [objective]), calendars: TestCalendars.all)
    let asOf = start + .minutes(Int64(minutes))
    var stepwise = ClockEvaluator(plan: plan)
    for event in events {
      stepwise.apply(event)
      _ = stepwise.report(asOf: event.at)
    }
    let whole = ClockEvaluator(plan: plan, events: events)
    #expect(stepwise.report(asOf: asOf) == whole.report(asOf: asOf))
    func minute(_ instant: Instant) -> Int { Int((instant - start).milliseconds / 60_000) }
    let found = whole.report(asOf: asOf).clocks.map { clock in
      Line(
        start: minute(clock.startedAt ?? start), found: 0,
        target: Int((clock.target ?? .zero).milliseconds / 60_000),
        consumed: Int(clock.elapsed.milliseconds / 60_000), stop: clock.stoppedAt.map(minute), state: clock.state)
    }
    let expected = ledger.lines.map { line in
      var line = line
      line.found = 0
      return line
    }
    #expect(found == expected)
  }
}
