import BusinessTime
import Kernel

extension ClosureBuilder {
  /// A rule as a recurring closure, or written out where its clock is not the calendar's.
  func recurring(
    _ text: String, _ span: EntrySpan, except: [CivilDate], also: [CivilDate], _ notes: inout [String]
  ) throws(Refusal) -> [Closure.Extent] {
    let rule = try dateRule(text, span)
    if let fault = recurrences.faultInside(rule, start: span.date) {
      throw Refusal(reason: "Its recurrence rule \(text.prefix(80)) \(fault).")
    }
    guard except.count <= CalendarDefinition.Limit.recurrenceDates,
      also.count <= CalendarDefinition.Limit.recurrenceDates
    else { throw Refusal(reason: "It leaves out or adds more dates than a closure can hold.") }
    if span.time == nil || span.time?.isCalendarZone == true {
      let window = span.time.flatMap { dailyWindow(of: $0) }
      if span.time == nil || window != nil {
        return [
          .recurring(
            Recurrence(
              rule: rule, start: span.date, window: window, days: span.days, except: Array(Set(except)).sorted(),
              also: Array(Set(also)).sorted()))
        ]
      }
    }
    return writtenOut(rule, span, except: except, also: also, &notes)
  }

  /// The window that an occurrence is on an ordinary day; nil where it lasts longer than a day or is not of minutes.
  private func dailyWindow(of time: EntrySpan.Time) -> Window? {
    let minutes = time.length.milliseconds / 60_000
    guard time.secondOfDay % 60 == 0, minutes * 60_000 == time.length.milliseconds, minutes <= 1440 else { return nil }
    let start = time.secondOfDay / 60
    let end = start + Int(minutes)
    return end <= 1440 ? Window(start: start, end: end) : Window(start: start, end: end - 1440)
  }

  private func writtenOut(
    _ rule: String, _ span: EntrySpan, except: [CivilDate], also: [CivilDate], _ notes: inout [String]
  ) -> [Closure.Extent] {
    let limit = ICalendarFile.Limit.writtenOut
    let found = recurrences.expand(rule, start: span.date, through: file.through, limit: limit)
    let dates = Set(found.dates + also).subtracting(except).sorted()
    if !found.isComplete {
      let last = dates.last?.iso8601 ?? span.date.iso8601
      notes.append("It recurs by the clock of another zone, or over days; it is written out up to \(last).")
    }
    return dates.map { once(span.moved(to: $0)) }
  }

  /// The rule for dates alone: an UNTIL with a time becomes the date of the last occurrence not after it, and
  /// a time of day that repeats the beginning's goes.
  private func dateRule(_ text: String, _ span: EntrySpan) throws(Refusal) -> String {
    guard var rule = RuleText(text) else {
      throw Refusal(reason: "Its recurrence rule \(text.prefix(80)) is malformed.")
    }
    if let time = span.time {
      let second = time.secondOfDay
      for (part, value) in [("BYHOUR", second / 3600), ("BYMINUTE", second / 60 % 60), ("BYSECOND", second % 60)]
      where rule[part].map({ Int($0) }) == value { rule[part] = nil }
    }
    if let until = rule["UNTIL"], let date = RuleText.date(basic: until) {
      rule["UNTIL"] = RuleText.basic(lastDate(until: until, date, span))
    }
    return rule.text
  }

  private func lastDate(until text: String, _ date: CivilDate, _ span: EntrySpan) -> CivilDate {
    guard let time = span.time, text.utf8.count >= 15 else { return date }
    let digits = text.utf8.dropFirst(9).prefix(6).map { Int($0) - 48 }
    guard digits.count == 6, digits.allSatisfy({ (0...9).contains($0) }) else { return date }
    let second = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60 + digits[4] * 10 + digits[5]
    var last = (date: date, secondOfDay: min(second, 86_399))
    if text.hasSuffix("Z") {
      last = time.rules.local(ZoneRules.utc.instant(of: date, secondOfDay: last.secondOfDay))
    }
    return last.secondOfDay >= time.secondOfDay ? last.date : CivilDate(daysSince1970: last.date.daysSince1970 - 1)
  }
}
