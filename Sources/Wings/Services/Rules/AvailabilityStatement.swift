import Kernel

/// A figure as it was stated: what a page shows and a contract is settled by.
public struct StatedFigure: Hashable, Sendable {
  /// Percent.
  public var target: String
  /// Percent with six decimals, rounded down; nil where there was nothing to measure.
  public var availability: String?
  public var met: Bool?
  /// Exact decimal seconds by what they are of: `denominator`, `bad`, `budgetLeft` and the classes of time.
  public var seconds: [String: String]

  public init(target: String, availability: String?, met: Bool?, seconds: [String: String]) {
    (self.target, self.availability, self.met, self.seconds) = (target, availability, met, seconds)
  }

  public var json: JSON {
    .members([
      "target": .string(target), "availability": .text(availability), "met": met.map(JSON.bool),
      "seconds": .object(seconds.mapValues(JSON.string)),
    ])
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let object = json.objectValue, Set(["target", "availability", "met", "seconds"]).isSuperset(of: object.keys),
      let target = json["target"]?.stringValue, let seconds = json["seconds"]?.objectValue
    else { return nil }
    self.init(
      target: target, availability: json["availability"]?.stringValue, met: json["met"]?.boolValue,
      seconds: seconds.compactMapValues(\.stringValue))
    if self.seconds.count < seconds.count { return nil }
  }
}

/// What was stated of a period that has ended: the first is its close, each later one a restatement.
public struct AvailabilityStatement: Hashable, Sendable {
  public var service: String
  public var period: ServicePeriod
  /// From 1.
  public var number: Int
  /// The version of the promise that it goes by, and of the calendar of service time.
  public var promise: Int
  public var calendar: Int?
  public var figure: StatedFigure
  /// Why it was stated again: which record was told, corrected, approved or withdrawn; nil of the first.
  public var reason: String?
  public var statedAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var statedBy: String

  public init(
    service: String, period: ServicePeriod, number: Int, promise: Int, calendar: Int?, figure: StatedFigure,
    reason: String?, statedAt: Instant, statedBy: String
  ) {
    (self.service, self.period, self.number, self.promise) = (service, period, number, promise)
    (self.calendar, self.figure, self.reason) = (calendar, figure, reason)
    (self.statedAt, self.statedBy) = (statedAt, statedBy)
  }

  /// Without service, number, and when and by whom.
  public var json: JSON {
    .members([
      "promise": .integer(Int64(promise)), "calendar": calendar.map { .integer(Int64($0)) }, "figure": figure.json,
    ])
  }
}
