import Kernel

/// A ticket as its events make it. Decisions are asked of this value and answer with events;
/// applying the events is the only way in which it changes.
public struct Ticket: Hashable, Sendable {
  public let id: RecordID
  public internal(set) var number = ""
  public internal(set) var kind = TicketKind.incident
  public internal(set) var measure = TicketMeasure.resolution
  public internal(set) var state = TicketState.open
  public internal(set) var requester = ""
  public internal(set) var attributes: [String: String] = [:]
  public internal(set) var team: String?
  public internal(set) var assignee: String?
  /// Open holds by reason, in the order in which they began.
  public internal(set) var holds: [String] = []
  /// Vendors that have it now, in the order of the handoffs.
  public internal(set) var vendors: [String] = []
  public internal(set) var acknowledgedBy: Set<String> = []
  public internal(set) var agreement: RecordID?
  public internal(set) var agreementEnded = false
  /// The agreement version that could not be read when it was opened: until it can be, nobody knows which one holds.
  public internal(set) var undecided: RecordID?
  /// Since when nobody knows; nil where it is decided.
  public var undecidedSince: Instant? { undecided == nil ? nil : openedAt }
  public internal(set) var openedAt = Instant(milliseconds: 0)
  public internal(set) var resolvedAt: Instant?
  public internal(set) var closedAt: Instant?
  public internal(set) var mergedInto: RecordID?
  public internal(set) var links: Set<Link> = []
  /// Ids of answers that stand, and which are public.
  public internal(set) var answers: [RecordID: Bool] = [:]
  public internal(set) var recordedMet: Bool?
  /// How many messages its requester has written.
  public internal(set) var heard = 0
  /// When its requester answered after it had been resolved or closed, until the desk writes again.
  public internal(set) var returnedAt: Instant?
  /// Counts the events: the version that a writer must have seen.
  public internal(set) var version = 0
  /// As `version`, of the events that show to the requester: the version that the requester must have seen.
  public internal(set) var requesterVersion = 0
  /// When the last of them happened.
  public internal(set) var requesterAt = Instant(milliseconds: 0)

  public struct Link: Hashable, Sendable {
    public var ticket: RecordID
    public var relation: TicketRelation
    public init(_ ticket: RecordID, _ relation: TicketRelation) { (self.ticket, self.relation) = (ticket, relation) }
  }

  public init(id: RecordID) { self.id = id }

  public var priority: String? { attributes["priority"] }
  public var category: String? { attributes["category"] }
  public var service: String? { attributes["service"] }
  public var organisation: String? { attributes["organisation"] }
  /// The class of a confidential ticket; nil of one that everybody may know who sees tickets there.
  public var confidentialityClass: String? { attributes[Ticket.classAttribute] }
  /// The attribute that holds it.
  public static let classAttribute = "confidentialityClass"

  public var isHeld: Bool { !holds.isEmpty }

  /// What of its attributes is about the matter itself; others are the desk's own remarks.
  static let requesterAttributes: Set = ["priority", "category", "service", "organisation", "outsideNumber"]

  /// The ticket as its requester may know it: without other tickets, and without who works on it and how.
  public var forRequester: Ticket {
    var ticket = self
    (ticket.links, ticket.mergedInto, ticket.recordedMet) = ([], nil, nil)
    (ticket.team, ticket.assignee, ticket.vendors, ticket.acknowledgedBy) = (nil, nil, [], [])
    ticket.answers = answers.filter(\.value)
    ticket.attributes = attributes.filter { Ticket.requesterAttributes.contains($0.key) }
    ticket.version = requesterVersion
    return ticket
  }

  public mutating func apply(_ event: TicketEvent, at: Instant) {
    version += 1
    if event.showsToRequester {
      requesterVersion += 1
      requesterAt = requesterVersion == 1 ? at : max(requesterAt, at)
    }
    switch event {
    case .opened(let opening): begin(opening, at: at)
    case .answered(let id, let side, let isPublic, _):
      answers[id] = isPublic
      if side == .staff { returnedAt = nil } else { heard += 1 }
    case .returned: returnedAt = at
    case .answerWithdrawn(let id): answers[id] = nil
    case .held(let reason, _): if !holds.contains(reason) { holds.append(reason) }
    case .resumed(let reason): holds.removeAll { reason == nil || $0 == reason }
    case .changed(let set, _): for (key, value) in set { attributes[key] = value }
    case .assigned(let newTeam, let newAssignee): give(team: newTeam, assignee: newAssignee)
    case .unassigned: (team, assignee) = (nil, nil)
    case .released: assignee = nil
    case .handedOff(let vendor, _):
      if !vendors.contains(vendor) { vendors.append(vendor) }
      acknowledgedBy.remove(vendor)
    case .acknowledged(let vendor): acknowledgedBy.insert(vendor)
    case .handedBack(let vendor):
      vendors.removeAll { $0 == vendor }
      acknowledgedBy.remove(vendor)
    case .resolved: resolve(at: at)
    case .reopened: (state, resolvedAt, closedAt) = (.open, nil, nil)
    case .closed:
      if state != .resolved { resolve(at: at) }
      (state, closedAt) = (.closed, at)
    case .cancelled: end(as: .cancelled)
    case .merged(let survivor):
      end(as: .merged)
      mergedInto = survivor
    case .linked(let other, let relation): links.insert(Link(other, relation))
    case .unlinked(let other, let relation): links.remove(Link(other, relation))
    case .agreementEnded: agreementEnded = true
    case .agreementDecided(let found): (agreement, undecided) = (found, nil)
    case .verdictRecorded(_, let met): recordedMet = met
    case .retitled, .absorbed, .excluded, .readmitted: break
    }
  }

  private mutating func begin(_ opening: TicketEvent.Opening, at: Instant) {
    (number, kind, requester, attributes) = (opening.number, opening.kind, opening.requester, opening.attributes)
    (team, assignee, agreement) = (opening.team, opening.assignee, opening.agreement)
    (measure, undecided) = (opening.measure ?? opening.kind.usualMeasure, opening.undecided)
    openedAt = at
  }

  /// A new team without a named owner has none; a new owner keeps the team.
  private mutating func give(team newTeam: String?, assignee newAssignee: String?) {
    if let newTeam, newTeam != team {
      team = newTeam
      assignee = nil
    }
    if let newAssignee { assignee = newAssignee }
  }

  private mutating func resolve(at: Instant) {
    (state, resolvedAt, returnedAt) = (.resolved, at, nil)
    holds = []
    vendors = []
    acknowledgedBy = []
  }

  private mutating func end(as final: TicketState) {
    (state, returnedAt) = (final, nil)
    holds = []
    vendors = []
    acknowledgedBy = []
  }
}
