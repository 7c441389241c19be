import Markup

/// A word of the field, explained in one place. Pages say which they use; the help lists them all.
public enum Term: String, CaseIterable, Sendable {
  case agreement, attainment, breach, calendar, clock, compliance, coverage, cycle, deadline, dispute, exclusion, hold,
    interval
  case journal, objective, ola, owner, pause, priority, promisedShare, queue, requester, seal, shift, sla,
    supplierContract
  case target, threshold, undecided, vendor, verdict, webhook

  /// Those that requesters meet.
  public static let ofRequesters: [Term] = [.agreement, .breach, .clock, .deadline, .hold, .pause, .requester, .target]

  /// As people call it.
  public var name: String {
    switch self {
    case .ola: "OLA"
    case .sla: "SLA"
    case .promisedShare: "promised share"
    case .supplierContract: "supplier contract"
    default: rawValue
    }
  }

  /// What it means, in two sentences.
  public var meaning: String {
    switch self {
    case .agreement:
      "What is promised for some tickets: how fast, in which hours, and what makes the time stand still. The version that "
        + "was in force when a ticket was opened holds for it to its end."
    case .attainment:
      "The part of an objective's clocks that were met, of all that ended or breached in a period. What still runs counts in "
        + "neither number."
    case .breach:
      "A clock's time was used up before what was promised had happened. It stands at the very instant at which that was so, "
        + "whether or not anybody was looking."
    case .calendar:
      "The open hours in which time counts, in a time zone of its own, less its closures. A deadline moves on over every "
        + "hour that is closed."
    case .clock:
      "One promise applied to one ticket: it counts open time from an event, as the opening, to another, as the answer. Its "
        + "page explains every second of it."
    case .compliance:
      "Met clocks out of those that were met or breached. Clocks that run, are paused or were cancelled stand apart."
    case .coverage:
      "The part of the tickets that have such a clock, of all that were open in the period. The others have no such promise, "
        + "so no figure says anything of them."
    case .cycle:
      "One run of a clock. A ticket that is opened again, or a customer who asks again, may start another."
    case .deadline:
      "The instant at which a clock's time will be used up if nothing pauses it. Closed hours are reckoned in already; a "
        + "pause moves it on."
    case .dispute:
      "Somebody contests what was counted, with a correction and evidence, and somebody who is neither side decides. Both "
        + "verdicts stay visible."
    case .exclusion:
      "A time that was approved to count for no clock, with a reason and whoever approved it. It may be added later; both "
        + "verdicts stay visible."
    case .hold:
      "A ticket rests for a reason, as until its requester answers. Whether its clocks stand still meanwhile is for the "
        + "agreement to say, reason by reason."
    case .interval:
      "Where the true share lies with 95 % confidence, given so few or so many tickets (Wilson's). If it reaches across a "
        + "promise, the number alone does not tell skill from luck."
    case .journal:
      "Everything that happened, entry by entry, each bound to the one before. What was changed afterwards does not fit any "
        + "more, and verification names it."
    case .objective:
      "One promise of an agreement, as a first response within an hour. Applied to a ticket it is a clock."
    case .ola:
      "Operational level agreement: how long one of our own teams may hold a ticket. The promise to those who are served "
        + "rests on it."
    case .owner: "The person who has a ticket. A team may have it while no person does."
    case .pause:
      "Time in which a clock does not count, as a hold that the agreement lets pause it. Pauses that overlap count once, and "
        + "only those in open hours move a deadline."
    case .priority:
      "How urgent a ticket is, which decides its targets. A change looks them up anew and says why it was made."
    case .promisedShare:
      "The part of an objective's clocks that must be met in a calendar month, where the agreement names one. Without it a "
        + "figure is neither good nor bad."
    case .queue: "The tickets that are to be worked, the next deadline first. A filter in its box narrows them."
    case .requester:
      "The person for whom a ticket is. Requesters see their own tickets, without what the desk notes on them."
    case .seal:
      "A signed sum of the whole journal up to an instant. Kept elsewhere, it proves later that nothing before it was changed."
    case .shift:
      "The time until the team's hours end, or the next hours that you choose. What falls due in it is on the hands of those "
        + "who are here now."
    case .sla:
      "Service level agreement: what is promised to those who are served. It rests on what our teams and suppliers promise in "
        + "turn."
    case .supplierContract:
      "How long a vendor may take with what is handed to it. The promise to those who are served rests on it."
    case .target:
      "How much open time a clock may use. The first row of the agreement that fits the ticket says how much."
    case .threshold: "A mark on a clock's way, as three quarters of its target. Each is told of once."
    case .undecided:
      "Nobody can tell which agreement covers the ticket, as one cannot be read. It gets its clocks, from its opening on, as "
        + "soon as that can be."
    case .vendor: "A supplier outside to whom tickets are handed. What it owes stands in its contract."
    case .verdict:
      "What a clock came to: met or breached, or that it runs, is paused or was cancelled. Whole numbers decide it, never "
        + "percentages."
    case .webhook:
      "An address outside to which messages are sent as things happen. Each is tried until it arrives or is given up, which "
        + "the outbox shows."
    }
  }
}

extension HTML {
  /// Words with what they mean, each to be linked to.
  public func terms(_ terms: [Term], linked: Bool = false) {
    dl(.class("terms")) {
      for term in terms.sorted(by: { $0.name.lowercased() < $1.name.lowercased() }) {
        div {
          dt(term.name, .when(linked, .id(term.rawValue)))
          dd(term.meaning)
        }
      }
    }
  }
}
