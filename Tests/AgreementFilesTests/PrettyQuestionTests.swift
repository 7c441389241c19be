import AgreementFiles
import Kernel
import SystemZones
import Testing

/// The tables and pictures of questions, word for word where people read a verdict.
@Suite(.timeLimit(.minutes(10))) struct PrettyQuestionTests {
  private func lines<Asked: Question>(_ kind: Asked.Type, _ text: String, ascii: Bool = true) throws -> [String] {
    try Asked(yaml: Array(text.utf8), zones: ScenarioFolder.zones).answered().prettyText(ascii: ascii)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func alignment(_ target: String, _ opened: String) -> String {
    """
    calendars:
      always: {timeZone: UTC, weekly: {mon: ["00:00-24:00"], tue: ["00:00-24:00"]}}
      day: {timeZone: UTC, weekly: {mon: ["09:00-17:00"], tue: ["09:00-17:00"]}}
    promise: {name: Gold, calendar: always, target: \(target)}
    routes:
      - name: on site
        stages:
          - {name: desk, calendar: always, target: PT1H, attained: {met: 2, of: 3}}
          - {name: field, calendar: day, target: PT4H, attained: {met: 1, of: 1}}
    opened: {from: \(opened), to: 2026-06-01T15:00:00Z}
    """
  }

  @Test func `a name that holds a line break stays on its line`() throws {
    let text = Self.alignment("PT12H", "2026-06-01T14:59:00Z")
    let broken = text.replacing("Gold", with: "\"Go\\nld\"").replacing("on site", with: "\"on\\nsite\"")
      .replacing("name: desk", with: "name: \"de\\r\\nsk\"")
    let whole = text.replacing("Gold", with: "Go ld").replacing("name: desk", with: "name: de sk")
    #expect(try lines(AlignmentFile.self, broken) == lines(AlignmentFile.self, whole))
  }

  @Test func `the worst opening is drawn through everyone's hours`() throws {
    let found = try lines(AlignmentFile.self, Self.alignment("PT12H", "2026-06-01T14:59:00Z"))
    #expect(found[0] == "Gold, PT12H: it cannot be kept for every opening. The worst route is on site.")
    #expect(found[2].hasPrefix("route    kept  failing  of  worst opened"))
    #expect(found[3].hasPrefix("on site  no    1        1   2026-06-01T14:59:00+00:00  2026-06-02T11:59:00+00:00"))
    #expect(found[3].hasSuffix("21 h  over 9 h      66.66 %"))
    #expect(found[5] == "on site: a shorter target of field alone mends it with the smallest cut.")
    let picture = Array(found.drop { !$0.hasPrefix("The worst opening") })
    #expect(
      picture == [
        "The worst opening of on site: 2026-06-01T14:59:00+00:00 to 2026-06-02T11:59:00+00:00",
        // Twelve of 21 hours are 41.1 of 72 cells; the desk's hour 3.4, until the field goes home at 17:00 6.9.
        "Gold   =========================================|##############################",
        "desk   ====::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::",
        "field  :::====------------------------------------------------------===========",
        "= at work   - waits for its hours   : open   . closed   # counts over the target   | due",
      ])
  }

  @Test func `a promise that is kept says so`() throws {
    let found = try lines(AlignmentFile.self, Self.alignment("PT24H", "2026-06-01T14:59:00Z"), ascii: false)
    #expect(found[0] == "Gold, PT24H: every route keeps it for every opening.")
    #expect(found[3].hasSuffix("21 h  left 3 h      66.66 %"))
    #expect(found.last == "━ at work   ┄ waits for its hours   ░ open   · closed   █ counts over the target   ┃ due")
  }

  private static let availability = """
    calendars:
      day: {timeZone: Europe/Paris, weekly: {sat: ["09:00-17:00"], sun: ["00:00-24:00"]}}
    service: shop
    timeZone: Europe/Paris
    period: {from: 2026-03-28, to: 2026-03-30}
    serviceHours: day
    target: "99"
    rule: {uncovered: unknown}
    exclusions:
      - {from: 2026-03-28T09:00:00+01:00, to: 2026-03-28T10:00:00+01:00, reason: upgrade, approved: true}
      - {from: 2026-03-28T11:00:00+01:00, to: 2026-03-28T12:00:00+01:00, reason: nobody knew}
    intervals:
      - {from: 2026-03-28T00:00:00+01:00, to: 2026-03-30T00:00:00+02:00, state: up, source: a}
      - {from: 2026-03-28T16:45:00+01:00, to: 2026-03-29T00:30:00+01:00, state: down, source: b}
      - {from: 2026-03-29T12:00:00+02:00, to: 2026-03-29T13:00:00+02:00, state: degraded}
    """

  @Test func `a period is a strip a day`() throws {
    let found = try lines(AvailabilityFile.self, Self.availability)
    #expect(
      found[0]
        == "shop, 2026-03-28T00:00:00+01:00 to 2026-03-30T00:00:00+02:00: 97.500000 %, missed, target 99 %")
    #expect(found.contains("unknown   maintenance  degraded weighs  availability  target"))
    #expect(found.contains("excluded  excluded     0                97.500000 %   missed  <- this file's rule"))
    #expect(found.contains("down      45 min              0 s"))
    // Saturday by half hours; Sunday has 23 hours, so that a cell is 28 min 45 s.
    #expect(found.contains("2026-03-28  ..................xx=============#.............."))
    #expect(found.contains("2026-03-29  ##====================++++======================"))
    #expect(found.contains("# down   + degraded   ? unknown   x excluded   = up   . no service time"))
    #expect(found.contains("2026-03-28T16:45:00+01:00  15 min    down      b"))
    #expect(found.last == "2026-03-28T11:00:00+01:00  1 h  nobody knew")
  }

  @Test func `a year is a strip a month`() throws {
    let text = Self.availability.replacing(
      "period: {from: 2026-03-28, to: 2026-03-30}", with: "period: {from: 2026-01-01, to: 2027-01-01}")
    let found = try lines(AvailabilityFile.self, text)
    // Saturdays and Sundays of March: the last two days were seen, the days before were not.
    #expect(found.contains("2026-03  ?.....??.....??.....??.....##.."))
    #expect(found.contains { $0.hasPrefix("2026-12  ....??") })
  }

  @Test func `nothing to measure is said`() throws {
    let text = Self.availability.replacing(
      "period: {from: 2026-03-28, to: 2026-03-30}", with: "period: {from: 2026-03-30, to: 2026-04-01}")
    let found = try lines(AvailabilityFile.self, text)
    #expect(found[0].hasSuffix(": nothing to measure, target 99 %"))
    #expect(found.contains { $0.hasPrefix("excluded  excluded     0                not applicable  -") })
  }
}
