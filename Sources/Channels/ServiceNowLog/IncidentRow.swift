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

  /// The state behind a name of the log, `.some(nil)` where the name says nothing, nil where it is not known.
  static func named(_ name: String) -> IncidentState?? {
    switch name.lowercased() {
    case "new", "active", "in progress", "work in progress", "open": return .working
    case "resolved": return .resolved
    case "closed": return .closed
    case "canceled", "cancelled": return .cancelled
    case "on hold": return .waiting("on-hold")
    case "awaiting user info", "awaiting caller": return .waiting("awaiting-requester")
    case let name where name.hasPrefix("awaiting "):
      return .waiting(name.split(separator: " ").joined(separator: "-"))
    case let name where name == "?" || Int(name) != nil: return .some(nil)
    default: return nil
    }
  }
}
