import ArgumentParser
import BusinessTime
import Foundation
import ICalendarFiles
import Kernel
import MainstayServer
import SystemZones

/// `mainstay closures FILE`: what an `.ics` file would close, for a person to keep or delete row by row.
struct ClosuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "closures",
    abstract: "Read closures for a calendar from an iCalendar file (.ics).",
    discussion: """
      Prints `closures:` as it stands in a calendar file, a row an entry, each with its weekday, its title and what \
      a reviewer should know, what could not be read first; entries that cannot be used stand there as comments with \
      the reason. Entries are laid out for the years asked for, however long ago they began; where no recurring row \
      says one exactly, its occurrences stand as single rows for those years alone. Nothing is \
      closed by this: keep or delete each row, paste the rest into the calendar and `mainstay apply` it.
      """)

  @OptionGroup var output: OutputOptions
  @Argument(help: "The iCalendar file; - reads standard input.", completion: .file(extensions: ["ics"]))
  var file: String
  @Option(name: .long, help: ArgumentHelp("The time zone of the calendar that is to be closed.", valueName: "zone"))
  var zone: String
  @Option(name: .long, help: ArgumentHelp("The first year; the present one otherwise.", valueName: "year"))
  var from: Int?
  @Option(name: .long, help: ArgumentHelp("The last year; two after the first otherwise.", valueName: "year"))
  var to: Int?

  func run() throws {
    let rules = try ZoneOption.rules(zone)
    let first = from ?? rules.local(SystemClock().now()).date.year
    let last = to ?? first + 2
    guard let start = CivilDate(year: first, month: 1, day: 1), first >= 1900 else {
      throw MainstayError.field("--from", "is a year from 1900 to 9999")
    }
    guard let end = CivilDate(year: last, month: 12, day: 31), last >= first, last - first <= ClosuresCommand.years
    else {
      throw MainstayError.field("--to", "is a year from \(first) to \(first + ClosuresCommand.years)")
    }
    let bytes = try InputFile.read(file, limit: ICalendarFile.Limit.size)
    let read = try ICalendarFile(zone: rules, zones: SystemZones(), from: start, through: end).closures(in: bytes)
    let proposal = ClosureProposal(read, zone: zone, from: start, through: end)
    if output.json {
      Say.result(proposal.json)
    } else {
      Say.result(proposal.text)
      Say.aside(proposal.summary)
    }
  }

  /// Years that one review may span.
  private static let years = 50
}

/// Closures of a period as a person reviews them.
struct ClosureProposal {
  let zone: String
  let from: CivilDate
  let through: CivilDate
  let candidates: [ClosureCandidate]
  let skipped: [ClosureImport.Skipped]
  /// Entries that close nothing in the period.
  let outside: Int

  init(_ read: ClosureImport, zone: String, from: CivilDate, through: CivilDate) {
    (self.zone, self.from, self.through, skipped) = (zone, from, through, read.skipped)
    candidates = read.candidates.filter(\.isInPeriod)
      .sorted { ($0.firstDate, $0.summary) < ($1.firstDate, $1.summary) }
    outside = read.candidates.count - candidates.count
  }

  /// Rows for the `closures` of a calendar, indented as they stand there.
  var text: String {
    var lines = ["    closures:"]
    for candidate in candidates {
      // What a reviewer should know stands once, with the first of an entry's rows.
      for (index, closure) in candidate.closures.enumerated() {
        lines.append("      - \(closure.row)  # \(index == 0 ? candidate.comment : candidate.heading)")
      }
    }
    if candidates.isEmpty { lines[0] += " []" }
    for entry in skipped {
      lines.append(
        "      # cannot be used: \(oneLine([entry.summary.isEmpty ? entry.uid : entry.summary, entry.reason]))")
    }
    return lines.joined(separator: "\n")
  }

  var summary: String {
    let rows = candidates.reduce(0) { $0 + $1.closures.count }
    let excess =
      rows > CalendarDefinition.Limit.closures
      ? " A calendar holds \(CalendarDefinition.Limit.closures.grouped) rows: ask for a shorter period." : ""
    return
      "\(rows.grouped) rows from \(candidates.count.grouped) entries that close something from \(from.iso8601) to "
      + "\(through.iso8601) in \(zone); \(outside.grouped) entries lie outside, \(skipped.count.grouped) cannot be used."
      + excess
  }

  var json: JSON {
    [
      "zone": .string(zone), "from": .string(from.iso8601), "to": .string(through.iso8601),
      "candidates": .array(
        candidates.map { candidate in
          [
            "uid": .string(candidate.uid), "title": .string(candidate.summary),
            "firstDate": .string(candidate.firstDate.iso8601), "lastDate": .string(candidate.lastDate.iso8601),
            "wholeDay": .bool(candidate.isWholeDay), "recurs": .bool(candidate.recurs),
            "transparent": .bool(candidate.isTransparent), "notes": .array(candidate.notes.map(JSON.string)),
            "closures": .array(candidate.closures.map(\.json)),
          ]
        }),
      "skipped": .array(
        skipped.map { ["uid": .string($0.uid), "title": .string($0.summary), "reason": .string($0.reason)] }),
      "outside": .integer(Int64(outside)),
    ]
  }
}

extension ClosureCandidate {
  /// What stands behind its first row.
  fileprivate var comment: String {
    oneLine([heading] + notes + (isTransparent ? ["marked as free time"] : []))
  }

  /// What stands behind its other rows.
  fileprivate var heading: String {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    // 1970-01-01 was a Thursday.
    let weekday = days[((firstDate.daysSince1970 + 3) % 7 + 7) % 7]
    return oneLine([
      (recurs ? "recurs from \(weekday) \(firstDate.iso8601)" : weekday) + ": " + (summary.isEmpty ? uid : summary)
    ])
  }
}

/// Parts of a YAML comment as one line.
private func oneLine(_ parts: [String]) -> String {
  let text = parts.joined(separator: "; ")
  return String(
    String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
}

extension Closure {
  /// A row of `closures` on one line, its members in the order in which people write them.
  fileprivate var row: String {
    let members = json.objectValue ?? [:]
    let order = ["date", "from", "to", "rule", "start", "time", "days", "except", "also", "name"]
    let written = order.compactMap { key in members[key].map { "\(key): \(Closure.yaml($0))" } }
    return "{" + written.joined(separator: ", ") + "}"
  }

  /// Dates stand bare; every other text in quotes, with the escapes that JSON and YAML share.
  private static func yaml(_ value: JSON) -> String {
    if let list = value.arrayValue { return "[" + list.map(yaml).joined(separator: ", ") + "]" }
    if let text = value.stringValue, CivilDate(parsing: text) != nil || MonthDay(parsing: text) != nil { return text }
    return value.canonical
  }
}
