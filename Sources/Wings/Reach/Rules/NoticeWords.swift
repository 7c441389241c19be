import Kernel

/// What a message to a person says: the number, what happened, and nothing that anybody wrote.
public enum NoticeWords {
  /// A sentence for one who is told for this reason.
  ///
  /// - Parameters:
  ///   - clock: The objective of a clock, and the threshold that it passed, where it is about one.
  ///   - actor: The sign-in name of who did it.
  public static func sentence(
    _ kind: String, number: String, reason: ReachReason, clock: (objective: String, rung: String)? = nil,
    actor: String? = nil
  ) -> String {
    if reason == .team {
      switch kind {
      case "ticket.answered": return "\(number), which nobody of your team has, was answered by its requester."
      case "ticket.reopened": return "\(number), which nobody of your team has, was opened again."
      default: return "\(number) is for your team, and nobody has it yet."
      }
    }
    switch kind {
    case TicketNews.brokenGlass:
      return "\(actor ?? "Somebody") reads the confidential ticket \(number) without being cleared for it."
    case "ticket.opened", "ticket.assigned": return "\(number) was given to you."
    case "ticket.answered": return "\(number) was answered."
    case "ticket.noted": return "A note was written on \(number)."
    case "ticket.resolved": return "\(number) was resolved."
    case "ticket.reopened": return "\(number) was opened again."
    case "ticket.closed": return "\(number) was closed."
    case "ticket.cancelled": return "\(number) was cancelled."
    case "ticket.resumed": return "\(number) goes on after a hold."
    case "ticket.acknowledged": return "The vendor took \(number)."
    case "ticket.handed-back": return "The vendor gave \(number) back."
    case "ticket.outcome": return "Something happened to the ticket that \(number) was merged into."
    case "clock.breached": return "\(number): \(clock?.objective ?? "a clock") passed its target."
    case "clock.rung": return "\(number): \(clock?.objective ?? "a clock") passed \(clock?.rung ?? "a threshold")."
    default: return "Something happened to \(number)."
    }
  }

  /// Why somebody gets it, a sentence.
  public static func why(_ reason: ReachReason) -> String {
    switch reason {
    case .assigned: "You get this as the ticket was given to you."
    case .answered, .progressed: "You get this as you asked for the ticket, or have it."
    case .noted: "You get this as you have the ticket."
    case .clock: "You get this as you have the ticket, or your team has it and nobody of it."
    case .team: "You get this as your team has the ticket and nobody of it."
    case .guarded: "You get this as you have the ticket, or watch over confidential ones."
    case .escalated: "You get this as a ladder of escalation names you, your team, your role or your duty."
    case .duty: "You get this as it is about duty of yours."
    case .decision: "You get this as you may decide about it, or asked for it."
    case .test: "You get this as you asked for a test."
    case .code: "You get this as somebody added this address as a way to reach them. If that was not you, do nothing."
    }
  }
}
