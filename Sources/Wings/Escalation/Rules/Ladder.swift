import Agreements
import Kernel

/// Who is told when, while a clock runs towards its target and past it: rungs in order, for some tickets.
public struct Ladder: Hashable, Sendable {
  public var name: String
  /// Keys of agreements; none means all.
  public var agreements: [String]
  /// Names of objectives; none means all.
  public var objectives: [String]
  /// Attributes that a ticket must have, as rows of targets name them; none means every ticket.
  public var when: [Condition]
  public var rungs: [LadderRung]
  /// How often it begins anew after its last rung was not acknowledged either.
  public var again: Int
  /// Whether nothing is sent and nothing counts while the ticket is on hold or excluded.
  public var isQuietOnHold: Bool

  public init(
    name: String, agreements: [String] = [], objectives: [String] = [], when: [Condition] = [],
    rungs: [LadderRung], again: Int = 0, isQuietOnHold: Bool = true
  ) {
    (self.name, self.agreements, self.objectives, self.when) = (name, agreements, objectives, when)
    (self.rungs, self.again, self.isQuietOnHold) = (rungs, again, isQuietOnHold)
  }

  /// Whether it is for a clock by what it measures and under what.
  public func isFor(agreement: String, objective: String) -> Bool {
    (agreements.isEmpty || agreements.contains(agreement)) && (objectives.isEmpty || objectives.contains(objective))
  }

  /// Whether it is for a ticket by its attributes.
  public func isFor(_ attributes: [String: String]) -> Bool {
    when.allSatisfy { condition in attributes[condition.attribute].map(condition.values.contains) ?? false }
  }

  /// The moments that the clock's own engine is asked for, each once.
  public var thresholds: [Rung] {
    rungs.compactMap(\.moment.threshold).reduce(into: []) { found, one in
      if !found.contains(one) { found.append(one) }
    }
  }

  /// Moments that lie further from a target than makes sense: asked of what is new, as what is kept stays readable.
  public var distanceFaults: [FieldFault] {
    rungs.enumerated().compactMap { place, rung in
      rung.moment.distanceFault.map { FieldFault("rungs[\(place)].when", $0) }
    }
  }

  /// When each rung's moment is or was, by its place, as the clock's own engine says; a rung whose moment has not come
  /// by the reading's instant is left out.
  public func moments(_ reading: ClockReading) -> [Int: Instant] {
    var found: [Int: Instant] = [:]
    for (place, rung) in rungs.enumerated() {
      guard let threshold = rung.moment.threshold else { continue }
      found[place] = reading.thresholds.first { $0.rung == threshold.text }?.at
    }
    return found
  }

  /// The same ladder with other words for people: ids where it is kept, sign-in names where it is read.
  public func calling(_ name: (String) -> String) -> Ladder {
    var ladder = self
    for place in ladder.rungs.indices {
      ladder.rungs[place].tells = ladder.rungs[place].tells.map { $0.calling(name) }
    }
    return ladder
  }

  /// The people whom it names.
  public var people: Set<String> {
    rungs.reduce(into: []) { found, rung in
      for case .person(let name) in rung.tells { found.insert(name) }
    }
  }
}

/// Bounds of ladders.
public enum LadderLimit {
  public static let ladders = 100
  /// Versions of one ladder.
  public static let versions = 1000
  public static let rungs = 12
  public static let tells = 10
  public static let again = 9
  /// People told by one rung at most, by sign-in name.
  public static let people = 50
  public static let name = TextBounds.line(1...80)
  public static let wording = TextBounds.line(1...300)
  /// Messages to one person within `storm` that are sent one by one; what comes more is told by one message, so long
  /// after the first of these.
  public static let singly = 5
  public static let storm = Duration.minutes(1)
  /// How long an acknowledgement may take.
  public static let within = Duration.minutes(1)...Duration.days(7)
  /// How far from the end of a target a moment may be.
  public static let distance = Duration.days(366)
  /// The largest share of a target, in percent.
  public static let share = 1000
  /// Keys and values that say which tickets it is for.
  public static let keys = 50
}

/// One step of a ladder.
public struct LadderRung: Hashable, Sendable {
  public var moment: LadderMoment
  public var tells: [LadderAudience]
  /// What people read; nil takes the usual words.
  public var wording: LadderWording?
  /// When people are told; nil: at any hour.
  public var window: LadderWindow?
  /// Whether it asks to be acknowledged.
  public var ask: LadderAsk?
  /// Falls away once somebody has acknowledged an earlier rung.
  public var onlyUnacknowledged: Bool

