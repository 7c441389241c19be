/// Where a ticket stands in its life.
///
///     open --resolve--> resolved --close--> closed
///       ^------reopen------+--------------------+
///     open, resolved --cancel--> cancelled      open, resolved --merge--> merged
public enum TicketState: String, CaseIterable, Hashable, Sendable {
  case open, resolved, closed, cancelled, merged

  /// Cancelled and merged tickets take nothing more.
  public var isFinal: Bool { self == .cancelled || self == .merged }
}

/// What a ticket is about. Incidents come first; the others share the shape.
public enum TicketKind: String, CaseIterable, Hashable, Sendable {
  case incident, request, problem, change

  /// Before the number that people use: INC-1024.
  public var prefix: String {
    switch self {
    case .incident: "INC"
    case .request: "REQ"
    case .problem: "PRB"
    case .change: "CHG"
    }
  }
}

/// How one ticket relates to another, seen from the first.
public enum TicketRelation: String, CaseIterable, Hashable, Sendable {
  case relatesTo = "relates-to"
  case duplicates
  case causedBy = "caused-by"
  case blocks
}
