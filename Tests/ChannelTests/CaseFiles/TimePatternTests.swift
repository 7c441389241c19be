@testable import CaseFiles
import Kernel
import Testing

@Suite("How a file writes its times", .timeLimit(.minutes(10)))
struct TimePatternTests {
  private func read(_ pattern: String, _ text: String) throws -> TimePattern.Reading? {
    let pattern = try TimePattern(parsing: pattern)
    return Array(text.utf8).withUnsafeBufferPointer { pattern.reading($0) }
  }

  @Test(
    "texts are read as their pattern says",
    arguments: [
      ("MM/dd/yyyy hh:mm:ss a", "01/02/2015 12:20:09 AM", "2015-01-02", 1_209_000, nil),
      ("MM/dd/yyyy hh:mm:ss a", "1/2/2015 4:17:43 pm", "2015-01-02", 58_663_000, nil),
      ("dd.MM.yy HH:mm", "31.12.15 23:59", "2015-12-31", 86_340_000, nil),
      ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-03-01T00:00:00.250+01:00", "2026-03-01", 250, 3600),
      ("yyyyMMddHHmmss", "20260301235959", "2026-03-01", 86_399_000, nil),
      ("dd MMM yyyy 'at' HH:mm", "01 Mar 2026 at 08:30", "2026-03-01", 30_600_000, nil),
      ("yyyy-MM-dd HH:mm Z", "2026-03-01 08:30 -0530", "2026-03-01", 30_600_000, -19_800),
    ] as [(String, String, String, Int, Int?)])
  func reads(_ pattern: String, _ text: String, _ date: String, _ millisecond: Int, _ offset: Int?) throws {
    let reading = try #require(try read(pattern, text))
    #expect(reading.date.iso8601 == date)
    #expect(reading.millisecondOfDay == millisecond)
    #expect(reading.offset == offset)
  }

  @Test(
    "what is no time of the pattern is none",
    arguments: [
      ("MM/dd/yyyy HH:mm", "13/02/2015 10:00"), ("MM/dd/yyyy HH:mm", "02/30/2015 10:00"),
      ("MM/dd/yyyy HH:mm", "02/03/2015 24:00"), ("MM/dd/yyyy HH:mm", "02/03/2015 10:00 AM"),
      ("MM/dd/yyyy hh:mm a", "02/03/2015 13:00 PM"), ("MM/dd/yyyy hh:mm a", "02/03/2015 00:10 AM"),
      ("dd/MM/yyyy HH:mm", "soon"), ("dd/MM/yyyy HH:mm", ""),
    ])
  func refuses(_ pattern: String, _ text: String) throws {
    #expect(try read(pattern, text) == nil)
  }

  @Test(
    "a pattern that cannot tell an instant is refused, with what it lacks",
    arguments: [
      ("yyyy-MM-dd", "must have a year (yyyy), a month (MM), a day (dd), an hour (HH) and minutes (mm)"),
      ("yyyy-MM-dd hh:mm", "must have HH for an hour from 0 to 23, or hh with a for AM and PM"),
      ("yyyy-MM-dd'T HH:mm", "has a quote that is not closed"),
    ])
  func lacking(_ pattern: String, _ reason: String) {
    #expect(throws: TimePattern.Malformed(reason: reason)) { try TimePattern(parsing: pattern) }
  }
}
