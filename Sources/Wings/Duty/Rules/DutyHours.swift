import BusinessTime
import Kernel

/// Hours of the week by the clock of a zone: days with a window, `mon-fri 08:00-18:00`. A window that crosses midnight
/// belongs to the day that it begins on.
public struct DutyHours: Hashable, Sendable {
  /// In the order of the week, none twice.
  public var days: [Weekday]
  public var window: Window

  public init(days: [Weekday], window: Window) {
    self.days = Weekday.allCases.filter(days.contains)
    self.window = window
  }

  /// Lines of hours that a layer, or what a roster has to cover, may have.
  public static let most = 14
  /// Characters of a line.
  public static let longest = 60

  /// What is wrong with a text that is no line of hours.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  /// Reads `mon-fri 08:00-18:00`, `sat,sun 10:00-14:00`, `daily 22:00-6:00`.
  public init(parsing text: some StringProtocol) throws(Malformed) {
    let parts = text.prefix(DutyHours.longest + 1).lowercased().split(whereSeparator: \.isWhitespace)
    guard text.utf8.count <= 4 * DutyHours.longest, parts.count == 2 else {
      throw Malformed(reason: "write days and hours, like mon-fri 08:00-18:00 or daily 22:00-06:00")
    }
    let days = try DutyHours.days(parts[0])
    do {
      self.init(days: days, window: try Window(typed: parts[1]))
    } catch {
      throw Malformed(reason: "its hours: \(error.reason)")
    }
  }

  private static func days(_ text: Substring) throws(Malformed) -> [Weekday] {
    if text == "daily" { return Weekday.allCases }
    var days: Set<Weekday> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      let named = ends.compactMap(Weekday.init(rawValue:))
      guard named.count == ends.count, (1...2).contains(ends.count), let first = named.first, let last = named.last
      else {
        throw Malformed(reason: "its days are mon, tue, wed, thu, fri, sat, sun, like mon-fri or sat,sun; or daily")
      }
      var day = number(first)
      days.insert(first)
      while day != number(last) {
        day = (day + 1) % 7
        days.insert(Weekday.allCases[day])
      }
    }
    return Array(days)
  }

  private static func number(_ day: Weekday) -> Int { Weekday.allCases.firstIndex(of: day) ?? 0 }

  /// `mon-fri 08:00-18:00`.
  public var text: String {
    if days.count == 7 { return "daily \(window.text)" }
    var parts: [String] = []
    var index = 0
    let numbers = days.map(DutyHours.number)
    while index < numbers.count {
      var end = index
      while end + 1 < numbers.count, numbers[end + 1] == numbers[end] + 1 { end += 1 }
      parts.append(end > index ? "\(days[index].rawValue)-\(days[end].rawValue)" : days[index].rawValue)
      index = end + 1
    }
    return "\(parts.joined(separator: ",")) \(window.text)"
  }

  /// The instants of the window that begins on a date; nil where none does.
  func span(on day: Int, in zone: ZoneRules) -> DutySpan? {
    let weekday = ((day + 3) % 7 + 7) % 7
    guard days.contains(Weekday.allCases[weekday]) else { return nil }
    let from = zone.instant(of: CivilDate(daysSince1970: day), secondOfDay: window.start * 60)
    let end = window.endFromOwnMidnight
    let to = zone.instant(of: CivilDate(daysSince1970: day + end / 1440), secondOfDay: end % 1440 * 60)
    return from < to ? DutySpan(from: from, to: to) : nil
  }
}

/// A stretch of time, half-open: `[from, to)`.
public struct DutySpan: Hashable, Sendable {
  public var from: Instant
  public var to: Instant
  public init(from: Instant, to: Instant) { (self.from, self.to) = (from, to) }

  /// What of it lies in another stretch; nil where nothing does.
  public func within(_ other: DutySpan) -> DutySpan? {
    let (from, to) = (max(self.from, other.from), min(self.to, other.to))
    return from < to ? DutySpan(from: from, to: to) : nil
  }

  public func contains(_ instant: Instant) -> Bool { from <= instant && instant < to }
}

extension [DutyHours] {
  /// The instants within `span` that lie in these hours, ascending and joined; all of it where there are no hours.
  func spans(in zone: ZoneRules, within span: DutySpan) -> [DutySpan] {
    guard !isEmpty else { return [span] }
    var found: [DutySpan] = []
    let last = zone.local(span.to).date.daysSince1970
    // A window of the day before may reach into the first day; clocks that skip a date move nothing by more than one.
    var day = zone.local(span.from).date.daysSince1970 - 2
    while day <= last {
      for hours in self { if let piece = hours.span(on: day, in: zone)?.within(span) { found.append(piece) } }
      day += 1
    }
    found.sort { $0.from < $1.from }
    return found.reduce(into: []) { joined, piece in
      if let end = joined.last?.to, piece.from <= end {
        joined[joined.count - 1].to = Swift.max(end, piece.to)
      } else {
        joined.append(piece)
      }
    }
  }

  /// Whether an instant lies in these hours; it does where there are none.
  func contain(_ instant: Instant, in zone: ZoneRules) -> Bool {
    guard !isEmpty else { return true }
    let today = zone.local(instant).date.daysSince1970
    return (today - 2...today).contains { day in
      contains { $0.span(on: day, in: zone)?.contains(instant) ?? false }
    }
  }
}
