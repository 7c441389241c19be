import Core
import FirstSteps
import Kernel

/// How far a desk is from empty to its first ticket, computed from what there is.
public struct ShowFirstSteps: Query {
  public init() {}

  public func answer(from look: Look) throws -> FirstStepsShown {
    try look.principal.require(.setUpDesk)
    let row = try DeskStore.row(in: look.transaction)
    let standing = try DeskStore.standing(isNamed: row.name != nil, in: look.transaction)
    return FirstStepsShown(
      standing: standing, desk: Desk(row), version: row.version, isLeftOut: row.leavesStepsOut,
      firstClock: standing.hasClock ? try DeskStore.firstClock(in: look.transaction) : nil)
  }
}

/// The first steps as somebody is shown them.
public struct FirstStepsShown: Hashable, Sendable {
  public var standing: DeskStanding
  /// Nil where nobody has named it.
  public var desk: Desk?
  /// Of what is said of the desk; 0 before anything was.
  public var version: Int
  /// Whether an administrator has said that nobody needs to be led.
  public var isLeftOut: Bool
  /// The clock that was made first; nil where there is none.
  public var firstClock: FirstClock?

  public init(
    standing: DeskStanding, desk: Desk? = nil, version: Int = 0, isLeftOut: Bool = false, firstClock: FirstClock? = nil
  ) {
    (self.standing, self.desk, self.version) = (standing, desk, version)
    (self.isLeftOut, self.firstClock) = (isLeftOut, firstClock)
  }

  /// Whether administrators are led: something is left, and nobody has said that it is not needed.
  public var leads: Bool { !standing.isOver && !isLeftOut }
}

/// A clock with its ticket.
public struct FirstClock: Hashable, Sendable {
  /// The number.
  public var ticket: String
  /// The objective's name.
  public var clock: String
  public var cycle: Int

  public init(ticket: String, clock: String, cycle: Int) {
    (self.ticket, self.clock, self.cycle) = (ticket, clock, cycle)
  }
}

extension Desk {
  init?(_ row: DeskRow) {
    guard let name = row.name, let timeZone = row.timeZone else { return nil }
    self.init(name: name, timeZone: timeZone, version: row.version)
  }
}

/// What every page says of the desk.
struct ReadDeskCard: Query {
  func answer(from look: Look) throws -> DeskBoard.Card {
    try look.principal.require(.setUpDesk)
    let shown = try ShowFirstSteps().answer(from: look)
    return DeskBoard.Card(
      name: shown.desk?.name, timeZone: shown.desk?.timeZone, passing: shown.leads ? [FirstStepsShown.path] : [],
      own: Dictionary(
        try look.app.parts[BoardNote.self].map { ($0.path, try $0.people(look)) }, uniquingKeysWith: { $0.union($1) }))
  }
}

extension FirstStepsShown {
  /// The place of the rail that is there as long as it leads.
  public static let path = "/first-steps"
}
