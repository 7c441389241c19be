import Kernel

/// One row of the log: an incident as one update left it. What the log does not know is nil.
public struct IncidentRow: Hashable, Sendable {
  /// The line of the file on which it begins.
  public var line: Int
  public var number: String
  /// Nil for `?` and for codes without a name: the state is what it was.
  public var state: IncidentState?
  /// Ascends with the updates of an incident; numbers may be missing.
  public var count: Int
  public var updatedAt: Instant
  public var updatedBy: String?
  public var openedAt: Instant
  public var openedBy: String?
  /// Final values, written on every row: true only of rows that are not older than they.
  public var resolvedAt: Instant?
  /// Whether the log has a place for the instant of the resolution and says that it is unknown.
  public var isResolutionUnknown = false
  public var closedAt: Instant?
  public var closedCode: String?
  public var reopenCount: Int
  /// The verdict of the tool; true until an incident closes.
  public var madeSLA: Bool?
  public var caller: String?
  public var group: String?
  public var assignee: String?
  public var title: String?
  public var description: String?
  /// In the order of `IncidentColumns.attributes`.
  public var attributes: [String?]
  /// Of times that the clock showed twice, the second instants; the fields hold the first.
  var again = Again()

  struct Again: Hashable, Sendable {
    var updatedAt: Instant?
    var resolvedAt: Instant?
    var closedAt: Instant?
  }

  public init(
    line: Int = 0, number: String, state: IncidentState?, count: Int = 0, updatedAt: Instant, updatedBy: String? = nil,
    openedAt: Instant, openedBy: String? = nil, resolvedAt: Instant? = nil, closedAt: Instant? = nil,
    closedCode: String? = nil, reopenCount: Int = 0, madeSLA: Bool? = nil, caller: String? = nil,
    group: String? = nil, assignee: String? = nil, title: String? = nil, description: String? = nil,
    attributes: [String?] = []
  ) {
    (self.line, self.number, self.state, self.count) = (line, number, state, count)
    (self.updatedAt, self.updatedBy, self.openedAt, self.openedBy) = (updatedAt, updatedBy, openedAt, openedBy)
    (self.resolvedAt, self.closedAt, self.closedCode) = (resolvedAt, closedAt, closedCode)
    (self.reopenCount, self.madeSLA, self.caller) = (reopenCount, madeSLA, caller)
    (self.group, self.assignee, self.title, self.description) = (group, assignee, title, description)
    self.attributes = attributes
  }
}

/// Where an incident stands, as far as it matters here.
public enum IncidentState: Hashable, Sendable {
  /// New, active, in progress.
  case working
  /// Waiting, for a reason: `awaiting-requester`.
  case waiting(String)
  case resolved
  case closed
  case cancelled

  /// The state behind a word of the log, in small letters; nil where it is not known.
  static func named(_ word: String) -> IncidentState? {
    switch word {
    case "new", "active", "in progress", "work in progress", "open": .working
    case "resolved": .resolved
    case "closed": .closed
    case "canceled", "cancelled": .cancelled
    case "on hold": .waiting("on-hold")
    case "awaiting user info", "awaiting caller": .waiting("awaiting-requester")
    case "awaiting problem", "awaiting vendor", "awaiting evidence", "awaiting change":
      .waiting(word.split(separator: " ").joined(separator: "-"))
    default: nil
    }
  }
}

/// What ServiceNow's codes of incident states mean. Instances that are older than the Helsinki release have three
/// ways of waiting, 3 to 5; newer ones have 3 alone.
enum StateCodes: Sendable {
  case current
  case old

  /// Nil where the code is not known.
  func state(_ code: Int) -> IncidentState? {
    switch code {
    case 1, 2: .working
    case 3: .waiting(self == .old ? "awaiting-problem" : "on-hold")
    case 4: .waiting("awaiting-requester")
    case 5: .waiting("awaiting-evidence")
    case 6: .resolved
    case 7: .closed
    case 8: .cancelled
    default: nil
    }
  }

  /// Stands in rows whose state the instance itself did not know: they say nothing about it.
  static let unknown = -100

  var words: String {
    let three = self == .old ? "3 awaiting problem, 4 awaiting user info, 5 awaiting evidence" : "3 on hold"
    return "1 new, 2 in progress, \(three), 6 resolved, 7 closed, 8 cancelled"
  }
}
