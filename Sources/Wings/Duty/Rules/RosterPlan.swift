import BusinessTime
import Kernel

/// How a roster gives out duty: at each instant to one person. The first layer that covers an instant decides; where
/// none does, the standby person has it.
public struct RosterPlan: Hashable, Sendable {
  /// What people call it: `First line`.
  public var name: String
  /// The zone whose clock hand-overs and hours go by: an IANA name.
  public var timeZone: String
  /// When somebody has to be on duty; empty: always. Outside of it nobody is missed.
  public var cover: [DutyHours]
  public var layers: [DutyLayer]
  /// Who has duty where no layer gives it to anybody; nil: nobody, which is a gap.
  public var standby: RecordID?

  public init(
    name: String, timeZone: String, cover: [DutyHours] = [], layers: [DutyLayer], standby: RecordID? = nil
  ) {
    (self.name, self.timeZone, self.cover) = (name, timeZone, cover)
    (self.layers, self.standby) = (layers, standby)
  }

  /// Everybody whom it names.
  public var people: Set<RecordID> {
    Set(layers.flatMap(\.people)).union(standby.map { [$0] } ?? [])
  }
}

/// People who take turns.
public struct DutyLayer: Hashable, Sendable {
  /// What it is known by through changes of the roster; unique in it.
  public var key: String
  /// What people call it: `Nights`.
  public var name: String
  /// In the order of their turns; somebody may stand there more than once.
  public var people: [RecordID]
  public var rotation: Rotation
  /// The hours that it covers; empty: all.
  public var hours: [DutyHours]

  public init(key: String, name: String, people: [RecordID], rotation: Rotation, hours: [DutyHours] = []) {
    (self.key, self.name, self.people) = (key, name, people)
    (self.rotation, self.hours) = (rotation, hours)
  }
}

/// How often a layer is handed over, and when.
public struct Rotation: Hashable, Sendable {
  public enum Unit: String, CaseIterable, Hashable, Sendable {
    /// Hours that pass, whatever clocks do.
    case hours
    /// Local dates, handed over at a clock time.
    case days, weeks
  }

  /// Each turn lasts so many units, 1 or more.
  public var every: Int
  public var unit: Unit
  /// Minutes after local midnight, 0...1439, at which duty is handed over. Where clocks skip it, the first instant after
  /// the gap; where it comes twice, the first.
  public var handover: Int
  /// The local date on which the first turn begins.
  public var start: CivilDate
  /// The local date on which the last turn ends, at the time of hand-over; nil: never.
  public var until: CivilDate?

  public init(every: Int, unit: Unit, handover: Int, start: CivilDate, until: CivilDate? = nil) {
    (self.every, self.unit, self.handover) = (every, unit, handover)
    (self.start, self.until) = (start, until)
  }
}

/// Bounds of rosters.
public enum DutyLimits {
  public static let name = TextBounds.name(1...60)
  public static let layers = 10
  public static let peopleOfLayer = 100
  /// Units of a turn.
  public static let every = 1...366
  public static let rostersOfTeam = 20
  public static let rosters = 1000
  /// Overrides of a roster that have not ended.
  public static let overrides = 200
  /// Swaps of a roster that are open or lie ahead.
  public static let swaps = 200
  /// Swaps that are asked for at once.
  public static let swapsAtOnce = 40
  /// Absences of a person that have not ended.
  public static let absences = 50
  /// Calendar addresses of a person.
  public static let feeds = 5
  /// How far an override, a swap or an absence may lie ahead, and how long it may last.
  public static let ahead = Duration.days(732)
  /// The longest stretch that is asked about at once.
  public static let asked = Duration.days(400)
  /// How far ahead gaps and the next turn are looked for where nothing else is said.
  public static let gapsAhead = Duration.days(Int64(gapDays))
  /// The same in days.
  public static let gapDays = 28
  /// Days ahead that one chooses from on pages.
  public static let gapChoices = [14, 28, 91, 182, 366]
  /// Days ahead that may be asked about.
  public static let gapDaysAsked = 1...400
  /// What a calendar holds of the past and of what lies ahead.
  public static let feedBefore = Duration.days(30)
  public static let feedAhead = Duration.days(180)
}

extension Rotation {
  /// When turn `index` begins, 0 the first.
  func start(ofTurn index: Int, in zone: ZoneRules) -> Instant {
    switch unit {
    case .hours: first(in: zone) + .hours(Int64(every) * Int64(index))
    case .days, .weeks: handover(on: start.daysSince1970 + index * dates, in: zone)
    }
  }

  /// The turn that an instant lies in; nil before the first and after the last.
  func turn(at instant: Instant, in zone: ZoneRules) -> Int? {
    let first = first(in: zone)
    guard instant >= first, until.map({ instant < handover(on: $0.daysSince1970, in: zone) }) ?? true else {
      return nil
    }
    if unit == .hours { return Int((instant - first).milliseconds / (Int64(every) * 3_600_000)) }
    var turn = max(0, (zone.local(instant).date.daysSince1970 - start.daysSince1970) / dates)
    while turn > 0, start(ofTurn: turn, in: zone) > instant { turn -= 1 }
    while start(ofTurn: turn + 1, in: zone) <= instant { turn += 1 }
    return turn
  }

  /// From the first hand-over to the last.
  func life(in zone: ZoneRules) -> DutySpan {
    DutySpan(from: first(in: zone), to: until.map { handover(on: $0.daysSince1970, in: zone) } ?? .latest)
  }

  private var dates: Int { unit == .weeks ? every * 7 : every }

  private func first(in zone: ZoneRules) -> Instant { handover(on: start.daysSince1970, in: zone) }

  private func handover(on day: Int, in zone: ZoneRules) -> Instant {
    zone.instant(of: CivilDate(daysSince1970: day), secondOfDay: handover * 60)
  }
}

extension DutyLayer {
  /// Whose turn it is.
  func person(ofTurn turn: Int) -> RecordID { people[turn % people.count] }
}
