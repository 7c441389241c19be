import BusinessTime
import Kernel

/// A VTIMEZONE of a file: when the clock changes, and how.
struct DescribedZone {
  /// A STANDARD or DAYLIGHT part. Its clock times are those before the change.
  struct Part {
    var start: BasicMoment?
    /// Seconds east of UTC before and after the change.
    var from: Int?
    var to: Int?
    var rules: [String] = []
    var dates: [BasicMoment?] = []
  }

  /// Why a description gives no zone, in words that follow "its time zone X".
  struct Unusable: Error { var reason: String }

  var parts: [Part] = []

  /// Years of which the changes are laid out: those of two a year stay well below `ICalendarFile.Limit.zoneChanges`.
  private static let years = 900

  /// The zone's rules from one year to another. Of the changes before, as of descriptions that begin in year 1 or 1601,
  /// the last one of each rule is kept: it is in force when the years begin.
  func rules(named name: String, fromYear: Int, throughYear year: Int) throws(Unusable) -> ZoneRules {
    let beginning = CivilDate(year: max(1, min(fromYear, year) - 1, year - DescribedZone.years), month: 1, day: 1)
    let kept = Int64(beginning?.daysSince1970 ?? 0) * 86_400
    var changes: [(at: Int64, from: Int, to: Int)] = []
    var steps = RecurrenceRule.Limit.steps
    let end = Int64(CivilDate(year: min(9999, year + 1), month: 1, day: 1)?.daysSince1970 ?? 0) * 86_400
    for part in parts {
      guard let start = part.start, let second = start.secondOfDay, let from = part.from, let to = part.to else {
        throw Unusable(reason: "is described without DTSTART, TZOFFSETFROM or TZOFFSETTO")
      }
      func line(_ date: CivilDate, _ second: Int) -> Int64 { Int64(date.daysSince1970) * 86_400 + Int64(second) }
      let first = line(start.date, second)
      var times: Set<Int64> = [first]
      for date in part.dates {
        guard let date, let second = date.secondOfDay else {
          throw Unusable(reason: "has an RDATE that cannot be read")
        }
        times.insert(line(date.date, second) + (date.isUTC ? Int64(from) : 0))
      }
      for text in part.rules {
        let rule: RecurrenceRule
        do { rule = try RecurrenceRule(parsing: text) } catch {
          throw Unusable(reason: "has a rule \(text.prefix(60)) that \(error.reason)")
        }
        let last = rule.until.map { until -> Int64 in
          switch until {
          case .date(let date): line(date, 86_399)
          case .clock(let date, let second): line(date, second)
          case .utc(let instant): instant.milliseconds / 1000 + Int64(from)
          }
        }
        var before: Int64?
        let ending = RecurrenceLine(rule, start: first, last: last).forEach(from: first, to: end, steps: &steps) {
          if $0 < kept { before = $0 } else { times.insert($0) }
          return times.count <= ICalendarFile.Limit.zoneChanges
        }
        if let before { times.insert(before) }
        if ending == .steps || ending == .limit {
          throw Unusable(reason: "is described with more than \(ICalendarFile.Limit.zoneChanges) changes of its clock")
        }
      }
      changes += times.map { ($0 - Int64(from), from, to) }
    }
    guard changes.count <= ICalendarFile.Limit.zoneChanges else {
      throw Unusable(reason: "is described with more than \(ICalendarFile.Limit.zoneChanges) changes of its clock")
    }
    changes.sort { ($0.at, $0.to) < ($1.at, $1.to) }
    guard let first = changes.first else { throw Unusable(reason: "is described without any offset") }
    return ZoneRules(
      identifier: name, offset: first.from,
      changes: changes.map { (Instant(seconds: $0.at), $0.to) })
  }

  /// Seconds of `+0100`, `-0330` or `+013000`.
  static func offset(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard [5, 7].contains(bytes.count), bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
      bytes.dropFirst().allSatisfy({ (48...57).contains($0) })
    else { return nil }
    let digits = bytes.dropFirst().map { Int($0) - 48 }
    let size =
      (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
      + (digits.count == 6 ? digits[4] * 10 + digits[5] : 0)
    guard size < 86_400 else { return nil }
    return bytes[0] == UInt8(ascii: "-") ? -size : size
  }
}
