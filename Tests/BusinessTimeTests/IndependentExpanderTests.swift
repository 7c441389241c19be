import BusinessTime
import Foundation
import ICalendarFiles
import Kernel
import Testing

/// Several hundred generated calendar files against an expander that is not ours. `scripts/calendar-files` writes
/// them, with what `recurring-ical-events` finds in each; `scripts/test` runs it before the tests.
@Suite(.timeLimit(.minutes(10))) struct IndependentExpanderTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".build/calendar-files/cases.json")

  private struct Case {
    var text: String
    var zone: String
    var from: CivilDate
    var through: CivilDate
    var covered: [Range<Instant>]

    init(_ json: JSON) throws {
      text = try #require(json["text"]?.stringValue)
      zone = try #require(json["zone"]?.stringValue)
      from = try date(#require(json["from"]?.stringValue))
      through = try date(#require(json["to"]?.stringValue))
      covered = try #require(json["covered"]?.arrayValue).map { stretch in
        let ends = try #require(stretch.arrayValue).compactMap(\.integerValue).map(Instant.init(seconds:))
        return try #require(ends.first)..<#require(ends.last)
      }
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: path.path), "scripts/calendar-files has not been run"))
  func closeWhatAnotherExpanderFinds() throws {
    let text = try String(contentsOf: Self.path, encoding: .utf8)
    let cases = try #require(try JSON(parsing: text).arrayValue).map { try Case($0) }
    #expect(cases.count >= 300)
    for (number, example) in cases.enumerated() {
      let zone = try zone(example.zone)
      let file = ICalendarFile(zone: zone, zones: systemZones, from: example.from, through: example.through)
      let read = try file.closures(in: Array(example.text.utf8))
      let found = try ClosedStretches.all(
        read.candidates, in: zone, from: zone.instant(of: example.from, secondOfDay: 0),
        to: zone.instant(of: example.through, secondOfDay: 86_400))
      let skipped = read.skipped.map(\.reason).filter { $0 != "All its occurrences are left out." }
      #expect(skipped.isEmpty && found == example.covered, "file \(number) for \(example.zone)\n\(example.text)")
    }
  }
}
