import Kernel

/// Something that happened to a ticket, as the journal keeps it: it records what it meant at the
/// time and never personal text, only the id of the side row that holds it.
public enum TicketEvent: Hashable, Sendable {
  case opened(Opening)
  case retitled(text: TextReference)
  case answered(id: RecordID, by: Side, isPublic: Bool, text: TextReference)
  case answerWithdrawn(id: RecordID)
  case held(reason: String, until: Instant?)
  case resumed(reason: String?)
  /// Attributes set anew; nil takes one away. `reason` is why, in a word or two.
  case changed([String: String?], reason: String?)
  case assigned(team: String?, assignee: String?)
  case unassigned
  /// Its owner has it no more; its team keeps it.
  case released
  case handedOff(vendor: String, reference: String?)
  case acknowledged(vendor: String)
  case handedBack(vendor: String)
  case resolved(code: String?, text: TextReference?)
  case reopened(reason: String?)
  case closed(byTimer: Bool)
  case cancelled(reason: String?)
  case merged(into: RecordID)
  case absorbed(RecordID)
  case linked(RecordID, TicketRelation)
  case unlinked(RecordID, TicketRelation)
  case agreementEnded
  /// Which agreement version holds for it since its opening, where that could not be told then; nil where none does.
  case agreementDecided(RecordID?)
  case excluded(Exclusion)
  /// What an earlier entry of its stream left out counts again.
  case readmitted(entry: Int64, reason: String)
  /// The verdict that another tool recorded for an imported ticket.
  case verdictRecorded(source: String, met: Bool)
  /// Its requester answered after it was resolved or closed: it stands before the desk until somebody writes.
  case returned(answer: RecordID)

  public enum Side: String, CaseIterable, Sendable { case staff, requester }

  /// The first event: everything that a ticket is born with.
  public struct Opening: Hashable, Sendable {
    public var number: String
    public var kind: TicketKind
    /// What its clocks are held to; nil where that is what is usual for the kind.
    public var measure: TicketMeasure?
    /// Sign-in name, or key of the person outside, for whom the ticket is.
    public var requester: String
    /// Everything that an agreement's `when` and scope can name: priority, category, service, ...
    public var attributes: [String: String]
    public var team: String?
    public var assignee: String?
    /// The agreement version that holds for the ticket's whole life; nil where none covers it.
    public var agreement: RecordID?
    /// A version in force that could not be read, so that nobody knew whether it is the one that covers the ticket;
    /// `agreementDecided` follows once it can be.
    public var undecided: RecordID?
    public var text: TextReference

    public init(
      number: String, kind: TicketKind, measure: TicketMeasure? = nil, requester: String,
      attributes: [String: String], team: String? = nil, assignee: String? = nil, agreement: RecordID? = nil,
      undecided: RecordID? = nil, text: TextReference
    ) {
      (self.undecided, self.measure) = (undecided, measure)
      (self.number, self.kind, self.requester, self.attributes) = (number, kind, requester, attributes)
      (self.team, self.assignee, self.agreement, self.text) = (team, assignee, agreement, text)
    }
  }

  /// An approved interval that does not count, and why.
  public struct Exclusion: Hashable, Sendable {
    public var from: Instant
    public var to: Instant
    public var reason: String
    public var evidence: String?

    public init(from: Instant, to: Instant, reason: String, evidence: String? = nil) {
      (self.from, self.to, self.reason, self.evidence) = (from, to, reason, evidence)
    }
  }

  /// A text kept beside the journal: its salted digest, so that erasing the text leaves the chain whole.
  public struct TextReference: Hashable, Sendable {
    public var digest: String
    /// The message that holds it, where the event does not name it otherwise; nil in older entries.
    public var message: RecordID?
    public init(digest: String, in message: RecordID? = nil) { (self.digest, self.message) = (digest, message) }
  }
}
