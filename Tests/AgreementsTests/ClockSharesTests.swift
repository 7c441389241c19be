import Kernel
import Testing
@testable import Agreements

@Suite("Whose time it was on a clock", .timeLimit(.minutes(10)))
struct ClockSharesTests {
  /// A stretch of so many minutes, behind the one before.
  struct Stretch: Sendable {
    var minutes: Int64
    var counted: Bool
    var holder: Holder
    var cause: Because.Cause = .open
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var stretches: [Stretch]
    /// `nil`: nobody can tell.
    var shares: [ClockShare]?
    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "a clock that has not started", stretches: [], shares: []),
    Row(
      name: "one holder",
      stretches: [Stretch(minutes: 5, counted: true, holder: .team("network"))],
      shares: [share(.team("network"), 5, 0)]),
    Row(
      name: "a holder of several stretches stands once, where it came first",
      stretches: [
        Stretch(minutes: 5, counted: true, holder: .team("network")),
        Stretch(minutes: 60, counted: false, holder: .closed, cause: .closed),
        Stretch(minutes: 7, counted: true, holder: .team("network")),
      ], shares: [share(.team("network"), 12, 0), share(.closed, 0, 60)]),
    Row(
      name: "a hold that pauses and one that does not are told apart by what counted",
      stretches: [
        Stretch(minutes: 3, counted: false, holder: .requester, cause: .held(reason: "awaiting-requester")),
        Stretch(minutes: 4, counted: true, holder: .requester),
      ], shares: [share(.requester, 4, 3)]),
    Row(
      name: "an exclusion over open and closed hours is one time that was left out",
      stretches: [
        Stretch(minutes: 210, counted: true, holder: .vendor("fernline")),
        Stretch(
          minutes: 140, counted: false, holder: .exclusion("outage"), cause: .exclusion(reason: "outage")),
        Stretch(minutes: 37, counted: false, holder: .closed, cause: .closed),
      ],
      shares: [share(.vendor("fernline"), 210, 0), share(.exclusion("outage"), 0, 140), share(.closed, 0, 37)]),
    Row(
      name: "closed hours count where a target is in local days",
      stretches: [Stretch(minutes: 90, counted: true, holder: .closed, cause: .localDays)],
      shares: [share(.closed, 90, 0)]),
    Row(
      name: "stretches that were summed up",
      stretches: [
        Stretch(minutes: 5, counted: true, holder: .unassigned),
        Stretch(minutes: 500, counted: true, holder: .unassigned, cause: .summary),
      ], shares: nil),
  ]

  private static func share(_ holder: Holder, _ counted: Int64, _ uncounted: Int64) -> ClockShare {
    ClockShare(holder: holder, counted: .minutes(counted), uncounted: .minutes(uncounted))
  }

  @Test("is that of its own stretches, and adds up to them", arguments: rows)
  func shares(_ row: Row) {
    var at = Instant(milliseconds: 0)
    let segments = row.stretches.map { stretch in
      defer { at = at + .minutes(stretch.minutes) }
      return Segment(
        from: at, to: at + .minutes(stretch.minutes), counted: stretch.counted, holder: stretch.holder,
        because: Because(stretch.cause, rule: 6))
    }
    let counted = segments.filter(\.counted).reduce(Duration.zero) { $0 + ($1.to - $1.from) }
    let clock = ClockReading(
      clock: "resolution", metric: .resolution, cycle: 1, state: .running, elapsed: counted, thresholds: [],
      segments: segments)
    #expect(clock.shares == row.shares)
    guard let shares = clock.shares else { return }
    #expect(shares.reduce(.zero) { $0 + $1.counted } == clock.elapsed)
    #expect(shares.reduce(.zero) { $0 + $1.counted + $1.uncounted } == at - Instant(milliseconds: 0))
  }
}