  public init(
    _ moment: LadderMoment, tells: [LadderAudience], wording: LadderWording? = nil, window: LadderWindow? = nil,
    ask: LadderAsk? = nil, onlyUnacknowledged: Bool = false
  ) {
    (self.moment, self.tells, self.wording, self.window) = (moment, tells, wording, window)
    (self.ask, self.onlyUnacknowledged) = (ask, onlyUnacknowledged)
  }
}

/// When a rung comes.
public enum LadderMoment: Hashable, Sendable {
  /// A threshold of the clock (rule 17): a share of its target, or so long before or after it.
  case clock(Rung)
  /// More than the target has been consumed.
  case breach
  /// Only where the rung before went unacknowledged, or reached nobody.
  case afterTheOneBefore

  static let breachText = "breach"
  static let afterText = "after the one before"

  public var text: String {
    switch self {
    case .clock(let rung): rung.text
    case .breach: LadderMoment.breachText
    case .afterTheOneBefore: LadderMoment.afterText
    }
  }

  /// What is wrong with a text that is no moment, a sentence about it.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  public init(parsing text: String) throws(Malformed) {
    switch text {
    case LadderMoment.breachText: self = .breach
    case LadderMoment.afterText: self = .afterTheOneBefore
    default:
      do {
        self = .clock(try Rung(parsing: text))
      } catch {
        throw Malformed(
          reason: "is a moment like 75%, -PT1H, breach, +PT30M, +PT30M wall or \"after the one before\": "
            + error.reason)
      }
    }
  }

  /// What the clock is asked for; nil where the moment is none of the clock's. A target that ends at closing time is
  /// breached only when the next millisecond of open time is used.
  public var threshold: Rung? {
    switch self {
    case .clock(let rung): rung
    case .breach: LadderMoment.beyond
    case .afterTheOneBefore: nil
    }
  }

  private static let beyond = try? Rung(parsing: "+PT0.001S")

  /// What is wrong with how far it is from the target, a sentence about it; nil where nothing is.
  var distanceFault: String? {
    guard case .clock(let rung) = self else { return nil }
    switch rung.position {
    case .share(let thousandths):
      return thousandths > Int64(LadderLimit.share) * 1000 ? "is more than \(LadderLimit.share)% of the target" : nil
    case .consumed(let length, _), .wall(let length, _):
      guard let length = length.length(day: .days(1)), length <= LadderLimit.distance else {
        return "is more than \(LadderLimit.distance.plainWords) from the end of the target"
      }
      return nil
    }
  }

  /// Whether the target has been used up by then.
  public var isPastTarget: Bool {
    switch self {
    case .clock(let rung):
      switch rung.position {
      case .share(let thousandths): thousandths >= 100_000
      case .consumed(_, let after), .wall(_, let after): after
      }
    case .breach, .afterTheOneBefore: true
    }
  }
}

/// Hours in which a rung tells people.
public struct LadderWindow: Hashable, Sendable {
  public enum Outside: String, CaseIterable, Hashable, Sendable {
    /// The message waits for the next opening.
    case wait
    /// The next rung takes its place at once.
    case pass
  }
  /// The key of a calendar; the version in force at the moment holds.
  public var calendar: String
  public var outside: Outside

  public init(_ calendar: String, outside: Outside) { (self.calendar, self.outside) = (calendar, outside) }
}

/// That a rung wants to be acknowledged.
public struct LadderAsk: Hashable, Sendable {
  public enum Needed: Hashable, Sendable {
    /// So many of those who were told; all of them where they are fewer.
    case some(Int)
    case everybody
  }
  public var by: Needed
  /// Time that passes by the wall clock, but for holds where the ladder is quiet in them.
  public var within: Duration
  /// How often the same people are told again before the next rung comes.
  public var repeats: Int

  public init(by: Needed = .some(1), within: Duration, repeats: Int = 0) {
    (self.by, self.within, self.repeats) = (by, within, repeats)
  }

  /// How many it takes of those who were told.
  public func needed(of told: Int) -> Int {
    switch by {
    case .some(let count): min(count, told)
    case .everybody: told
    }
  }
}
