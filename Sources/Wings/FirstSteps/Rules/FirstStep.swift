import Kernel

/// A step from an empty desk to its first ticket, in the order in which they are taken.
public enum FirstStep: String, CaseIterable, Hashable, Sendable {
  case desk, hours, teams, people, agreement, ticket

  /// How long it takes somebody who has what it asks for at hand.
  public var minutes: Int {
    switch self {
    case .desk, .teams, .ticket: 1
    case .hours, .people, .agreement: 2
    }
  }

  /// Whether a desk works without it: one that nobody has named is called Mainstay and reads times in UTC.
  public var isNeeded: Bool { self != .desk }
}

/// What there is of what the steps make. Nothing of it is kept for their sake.
public struct DeskStanding: Hashable, Sendable {
  /// Whether somebody has said what the desk is called.
  public var isNamed: Bool
  public var calendars: Int
  public var teams: Int
  /// People who may sign in.
  public var people: Int
  public var agreements: Int
  /// Whether a ticket has a clock.
  public var hasClock: Bool

  public init(
    isNamed: Bool = false, calendars: Int = 0, teams: Int = 0, people: Int = 0, agreements: Int = 0,
    hasClock: Bool = false
  ) {
    (self.isNamed, self.calendars, self.teams, self.people) = (isNamed, calendars, teams, people)
    (self.agreements, self.hasClock) = (agreements, hasClock)
  }

  /// Whether there is what a step makes. The administrator who came by the set-up link is not yet a desk's people.
  public func isDone(_ step: FirstStep) -> Bool {
    switch step {
    case .desk: isNamed
    case .hours: calendars > 0
    case .teams: teams > 0
    case .people: people > 1
    case .agreement: agreements > 0
    case .ticket: hasClock
    }
  }

  /// The first step that is still to be taken; nil where none is.
  public var next: FirstStep? { FirstStep.allCases.first { !isDone($0) } }

  /// Where the way goes on behind a step: to the first step behind it that is left, else to the first that a desk needs;
  /// nil where none is. One that was passed over on purpose is not come back to.
  public func next(after step: FirstStep) -> FirstStep? {
    let behind = FirstStep.allCases.drop { $0 != step }.dropFirst()
    return behind.first { !isDone($0) } ?? FirstStep.allCases.first { $0.isNeeded && !isDone($0) }
  }

  /// Whether a desk works: nothing that it needs is left.
  public var isOver: Bool { FirstStep.allCases.allSatisfy { !$0.isNeeded || isDone($0) } }

  /// Of the steps that are left.
  public var minutesLeft: Int { FirstStep.allCases.filter { !isDone($0) }.reduce(0) { $0 + $1.minutes } }
}
