import BusinessTime
import Kernel
import MainstayServer

/// P2: calendar arithmetic with holidays and daylight saving, over growing spans.
enum CalendarMeasure {
  private static let definition: JSON = [
    "timeZone": "Europe/Berlin", "workingDay": "PT8H",
    "weekly": [
      "mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"], "thu": ["09:00-17:00"],
      "fri": ["09:00-17:00"],
    ],
    "closures": [
      ["from": "12-24", "to": "01-01"], ["from": "05-01", "to": "05-01"], ["from": "10-03", "to": "10-03"],
      ["date": "2026-04-03"], ["date": "2026-04-06"], ["date": "2026-05-14"], ["date": "2026-05-25"],
    ],
  ]

  private static let repeats = 2_000_000

  static func run() throws {
    let calendar = try SystemCalendars().calendar(CalendarDefinition(json: definition))
    let start = try Instant(parsing: "2026-01-05T08:00:00Z")
    var rows: [JSON] = []
    for (name, span) in [
      ("1 hour", Duration.hours(1)), ("8 hours", .hours(8)), ("1 year", .days(365)), ("10 years", .days(3652)),
    ] {
      // Open time in such a span of wall time, so that both directions cover the same stretch.
      let open = max(calendar.openTime(from: start, to: start + span), .hours(1))
      _ = calendar.instant(adding: open, to: start + .days(366))
      var sum: Int64 = 0
      let adding = seconds {
        for index in 0..<repeats {
          let from = start + .minutes(Int64(index & 0xffff) * 7)
          sum &+= calendar.instant(adding: open, to: from)?.milliseconds ?? 0
        }
      }
      let between = seconds {
        for index in 0..<repeats {
          let from = start + .minutes(Int64(index & 0xffff) * 7)
          sum &+= calendar.openTime(from: from, to: from + span).milliseconds
        }
      }
      rows.append([
        "span": .string(name), "addNanoseconds": decimal(adding * 1e9 / Double(repeats)),
        "betweenNanoseconds": decimal(between * 1e9 / Double(repeats)), "check": .integer(sum % 1000),
      ])
    }
    Main.print(["spans": .array(rows)])
  }
}
