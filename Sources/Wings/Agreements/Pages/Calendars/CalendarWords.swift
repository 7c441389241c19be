import BusinessTime
import Components
import Kernel

/// Opening hours in words.
public enum CalendarWords {
  package static func hours(_ windows: [Window]) -> String {
    if windows.isEmpty { return "closed" }
    return windows == [.wholeDay] ? "around the clock" : windows.map(\.text).joined(separator: ", ")
  }

  /// Days of the same hours together: `Mon to Fri 08:00-12:00, 13:00-18:00; Sat 09:00-12:00`.
  public static func week(_ definition: CalendarDefinition) -> String {
    var parts: [(first: Int, last: Int, hours: String)] = []
    for (index, day) in Weekday.allCases.enumerated() {
      let windows = definition.weekly[day] ?? []
      guard !windows.isEmpty else { continue }
      let hours = hours(windows)
      if let last = parts.last, last.hours == hours, last.last == index - 1 {
        parts[parts.count - 1].last = index
      } else {
        parts.append((index, index, hours))
      }
    }
    if parts.isEmpty { return "never open by the week" }
    if parts.count == 1, parts[0].first == 0, parts[0].last == 6 {
      return parts[0].hours == "around the clock" ? "around the clock" : "every day \(parts[0].hours)"
    }
    return parts.map { part in
      let first = Words.weekdays[part.first]
      return "\(part.first == part.last ? first : "\(first) to \(Words.weekdays[part.last])") \(part.hours)"
    }.joined(separator: "; ")
  }

  /// Everything that a version of a calendar says, a clause each: what two versions are compared by.
  package static func clauses(_ definition: CalendarDefinition) -> [Clause] {
    var clauses = [Clause("Time zone", definition.timeZone)]
    for (index, day) in Weekday.allCases.enumerated() {
      clauses.append(Clause(Words.longWeekdays[index], hours(definition.weekly[day] ?? [])))
    }
    clauses.append(Clause("A target of one day", definition.workingDay.map(Words.exact) ?? "may not be"))
    clauses.append(Clause("Closures known to", definition.horizon.map(Words.date) ?? "no limit"))
    for closure in definition.closures {
      clauses.append(Clause("Closed \(extent(closure.extent))", closure.name ?? "closed"))
    }
    for opening in definition.openings {
      let hours = opening.window.map { ", " + $0.text } ?? ""
      clauses.append(Clause("Open in addition \(Words.date(opening.date))\(hours)", opening.name ?? "open"))
    }
    return clauses
  }

  /// When a closure closes.
  public static func extent(_ extent: Closure.Extent) -> String {
    switch extent {
    case .date(let date, let window): window.map { "\(Words.date(date)), \($0.text)" } ?? Words.date(date)
    case .once(let from, let to): "\(Words.date(from)) to \(Words.date(to))"
    case .yearly(let from, let to):
      from == to ? "every year on \(day(from))" : "every year from \(day(from)) to \(day(to))"
    case .interval(let from, let to): "\(from.rfc3339) to \(to.rfc3339)"
    case .recurring(let recurrence): "\(recurrence.rule) from \(Words.date(recurrence.start))"
    }
  }

  private static func day(_ day: MonthDay) -> String { "\(day.day) \(Words.months[day.month - 1])" }
}
