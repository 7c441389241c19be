import Kernel

/// A calendar month, quarter or year, over which a promise is counted.
public struct ServicePeriod: Hashable, Comparable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case month, quarter, year

    /// Months of one.
    var months: Int {
      switch self {
      case .month: 1
      case .quarter: 3
      case .year: 12
      }
    }
  }

  public let kind: Kind
  /// Its first date.
  public let first: CivilDate

  /// The one that a date lies in.
  public init(_ kind: Kind, containing date: CivilDate) {
    self.kind = kind
    first = ServicePeriod.date(date.year, (date.month - 1) / kind.months * kind.months + 1)
  }

  /// `2026-11`, `2026-Q4`, `2026`; nil for any other text.
  public init?(parsing text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.utf8.count == 4, whole.utf8.allSatisfy({ (48...57).contains($0) }),
      let year = Int(whole), (1...9998).contains(year), parts.count <= 2
    else { return nil }
    guard parts.count == 2 else {
      self.init(.year, containing: ServicePeriod.date(year, 1))
      return
    }
    let part = parts[1]
    guard part.utf8.count == 2 else { return nil }
    if part.hasPrefix("Q"), let quarter = Int(part.dropFirst()), (1...4).contains(quarter) {
      self.init(.quarter, containing: ServicePeriod.date(year, quarter * 3))
    } else if part.utf8.allSatisfy({ (48...57).contains($0) }), let month = Int(part), (1...12).contains(month) {
      self.init(.month, containing: ServicePeriod.date(year, month))
    } else {
      return nil
    }
  }

  private static func date(_ year: Int, _ month: Int) -> CivilDate {
    let months = year * 12 + month - 1
    return CivilDate(year: months / 12, month: months % 12 + 1, day: 1) ?? CivilDate(daysSince1970: 0)
  }

  /// The first date behind it.
  public var next: CivilDate { ServicePeriod.date(first.year, first.month + kind.months) }

  /// The period before, of the same kind.
  public var before: ServicePeriod {
    ServicePeriod(kind, containing: CivilDate(daysSince1970: first.daysSince1970 - 1))
  }

  /// As addresses, files and the journal have it: `2026-11`.
  public var text: String {
    switch kind {
    case .month: String(first.iso8601.prefix(7))
    case .quarter: "\(first.iso8601.prefix(4))-Q\((first.month - 1) / 3 + 1)"
    case .year: String(first.iso8601.prefix(4))
    }
  }

  public static func < (a: ServicePeriod, b: ServicePeriod) -> Bool { (a.first, a.next) < (b.first, b.next) }
}
