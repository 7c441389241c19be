import Kernel

/// A row of an objective's targets: how long, and for which tickets.
public struct Target: Hashable, Sendable {
  /// All must hold; none means every ticket.
  public var when: [Condition]
  public var length: TargetLength

  public init(when: [Condition] = [], length: TargetLength) {
    (self.when, self.length) = (when, length)
  }
}

/// The ticket's attribute has one of these values.
public struct Condition: Hashable, Sendable {
  public var attribute: String
  public var values: [String]

  public init(_ attribute: String, anyOf values: [String]) {
    (self.attribute, self.values) = (attribute, values)
  }
}

/// How long a target is (rule 8).
public enum TargetLength: Hashable, Sendable {
  /// Open time of the objective's calendar; days are the calendar's working days.
  case open(ISO8601Duration)
  /// Due at the same local clock time so many local dates later, whatever the opening hours.
  case localDays(Int64)
}

extension TargetLength {
  /// As agreements write it: `PT4H`, `P3D`, `P30D local`.
  public var text: String {
    switch self {
    case .open(let duration): duration.iso8601
    case .localDays(let days): "P\(days)D local"
    }
  }
}

extension ISO8601Duration {
  /// As ISO 8601 writes it: `P3D`, `PT4H`, `P1DT2H`.
  public var iso8601: String {
    if days == 0 { return time.iso8601 }
    return "P\(days)D" + (time == .zero ? "" : String(time.iso8601.dropFirst()))
  }

  /// The length where a day is `day` long; nil where it would not fit the time line.
  public func length(day: Duration) -> Duration? {
    let (product, overflow) = days.multipliedReportingOverflow(by: day.milliseconds)
    let (sum, overflow2) = product.addingReportingOverflow(time.milliseconds)
    return overflow || overflow2 ? nil : Duration(milliseconds: sum)
  }
}
