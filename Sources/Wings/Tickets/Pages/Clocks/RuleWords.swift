/// The rules of the clock semantics, each in a sentence, for the pages that cite them by number.
public enum RuleWords {
  public static func sentence(_ rule: Int) -> String? { sentences[rule] }

  private static let sentences: [Int: String] = [
    3: "The instant of an event decides, whether or not anything was running then.",
    4: "Met means that the time used is not more than the target, to the millisecond.",
    5: "The versions in force when the ticket was opened hold for its whole life.",
    6: "Only the open hours of the calendar count, laid out in its own time zone.",
    7: "A calendar that can never supply the target makes a clock that is never due.",
    8: "Targets are lengths of open time, or so many local days.",
    9: "Pauses count once, however many reasons overlap.",
    10: "The metric says from which event to which a clock runs.",
    11: "When the answer that stopped a clock is withdrawn, its credit goes too.",
    12: "A change of priority or category looks the target up anew in the same agreement version.",
    13: "Reopening does what the objective says: continue, start anew, keep the first verdict, or count all.",
    14: "A merged ticket's clocks end as cancelled.",
    15: "When the agreement ends, its clocks end as cancelled and stay out of compliance.",
    16: "Approved exclusions act as pauses, also after the fact.",
    17: "Each threshold fires once a cycle, at its own instant.",
    19: "Each moment from opening to resolution belongs to exactly one holder.",
  ]
}
