import Agreements
import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// A ticket: what was said and done as one time line, its clocks and why, and what can be done now.
public struct TicketPage: Page {
  public var title: String { "\(ticket.number) \(ticket.subject)" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb(Place.queue.title, way?.list ?? Place.queue.path, key: "u")] }
  public var leaps: [Crumb] {
    acts.contains(.reply) || acts.contains(.note) ? [Crumb("Skip to writing", "composer-text")] : []
  }

  public var ticket: TicketFacts
  /// The tickets beside it in the list that it was opened from; nil where it was opened from none.
  public var way: TicketWay?
  public var clocks: [ClockFigure]
  public var attribution: [HolderShare]
  public var timeline: [TimelineEntry]
  /// What has been left out of its clocks, oldest first.
  public var exclusions: [ExclusionFigure]
  /// There are more entries than the page shows; where the earlier ones are.
  public var earlier: String?
  /// Where the latest entries are; nil when these are they.
  public var latest: String?
  public var show: TimelineFilter
  /// What the reader may do and the ticket's state allows.
  public var acts: [TicketAct]
  public var choices: TicketChoices
  /// The act whose form came back, with what was typed.
  public var attempted: Attempt?
  /// What changed while the reader was writing.
  public var conflict: Conflict?
  public var live: LivePart?
  /// Why the ticket can only be read on this node; nil where it can be changed.
  public var readOnly: String?
  /// Why its clocks do not go on.
  public var clockFault: String?
  /// Until when the reader sees it, who broke its glass.
  public var brokenUntil: Instant?

  public init(
    ticket: TicketFacts, clocks: [ClockFigure], attribution: [HolderShare] = [], timeline: [TimelineEntry],
    earlier: String? = nil, latest: String? = nil, show: TimelineFilter = .all, acts: [TicketAct],
    choices: TicketChoices = TicketChoices(),
    attempted: Attempt? = nil, conflict: Conflict? = nil, exclusions: [ExclusionFigure] = [],
    readOnly: String? = nil, live: LivePart? = nil
  ) {
    (self.ticket, self.clocks, self.attribution, self.timeline) = (ticket, clocks, attribution, timeline)
    (self.earlier, self.show, self.acts, self.choices) = (earlier, show, acts, choices)
    (self.attempted, self.conflict, self.exclusions, self.latest) = (attempted, conflict, exclusions, latest)
    (self.readOnly, self.live) = (readOnly, live)
  }

  /// A form that was refused.
  public struct Attempt: Sendable {
    public var act: TicketAct
    public var form: FormState
    public init(_ act: TicketAct, _ form: FormState) { (self.act, self.form) = (act, form) }
  }

  /// The ticket moved on since the version that the writer saw.
  public struct Conflict: Sendable {
    public var seen: Int
    public var current: Int
    /// What happened in between; the newest of it where there is much.
    public var changes: [TimelineEntry]
    /// Changes before those.
    public var more: Int
    public init(seen: Int, current: Int, changes: [TimelineEntry], more: Int = 0) {
      (self.seen, self.current, self.changes, self.more) = (seen, current, changes, more)
    }
  }

  public var keys: [KeyHint] {
    let ofActs = acts.filter { $0 != .withdraw || latestAnswer != nil }.map { act in
      KeyHint(act.key, does: act == .withdraw ? "make the latest answer private" : act.title.lowercased(), act: .use)
    }
    var ofList: [KeyHint] = []
    if way?.next != nil { ofList.append(KeyHint("j", "]", does: "next ticket of the list", act: .use)) }
    if way?.previous != nil { ofList.append(KeyHint("k", "[", does: "ticket before", act: .use)) }
    ofList.append(KeyHint("u", does: "back to the list", act: .use))
    return ofActs + ofList + [
      KeyHint("Ctrl", "Enter", does: "send what is typed"),
      KeyHint("Ctrl", "Shift", "Enter", does: "send it and put the ticket on hold"),
    ]
  }

  /// Its own address, from the same list, with one more member.
  func address(with name: String? = nil, _ value: String? = nil) -> String {
    let path = way?.place.path(of: ticket.number) ?? ticket.path
    guard let name, let value else { return path }
    return "\(path)\(path.contains("?") ? "&" : "?")\(name)=\(Address.encoded(value))"
  }

  /// The id of the newest answer that the reader may make private.
  var latestAnswer: String? {
    acts.contains(.withdraw) ? timeline.last { $0.answer != nil && show.shows($0) }?.answer : nil
  }
}

