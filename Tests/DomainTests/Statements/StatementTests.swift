import Agreements
import Kernel
import Statements
import SystemZones
import Testing

@Suite("Rules of statements", .timeLimit(.minutes(10)))
struct StatementTests {
  private static let from = Instant(milliseconds: 1_750_000_000_000)
  private static let month = from..<(from + .days(30))

  private static let outcomes: [(ClockState, start: Int64, stop: Int64?, breach: Int64?, StatedOutcome?)] = [
    (.met, 0, 1, nil, .met), (.met, -5, 0, nil, .met), (.met, -5, -1, nil, nil), (.met, 0, 30, nil, .open),
    (.met, 30, 31, nil, nil), (.breached, 0, 40, 1, .breached), (.breached, -5, 1, -1, nil),
    (.breached, 0, nil, 30, .open), (.running, 0, nil, nil, .open), (.running, -90, nil, nil, .open),
    (.running, 30, nil, nil, nil), (.paused, 3, nil, nil, .open), (.neverDue, 3, nil, nil, .open),
    (.cancelled, 0, 2, nil, .cancelled), (.cancelled, 0, 31, nil, .open), (.noTarget, 0, nil, nil, .noTarget),
    (.noTarget, -1, nil, nil, nil), (.idle, 0, nil, nil, nil),
  ]

  @Test("a clock counts in the month in which it came to something", arguments: outcomes)
  func outcome(_ state: ClockState, start: Int64, stop: Int64?, breach: Int64?, expected: StatedOutcome?) {
    func day(_ days: Int64?) -> Instant? { days.map { Self.from + .days($0) } }
    #expect(
      StatedOutcome(state, startedAt: day(start), stoppedAt: day(stop), breachedAt: day(breach), in: Self.month)
        == expected)
    #expect(StatedOutcome(state, startedAt: nil, stoppedAt: nil, breachedAt: nil, in: Self.month) == nil)
  }

  private static let shares: [(met: Int, breached: Int, share: Int?, low: Int?, high: Int?)] = [
    (0, 0, nil, nil, nil), (1, 0, 10_000, 2065, 10_000), (0, 1, 0, 0, 7935), (2, 1, 6666, 2076, 9386),
    (9999, 1, 9999, 9994, 10_000), (999_999, 1, 9999, 9999, 10_000),
  ]

  @Test("shares are whole hundredths of a percent, rounded down, with their Wilson interval", arguments: shares)
  func share(_ met: Int, breached: Int, share: Int?, low: Int?, high: Int?) {
    let counts = StatedCounts([.met: met, .breached: breached, .open: 7])
    #expect(counts.share == share && counts.interval?.lowerBound == low && counts.interval?.upperBound == high)
    #expect(counts.json["share"]?.integerValue == share.map { Int64($0) } && counts.json["open"] == 7)
  }

  @Test("months are those of the zone", arguments: [("2026-02", 28 * 24), ("2026-03", 31 * 24 - 1), ("2026-10", 745)])
  func months(_ text: String, hours: Int) throws {
    let month = try #require(StatementMonth(parsing: text))
    let span = month.span(in: try SystemZones().rules(for: "Europe/Paris"))
    #expect((span.upperBound - span.lowerBound).milliseconds == Int64(hours) * 3_600_000)
    #expect(month.next.before == month && month < month.next && month.text == text)
  }

  @Test("what is no month is refused", arguments: ["2026", "2026-13", "2026-1", "1969-12", "2026-0x", "9999-01", ""])
  func noMonth(_ text: String) { #expect(StatementMonth(parsing: text) == nil) }

  @Test("names")
  func names() {
    #expect(Statement.number("STM-7") == 7 && Statement.number("stm-7") == 7 && Statement.number("7") == 7)
    #expect(Statement.number("STM-") == nil && Statement.number("DSP-7") == nil && Statement.name(7) == "STM-7")
  }

  @Test("what changed is told figure by figure, and is read again")
  func changes() throws {
    let before: JSON = ["objectives": [["name": "resolution", "met": 3]], "breaches": [["name": "INC-1, resolution"]]]
    let after: JSON = ["objectives": [["name": "resolution", "met": 4]], "breaches": []]
    let changes = StatedChange.all(from: before, to: after)
    #expect(changes.map(\.figure) == ["breaches[0]", "objectives[resolution].met"])
    #expect(changes.last?.before == 3 && changes.last?.after == 4)
    #expect(changes.map { StatedChange(json: $0.json) } == changes.map { Optional($0) })
    #expect(StatedChange.all(from: after, to: after).isEmpty)
  }
}
