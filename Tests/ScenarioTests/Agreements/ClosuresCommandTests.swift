import AgreementFiles
import Agreements
import BusinessTime
import Foundation
import ICalendarFiles
import Kernel
import SystemZones
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay closures, from the command line", .timeLimit(.minutes(10)))
struct ClosuresCommandTests {
  private static func entry(_ lines: String...) -> String {
    (["BEGIN:VEVENT"] + lines + ["END:VEVENT"]).joined(separator: "\r\n")
  }

  private static let file =
    (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"] + [
      entry("UID:1", "SUMMARY:New Year: \"Jour de l'an\" # 1", "DTSTART;VALUE=DATE:20260101", "TRANSP:TRANSPARENT"),
      entry("UID:2", "SUMMARY:Works outing", "DTSTART;TZID=Europe/Paris:20260605T130000", "DURATION:PT4H"),
      entry("UID:3", "SUMMARY:Inventory", "DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1MO"),
      entry("UID:4", "SUMMARY:Long ago", "DTSTART;VALUE=DATE:20100101"),
      entry("UID:5", "SUMMARY:Summer party", "DTSTART;VALUE=DATE:20260701", "STATUS:CANCELLED"),
      entry("UID:6", "SUMMARY:Bridge days", "DTSTART;VALUE=DATE:20260514", "DTEND;VALUE=DATE:20260516"),
      entry("UID:7", "SUMMARY:Every first of May", "DTSTART;VALUE=DATE:20200501", "RRULE:FREQ=YEARLY"),
      entry("UID:8", "SUMMARY:Over", "DTSTART;VALUE=DATE:20200501", "RRULE:FREQ=YEARLY;COUNT=3"),
    ] + ["END:VCALENDAR", ""]).joined(separator: "\r\n")

  private func proposal() throws -> ClosureProposal {
    let zones = SystemZones()
    let from = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let through = try #require(CivilDate(year: 2027, month: 12, day: 31))
    let file = ICalendarFile(zone: try zones.rules(for: "Europe/Paris"), zones: zones, from: from, through: through)
    return ClosureProposal(
      try file.closures(in: Array(Self.file.utf8)), zone: "Europe/Paris", from: from, through: through)
  }

  @Test("a row an entry, with its title; what cannot be used says why; what lies outside is counted")
  func rows() throws {
    let proposal = try proposal()
    let lines = proposal.text.split(separator: "\n").map(String.init)
    #expect(lines.first == "    closures:")
    #expect(lines.count == 7)
    #expect(
      lines.contains(
        #"      - {date: 2026-01-01, name: "New Year: \"Jour de l'an\" # 1"}  "#
          + #"# Thursday: New Year: "Jour de l'an" # 1; marked as free time"#))
    #expect(lines.contains { $0.contains("from: 2026-05-14, to: 2026-05-15, name: \"Bridge days\"") })
    #expect(lines.contains { $0.contains("date: 2026-06-05, time: \"13:00-17:00\"") })
    #expect(lines.contains { $0.contains("rule: \"FREQ=YEARLY;BYMONTH=1;BYDAY=1MO\", start: 2027-01-04") })
    #expect(lines.last == "      # cannot be used: Summer party; It is cancelled.")
    #expect(proposal.outside == 2)
    #expect(proposal.json["skipped"]?.arrayValue?.count == 1)
    #expect(proposal.json["candidates"]?.arrayValue?.count == 5)
  }

  @Test("the rows stand in a calendar as they are, and close what they say")
  func pasted() throws {
    let scenario = """
      calendars:
        desk:
          timeZone: Europe/Paris
          weekly: {mon: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}
      \(try proposal().text)
      agreement:
        name: Gold
        objectives:
          - {name: resolution, metric: resolution, calendar: desk, target: PT4H}
      timeline:
        - {at: 2025-12-31T12:00:00+01:00, event: opened}
      asOf: 2025-12-31T12:00:00+01:00

      """
    let read = try Scenario(
      yaml: Array(scenario.utf8), zones: SystemZones())
    // Thursday is New Year's Day, so the four hours lie on Friday.
    #expect(try read.evaluate(asOf: nil).clocks.first?.due?.rfc3339 == "2026-01-02T12:00:00Z")
  }

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("ends as the other commands do")
  func statuses() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/closures.ics"
      try Self.file.write(toFile: path, atomically: true, encoding: .utf8)
      try "BEGIN:NOTHING\r\n".write(toFile: folder + "/other.ics", atomically: true, encoding: .utf8)
      #expect(await run("closures", path, "--zone", "Europe/Paris", "--from", "2026", "--to", "2027") == .done)
      #expect(await run("closures", path, "--zone", "Europe/Paris", "--json") == .done)
      #expect(await run("closures", path, "--zone", "Mars/Olympus") == .badInput)
      #expect(await run("closures", path, "--zone", "UTC", "--from", "2026", "--to", "2025") == .badInput)
      #expect(await run("closures", folder + "/other.ics", "--zone", "UTC") == .badInput)
      #expect(await run("closures", folder + "/none.ics", "--zone", "UTC") == .badInput)
    }
  }
}
