import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// The agent's home: what is to be done, the next deadline first.
public struct QueuePage: Page {
  public var title: String { "Queue" }
  public var place: Place? { .queue }

  public var views: [SavedView]
  /// The filter as it stands in the box.
  public var query: String
  /// What is wrong with the filter.
  public var fault: String?
  public var facets: [Facet]
  /// In the order of the list; where it has groups, one after the other.
  public var rows: [QueueRow]
  /// What belongs here and cannot be read, a line each.
  public var unreadable: [String] = []
  /// What the reader should know of how they were looked for.
  public var notes: [String] = []
  public var pager: Pager
  public var sort: String
  /// Who and which teams the ticked tickets can be given to.
  public var assignees: [Choice]
  public var teams: [Choice]
  public var live: LivePart?
  /// What stands beside number and subject.
  public var columns: Set<QueueColumn>
  /// The address of this list, without what is ticked and where the cursor is.
  public var here: String?
  /// The ticket that is shown beside the list; nil where the list stands alone.
  public var beside: BesideTicket?
  /// The number of the ticket that the cursor is on.
  public var cursor: String?
  /// Numbers of tickets that stand ticked.
  public var ticked: Set<String> = []
  /// Tickets that fit but are not open, where the filter says nothing of that; with the filter that shows them too.
  public var others: (count: Int, query: String)?
  /// Tickets of the whole list, where it has more than this page.
  public var total: Int?

  /// A list's address in which these tickets stand ticked.
  static func ticking(_ numbers: [String], on list: String) -> String {
    guard !numbers.isEmpty, list.hasPrefix("/queue") else { return list }
    return list + (list.contains("?") ? "&" : "?") + "ticked=" + Address.encoded(numbers.joined(separator: ","))
  }

  public init(
    views: [SavedView], query: String, fault: String? = nil, facets: [Facet] = [], rows: [QueueRow], pager: Pager,
    sort: String = QueuePlace.usualOrder.rawValue, assignees: [Choice] = [], teams: [Choice] = [],
    live: LivePart? = nil,
    columns: Set<QueueColumn> = QueueColumn.usual
  ) {
    (self.views, self.query, self.fault, self.facets) = (views, query, fault, facets)
    (self.rows, self.pager, self.sort) = (rows, pager, sort)
    (self.assignees, self.teams, self.live, self.columns) = (assignees, teams, live, columns)
  }

  public var keys: [KeyHint] {
    let ofRows =
      [
        KeyHint("x", does: "tick or untick", act: .tick), KeyHint("X", does: "tick all from the last one", act: .range),
        KeyHint("i", does: "take this one", act: .take),
        KeyHint("a", does: "assign the ticked, or else this one", act: .form),
        beside == nil
          ? KeyHint("b", does: "show tickets beside the list", act: .use)
          : KeyHint("b", does: "show this one beside", act: .beside),
      ]
      + [TicketAct.reply, .note, .hold, .resolve, .change].map { act in
        KeyHint(act.key, does: "this one: \(act.title.lowercased())", act: .form)
      }
    return (rows.isEmpty ? [] : KeyHint.rows(of: "ticket") + ofRows)
      + [KeyHint("c", does: "a new ticket", act: .use), .search]
  }
}

/// A part of the queue under its own heading.
enum QueueGroup: String, CaseIterable {
  case dueNext = "Due next"
  case late = "Late"
  case resting = "Resting"

  init(_ group: ListTickets.Group) {
    switch group {
    case .dueNext: self = .dueNext
    case .late: self = .late
    case .held, .undated: self = .resting
    }
  }
}

/// A filter under a name, with how many it finds.
public struct SavedView: Hashable, Sendable {
  public var title: String
  public var query: String
  public var count: Int?
  public init(_ title: String, query: String, count: Int? = nil) {
    (self.title, self.query, self.count) = (title, query, count)
  }
}

/// Filters of one kind that a click adds or takes away.
public struct Facet: Hashable, Sendable {
  public struct Option: Hashable, Sendable {
    public var title: String
    /// The whole filter after the click.
    public var query: String
    public var isOn: Bool
    public init(_ title: String, query: String, isOn: Bool) {
      (self.title, self.query, self.isOn) = (title, query, isOn)
    }
  }
  public var title: String
  public var options: [Option]
  /// That there are more than are offered, and how to name one.
  public var more: String?
  public init(_ title: String, _ options: [Option], more: String? = nil) {
    (self.title, self.options, self.more) = (title, options, more)
  }
}

/// A ticket as a line of a list.
public struct QueueRow: Sendable {
  public var number: String
  public var subject: String
  public var requester: PersonName
  public var category: String?
  public var priority: String?
  public var state: TicketState
  /// Reasons of its holds.
  public var holds: [String]
  public var vendors: [String]
  public var team: String?
  public var assignee: PersonName?
  /// The clock with the next deadline, or the worst that there is.
  public var clock: ClockFigure?
  /// Of its clocks the one that is likeliest to miss, where something is foreseen of one.
  public var foreseen: ForeseenClock?
  public var openedAt: Instant?
  public var updatedAt: Instant
  /// Its requester answered after it had ended.
  public var isReturned: Bool
  /// Nobody can tell which agreement covers it.
  public var isUndecided = false
  /// What people call its priority, holds and vendors.
  public var labels = WordLabels()
  /// Its place in the list that it stands in; nil where the list is not known, as of a line that is told to all.
  public var place: QueuePlace?
  /// The list with this ticket beside it; nil where the list stands alone.
  public var besidePath: String?

  public init(
    number: String, subject: String, requester: PersonName, category: String? = nil, priority: String?,
    state: TicketState,
    holds: [String] = [], vendors: [String] = [], team: String? = nil, assignee: PersonName? = nil, clock: ClockFigure?,
    openedAt: Instant? = nil, updatedAt: Instant, isReturned: Bool = false
  ) {
    self.isReturned = isReturned
    (self.number, self.subject, self.requester, self.category) = (number, subject, requester, category)
    (self.priority, self.state, self.holds, self.vendors) = (priority, state, holds, vendors)
    (self.team, self.assignee, self.clock) = (team, assignee, clock)
    (self.openedAt, self.updatedAt) = (openedAt, updatedAt)
  }

  public var path: String { place?.path(of: number) ?? "/tickets/" + Address.encoded(number) }
}
