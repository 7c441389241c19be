import Agreements
import BusinessTime
import Foresight
import Kernel
import SystemZones

/// A desk that is open all the time and promises ten hours.
enum Desk {
  static let start = Instant(milliseconds: 1_700_000_000_000)

  static func finder(pausing reasons: [String] = []) throws -> MomentFinder {
    try MomentFinder(agreement(pausing: reasons), calendars: calendars())
  }

  private static func agreement(pausing reasons: [String] = []) -> Agreement {
    Agreement(
      name: "Desk", pauseReasons: reasons,
      objectives: [
        Objective(
          name: "resolution", metric: .resolution, calendar: "always",
          targets: [Target(length: .open(ISO8601Duration(days: 0, time: .hours(10))))])
      ])
  }

  private static func calendars() throws -> [String: BusinessCalendar] {
    let calendar = CalendarDefinition.aroundTheClock(timeZone: "UTC")
    return ["always": try BusinessCalendar(calendar, zone: SystemZones().rules(for: "UTC"))]
  }

  /// How the clocks of a ticket stand by its story.
  static func readings(_ record: TicketRecord, asOf: Instant) throws -> [ClockReading] {
    ClockEvaluator(plan: try ClockPlan(agreement(), calendars: calendars()), events: record.story).verdicts(asOf: asOf)
  }

  static func record(
    _ number: Int, opened: Instant, updates: [TicketRecord.Update], resolved: Instant?
  ) -> TicketRecord {
    let first = updates.first?.attributes ?? [:]
    var story = [ClockEvent(opened, .opened(attributes: first, team: updates.first?.team, assignee: nil))]
    if let resolved { story.append(ClockEvent(resolved, .resolved)) }
    return TicketRecord(number: "T\(number)", openedAt: opened, updates: updates, story: story)
  }

  /// Tickets of two teams, one an hour: those of `slow` take 12 hours in seven of ten cases, those of `quick` in one of
  /// ten, and all others five.
  static func records(_ count: Int, seed: UInt64 = 7) -> [TicketRecord] {
    var chance = SplitMix64(seed: seed)
    return (0..<count).map { number in
      let opened = start + .hours(Int64(number))
      let isSlow = Bool.random(using: &chance)
      let isLate = Int.random(in: 0..<10, using: &chance) < (isSlow ? 7 : 1)
      let resolved = opened + .hours(isLate ? 12 : 5)
      let open = TicketRecord.Update(
        at: opened + .minutes(1), attributes: ["category": "c\(number % 5)"], team: isSlow ? "slow" : "quick")
      var end = open
      (end.at, end.state) = (resolved, .resolved)
      return record(number, opened: opened, updates: [open, end], resolved: resolved)
    }
  }

  static func trial(_ records: [TicketRecord], from: Instant) throws -> MissTrial {
    MissTrial(
      records.map { MissTrial.Case($0, finder: 0) }, finders: [try finder()], objectives: 1, from: from,
      end: records.flatMap { $0.updates.map(\.at) }.max() ?? from)
  }
}
