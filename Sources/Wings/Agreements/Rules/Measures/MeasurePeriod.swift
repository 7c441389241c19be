import BusinessTime
import Kernel

/// A calendar month or quarter, over which a measured objective is counted.
public struct MeasurePeriod: Hashable, Comparable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case month, quarter

    /// Months of one.
    var months: Int { self == .month ? 1 : 3 }

    /// How many of them the compliance of an objective looks back over: a year.
    public var ofYear: Int { 12 / months }
  }

  public let kind: Kind
  /// Its first date.
  public let first: CivilDate

  /// The one that a date lies in.
  public init(_ kind: Kind, containing date: CivilDate) {
    self.kind = kind
    first = MeasurePeriod.date(date.year, (date.month - 1) / kind.months * kind.months + 1)
  }

  /// The one that an instant lies in, by the dates of a zone.
  public init(_ kind: Kind, of instant: Instant, in zone: ZoneRules) {
    self.init(kind, containing: zone.local(instant).date)
  }

  /// `2026-11`, `2026-Q4`; nil for any other text.
  public init?(parsing text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, MeasurePeriod.isNumber(parts[0]),
      let year = Int(parts[0]), (1...9998).contains(year)
    else { return nil }
    if parts[1].hasPrefix("Q"), let quarter = Int(parts[1].dropFirst()), (1...4).contains(quarter) {
      self.init(.quarter, containing: MeasurePeriod.date(year, quarter * 3))
    } else if MeasurePeriod.isNumber(parts[1]), let month = Int(parts[1]), (1...12).contains(month) {
      self.init(.month, containing: MeasurePeriod.date(year, month))
    } else {
      return nil
    }
  }

  private static func isNumber(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }

  private static func date(_ year: Int, _ month: Int) -> CivilDate {
    let months = year * 12 + month - 1
    return CivilDate(year: months / 12, month: months % 12 + 1, day: 1) ?? CivilDate(daysSince1970: 0)
  }

  /// The first date behind it.
  public var end: CivilDate { MeasurePeriod.date(first.year, first.month + kind.months) }

  public var next: MeasurePeriod { MeasurePeriod(kind, containing: end) }

  public var before: MeasurePeriod {
    MeasurePeriod(kind, containing: CivilDate(daysSince1970: first.daysSince1970 - 1))
  }

  /// From its first instant up to that of the next, by the midnights of a zone.
  public func range(in zone: ZoneRules) -> Range<Instant> {
    zone.instant(of: first, secondOfDay: 0)..<zone.instant(of: end, secondOfDay: 0)
  }

  /// As addresses and programs have it: `2026-11`, `2026-Q4`.
  public var text: String {
    switch kind {
    case .month: String(first.iso8601.prefix(7))
    case .quarter: "\(first.iso8601.prefix(4))-Q\((first.month - 1) / 3 + 1)"
    }
  }

  public static func < (a: MeasurePeriod, b: MeasurePeriod) -> Bool { (a.first, a.end) < (b.first, b.end) }
}
