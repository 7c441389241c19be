import Kernel

/// What became of a ticket, as far as measured objectives look: when it was solved and opened again, through whose hands
/// it went, how it ended. Made from the events that clocks see; one that happened at an instant counts at it.
public struct TicketCourse: Sendable {
  public let openedAt: Instant
  /// Whether it is one that is fulfilled rather than resolved.
  public let isRequest: Bool
  /// Each time that it was solved, or closed without having been, oldest first.
  public private(set) var solvings: [Solving] = []
  /// Its merging or withdrawal.
  public private(set) var end: End?
  /// When its agreement was switched off for it.
  public private(set) var agreementEndedAt: Instant?
  /// Who had it, oldest first; the first is the opening.
  public private(set) var hands: [Hands] = []
  /// What its attributes became, oldest first; the first is the opening.
  private var attributes: [(at: Instant, set: [String: String])] = []

  public struct Solving: Hashable, Sendable {
    public var at: Instant
    public var reopenedAt: Instant?
  }

  public struct End: Hashable, Sendable {
    public var at: Instant
    public var isMerge: Bool
  }

  public struct Hands: Hashable, Sendable {
    public var at: Instant
    public var team: String?
    public var owner: String?
    /// Whether a vendor got it then.
    public var isHandedOff = false
  }

  /// Nil where nothing happened by `asOf`, or the first of it is no opening.
  public init?(_ events: [ClockEvent], isRequest: Bool, asOf: Instant) {
    let known = events.enumerated().filter { $0.element.at <= asOf }
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    guard let first = known.first, case .opened(let set, let team, let owner) = first.kind else { return nil }
    (openedAt, self.isRequest) = (first.at, isRequest)
    attributes = [(first.at, set)]
    hands = [Hands(at: first.at, team: team, owner: owner)]
    for event in known.dropFirst() { apply(event) }
  }

  private mutating func apply(_ event: ClockEvent) {
    // What is merged or withdrawn is no more.
    guard end == nil else { return }
    switch event.kind {
    case .resolved where isOpen: solvings.append(Solving(at: event.at))
    case .closed where isOpen: solvings.append(Solving(at: event.at))
    case .reopened where !isOpen: solvings[solvings.count - 1].reopenedAt = event.at
    case .cancelled: end = End(at: event.at, isMerge: false)
    case .merged: end = End(at: event.at, isMerge: true)
    case .agreementEnded: agreementEndedAt = agreementEndedAt ?? event.at
    case .changed(let set):
      var all = attributes[attributes.count - 1].set
      for (name, value) in set { all[name] = value }
      attributes.append((event.at, all))
    case .assigned(let team, let owner):
      var next = hands[hands.count - 1]
      (next.at, next.isHandedOff) = (event.at, false)
      // A new team without a named owner has none.
      if let team, team != next.team { (next.team, next.owner) = (team, nil) }
      if let owner { next.owner = owner }
      hands.append(next)
    case .unassigned: hands.append(Hands(at: event.at, team: nil, owner: nil))
    case .handedOff:
      var next = hands[hands.count - 1]
      (next.at, next.isHandedOff) = (event.at, true)
      hands.append(next)
    default: break
    }
  }

  private var isOpen: Bool { solvings.last.map { $0.reopenedAt != nil } ?? true }

  /// The solving that stood at an instant; nil where it was open, or not there.
  public func solving(at instant: Instant) -> Solving? {
    guard let last = solvings.last(where: { $0.at <= instant }) else { return nil }
    return last.reopenedAt.map { $0 > instant } ?? true ? last : nil
  }

  /// Whether it was there and had not been solved, merged or withdrawn.
  public func isOpen(at instant: Instant) -> Bool {
    openedAt <= instant && end.map { $0.at > instant } ?? true && solving(at: instant) == nil
  }

  /// Its attributes as they stood; those of its opening before that.
  public func attributes(at instant: Instant) -> [String: String] {
    (attributes.last { $0.at <= instant } ?? attributes[0]).set
  }
}
