import Agreements
import BusinessTime
import Kernel
import Recovery
import Synchronization
import Testing

@Suite("A recovery can be followed and stopped", .timeLimit(.minutes(5)))
struct RecoveryCourseTests {
  private func recorded(verdicts: Bool) throws -> RecordedCases {
    let desk = try calendar(
      """
      {"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"],
        "thu": ["09:00-17:00"], "fri": ["09:00-17:00"]}}
      """)
    let cases = (0..<120).compactMap { place -> RecordedCase? in
      let opened = Instant(seconds: 1_770_000_000 + Int64(place) * 47_113)
      guard let due = desk.instant(adding: .hours(4), to: opened) else { return nil }
      let closed = opened + .seconds(Int64(place * 7919 % 260_000))
      return RecordedCase(
        line: place + 2, place: 0, opened: opened, due: verdicts ? nil : due, resolved: closed,
        met: verdicts ? closed <= due : nil)
    }
    return RecordedCases(
      zone: try zone("Europe/Paris"), attributes: [], classes: [[]], cases: cases, stopPoints: [.resolved],
      asOf: Instant(seconds: 1_790_000_000))
  }

  @Test("it tells how much was tried, and its share never goes back", arguments: [false, true])
  func followed(_ verdicts: Bool) throws {
    let course = RecoveryCourse()
    #expect(course.share == 0 && course.weeksTried == 0)
    let found = try Recovery(recorded(verdicts: verdicts), course: course).recovered()
    #expect(found.explained == found.cases)
    #expect(course.weeksTried > 100 && course.share >= 0.95 && course.phase == .holding)
  }

  @Test("stopped from elsewhere or by time it ends without a rule", arguments: [false, true])
  func stopped(_ verdicts: Bool) throws {
    let cases = try recorded(verdicts: verdicts)
    let asked = RecoveryCourse()
    asked.stop()
    let count = Atomic(0)
    let timed = RecoveryCourse { count.add(1, ordering: .relaxed).newValue > 50 }
    for course in [asked, timed] {
      #expect(throws: MainstayError.conflict(code: "recovery-stopped", message: "The recovery was stopped.")) {
        try Recovery(cases, course: course).recovered()
      }
    }
    #expect(timed.weeksTried < 20_000)
  }

  @Test("with a key, agreements and calendars stand beside those of a desk")
  func keys() throws {
    let found = try Recovery(recorded(verdicts: false), key: "old-tool").recovered()
    #expect(found.calendars.keys.allSatisfy { $0.hasPrefix("old-tool-") })
    #expect(found.rules.allSatisfy { found.calendars[$0.calendar] != nil })
    #expect(found.entries.map(\.key) == ["old-tool-1"])
  }
}