/// What a ticket is.
public struct TicketFacts: Sendable {
  public var number: String
  public var subject: String
  public var kind: TicketKind
  public var state: TicketState
  public var version: Int
  public var requester: PersonName
  public var priority: String?
  /// Why it has this priority.
  public var priorityReason: String?
  public var team: String?
  public var assignee: PersonName?
  public var holds: [String]
  public var vendors: [String]
  /// Attributes other than the priority, in the order to show.
  public var attributes: [(name: String, value: String)]
  /// The agreement version that holds for it, and where it stands.
  public var agreement: (name: String, path: String)?
  public var openedAt: Instant
  /// Fields that stand among the facts as they are.
  public var listed: [(label: String, value: TicketField.Value)] = []
  public var mergedInto: String?
  /// Tickets that were merged into it, and whose they were: they wait for its outcome too.
  public var absorbed: [(number: String, subject: String, requester: PersonName)] = []
  public var relations: [(relation: TicketRelation, number: String, subject: String)]
  /// The verdict that an imported ticket's own tool recorded.
  public var recordedMet: Bool?
  /// Its requester answered after it had ended, and nobody has written since.
  public var isReturned: Bool
  /// Nobody can tell which agreement covers it.
  public var isUndecided = false
  /// The class of a confidential ticket, as the desk calls it, and its key.
  public var confidentialityClass: (key: String, name: String)?
  /// What people call its priority, holds and vendors.
  public var labels = WordLabels()

  public init(
    number: String, subject: String, kind: TicketKind = .incident, state: TicketState, version: Int,
    requester: PersonName,
    priority: String? = nil, priorityReason: String? = nil, team: String? = nil, assignee: PersonName? = nil,
    holds: [String] = [], vendors: [String] = [], attributes: [(name: String, value: String)] = [],
    agreement: (name: String, path: String)? = nil, openedAt: Instant,
    mergedInto: String? = nil,
    relations: [(relation: TicketRelation, number: String, subject: String)] = [], recordedMet: Bool? = nil,
    isReturned: Bool = false
  ) {
    self.isReturned = isReturned
    (self.number, self.subject, self.kind, self.state, self.version) = (number, subject, kind, state, version)
    (self.requester, self.priority, self.priorityReason) = (requester, priority, priorityReason)
    (self.team, self.assignee, self.holds, self.vendors) = (team, assignee, holds, vendors)
    (self.attributes, self.agreement, self.openedAt) = (attributes, agreement, openedAt)
    (self.mergedInto, self.relations, self.recordedMet) = (mergedInto, relations, recordedMet)
  }

  public var path: String { "/tickets/" + Address.encoded(number) }
}

/// One entry of a ticket's time line.
public struct TimelineEntry: Sendable {
  public enum Kind: Hashable, Sendable {
    /// A public message.
    case message
    /// Seen by staff only.
    case note
    case change
    /// Something that a clock did: a threshold, a breach.
    case clock
  }

  public var at: Instant
  /// Whoever did it, or the clock that did.
  public var actor: PersonName
  public var kind: Kind
  /// What was done, in words that follow the actor: `put it on hold, awaiting requester`.
  public var did: String
  /// What was said.
  public var said: String?
  /// When it was recorded, where that differs from when it happened.
  public var recordedAt: Instant?
  /// Its place in the journal.
  public var sequence: Int?
  /// The ticket's version that it made, for those who see the whole history.
  public var version: Int?
  /// The answer was made private later.
  public var isWithdrawn: Bool
  /// The id of a public answer by staff, which can be made private.
  public var answer: String?
  /// The place in the journal of the entry that this one takes back.
  public var concerns: Int?

  public init(
    at: Instant, actor: PersonName, kind: Kind, did: String, said: String? = nil, recordedAt: Instant? = nil,
    sequence: Int? = nil, isWithdrawn: Bool = false, answer: String? = nil, concerns: Int? = nil, version: Int? = nil
  ) {
    self.version = version
    (self.at, self.actor, self.kind, self.did, self.said) = (at, actor, kind, did, said)
    (self.recordedAt, self.sequence, self.isWithdrawn) = (recordedAt, sequence, isWithdrawn)
    (self.answer, self.concerns) = (answer, concerns)
  }
}

/// Which entries of a time line are shown.
public enum TimelineFilter: String, CaseIterable, Sendable {
  case all, conversation, changes

  var title: String {
    switch self {
    case .all: "All"
    case .conversation: "Conversation"
    case .changes: "Changes"
    }
  }

  func shows(_ entry: TimelineEntry) -> Bool {
    switch self {
    case .all: true
    case .conversation: entry.kind == .message || entry.kind == .note
    case .changes: entry.kind == .change || entry.kind == .clock
    }
  }
}
