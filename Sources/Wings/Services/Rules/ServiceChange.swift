import Kernel

/// A change that one person may not make alone: it would make a period better that was stated already, or change the
/// promise of the period that runs. It waits until somebody else decides; until then everything stands as it was.
public struct ServiceChange: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case record, correct, withdraw, promise
  }

  public enum State: String, CaseIterable, Hashable, Sendable {
    case open, approved, refused, withdrawn

    public var words: String {
      switch self {
      case .open: "waits"
      case .approved: "approved"
      case .refused: "refused"
      case .withdrawn: "taken back"
      }
    }
  }

  public var id: RecordID
  public var number: Int
  public var service: String
  public var kind: Kind
  /// The number of the record that it is about; nil of a new one, and of a promise.
  public var outage: Int?
  /// The version of the record, or how many versions of the promise there were, when it was asked for.
  public var seen: Int
  /// What the record, or the promise, would say.
  public var body: JSON
  /// The ticket that the record would have.
  public var ticket: RecordID?
  public var reason: String
  /// Figures that it would move, as they were when it was asked for.
  public var moves: [FigureMove]
  public var askedAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var askedBy: String
  public var state = State.open
  public var decidedAt: Instant?
  public var decidedBy: String?
  public var note: String?
  public var version = 1

  /// Whether the same person asks another time for the same, for whatever reason.
  public func asksTheSame(as other: ServiceChange) -> Bool {
    (service, kind, outage, askedBy) == (other.service, other.kind, other.outage, other.askedBy)
      && body == other.body && ticket == other.ticket
  }

  public init(
    id: RecordID, number: Int, service: String, kind: Kind, outage: Int?, seen: Int, body: JSON,
    ticket: RecordID? = nil, reason: String, moves: [FigureMove], askedAt: Instant, askedBy: String
  ) {
    (self.id, self.number, self.service, self.kind, self.outage) = (id, number, service, kind, outage)
    (self.seen, self.body, self.ticket, self.reason, self.moves) = (seen, body, ticket, reason, moves)
    (self.askedAt, self.askedBy) = (askedAt, askedBy)
  }

  /// `CHG-7`.
  public var name: String { ServiceChange.name(number) }

  public static func name(_ number: Int) -> String { "CHG-\(number)" }

  /// The number of a name, with or without what stands before it; nil of any other text.
  public static func number(_ name: String) -> Int? {
    let digits = name.uppercased().hasPrefix("CHG-") ? name.dropFirst(4) : name[...]
    guard (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
  }

  /// In a sentence: what it would do.
  public var words: String {
    switch kind {
    case .record: "record an outage of \(service)"
    case .correct: "correct \(outage.map(Outage.name) ?? "a record") of \(service)"
    case .withdraw: "withdraw \(outage.map(Outage.name) ?? "a record") of \(service)"
    case .promise: "promise something else of \(service) for the period that runs"
    }
  }

  /// Why somebody may not decide about it, as code and sentence; nil where they may.
  ///
  /// - Parameter mark: What records call the principal.
  public func obstacle(toDecisionBy principal: Principal, mark: String) -> (code: String, message: String)? {
    if state != .open { return ("decided-already", "\(name) is \(state.words) already.") }
    if mark == askedBy { return ("own-change", "You asked for \(name); somebody else has to decide about it.") }
    return ServiceChange.obstacle(toWordOf: principal)
  }

  /// Why somebody's word is no second person's: only one who is there gives it, not the command line, nor a program by a
  /// token, which somebody else may have made.
  public static func obstacle(toWordOf principal: Principal) -> (code: String, message: String)? {
    let isToken = if case .token? = principal.credential { true } else { false }
    guard isToken || principal.role == .system else { return nil }
    return (
      "no-person",
      "A person has to decide about this, signed in themselves: neither the command line nor a program by a token."
    )
  }
}

/// A figure of a period before and after a change.
public struct FigureMove: Hashable, Sendable {
  public var period: ServicePeriod
  public var before: StatedFigure
  public var after: StatedFigure

  public init(period: ServicePeriod, before: StatedFigure, after: StatedFigure) {
    (self.period, self.before, self.after) = (period, before, after)
  }

  /// Whether the period looks better afterwards.
  public var isBetter: Bool { after.isBetter(than: before) }

  public var json: JSON {
    ["period": .string(period.text), "before": before.json, "after": after.json]
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let object = json.objectValue, Set(object.keys) == ["period", "before", "after"],
      let period = json["period"]?.stringValue.flatMap(ServicePeriod.init(parsing:)),
      let before = json["before"].flatMap(StatedFigure.init(json:)),
      let after = json["after"].flatMap(StatedFigure.init(json:))
    else { return nil }
    self.init(period: period, before: before, after: after)
  }
}

extension StatedFigure {
  /// Whether this is better for who gave the promise: a better verdict, else a higher share, else, where both are the
  /// same to the sixth decimal, less time that counts as down. Nothing to measure is better than a miss and worse than a
  /// promise that was kept.
  public func isBetter(than other: StatedFigure) -> Bool {
    if rank != other.rank { return rank > other.rank }
    let (mine, theirs) = (share, other.share)
    if mine != theirs { return mine > theirs }
    guard let bad, let others = other.bad else { return false }
    return bad < others
  }

  private var rank: Int { met.map { $0 ? 2 : 0 } ?? 1 }
  private var share: Int128 { units(availability, places: 6) ?? -1 }
  private var bad: Int128? { units(seconds["bad"], places: 18) }

  private func units(_ text: String?, places: Int) -> Int128? {
    guard let text else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int128($0) }) else { return nil }
    let rest = parts.count > 1 ? String(parts[1].prefix(places)) : ""
    let digits = rest + String(repeating: "0", count: places - rest.count)
    return whole * ExactDecimal.power(places) + (Int128(digits) ?? 0)
  }
}
