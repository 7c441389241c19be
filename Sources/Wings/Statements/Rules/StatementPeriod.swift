import BusinessTime
import Kernel

/// A calendar month, of which a statement tells: `2026-11`.
public struct StatementMonth: Hashable, Comparable, Sendable {
  public var year: Int
  /// 1 to 12.
  public var month: Int

  /// Nil of anything that is no month from 1970 to 9998.
  public init?(parsing text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), (1970...9998).contains(year), (1...12).contains(month)
    else { return nil }
    (self.year, self.month) = (year, month)
  }

  /// The month in which a day lies.
  public init(of date: CivilDate) { (year, month) = (date.year, date.month) }

  private init(_ year: Int, _ month: Int) { (self.year, self.month) = (year, month) }

  public var next: StatementMonth { month == 12 ? .init(year + 1, 1) : .init(year, month + 1) }
  public var before: StatementMonth { month == 1 ? .init(year - 1, 12) : .init(year, month - 1) }

  /// From its first instant to that of the next, as the zone has them.
  public func span(in zone: ZoneRules) -> Range<Instant> {
    let from = start(in: zone)
    return from..<max(from, next.start(in: zone))
  }

  private func start(in zone: ZoneRules) -> Instant {
    CivilDate(year: year, month: month, day: 1).map { zone.instant(of: $0, secondOfDay: 0) } ?? .latest
  }

  /// The end of the month as the world's first zone has it: whatever holds by then may count in it.
  public var latestBeginning: Instant {
    CivilDate(year: next.year, month: next.month, day: 1).map {
      Instant(seconds: Int64($0.daysSince1970) * 86_400)
    } ?? .latest
  }

  public var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

  public static func < (a: Self, b: Self) -> Bool { (a.year, a.month) < (b.year, b.month) }
}
