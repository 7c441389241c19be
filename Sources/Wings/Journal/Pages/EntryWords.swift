import Components

/// Kinds of entries as people read them; the entry itself keeps its own.
enum EntryWords {
  /// `Ticket held` of `ticket.held`.
  static func kind(_ kind: String) -> String {
    switch kind {
    case "clock.rung": "Threshold of a clock passed"
    case "clock.breached": "Clock breached"
    case "escalation.began": "Ladder began"
    case "escalation.fired": "Rung of a ladder"
    case "escalation.told": "Told by a ladder"
    case "escalation.seen": "Seen by who was told"
    case "escalation.acknowledged": "Acknowledged"
    case "escalation.ended": "Ladder ended"
    case "escalation.resumed": "Ladder goes on"
    default: Words.capital(kind.split(separator: ".").joined(separator: " "))
    }
  }
}
