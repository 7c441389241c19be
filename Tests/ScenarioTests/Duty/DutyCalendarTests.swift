import BusinessTime
import Duty
import Foundation
import ICalendarFiles
import Kernel
import Testing

/// Calendars of duty as other programs read them.
@Suite("Calendars of duty", .timeLimit(.minutes(5)))
struct DutyCalendarTests {
  private static let events = [
    DutyEvent(
      uid: "a.1-1.0.2026-12-01@mainstay", sequence: 3, changedAt: Instant(seconds: 1_764_500_000),
      span: DutySpan(from: Instant(seconds: 1_764_576_000), to: Instant(seconds: 1_764_662_400)),
      summary: "On duty: Nights; with, marks \\ and \"quotes\" of Åsa & Zoë \u{1F6E0}",
      description: String(repeating: "Ünd so weiter, und so fort; ", count: 12) + "ENDE"),
    DutyEvent(
      uid: "a.1-1.1.2026-12-02@mainstay", sequence: 3, changedAt: Instant(seconds: 1_764_500_000),
      span: DutySpan(from: Instant(seconds: 1_764_662_400), to: Instant(seconds: 1_764_748_800)), summary: "On duty",
      description: ""),
  ]

  @Test("lines are folded at 75 octets, never within a character, and end as RFC 5545 says")
  func folded() throws {
    let bytes = try DutyCalendarFile().calendar(named: "Duty of Åsa", DutyCalendarTests.events)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    #expect(lines.last?.isEmpty == true && lines.dropLast().allSatisfy { $0.last == UInt8(ascii: "\r") })
    for line in lines.dropLast() {
      #expect(line.count - 1 <= 75, "\(line.count)")
      #expect(String(validating: line, as: UTF8.self) != nil, "a character was cut")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("METHOD:PUBLISH") && text.contains("SEQUENCE:3") && text.contains("X-WR-CALNAME"))
    #expect(text.contains("DTSTART:20251201T080000Z") && text.contains("DTEND:20251202T080000Z"))
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let python = root.appendingPathComponent(".build/calendar-files/bin/python").path

  @Test(
    "another library reads the same texts and times",
    .enabled(if: FileManager.default.fileExists(atPath: python), "scripts/calendar-files has not been run"))
  func readElsewhere() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("duty-\(UUID().uuidString).ics")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(DutyCalendarFile().calendar(named: "Duty of Åsa", DutyCalendarTests.events)).write(to: file)
    let script = """
      import icalendar, json, sys
      calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
      print(json.dumps([{
        "uid": str(e["UID"]), "sequence": int(e["SEQUENCE"]), "from": int(e.decoded("DTSTART").timestamp()),
        "to": int(e.decoded("DTEND").timestamp()), "summary": str(e["SUMMARY"]),
        "description": str(e.get("DESCRIPTION", "")),
      } for e in calendar.walk("VEVENT")]))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: DutyCalendarTests.python)
    process.arguments = ["-c", script, file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let read = try JSON(parsing: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(
      read
        == .array(
          DutyCalendarTests.events.map {
            [
              "uid": .string($0.uid), "sequence": .integer(Int64($0.sequence)),
              "from": .integer($0.span.from.milliseconds / 1000), "to": .integer($0.span.to.milliseconds / 1000),
              "summary": .string($0.summary), "description": .string($0.description),
            ]
          }))
  }
}
