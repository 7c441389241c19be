import Agreements
import BusinessTime
import Kernel
import SystemZones

/// Calendars of every kind that the clocks must not care about.
enum TestCalendars {
  static let all: [String: BusinessCalendar] = {
    let zones = SystemZones()
    func calendar(_ definition: CalendarDefinition) -> BusinessCalendar? {
      try? BusinessCalendar(definition, zone: zones.rules(for: definition.timeZone))
    }
    func window(_ text: String) -> [Window] { (try? Window(parsing: text)).map { [$0] } ?? [] }
    let weekdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
    func week(_ text: String) -> [Weekday: [Window]] {
      Dictionary(uniqueKeysWithValues: weekdays.map { ($0, window(text)) })
    }
    let made: [String: BusinessCalendar?] = [
      "always": calendar(.aroundTheClock(timeZone: "Europe/Paris")),
      "desk": calendar(
        CalendarDefinition(timeZone: "Europe/Paris", workingDay: .hours(8), weekly: week("09:00-17:00"))),
      "night": calendar(
        CalendarDefinition(timeZone: "America/New_York", workingDay: .hours(5), weekly: week("21:00-02:00"))),
      "never": calendar(CalendarDefinition(timeZone: "Europe/Paris", workingDay: .hours(8))),
    ]
    return made.compactMapValues { $0 }
  }()
}

/// Agreements, tickets and exclusions by a seed: every metric, policy and event comes up, also where it does not fit.
struct RandomTicket {
  var agreement: Agreement
  /// In the order of time.
  var events: [ClockEvent]
  var exclusions: [Exclusion]
  /// After the last event, or somewhere among them.
  var asOf: Instant

  /// 24 October 2025, a Friday, two days before Europe's clocks go back.
  static let start = Instant(seconds: 1_761_292_800)

  init(seed: Int, events count: Int = 40) {
    var numbers = SplitMix64(seed: UInt64(seed))
    let reasons = ["awaiting-requester", "awaiting-vendor", "parts"]
    agreement = RandomTicket.agreement(reasons, &numbers)
    // Few distinct instants, so that some events share one.
    let grid: Int64 = [1, 1000, 60_000, 1_800_000].randomElement(using: &numbers) ?? 1
    let spread = Int64.random(in: 1...4, using: &numbers) * 86_400_000
    func instant(_ numbers: inout SplitMix64) -> Instant {
      RandomTicket.start + .milliseconds(Int64.random(in: 0...spread / grid, using: &numbers) * grid)
    }
    var events: [ClockEvent] = []
    for number in 0..<count {
      events.append(ClockEvent(instant(&numbers), RandomTicket.kind(number, reasons, &numbers)))
    }
    let ids = Set(events.compactMap { if case .answered(_, _, let id?) = $0.kind { id } else { nil } })
    for _ in 0..<Int.random(in: 0...3, using: &numbers) {
      guard let id = ids.sorted().randomElement(using: &numbers) else { continue }
      events.append(ClockEvent(instant(&numbers) + .hours(6), .answerWithdrawn(answer: id)))
    }
    let order = events.indices.sorted { (events[$0].at, $0) < (events[$1].at, $1) }
    let attributes = ["priority": ["P1", "P2", "P3"].randomElement(using: &numbers) ?? "P1"]
    let opening = ClockEvent.Kind.opened(
      attributes: attributes, team: [nil, "apps", "network"].randomElement(using: &numbers) ?? nil,
      assignee: [nil, nil, "kim"].randomElement(using: &numbers) ?? nil)
    self.events = [ClockEvent(RandomTicket.start, opening)] + order.map { events[$0] }
    exclusions = (0..<Int.random(in: 0...4, using: &numbers)).map { number in
      let from = instant(&numbers)
      return Exclusion(
        from: from, to: from + .milliseconds(Int64.random(in: 1...20_000_000, using: &numbers)),
        reason: "reason-\(number)")
    }
    asOf = RandomTicket.start + .milliseconds(Int64.random(in: 0...spread * 2, using: &numbers))
  }

