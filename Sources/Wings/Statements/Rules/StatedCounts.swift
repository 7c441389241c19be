import Agreements
import Kernel

/// What became of a clock, to a month.
public enum StatedOutcome: String, CaseIterable, Hashable, Sendable {
  /// Stopped in time, in the month.
  case met
  /// Passed its deadline in the month.
  case breached
  /// Began before the end of the month, and was decided later, or is not decided yet.
  case open
  /// Ended in the month without a verdict.
  case cancelled
  /// Began in the month, and no row of the targets matches its ticket.
  case noTarget

  /// Nil where the clock is none of the month's.
  public init?(
    _ state: ClockState, startedAt: Instant?, stoppedAt: Instant?, breachedAt: Instant?, in month: Range<Instant>
  ) {
    guard let startedAt, startedAt < month.upperBound else { return nil }
    let outcome: StatedOutcome
    let end: Instant?
    switch state {
    case .idle: return nil
    case .noTarget:
      guard month.contains(startedAt) else { return nil }
      self = .noTarget
      return
    case .running, .paused, .neverDue:
      self = .open
      return
    case .met: (outcome, end) = (.met, stoppedAt)
    case .cancelled: (outcome, end) = (.cancelled, stoppedAt)
    case .breached: (outcome, end) = (.breached, breachedAt)
    }
    guard let end, end < month.upperBound else {
      self = .open
      return
    }
    guard end >= month.lowerBound else { return nil }
    self = outcome
  }
}

/// How often clocks of an objective came to what, in a month.
public struct StatedCounts: Hashable, Sendable {
  public private(set) var counts: [StatedOutcome: Int] = [:]

  public init(_ counts: [StatedOutcome: Int] = [:]) { self.counts = counts }

  public subscript(_ outcome: StatedOutcome) -> Int { counts[outcome] ?? 0 }

  public mutating func add(_ outcome: StatedOutcome, _ count: Int = 1) { counts[outcome, default: 0] += count }

  /// Those with a verdict.
  public var decided: Int { self[.met] + self[.breached] }

  /// The met among the decided in hundredths of a percent, rounded towards zero, so that 10,000 is all of them and no
  /// less; nil of none.
  public var share: Int? { StatedCounts.share(of: self[.met], in: decided) }

  /// Between which shares the true one lies with 95 % confidence (`WilsonInterval`), in hundredths of a percent: the
  /// lower end rounded down, the upper one up.
  public var interval: ClosedRange<Int>? { StatedCounts.interval(of: self[.met], in: decided) }

  private static func share(of part: Int, in whole: Int) -> Int? { whole > 0 ? part * 10_000 / whole : nil }

  private static func interval(of part: Int, in whole: Int) -> ClosedRange<Int>? {
    WilsonInterval(part, of: whole).map {
      Int(($0.low * 10_000).rounded(.down))...Int(($0.high * 10_000).rounded(.up))
    }
  }

  /// `share` and `interval` of any counts, as statements have them; empty of none.
  public static func shares(of part: Int, in whole: Int) -> [String: JSON] {
    var members: [String: JSON] = [:]
    if let share = share(of: part, in: whole) { members["share"] = .integer(Int64(share)) }
    if let interval = interval(of: part, in: whole) {
      members["interval"] = [
        "low": .integer(Int64(interval.lowerBound)), "high": .integer(Int64(interval.upperBound)),
      ]
    }
    return members
  }

  public var json: JSON {
    var members = Dictionary(
      uniqueKeysWithValues: StatedOutcome.allCases.map { ($0.rawValue, JSON.integer(Int64(self[$0]))) })
    members["decided"] = .integer(Int64(decided))
    members.merge(StatedCounts.shares(of: self[.met], in: decided)) { $1 }
    return .object(members)
  }
}

/// The counts of one objective.
public struct StatedObjective: Hashable, Sendable {
  public var name: String
  public var metric: Metric
  /// With what is left out left out, as the agreement promises it.
  public var counts = StatedCounts()
  /// As if nothing had been left out.
  public var withoutExclusions = StatedCounts()
  /// Clocks that would have breached in the month, and did not, as time of theirs is left out.
  public var undone = 0
  /// Of confidential tickets, among the counts.
  public var confidential = StatedCounts()
  /// The share that is promised; nil where none is.
  public var promised: PromisedShare?
  /// The team or vendor that owes it to the desk; nil of what the desk owes its customer, and of each vendor.
  public var owner: String?
  /// Whether it says what the first version of statements did not know.
  public var isWhole = false

  public init(_ name: String, _ metric: Metric) { (self.name, self.metric) = (name, metric) }

  /// Whether the promised share was reached; nil where none is promised, or nothing was decided.
  public var isKept: Bool? {
    guard let promised, counts.decided > 0 else { return nil }
    return promised.lacking(met: counts[.met], of: counts.decided) == 0
  }

  public var json: JSON {
    var members = counts.json.objectValue ?? [:]
    members["name"] = .string(name)
    members["metric"] = .string(metric.rawValue)
    members["withoutExclusions"] = withoutExclusions.json
    members["undoneByExclusions"] = .integer(Int64(undone))
    members["confidential"] = [
      "met": .integer(Int64(confidential[.met])), "breached": .integer(Int64(confidential[.breached])),
      "open": .integer(Int64(confidential[.open])),
    ]
    if isWhole {
      members["promise"] = .string(metric.promise.rawValue)
      members["owner"] = owner.map(JSON.string)
      members["promised"] = promised.map { .integer(Int64($0.tenThousandths)) }
      members["kept"] = isKept.map(JSON.bool)
    }
    return .object(members)
  }
}

/// One holder's part of a clock's time, in milliseconds.
public struct StatedShare: Hashable, Sendable {
  /// As `Holder.text` says it: `requester`, `closed`, `team:network`.
  public var holder: String
  public var counted: Int64
  public var uncounted: Int64

  public init(_ holder: String, counted: Int64, uncounted: Int64) {
    (self.holder, self.counted, self.uncounted) = (holder, counted, uncounted)
  }

  public var json: JSON {
    ["holder": .string(holder), "counted": .integer(counted), "uncounted": .integer(uncounted)]
  }
}

/// A clock that breached in the month.
public struct StatedBreach: Hashable, Sendable {
  public var ticket: String
  public var clock: ClockReading

  public init(_ ticket: String, _ clock: ClockReading) { (self.ticket, self.clock) = (ticket, clock) }

  /// Whose time it was; nil where its stretches are too many to be told apart.
  public var shares: [StatedShare]? {
    clock.shares.map { shares in
      shares.map {
        StatedShare($0.holder.text, counted: $0.counted.milliseconds, uncounted: $0.uncounted.milliseconds)
      }
    }
  }

  public var json: JSON {
    var members: [String: JSON] = [
      "name": .string("\(ticket), \(clock.clock), cycle \(clock.cycle)"), "ticket": .string(ticket),
      "objective": .string(clock.clock), "cycle": .integer(Int64(clock.cycle)),
      "elapsed": .integer(clock.elapsed.milliseconds),
    ]
    members["target"] = (clock.target?.milliseconds).map(JSON.integer)
    for (name, at) in [
      ("startedAt", clock.startedAt), ("due", clock.due), ("breachedAt", clock.breachedAt),
      ("stoppedAt", clock.stoppedAt),
    ] { members[name] = .instant(at) }
    if let shares {
      members["time"] = .array(shares.map(\.json))
      members["whole"] = .integer(shares.reduce(0) { $0 + $1.counted + $1.uncounted })
    }
    return .object(members)
  }
}
