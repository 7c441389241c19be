import Agreements
import Core
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
  package var happening: Happening {
    Happening(
      kind: kind, at: at,
      payload: ["clock": .string(clock), "cycle": .integer(Int64(cycle)), "rung": .string(rung)])
  }

  private var isLate: Bool { recordedAt - at > RungFired.late }
}

extension RungFired {
  /// What clocks tell the outside.
  static let notices = [passed, breached]

  private static let passed = NoticeKind(
    "clock.rung", "Threshold passed", "A clock of a ticket passed a threshold before or after its target.",
    isUsual: true, template: "{number}: {clock}[, cycle {again},] passed {rung} at {at}[, noticed at {noticed}]",
    fields: fields)
  private static let breached = NoticeKind(
    "clock.breached", "Breached", "A clock of a ticket passed its target.", isUsual: true,
    template: "{number}: {clock}[, cycle {again},] breached at {at}[, noticed at {noticed}]", fields: fields)

  private static let fields =
    TicketEvent.noticeFields + [
      NoticeField("clock", "The objective of the agreement that the clock measures."),
      NoticeField("metric", "What it measures: firstResponse, resolution and so on."),
      NoticeField("cycle", .integer, "Which of its runs: more than 1 after a reopening or the like."),
      NoticeField("rung", "The threshold as the agreement has it, or breach."),
      NoticeField("due", .instant, "When the target ends as things stand.", optional: true),
      NoticeField("recordedAt", .instant, "When it was noticed."),
      NoticeField("late", .flag, "Whether that was more than a minute after it happened."),
      NoticeField("text", "The same in words."),
    ]

  var notice: NoticeKind { rung == RungFired.breach ? RungFired.breached : RungFired.passed }

  func facts(of reading: ClockReading, on ticket: Ticket) -> NoticeFacts {
    var facts = ticket.noticeFacts
    facts.data["clock"] = .string(clock)
    facts.data["metric"] = .string(reading.metric.rawValue)
    facts.data["cycle"] = .integer(Int64(cycle))
    facts.data["rung"] = .string(rung)
    facts.data["due"] = .instant(reading.due)
    facts.data["recordedAt"] = .string(recordedAt.rfc3339)
    facts.data["late"] = .bool(isLate)
    facts.words["at"] = at.rfc3339
    if cycle > 1 { facts.words["again"] = String(cycle) }
    if isLate { facts.words["noticed"] = recordedAt.rfc3339 }
    return facts
  }
}
