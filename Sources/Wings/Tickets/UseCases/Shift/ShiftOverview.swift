import Agreements
import Kernel
import PeopleUseCases
import Tickets

/// What a team has on its hands, as it stands at one instant.
public struct ShiftOverview: Sendable {
  /// The teams that may be chosen, with how many open tickets each has: the reader's own, or all where they have none.
  public var teams: [TeamLoad]
  public var team: Team
  public var shift: Shift
  /// Nobody first, then by name: the members of the team, and others who have tickets of it.
  public var load: [ShiftLoad]
  /// Tickets of which an open clock has breached.
  public var late: ShiftList
  /// With a deadline in this shift.
  public var due: ShiftList
  /// With a deadline in the next.
  public var dueNext: ShiftList
  /// That nobody has.
  public var unowned: ShiftList
  public var hands: HandsOver
  /// Display names by sign-in names.
  public var people: [String: String]
  /// What people call the words that tickets have.
  public var labels: WordLabels
  /// What belongs here and cannot be read, a line each.
  public var unreadable: [String]
}

/// A team that may be chosen.
public struct TeamLoad: Hashable, Sendable {
  public var team: Team
  /// Open tickets.
  public var open: Int
}

/// The first of some tickets, the next deadline first, and how many there are.
public struct ShiftList: Hashable, Sendable {
  /// Which they are, as lists of tickets are asked.
  public var filter: TicketFilter
  public var items: [TicketPage.Item] = []
  /// As `CountTickets` counts: one more than its bound means more than that.
  public var count = 0
}

/// The open tickets of the team that somebody has.
public struct ShiftLoad: Hashable, Sendable {
  public struct Counts: Hashable, Sendable {
    public var open = 0
    public var held = 0
    /// An open clock has breached.
    public var late = 0
    /// With a deadline in this shift.
    public var due = 0
  }
  /// The sign-in name; nil: nobody.
  public var person: String?
  /// Whether the person belongs to the team.
  public var isMember = true
  public var counts = Counts()
}

/// What changed hands, newest first.
public struct HandsOver: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    /// `assigned`, `unassigned` or `released`.
    public var event: TicketEvent
    public var actor: String
    public var at: Instant
    public var sequence: Int64
  }
  public var items: [Item] = []
  public var since: Instant
  /// Whether there are more than are listed, or were looked through.
  public var hasMore = false
}