  private static func agreement(_ reasons: [String], _ numbers: inout SplitMix64) -> Agreement {
    let rungs = ["50%", "75%", "-PT1H", "100%", "+PT30M", "-PT2H wall", "+PT1H wall"].compactMap {
      try? Rung(parsing: $0)
    }
    let objectives = Metric.allCases.flatMap { metric in
      (0..<2).map { number in
        Objective(
          name: "\(metric.rawValue) \(number)", metric: metric,
          calendar: ["always", "always", "desk", "desk", "night", "never"].randomElement(using: &numbers) ?? "always",
          targets: targets(&numbers), team: metric == .teamHolding ? "apps" : nil,
          vendor: metric == .vendorHolding || metric == .acknowledgement
            ? [nil, "acme"].randomElement(using: &numbers) ?? nil : nil,
          pauseReasons: Bool.random(using: &numbers) ? nil : reasons.filter { _ in Bool.random(using: &numbers) },
          onChange: ChangePolicy.allCases.randomElement(using: &numbers) ?? .carryElapsed,
          reopen: ReopenPolicy.allCases.randomElement(using: &numbers) ?? .continue,
          stopAt: metric == .resolution || metric == .fulfilment
            ? StopPoint.allCases.randomElement(using: &numbers) ?? .resolved : .resolved,
          thresholds: rungs.filter { _ in Bool.random(using: &numbers) })
      }
    }
    return Agreement(name: "Random", pauseReasons: Array(reasons.dropLast()), objectives: objectives)
  }

  private static func targets(_ numbers: inout SplitMix64) -> [Target] {
    func length(_ numbers: inout SplitMix64) -> TargetLength {
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: .localDays(Int64.random(in: 1...3, using: &numbers))
      case 1: .open(ISO8601Duration(time: .milliseconds(Int64.random(in: 1...9_999_999, using: &numbers))))
      default: .open(ISO8601Duration(time: .minutes(Int64.random(in: 1...40, using: &numbers) * 30)))
      }
    }
    var targets = ["P1", "P2"].filter { _ in Bool.random(using: &numbers) }.map {
      Target(when: [Condition("priority", anyOf: [$0])], length: length(&numbers))
    }
    if targets.isEmpty || Int.random(in: 0..<4, using: &numbers) > 0 {
      targets.append(Target(length: length(&numbers)))
    }
    return targets
  }

  private static func kind(_ number: Int, _ reasons: [String], _ numbers: inout SplitMix64) -> ClockEvent.Kind {
    let vendor = ["acme", "beta"].randomElement(using: &numbers)
    let reason = reasons.randomElement(using: &numbers) ?? "parts"
    switch Int.random(in: 0..<60, using: &numbers) {
    case 0..<9:
      return .answered(by: .staff, isPublic: Int.random(in: 0..<4, using: &numbers) > 0, id: "a\(number)")
    case 9..<15: return .answered(by: .requester, isPublic: true, id: nil)
    case 15..<22: return .held(reason: reason)
    case 22..<28: return .resumed(reason: Bool.random(using: &numbers) ? reason : nil)
    case 28..<33: return .prioritized(["P1", "P2", "P3"].randomElement(using: &numbers) ?? "P1")
    case 33..<38:
      return .assigned(
        team: [nil, "apps", "network"].randomElement(using: &numbers) ?? nil,
        assignee: [nil, "kim"].randomElement(using: &numbers) ?? nil)
    case 38: return .unassigned
    case 39..<43: return .handedOff(vendor: vendor ?? "acme")
    case 43..<46: return .handedBack(vendor: Bool.random(using: &numbers) ? vendor : nil)
    case 46..<48: return .acknowledged(vendor: Bool.random(using: &numbers) ? vendor : nil)
    case 48..<52: return .resolved
    case 52..<56: return .reopened
    case 56..<58: return .closed(byTimer: Bool.random(using: &numbers))
    case 58: return [.cancelled, .resolved, .reopened].randomElement(using: &numbers) ?? .resolved
    default: return [.merged, .agreementEnded, .reopened].randomElement(using: &numbers) ?? .merged
    }
  }

  func plan() throws -> ClockPlan { try ClockPlan(agreement, calendars: TestCalendars.all) }

  func evaluator() throws -> ClockEvaluator {
    ClockEvaluator(plan: try plan(), exclusions: exclusions, events: events)
  }
}
