import Kernel

/// Something that happened to a ticket and that a clock may depend on. Ticket journals and scenario
/// files are mapped to these; the engine sees nothing else.
public struct ClockEvent: Hashable, Sendable {
  /// When it happened (not when it was recorded).
  public var at: Instant
  public var kind: Kind

  public init(_ at: Instant, _ kind: Kind) {
    (self.at, self.kind) = (at, kind)
  }

  public enum Kind: Hashable, Sendable {
    /// The first event of every ticket.
    case opened(attributes: [String: String], team: String?, assignee: String?)
    /// A message by staff or the requester; `id` is how a withdrawal names it.
    case answered(by: Author, isPublic: Bool, id: String?)
    /// The answer was made private or redacted: from here on it never counted (rule 11).
    case answerWithdrawn(answer: String)
    case held(reason: String)
    /// Ends the hold of that reason; nil ends all.
    case resumed(reason: String?)
    /// Attributes that conditions can name got new values; nil takes an attribute away.
    case changed([String: String?])
    /// A team, an assignee or both; what is nil stays as it is.
    case assigned(team: String?, assignee: String?)
    /// Neither team nor assignee remain.
    case unassigned
    case handedOff(vendor: String)
    /// nil means every vendor.
    case handedBack(vendor: String?)
    /// nil means every vendor.
    case acknowledged(vendor: String?)
    case resolved
    case reopened
    /// `byTimer`: by the desk's own automatic timer, not by a person.
    case closed(byTimer: Bool)
    case cancelled
    case merged
    /// The agreement was switched off or the ticket left its scope (rule 15).
    case agreementEnded

    /// A new priority.
    public static func prioritized(_ priority: String) -> Kind { .changed(["priority": priority]) }

    /// The word of scenario files and explanations.
    public var name: String {
      switch self {
      case .opened: "opened"
      case .answered: "answered"
      case .answerWithdrawn: "answerWithdrawn"
      case .held: "held"
      case .resumed: "resumed"
      case .changed(let attributes): Array(attributes.keys) == ["priority"] ? "prioritized" : "changed"
      case .assigned: "assigned"
      case .unassigned: "unassigned"
      case .handedOff: "handedOff"
      case .handedBack: "handedBack"
      case .acknowledged: "acknowledged"
      case .resolved: "resolved"
      case .reopened: "reopened"
      case .closed: "closed"
      case .cancelled: "cancelled"
      case .merged: "merged"
      case .agreementEnded: "agreementEnded"
      }
    }
  }

  public enum Author: String, CaseIterable, Hashable, Sendable {
    case staff, requester
  }
}

/// An approved interval that pauses every clock (rule 16): `[from, to)`.
public struct Exclusion: Hashable, Sendable {
  public var from: Instant
  public var to: Instant
  /// `maintenance`, `provider-outage`: its holder is `exclusion:<reason>`.
  public var reason: String
  /// The clause of the agreement version that it rests on.
  public var clause: String?

  public init(from: Instant, to: Instant, reason: String, clause: String? = nil) {
    (self.from, self.to, self.reason, self.clause) = (from, to, reason, clause)
  }
}
