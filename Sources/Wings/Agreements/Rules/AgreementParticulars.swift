import Kernel

/// What an agreement says of itself beside its promises: of which kind it is, between whom, who signed it, what its words
/// cover, and when it is looked at again. None of it decides about a clock.
public struct AgreementParticulars: Hashable, Sendable {
  /// ITIL 4: an agreement with who is served, one between teams of one's own, or a contract with a supplier.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case sla, ola
    case underpinningContract = "underpinning-contract"
  }

  /// Who gives what is promised, or gets it.
  public enum Side: String, CaseIterable, Hashable, Sendable { case provider, customer }

  /// One side of it: a record of the desk by its key, or a name.
  public struct Party: Hashable, Sendable {
    public enum Subject: String, CaseIterable, Hashable, Sendable { case organisation, team, vendor, name }
    public var subject: Subject
    /// A key, or the name itself.
    public var value: String
    public init(_ subject: Subject, _ value: String) { (self.subject, self.value) = (subject, value) }
  }

  public struct Signatory: Hashable, Sendable {
    public var name: String
    public var role: String?
    public var side: Side
    public init(name: String, role: String? = nil, side: Side) {
      (self.name, self.role, self.side) = (name, role, side)
    }
  }

  /// A clause in words, by the name under which exclusions point to it.
  public struct TextClause: Hashable, Sendable {
    public var name: String
    public var text: String
    public init(name: String, text: String) { (self.name, self.text) = (name, text) }
  }

  /// A document that belongs to it and is kept elsewhere.
  public struct Document: Hashable, Sendable {
    public var title: String
    /// Where it is; an address that begins with `https://` or `http://`.
    public var link: String?
    /// SHA-256 of its bytes, in hexadecimal.
    public var hash: String?
    public init(title: String, link: String? = nil, hash: String? = nil) {
      (self.title, self.link, self.hash) = (title, link, hash)
    }
  }

  /// Nil where it says none.
  public var kind: Kind?
  public var provider: Party?
  public var customer: Party?
  public var signatories: [Signatory] = []
  /// What it covers, in words; which tickets it covers is decided by its scope.
  public var scopeWords: String?
  public var clauses: [TextClause] = []
  public var assumptions: [String] = []
  public var documents: [Document] = []
  /// When it is to be looked at again.
  public var reviewDate: CivilDate?
  /// How long before its end that is told.
  public var noticePeriod: NoticePeriod?

  public init() {}

  public static let none = AgreementParticulars()

  /// Bounds of what one agreement may hold; each fault that they cause names its limit.
  public enum Limit {
    public static let signatories = 40
    public static let clauses = 200
    public static let assumptions = 100
    public static let documents = 100
    /// Bytes of a text.
    public static let text = 4000
    /// Bytes of a link.
    public static let link = 2000
  }

  /// Days before a review date from which on it is due.
  public static let reviewAhead = 30

  /// Whether its review is due on a day: it lies at most 30 days ahead, or behind.
  public func isReviewDue(on today: CivilDate) -> Bool {
    reviewDate.map { $0.daysSince1970 - today.daysSince1970 <= AgreementParticulars.reviewAhead } ?? false
  }
}

/// How long before its end an agreement has to be given up: whole days or whole months.
public struct NoticePeriod: Hashable, Sendable {
  public enum Unit: Sendable { case days, months }
  public let count: Int
  public let unit: Unit

  /// Nil outside of 1 to 3660 days or 1 to 120 months.
  public init?(_ count: Int, _ unit: Unit) {
    guard (1...(unit == .days ? 3660 : 120)).contains(count) else { return nil }
    (self.count, self.unit) = (count, unit)
  }

  /// Reads `P90D`, `P3M` and `P1Y`; nil for all else.
  public init?(parsing text: String) {
    guard text.utf8.first == UInt8(ascii: "P"), let last = text.utf8.last, text.utf8.count <= 8,
      let count = Int(text.dropFirst().dropLast()), text.dropFirst().dropLast().allSatisfy(\.isNumber)
    else { return nil }
    switch last {
    case UInt8(ascii: "D"): self.init(count, .days)
    case UInt8(ascii: "M"): self.init(count, .months)
    case UInt8(ascii: "Y"): self.init(count * 12, .months)
    default: return nil
    }
  }

  /// Reads `90 days`, `3 months`, `1 year`; nil for all else.
  public init?(said text: String) {
    let parts = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let count = Int(parts[0]), count < 10_000 else { return nil }
    switch parts[1] {
    case "day", "days", "d": self.init(count, .days)
    case "week", "weeks": self.init(count * 7, .days)
    case "month", "months": self.init(count, .months)
    case "year", "years": self.init(count * 12, .months)
    default: return nil
    }
  }

  /// As files have it: `P90D`, `P3M`.
  public var text: String { "P\(count)\(unit == .days ? "D" : "M")" }

  /// The first instant at which an agreement may end whose end was told at an instant. Months end on their last day
  /// where they have no such day.
  public func end(toldAt told: Instant) -> Instant {
    let day: Int64 = 86_400_000
    if unit == .days { return told + .milliseconds(Int64(count) * day) }
    let (days, rest) = told.milliseconds.dividedFloor(by: day)
    let date = CivilDate(daysSince1970: Int(days))
    let months = date.year * 12 + date.month - 1 + count
    let (year, month) = (months / 12, months % 12 + 1)
    let last = CivilDate.days(inMonth: month, of: year)
    guard let end = CivilDate(year: year, month: month, day: min(date.day, last)) else { return .latest }
    return Instant(milliseconds: Int64(end.daysSince1970) * day + rest)
  }
}

extension Int64 {
  fileprivate func dividedFloor(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}

/// That an agreement was ended before its time, or without one.
public struct AgreementTermination: Hashable, Sendable {
  /// The first instant at which it no longer holds: clocks that run then end as cancelled (rule 15).
  public var effective: Instant
  /// When the other side was told.
  public var toldAt: Instant
  public var reason: String

  public init(effective: Instant, toldAt: Instant, reason: String) {
    (self.effective, self.toldAt, self.reason) = (effective, toldAt, reason)
  }

  public static let reasonBounds = TextBounds.prose(1...1000)

  /// An hour by which a clock that is set forward in between makes a period shorter.
  private static let slack = Duration.hours(1)

  /// Whether the period of notice was kept; nil where none is agreed.
  public func isNoticeKept(_ period: NoticePeriod?) -> Bool? {
    period.map { $0.end(toldAt: toldAt) <= effective + AgreementTermination.slack }
  }

  /// Of the period of notice, in a sentence.
  ///
  /// - Parameter day: The day that an instant lies on for who reads it.
  public func noticeWords(_ period: NoticePeriod?, day: (Instant) -> CivilDate) -> String {
    guard let period else { return "No period of notice is agreed." }
    return isNoticeKept(period) == true
      ? "The period of notice of \(period.words) is kept."
      : "The period of notice of \(period.words) is not kept: told when it was, it could end from "
        + "\(day(period.end(toldAt: toldAt)).iso8601) on."
  }
}

extension NoticePeriod {
  /// `90 days`, `3 months`.
  public var words: String {
    let one = unit == .days ? "day" : "month"
    return "\(count) \(one)\(count == 1 ? "" : "s")"
  }
}
