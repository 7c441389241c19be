import Agreements
import Kernel
import Tickets

/// A rung of a clock, or its breach, as it was recorded.
public struct RungFired: Hashable, Sendable {
  /// What stands for the rung when a clock breaches.
  public static let breach = "breach"

  public var ticket: RecordID
  public var clock: String
  public var cycle: Int
  public var rung: String
  /// The instant at which it was passed.
  public var at: Instant
  /// When that was noticed: later than `at` after hours of downtime.
  public var recordedAt: Instant

  /// Noticed later than this after `at`, a notice says so.
  static let late = Duration.minutes(1)

  var kind: String { rung == RungFired.breach ? "clock.breached" : "clock.rung" }

  /// What the journal keeps of it.
  var happening: Happening {
    Happening(
      kind: kind, at: at,
      payload: ["clock": .string(clock), "cycle": .integer(Int64(cycle)), "rung": .string(rung)])
  }

  /// Why a notice goes out, in words.
  func words(on ticket: Ticket) -> String {
    let what = rung == RungFired.breach ? "breached" : "passed \(rung)"
    let cycle = cycle > 1 ? ", cycle \(cycle)," : ""
    let late = recordedAt - at > RungFired.late ? ", noticed at \(recordedAt.rfc3339)" : ""
    return "\(ticket.number): \(clock)\(cycle) \(what) at \(at.rfc3339)\(late)"
  }

  /// The message to webhooks, in the shape of Standard Webhooks: type, timestamp, data.
  func notice(of reading: ClockReading, on ticket: Ticket) -> JSON {
    [
      "type": .string(kind), "timestamp": .string(at.rfc3339),
      "data": .members([
        "ticket": .string(ticket.id.text), "number": .string(ticket.number),
        "priority": .text(ticket.priority), "team": .text(ticket.team), "assignee": .text(ticket.assignee),
        "clock": .string(clock), "metric": .string(reading.metric.rawValue), "cycle": .integer(Int64(cycle)),
        "rung": .string(rung), "due": .instant(reading.due), "recordedAt": .string(recordedAt.rfc3339),
        "late": .bool(recordedAt - at > RungFired.late), "text": .string(words(on: ticket)),
      ]),
    ]
  }
}
