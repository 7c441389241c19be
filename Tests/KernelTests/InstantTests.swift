import Kernel
import Testing

@Suite("Instants, dates and durations", .timeLimit(.minutes(10)))
struct InstantTests {
  static let texts: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2025-06-02T09:00:00+02:00", 1_748_847_600_000),
    ("2025-06-02t09:00:00z", 1_748_854_800_000), ("2025-06-02 09:00:00Z", 1_748_854_800_000),
    ("2025-06-02T09:00:00.5Z", 1_748_854_800_500), ("2025-06-02T09:00:00.123000Z", 1_748_854_800_123),
    ("2024-02-29T12:00:00-23:59", 1_709_294_340_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2000-02-29T00:00:00+00:00", 951_782_400_000),
  ]

  @Test("instants are read to the millisecond", arguments: texts)
  func reading(text: String, milliseconds: Int64) throws {
    #expect(try Instant(parsing: text).milliseconds == milliseconds)
  }

  @Test(
    "what is no instant is refused with its reason",
    arguments: [
      ("", "write it like"), ("2025-06-02", "write it like"), ("2025-06-02T09:00:00", "no offset"),
      ("2025-13-02T09:00:00Z", "no such date"), ("2025-02-29T09:00:00Z", "no such date"),
      ("1900-02-29T09:00:00Z", "no such date"), ("0000-01-01T00:00:00Z", "no such date"),
      ("2025-06-02T24:00:00Z", "no such time"), ("2025-06-02T09:60:00Z", "no such time"),
      ("2025-06-02T09:00:60Z", "no such time"), ("2025-06-02T09:00:00.1234Z", "finer than a millisecond"),
      ("2025-06-02T09:00:00.Z", "no digits"), ("2025-06-02T09:00:00+2:00", "offset is not"),
      ("2025-06-02T09:00:00+24:00", "offset is not"), ("2025-06-02T09:00:00+02:60", "offset is not"),
      ("2025-06-02T09:00:00Zz", "after its offset"), ("2025-06-02T09:00:00+02:00 ", "after its offset"),
      ("٢٠٢٥-06-02T09:00:00Z", "write it like"), ("+025-06-02T09:00:00Z", "write it like"),
      (String(repeating: "2", count: 100_000), "write it like"), ("2025-06-02T09:00:00.5", "no offset"),
    ])
  func refused(text: String, reason: String) {
    do {
      _ = try Instant(parsing: text)
      Issue.record("\(text.prefix(40)) was read")
    } catch {
      #expect(error.reason.contains(reason), "\(error.reason)")
    }
  }

  @Test("instants are written so that they read back, in every year", arguments: UInt64(1)...200)
  func roundTrip(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let span = Instant.earliest.milliseconds...Instant.latest.milliseconds
    for _ in 0..<50 {
      let instant = Instant(milliseconds: Int64.random(in: span, using: &dice))
      #expect(try Instant(parsing: instant.rfc3339) == instant)
    }
  }

  @Test("milliseconds are written only where there are some")
  func writing() {
    #expect(Instant(milliseconds: 0).rfc3339 == "1970-01-01T00:00:00Z")
    #expect(Instant(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    #expect(Instant(milliseconds: 1_748_854_800_050).rfc3339 == "2025-06-02T09:00:00.050Z")
    #expect(Instant.earliest.rfc3339 == "0001-01-01T00:00:00Z")
    #expect(Instant.latest.rfc3339 == "9999-12-31T23:59:59.999Z")
  }

  @Test("every day of four centuries has its number, its weekday and its successor")
  func dates() throws {
    var expected = try #require(CivilDate(year: 1800, month: 1, day: 1))
    // 1800-01-01 was a Wednesday.
    var (number, weekday) = (expected.daysSince1970, 2)
    #expect(number == -62_091)
    while expected.year < 2200 {
      #expect(CivilDate(daysSince1970: number) == expected && expected.daysSince1970 == number)
      #expect(expected.weekday == weekday)
      #expect(CivilDate(parsing: expected.iso8601) == expected)
      number += 1
      weekday = (weekday + 1) % 7
      let next = CivilDate(daysSince1970: number)
      #expect(expected < next)
      let isMonthEnd = expected.day == CivilDate.days(inMonth: expected.month, of: expected.year)
      #expect(next.day == (isMonthEnd ? 1 : expected.day + 1))
      expected = next
    }
  }

  @Test(
    "what is no date is none", arguments: ["", "2025-2-01", "2025-02-30", "2025/02/01", "2025-02-01x", "10000-01-01"])
  func noDates(text: String) { #expect(CivilDate(parsing: text) == nil) }

  @Test(
    "durations are read",
    arguments: [
      ("PT4H", 0, 14_400_000), ("P3D", 3, 0), ("P1DT2H", 1, 7_200_000), ("PT1H30M", 0, 5_400_000),
      ("PT0S", 0, 0), ("PT2.001S", 0, 2001), ("PT2,5S", 0, 2500), ("PT0.100000S", 0, 100),
      ("PT90M", 0, 5_400_000), ("P0D", 0, 0),
    ] as [(String, Int64, Int64)])
  func durations(text: String, days: Int64, milliseconds: Int64) throws {
    let duration = try ISO8601Duration(parsing: text)
    #expect(duration.days == days && duration.time.milliseconds == milliseconds)
  }

  @Test(
    "what is no duration is refused",
    arguments: [
      "", "P", "PT", "4H", "PT4", "P4H", "PT4D", "P1W", "P1M", "P1Y", "PT1M1H", "PT1H1H", "PT1.5H", "PT1.S",
      "PT0.0001S", "-PT1H", "PT-1H", "PT1H ", "PTT1H", "P1DT", "PT9223372036854775807H", "P99999999999999999999D",
      "PT" + String(repeating: "1", count: 100) + "S", "PT٤H",
    ])
  func noDurations(text: String) {
    #expect(throws: ISO8601Duration.Malformed.self) { try ISO8601Duration(parsing: text) }
  }

  @Test(
    "durations are written in whole hours, minutes and seconds",
    arguments: [
      (0, "PT0S", "0"), (14_400_000, "PT4H", "14400"), (5_400_000, "PT1H30M", "5400"), (2001, "PT2.001S", "2.001"),
      (-1500, "-PT1.5S", "-1.5"), (90_061_010, "PT25H1M1.01S", "90061.01"),
      (Int64.min, "-PT2562047788015H12M55.808S", "-9223372036854775.808"),
    ] as [(Int64, String, String)])
  func written(milliseconds: Int64, iso8601: String, seconds: String) {
    let duration = Kernel.Duration(milliseconds: milliseconds)
    #expect(duration.iso8601 == iso8601 && duration.secondsText == seconds)
  }
}
