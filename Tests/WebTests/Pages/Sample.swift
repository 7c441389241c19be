import Agreements
import Components
import Kernel
import MainstayServer
import TicketsPages

/// Plain values for page tests: no server, no database.
enum Sample {
  /// Tuesday 3 June 2025, 13:20 in Paris.
  static let now = Sample.at("2025-06-03T13:20:00+02:00")
  static let paris = ReaderZone("Europe/Paris") { _ in 7200 }

  static func at(_ text: String) -> Instant { (try? Instant(parsing: text)) ?? .earliest }

  static func reader(_ role: Role, theme: Theme = .system, flash: Flash? = nil) -> Reader {
    Reader(
      name: "Kim Berg", role: role, now: now, zone: paris, theme: theme, csrf: "token", path: "/queue", flash: flash,
      counts: [.queue: 42], places: Wings.places)
  }

  static func segment(
    _ from: String, _ to: String, _ cause: Because.Cause, counted: Bool = false, holder: Holder, rule: Int,
    event: Int? = nil
  ) -> Segment {
    Segment(
      from: at(from), to: at(to), counted: counted, holder: holder,
      because: Because(cause, rule: rule, event: event, calendar: event == nil ? "paris" : nil))
  }

  static let breached = ClockFigure(
    name: "resolution", metric: .resolution, state: .breached, target: .hours(8),
    elapsed: .hours(11) + .minutes(20), remaining: .zero, startedAt: at("2025-06-02T09:00:00+02:00"),
    due: at("2025-06-03T10:00:00+02:00"), breachedAt: at("2025-06-03T10:00:00+02:00"),
    overrun: .hours(3) + .minutes(20),
    segments: [
      segment(
        "2025-06-02T09:00:00+02:00", "2025-06-02T10:30:00+02:00", .open, counted: true, holder: .team("service desk"),
        rule: 6),
      segment(
        "2025-06-02T10:30:00+02:00", "2025-06-02T13:30:00+02:00", .held(reason: "awaiting-requester"),
        holder: .requester, rule: 9, event: 2),
      segment(
        "2025-06-02T13:30:00+02:00", "2025-06-02T18:00:00+02:00", .open, counted: true, holder: .team("network"),
        rule: 6),
      segment("2025-06-02T18:00:00+02:00", "2025-06-03T08:00:00+02:00", .closed, holder: .closed, rule: 6),
      segment(
        "2025-06-03T08:00:00+02:00", "2025-06-03T13:20:00+02:00", .open, counted: true, holder: .team("network"),
        rule: 6),
    ], path: "/tickets/INC-1024/clocks/resolution/1")

  static let running = ClockFigure(
    name: "next-response", metric: .nextResponse, cycle: 2, state: .running, target: .hours(4), elapsed: .hours(3),
    remaining: .hours(1), startedAt: at("2025-06-03T10:20:00+02:00"), due: at("2025-06-03T14:20:00+02:00"),
    segments: [
      segment(
        "2025-06-03T10:20:00+02:00", "2025-06-03T13:20:00+02:00", .open, counted: true, holder: .team("network"),
        rule: 6)
    ], path: "/tickets/INC-1024/clocks/next-response/2")

  static let met = ClockFigure(
    name: "first-response", metric: .firstResponse, state: .met, target: .hours(2), elapsed: .minutes(42),
    remaining: .minutes(78), startedAt: at("2025-06-02T09:00:00+02:00"), due: at("2025-06-02T11:00:00+02:00"),
    stoppedAt: at("2025-06-02T09:42:00+02:00"),
    segments: [
      segment(
        "2025-06-02T09:00:00+02:00", "2025-06-02T09:42:00+02:00", .open, counted: true, holder: .team("service desk"),
        rule: 6)
    ], path: "/tickets/INC-1024/clocks/first-response/1")

  static let paused = ClockFigure(
    name: "network", metric: .teamHolding, state: .paused, target: .hours(6), elapsed: .hours(2),
    remaining: .hours(4), startedAt: at("2025-06-02T13:30:00+02:00"), due: at("2025-06-03T17:20:00+02:00"),
    segments: [
      segment(
        "2025-06-02T13:30:00+02:00", "2025-06-02T15:30:00+02:00", .open, counted: true, holder: .team("network"),
        rule: 6),
      segment(
        "2025-06-02T15:30:00+02:00", "2025-06-03T13:20:00+02:00", .exclusion(reason: "maintenance"),
        holder: .exclusion("maintenance"), rule: 16, event: 4),
    ], path: "/tickets/INC-1024/clocks/network/1")

  static let shares = [
    HolderShare(holder: .team("service desk"), time: .minutes(90)),
    HolderShare(holder: .requester, time: .hours(3)), HolderShare(holder: .closed, time: .hours(14)),
    HolderShare(holder: .team("network"), time: .minutes(590)),
  ]
}
