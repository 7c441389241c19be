import Agreements
import Kernel
import Testing
@testable import AgreementsPages
@testable import Components

@Suite("Words for lengths, counts, dates", .timeLimit(.minutes(10)))
struct WordsTests {
  /// Plain spaces, for readable expectations.
  private func plain(_ text: String) -> String { String(text.map { $0 == "\u{202f}" ? " " : $0 }) }

  @Test(
    "a length is told in its two largest units",
    arguments: [
      (0, "0 min"), (250, "under 1 s"), (45_000, "45 s"), (90_000, "1 min 30 s"), (7_800_000, "2 h 10 min"),
      (7_200_000, "2 h"), (7_205_000, "2 h"), (90_000_000, "1 d 1 h"), (-3_600_000, "1 h"),
    ])
  func lengths(_ milliseconds: Int64, _ words: String) {
    #expect(plain(Words.length(Duration(milliseconds: milliseconds))) == words)
  }

  @Test("open time has no days, since only a calendar knows how long one is")
  func openLengths() {
    #expect(plain(Words.length(.hours(62), days: false)) == "62 h")
    #expect(plain(Words.length(.hours(2598), days: false)) == "2,598 h")
  }

  @Test(
    "explanations are exact to the millisecond",
    arguments: [
      (0, "0 min"), (14_400_001, "4 h 0.001 s"), (3_600_000, "1 h"), (61_500, "1 min 1.5 s"), (-1000, "\u{2212}1 s"),
    ])
  func exact(_ milliseconds: Int64, _ words: String) {
    #expect(plain(Words.exact(Duration(milliseconds: milliseconds))) == words)
  }

  @Test(
    "a percentage says 100 only of all and 0 only of none",
    arguments: [(1.0, "100.0 %"), (0.99999, "99.9 %"), (0.0, "0.0 %"), (0.00001, "0.1 %"), (0.6257, "62.6 %")])
  func percent(_ share: Double, _ words: String) {
    #expect(plain(Words.percent(share)) == words)
  }

  @Test("counts have groups of three and their plural")
  func counts() {
    #expect(Words.count(1, "ticket", "tickets") == "1 ticket")
    #expect(Words.count(14_886, "ticket", "tickets") == "14,886 tickets")
    #expect(Words.grouped(-1000) == "\u{2212}1,000")
  }

  @Test("offsets are told from UTC", arguments: [(0, "UTC"), (7200, "UTC+2"), (-12_600, "UTC\u{2212}3:30")])
  func offsets(_ seconds: Int, _ words: String) {
    #expect(Words.offset(seconds) == words)
  }

  @Test("a breach is told with its instant and its reason")
  func breach() {
    let words = plain(ClockWords.verdict(Sample.breached, for: Sample.reader(.agent)))
    #expect(
      words == "Breached: the 8 h were used up on Tue 3 Jun, 10:00. It still runs and stands 3 h 20 min over.")
  }

  @Test(
    "thresholds are told in words",
    arguments: [
      ("75%", "75 % of its target"), ("-PT30M", "30 min before its target"), ("+PT1H", "1 h past its target"),
      ("-PT1H wall", "1 h before its target by the wall clock"), ("odd", "odd"),
    ])
  func rungs(_ rung: String, _ words: String) {
    #expect(plain(ClockWords.rung(rung)) == words)
  }

  @Test(
    "and, behind a clock's name, in what is left",
    arguments: [
      ("75%", "75 % used"), ("-PT30M", "30 min left"), ("+PT1H", "1 h late"), ("odd", "passed odd"),
      ("-PT1H wall", "1 h left by the wall clock"),
    ])
  func passed(_ rung: String, _ words: String) {
    #expect(plain(ClockWords.passed(rung)) == words)
  }

  @Test("a difference is shown line by line")
  func difference() {
    let lines = DiffLine.between(["a", "b", "c"], ["a", "x", "c", "d"])
    #expect(
      lines == [
        DiffLine(.same, "a"), DiffLine(.removed, "b"), DiffLine(.added, "x"), DiffLine(.same, "c"),
        DiffLine(.added, "d"),
      ])
  }

  @Test("an axis has round marks within it", arguments: [1, 5, 12, 72, 800, 9000])
  func axis(_ hours: Int64) {
    var clock = Sample.running
    clock.startedAt = Sample.now - .hours(hours)
    let axis = TimeAxis([clock], now: Sample.now)
    let marks = axis.marks(for: Sample.reader(.agent))
    #expect((1...8).contains(marks.count))
    #expect(marks.allSatisfy { $0.at > axis.from && $0.at < axis.to })
    #expect(axis.place(axis.from) == 0)
    #expect(axis.place(axis.to) == 100)
  }
}
