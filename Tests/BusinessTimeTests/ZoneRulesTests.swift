import BusinessTime
import Foundation
import Kernel
import SystemZones
import Testing

@Suite(.timeLimit(.minutes(10))) struct ZoneRulesTests {
  /// Zone, date, second of the day, instant.
  static let clockTimes: [(String, String, Int, String)] = [
    ("Europe/Paris", "2025-06-02", 9 * 3600, "2025-06-02T09:00:00+02:00"),
    // Skipped: the first instant after the gap.
    ("Europe/Paris", "2025-03-30", 2 * 3600, "2025-03-30T03:00:00+02:00"),
    ("Europe/Paris", "2025-03-30", 2 * 3600 + 1800, "2025-03-30T03:00:00+02:00"),
    ("Europe/Paris", "2025-03-30", 3 * 3600, "2025-03-30T03:00:00+02:00"),
    ("Australia/Lord_Howe", "2025-10-05", 2 * 3600 + 900, "2025-10-05T02:30:00+11:00"),
    // Twice: the first.
    ("Europe/Paris", "2025-10-26", 2 * 3600 + 1800, "2025-10-26T02:30:00+02:00"),
    ("Europe/Paris", "2025-10-26", 3 * 3600, "2025-10-26T03:00:00+01:00"),
    ("Australia/Lord_Howe", "2025-04-06", 6300, "2025-04-06T01:45:00+11:00"),
    // A gap at midnight, a date repeated in part, 24:00.
    ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T01:00:00-02:00"),
    ("America/Sao_Paulo", "2018-02-17", 86_400, "2018-02-18T00:00:00-03:00"),
    ("America/Sao_Paulo", "2018-02-17", 23 * 3600 + 1800, "2018-02-17T23:30:00-02:00"),
    ("Europe/Paris", "2025-12-31", 86_400, "2026-01-01T00:00:00+01:00"),
    // A date that never was.
    ("Pacific/Apia", "2011-12-30", 0, "2011-12-31T00:00:00+14:00"),
    ("Pacific/Apia", "2011-12-30", 86_399, "2011-12-31T00:00:00+14:00"),
    ("Pacific/Apia", "2011-12-29", 86_400, "2011-12-31T00:00:00+14:00"),
    // Ramadan, by tables and not by a rule.
    ("Africa/Casablanca", "2024-03-10", 9000, "2024-03-10T02:30:00+01:00"),
    ("Africa/Casablanca", "2024-04-14", 9000, "2024-04-14T03:00:00+01:00"),
    ("Africa/Casablanca", "2024-03-11", 9 * 3600, "2024-03-11T09:00:00Z"),
    // The footer, one Gregorian cycle and more after the last listed change.
    ("Europe/Paris", "2437-07-01", 12 * 3600, "2437-07-01T12:00:00+02:00"),
    ("Europe/Paris", "9999-01-01", 12 * 3600, "9999-01-01T12:00:00+01:00"),
    ("Europe/Paris", "9999-07-01", 12 * 3600, "9999-07-01T12:00:00+02:00"),
    ("Europe/Paris", "0001-01-01", 12 * 3600, "0001-01-01T11:50:39Z"),
  ]

  @Test(arguments: clockTimes)
  func layAClockTimeOnTheLine(name: String, day: String, second: Int, expected: String) throws {
    let got = try zone(name).instant(of: date(day), secondOfDay: second)
    #expect(try got == instant(expected), "\(name) \(day) \(second): \(got.rfc3339)")
  }

  static let dayLengths: [(String, String, Int)] = [
    ("Europe/Paris", "2025-06-02", 24), ("Europe/Paris", "2025-03-30", 23), ("Europe/Paris", "2025-10-26", 25),
    ("Pacific/Apia", "2011-12-30", 0), ("Antarctica/Troll", "2025-03-30", 22),
  ]

  @Test(arguments: dayLengths)
  func knowHowLongADateIs(name: String, day: String, hours: Int) throws {
    let rules = try zone(name)
    let start = try rules.instant(of: date(day), secondOfDay: 0)
    let end = try rules.instant(of: date(day), secondOfDay: 86_400)
    #expect(end - start == .hours(Int64(hours)))
  }

  /// Days, from, expected.
  static let localDays: [(Int, String, String?)] = [
    (1, "2025-10-25T20:00:00+02:00", "2025-10-26T20:00:00+01:00"),
    (1, "2025-03-29T02:30:00+01:00", "2025-03-30T03:00:00+02:00"),
    (1, "2025-03-29T02:30:59.999+01:00", "2025-03-30T03:00:00+02:00"),
    (1, "2025-10-25T02:30:00+02:00", "2025-10-26T02:30:00+02:00"),
    (1, "2025-10-26T02:30:00+01:00", "2025-10-27T02:30:00+01:00"),
    (0, "2025-10-26T02:30:00+01:00", "2025-10-26T02:30:00+01:00"),
    (30, "2025-06-02T10:00:00.250+02:00", "2025-07-02T10:00:00.250+02:00"),
    (-1, "2025-03-31T02:30:00+02:00", "2025-03-30T03:00:00+02:00"),
    (2_913_000, "2025-06-02T10:00:00+02:00", nil),
    (Int.max, "2025-06-02T10:00:00+02:00", nil),
  ]

  @Test(arguments: localDays)
  func keepTheClockTimeSomeLocalDaysLater(days: Int, from: String, expected: String?) throws {
    let got = try zone("Europe/Paris").instant(days: days, after: instant(from))
    #expect(try got == expected.map { try instant($0) })
  }

  @Test func agreeWithFoundationInAllZonesAtRandomInstants() throws {
    var random = FixedRandom(seed: 7)
    var differing: [String] = []
    var compared = 0
    for name in TimeZone.knownTimeZoneIdentifiers.sorted() {
      guard let theirs = TimeZone(identifier: name), let ours = try? zone(name) else { continue }
      for _ in 0..<60 {
        let seconds = Int64.random(in: 0..<2_208_988_800, using: &random)
        compared += 1
        let expected = theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        if ours.offset(at: Instant(seconds: seconds)) != expected { differing.append("\(name) \(seconds)") }
      }
    }
    #expect(compared > 20_000)
    // The two have their own editions of the tz database: at most a handful of zones may have been amended.
    #expect(Set(differing.map { $0.split(separator: " ")[0] }).count <= 3, "\(differing.prefix(20))")
  }

  @Test func giveTheLocalTimeAndBackAtRandomInstants() throws {
    var random = FixedRandom(seed: 8)
    var wrong: [String] = []
    for name in ["Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "Asia/Kathmandu"] {
      let rules = try zone(name)
      for _ in 0..<2000 {
        let at = Instant(
          milliseconds: Int64.random(
            in: Instant.earliest.milliseconds...Instant.latest.milliseconds, using: &random))
        let local = rules.local(at)
        let back =
          rules.instant(of: local.date, secondOfDay: local.secondOfDay) + .milliseconds(Int64(local.millisecond))
        // The second of two equal times goes back to the first, an hour or less before.
        if back != at, !(back < at && at - back <= .hours(2) && rules.local(back).secondOfDay == local.secondOfDay) {
          wrong.append("\(name) \(at.rfc3339) \(back.rfc3339)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
  }

  @Test func writeALocalTimeForPeople() throws {
    let rules = try zone("Asia/Kathmandu")
    #expect(try rules.local(instant("2025-06-02T00:00:00.5Z")).text == "2025-06-02T05:45:00.500+05:45")
    #expect(try zone("America/St_Johns").local(instant("2025-01-02T00:00:00Z")).text == "2025-01-01T20:30:00-03:30")
  }

  @Test func answerAtTheEndsOfTheLine() throws {
    let rules = try zone("Europe/Paris")
    for milliseconds in [Int64.min, Int64.min + 1, -1, 0, Int64.max - 1, Int64.max] {
      #expect(abs(rules.offset(at: Instant(milliseconds: milliseconds))) <= 7200)
      #expect((0..<86_400).contains(rules.local(Instant(milliseconds: milliseconds)).secondOfDay))
      #expect(rules.instant(days: 1, after: Instant(milliseconds: Int64.max)) == nil)
    }
  }
}
