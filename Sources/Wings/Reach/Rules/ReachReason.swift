import Kernel

/// Why somebody is told of something: the kinds of notice that people choose by.
public enum ReachReason: String, CaseIterable, Hashable, Sendable {
  /// A ticket was given to them.
  case assigned
  /// The other side answered.
  case answered
  /// A colleague wrote a note on their ticket.
  case noted
  /// Their ticket was resolved, opened again, closed, cancelled or goes on.
  case progressed
  /// A clock of their ticket, or of one of their team that nobody has, passed a threshold or its target.
  case clock
  /// There is something to do for their team that nobody has yet.
  case team
  /// Somebody reads a confidential ticket without being cleared for it: theirs, or any where they watch over that.
  case guarded
  /// A ladder of escalation tells them, their team, or who is on duty.
  case escalated
  /// Duty of theirs: a swap, an override, whom they stand in for.
  case duty
  /// Something waits for their decision, or what they asked for was decided about.
  case decision
  /// They asked for a test.
  case test
  /// The code of a way.
  case code

  /// Those that people choose about, in the order in which they read them.
  public static let chosen: [ReachReason] = [
    .assigned, .answered, .noted, .progressed, .clock, .escalated, .team, .guarded, .duty, .decision,
  ]

  /// As a heading.
  public var title: String {
    switch self {
    case .assigned: "Given to me"
    case .answered: "Answers"
    case .noted: "Notes of colleagues"
    case .progressed: "Where it stands"
    case .clock: "Clocks"
    case .team: "For my team"
    case .guarded: "Confidential tickets"
    case .escalated: "Escalations"
    case .duty: "Duty"
    case .decision: "Decisions"
    case .test: "Test"
    case .code: "Code"
    }
  }

  /// When it comes, a sentence.
  public var occasion: String {
    switch self {
    case .assigned: "Somebody gives me a ticket."
    case .answered: "The requester answers on my ticket, or the desk on one that I asked for."
    case .noted: "A colleague writes a note on my ticket."
    case .progressed: "My ticket is resolved, opened again, closed or cancelled, or goes on after a hold."
    case .clock: "A clock passes a threshold or its target, on my ticket or on one of my team that nobody has."
    case .team: "A ticket of my team has nobody: it came in, was given back, or its requester answered."
    case .guarded:
      "Somebody who is not cleared reads a confidential ticket: mine, or any where I watch over that."
    case .escalated: "A ladder of escalation tells me: a clock comes near its target, or passes it."
    case .duty:
      "I am asked for a swap, mine is answered or withdrawn, or an override or an absence changes what duty I have."
    case .decision:
      "A change of agreements, or of what is recorded of a service, waits for my decision, or somebody decides about mine."
    case .test: "I asked for it."
    case .code: "I added a way."
    }
  }

  /// Whether it concerns those who only ask too.
  public var isForRequesters: Bool { self == .answered || self == .progressed }
}

/// Whether it can wait.
public enum ReachUrgency: String, CaseIterable, Hashable, Sendable {
  case ordinary
  /// A breach of a ticket that is not of the desk's first priority.
  case urgent
  /// Whatever happens on a ticket of the desk's first priority. What people choose of urgent things holds for it too.
  case first

  /// Those that people choose ways about.
  public static let chosen: [ReachUrgency] = [.ordinary, .urgent]

  public var isUrgent: Bool { self != .ordinary }

  /// How long a way has for a message to arrive before the next is tried too.
  public var patience: Duration { isUrgent ? .minutes(2) : .minutes(15) }
}
