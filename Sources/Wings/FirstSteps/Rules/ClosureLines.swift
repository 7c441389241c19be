import BusinessTime
import Kernel

/// Closures as a text with a line for each: `2026-12-24 Christmas Eve`, `12-25 Christmas Day` for every year,
/// `2026-08-03 to 2026-08-14 Works holiday`, `2026-12-31 12:00-24:00 New Year's Eve`. What no line can say, such as a
/// rule out of a calendar file, stands as the row of an agreement file, in braces.
public enum ClosureLines {
  /// What a text says, and what of it is wrong, at the field `closures`.
  public static func read(_ text: String) -> (closures: [Closure], faults: [FieldFault]) {
    var closures: [Closure] = []
    var faults: [FieldFault] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmed
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      guard closures.count < CalendarDefinition.Limit.closures else {
        faults.append(FieldFault("closures", "may be at most \(CalendarDefinition.Limit.closures)"))
        break
      }
      do {
        closures.append(try line.hasPrefix("{") ? row(line) : dated(line))
      } catch let fault {
        faults.append(FieldFault("closures", "line \(index + 1), \(shown(line)): \(fault.reason)"))
        if faults.count == mostFaults { break }
      }
    }
    return (closures, faults)
  }

  /// The line that says a closure.
  public static func line(_ closure: Closure) -> String {
    let name = closure.name.map { " " + $0 } ?? ""
    let line: String
    switch closure.extent {
    case .date(let date, let window): line = date.iso8601 + (window.map { " " + $0.text } ?? "") + name
    case .once(let from, let to): line = from == to ? from.iso8601 + name : "\(from.iso8601) to \(to.iso8601)\(name)"
    case .yearly(let from, let to): line = from == to ? from.text + name : "\(from.text) to \(to.text)\(name)"
    case .interval, .recurring: return closure.json.canonical
    }
    // A name that would be read as something else, such as one that begins with a time, is written as a row.
    return read(line).closures == [closure] ? line : closure.json.canonical
  }

  /// Faults of a text that are told one by one.
  private static let mostFaults = 20

  private struct Fault: Error { var reason: String }

  private static func row(_ line: String) throws(Fault) -> Closure {
    let read: CalendarDefinition
    do {
      let row = try JSON(parsing: line)
      read = try CalendarDefinition(json: ["timeZone": "UTC", "closures": .array([row])])
    } catch {
      let told = (error as? MainstayError).flatMap { error -> String? in
        guard case .invalid(let faults) = error else { return nil }
        return faults.first.map { "\($0.path.split(separator: ".").last ?? "") \($0.message)" }
      }
      throw Fault(reason: told ?? "is no row of an agreement file")
    }
    guard let closure = read.closures.first else { throw Fault(reason: "is no row of an agreement file") }
    return closure
  }

  private static func dated(_ line: String) throws(Fault) -> Closure {
    var words = line.split(whereSeparator: \.isWhitespace)
    guard let first = words.first, let from = day(first) else {
      throw Fault(reason: "begin with a date like 2026-12-24, or with 12-24 for every year")
    }
    words.removeFirst()
    var to = from
    if words.count >= 2, ["to", "-", "\u{2013}", "until"].contains(words[0]) {
      guard let end = day(words[1]) else { throw Fault(reason: "\(words[1]) is no date like 2026-12-31") }
      to = end
      words.removeFirst(2)
    }
    var window: Window?
    if let word = words.first, word.first?.isNumber == true, word.contains(":") {
      do {
        window = try Window(parsing: word)
      } catch {
        throw Fault(reason: "\(word) is no time: \(error.reason)")
      }
      words.removeFirst()
    }
    let name = words.isEmpty ? nil : words.joined(separator: " ")
    switch (from, to) {
    case (.date(let from), .date(let to)):
      guard from <= to else { throw Fault(reason: "it ends before it begins") }
      if let window {
        guard from == to else { throw Fault(reason: "hours stand with a single date") }
        return Closure(.date(from, window), name: name)
      }
      return Closure(from == to ? .date(from, nil) : .once(from: from, to: to), name: name)
    case (.everyYear(let from), .everyYear(let to)):
      guard window == nil else { throw Fault(reason: "hours stand with the date of one year, like 2026-12-24") }
      return Closure(.yearly(from: from, to: to), name: name)
    default: throw Fault(reason: "write the year with both dates, or with neither")
    }
  }

  private enum Day {
    case date(CivilDate)
    case everyYear(MonthDay)
  }

  private static func day(_ text: Substring) -> Day? {
    if let date = CivilDate(parsing: text) { return .date(date) }
    return MonthDay(parsing: text).map(Day.everyYear)
  }

  private static func shown(_ line: String) -> String {
    line.count <= 40 ? "\"\(line)\"" : "\"\(line.prefix(40))...\""
  }
}
