import Components
import Kernel
import Markup
import Testing

@Suite("A time in one's own words", .timeLimit(.minutes(10)))
struct SaidMomentTests {
  /// Paris in 2025, with its two changes.
  private static let paris = ReaderZone("Europe/Paris") { instant in
    (Sample.at("2025-03-30T01:00:00Z")..<Sample.at("2025-10-26T01:00:00Z")).contains(instant) ? 7200 : 3600
  }
  /// Tuesday, 13:20 in Paris.
  private static let now = Sample.at("2025-06-03T11:20:00Z")

  private static func read(_ text: String) throws(SaidMoment.Unclear) -> SaidMoment {
    try SaidMoment.read(text, now: now, in: paris)
  }

  @Test(
    "means one instant in the reader's zone",
    arguments: [
      ("now", "2025-06-03T11:20:00Z"), ("14:00", "2025-06-03T12:00:00Z"), ("today 9", "2025-06-03T07:00:00Z"),
      ("Tomorrow 9:00", "2025-06-04T07:00:00Z"), ("yesterday, 9:30 pm", "2025-06-02T19:30:00Z"),
      ("9am tomorrow", "2025-06-04T07:00:00Z"), ("noon", "2025-06-03T10:00:00Z"),
      ("tomorrow at noon", "2025-06-04T10:00:00Z"), ("12 am", "2025-06-02T22:00:00Z"),
      ("in 2 h", "2025-06-03T13:20:00Z"), ("1 h 30 min ago", "2025-06-03T09:50:00Z"),
      ("in 2days", "2025-06-05T11:20:00Z"), ("last Mon 9:00", "2025-06-02T07:00:00Z"),
      ("next Monday 9:00", "2025-06-09T07:00:00Z"), ("last Tue 9:00", "2025-05-27T07:00:00Z"),
      ("next tue 9:00", "2025-06-10T07:00:00Z"), ("28 Nov 14:00", "2025-11-28T13:00:00Z"),
      ("28 Nov 2024, 14:00", "2024-11-28T13:00:00Z"), ("Nov 28 14:00", "2025-11-28T13:00:00Z"),
      ("1st november 8:00", "2025-11-01T07:00:00Z"), ("Fri 28 Nov, 14:00", "2025-11-28T13:00:00Z"),
      ("28.11.2025 14:00", "2025-11-28T13:00:00Z"), ("28.11. 14:00", "2025-11-28T13:00:00Z"),
      ("2025-06-02 10:00", "2025-06-02T08:00:00Z"), ("2025-06-02T10:00:30", "2025-06-02T08:00:30Z"),
      ("2025-06-02T10:00:00Z", "2025-06-02T10:00:00Z"), ("2025-06-02T10:00:00-03:30", "2025-06-02T13:30:00Z"),
      ("2025-06-02 10:00 UTC", "2025-06-02T10:00:00Z"), ("2 Jun 2025, 10:00 (UTC\u{2212}3:30)", "2025-06-02T13:30:00Z"),
      ("Mon 2 Jun 2025, 10:00 (UTC+9)", "2025-06-02T01:00:00Z"),
      ("2025-10-26 03:00", "2025-10-26T02:00:00Z"), ("2025-03-30 03:00", "2025-03-30T01:00:00Z"),
    ])
  func means(_ text: String, _ instant: String) throws {
    #expect(try Self.read(text) == SaidMoment(Sample.at(instant)))
  }

  @Test("what a page shows can be written into a field again, also where clocks go back", arguments: 0..<200)
  func shown(_ number: Int) throws {
    var reader = Sample.reader(.agent)
    reader.zone = Self.paris
    let at = Sample.at("2025-10-26T00:30:00Z") + .seconds(Int64(number - 100) * 1234)
    #expect(try Self.read(Moments.text(at, .full, for: reader)) == SaidMoment(at))
  }

  @Test("of a time that comes twice it is the first, which is said, or the one that is named")
  func twice() throws {
    #expect(
      try Self.read("26 Oct 2:30") == SaidMoment(Sample.at("2025-10-26T00:30:00Z"), turn: .first))
    #expect(
      try Self.read("26 Oct 2:30 second") == SaidMoment(Sample.at("2025-10-26T01:30:00Z"), turn: .second))
    var reader = Sample.reader(.agent)
    reader.zone = Self.paris
    let words = try Self.read("26 Oct 2:30").words(for: reader)
    #expect(words.hasPrefix("Sun 26 Oct 2025, 02:30 (UTC+2), which is 00:30 UTC."))
    #expect(words.contains("this is the first") && words.contains("\u{201c}second\u{201d}"))
    #expect(try Self.read("0:30 today").words(for: reader).contains("which is 2 Jun 2025, 22:30 UTC"))
  }

  @Test(
    "is refused, and told why, where no clock showed it or it could mean two things",
    arguments: [
      ("2025-03-30 02:30", "clocks go forward"), ("28 Nov", "not the time"), ("tomorrow", "not the time"),
      ("Mon 9:00", "last Monday, next Monday"), ("Mon 28 Nov 9:00", "is a Friday"), ("4/3/2025 9:00", "month and day"),
      ("31 Jun 9:00", "does not have"), ("31.6.2025 9:00", "is no date"), ("tomorrow 25:00", "not understood"),
      ("13 pm", "not understood"), ("soon", "not understood"), ("", "a day and a time"), ("in a while", "no length"),
      ("in 0 min", "no time at all"), ("in 999999 days", "ten years"), ("next 9:00", "day of the week"),
      ("tomorrow 9:00 second", "comes once"), ("9:00 10:00", "not understood"),
      ("9:00 9.6.2025 9:00", "not understood"),
      (String(repeating: "9", count: 81), "too long"),
    ])
  func refused(_ text: String, _ why: String) {
    let found = #expect(throws: SaidMoment.Unclear.self) { try Self.read(text) }
    #expect(found?.message.contains(why) == true, "\(text): \(found?.message ?? "")")
  }

  @Test("what a page shows can be written again")
  func again() throws {
    var reader = Sample.reader(.agent)
    (reader.zone, reader.now) = (Self.paris, Self.now)
    for text in ["2025-06-03T12:00:00Z", "2024-02-29T22:59:00Z", "2025-12-31T23:30:00Z"] {
      for style in [HTML.MomentStyle.short, .day] {
        let instant = Sample.at(text)
        #expect(try Self.read(Moments.text(instant, style, for: reader)).at == instant)
      }
    }
  }
}
