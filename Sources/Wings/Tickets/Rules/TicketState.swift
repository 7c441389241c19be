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

/// What a ticket is about, by the key of a word of the desk. Incidents come first; the others share the shape.
public struct TicketKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  /// - Returns: nil for what can be no key: a small letter, then small letters, digits and dashes, 40 in all.
  public init?(rawValue: String) {
    guard (1...40).contains(rawValue.utf8.count), let first = rawValue.utf8.first, (97...122).contains(first),
      rawValue.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2d })
    else { return nil }
    self.rawValue = rawValue
  }

  private init(_ known: StaticString) { rawValue = String(describing: known) }

  /// The kinds that a new desk begins with.
  public static let incident = TicketKind("incident")
  public static let request = TicketKind("request")
  public static let problem = TicketKind("problem")
  public static let change = TicketKind("change")

  /// What its tickets are held to where their opening does not say.
  public var usualMeasure: TicketMeasure { self == .request ? .fulfilment : .resolution }
}

/// How one ticket relates to another, seen from the first.
public enum TicketRelation: String, CaseIterable, Hashable, Sendable {
  case relatesTo = "relates-to"
  case duplicates
  case causedBy = "caused-by"
  case blocks
}
