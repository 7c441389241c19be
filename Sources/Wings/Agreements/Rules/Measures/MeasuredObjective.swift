import Kernel

/// A promise that is counted over many tickets of a period, such as the share of requests that are fulfilled. Beside it
/// stand the objectives whose clocks run on one ticket.
public struct MeasuredObjective: Hashable, Sendable {
  public var name: String
  public var kind: MeasureKind
  /// Key of the calendar in whose open time lengths count, and whose zone's periods these are. Nil: days are local dates,
  /// in the zone of the agreement's first objective.
  public var calendar: String?
  /// Whether lengths count local dates although a calendar is named.
  public var countsLocalDays: Bool
  /// Which of the tickets that the kind counts are counted; none: all of them.
  public var when: [Condition]
  public var period: MeasurePeriod.Kind
  /// What was said of the kind's parameters; what was not is as the kind has it.
  public var settings: [String: MeasureSetting]
  /// The first row whose conditions all hold decides.
  public var targets: [MeasureTarget]
  /// The share of the periods of a year that must reach their targets; nil where none is promised.
  public var compliance: PromisedShare?

  public init(
    name: String, kind: MeasureKind, calendar: String? = nil, countsLocalDays: Bool = false, when: [Condition] = [],
    period: MeasurePeriod.Kind = .month, settings: [String: MeasureSetting] = [:], targets: [MeasureTarget],
    compliance: PromisedShare? = nil
  ) {
    (self.name, self.kind, self.calendar, self.countsLocalDays) = (name, kind, calendar, countsLocalDays)
    (self.when, self.period, self.settings) = (when, period, settings)
    (self.targets, self.compliance) = (targets, compliance)
  }

  /// The length of a parameter, said or usual; nil where neither is.
  public func length(_ name: String) -> ISO8601Duration? {
    if case .length(let length)? = settings[name] { return length }
    if case .length(let usual)? = kind.parameter(name)?.takes { return usual }
    return nil
  }

  /// The choice of a parameter, said or usual.
  public func choice(_ name: String) -> String {
    if case .choice(let choice)? = settings[name] { return choice }
    if case .choice(let choices)? = kind.parameter(name)?.takes { return choices.first?.name ?? "" }
    return ""
  }

  /// Index of the row of targets that holds for a ticket with these attributes; nil where none fits.
  public func target(for attributes: [String: String]) -> Int? {
    targets.firstIndex { $0.when.allSatisfy { $0.holds(attributes) } }
  }
}

/// What an agreement says of a parameter of a kind.
public enum MeasureSetting: Hashable, Sendable {
  case length(ISO8601Duration)
  case choice(String)
}

/// A row of a measured objective's targets: what is to be reached, and for which tickets.
public struct MeasureTarget: Hashable, Sendable {
  /// All must hold; none means every ticket.
  public var when: [Condition]
  public var level: MeasureLevel

  public init(when: [Condition] = [], level: MeasureLevel) { (self.when, self.level) = (when, level) }
}

/// What is to be reached. Integers decide.
public enum MeasureLevel: Hashable, Sendable {
  /// A share of what is counted, in ten-thousandths: 9500 is 95 %.
  case share(tenThousandths: Int)
  /// So many tickets.
  case tickets(Int)

  /// Reads `95%` and `99.5 %`, with at most two decimals.
  static func share(parsing text: String) -> MeasureLevel? {
    if ["0%", "0 %"].contains(text) { return .share(tenThousandths: 0) }
    return PromisedShare(parsing: text).map { .share(tenThousandths: $0.tenThousandths) }
  }

  /// As agreement files write it: `95%`, `20`.
  public var text: String {
    switch self {
    case .share(let share): PromisedShare(tenThousandths: share)?.text ?? "0%"
    case .tickets(let count): String(count)
    }
  }
}

extension Condition {
  /// Whether a ticket with these attributes meets it.
  public func holds(_ attributes: [String: String]) -> Bool { attributes[attribute].map(values.contains) ?? false }
}
