import Kernel
import ServiceLevels
import Testing

@Suite("Compliance against the target", .timeLimit(.minutes(10)))
struct TargetCurveTests {
  private static func minutes(_ numbers: [Int64]) -> [Int64] { numbers.map { $0 * 60_000 } }

  /// Six that stopped, two that run, one that was cancelled.
  private static let curve = TargetCurve(
    stopped: minutes([60, 10, 30, 30, 45, 90]), running: minutes([40, 20]), cancelled: minutes([50]))

  /// By hand: what used more is breached however it stands; what used no more is met, runs on, or was cancelled.
  @Test(
    "counts as the clock engine does, used up exactly is met",
    arguments: [
      (9, 0, 9, 0, 0), (10, 1, 8, 0, 0), (20, 1, 7, 1, 0), (30, 3, 5, 1, 0), (40, 3, 4, 2, 0), (45, 4, 3, 2, 0),
      (50, 4, 2, 2, 1), (60, 5, 1, 2, 1), (90, 6, 0, 2, 1),
    ] as [(Int64, Int, Int, Int, Int)])
  func tally(_ target: Int64, met: Int, breached: Int, running: Int, cancelled: Int) {
    #expect(
      Self.curve.tally(at: .minutes(target))
        == ComplianceTally(met: met, breached: breached, running: running, cancelled: cancelled))
  }

  /// By hand: 3 of 8 at 30 min, 3 of 7 at 40, 4 of 7 at 45, 4 of 6 at 50, 5 of 6 at 60, 6 of 6 at 90.
  @Test(
    "the tightest target that a share would have met",
    arguments: [(1, 10), (30, 30), (40, 40), (50, 45), (60, 50), (80, 60), (84, 90), (100, 90)] as [(Int, Int64)])
  func tightest(percent: Int, minutes: Int64) {
    #expect(Self.curve.tightest(percent: percent) == .minutes(minutes))
  }

  @Test("with the lower end of the interval, and none where there are too few")
  func surely() {
    #expect(TargetCurve().tightest(percent: 90) == nil)
    #expect(TargetCurve(running: [1, 2]).tightest(percent: 90) == nil)
    // 6 of 6 says no more than 61 %.
    #expect(Self.curve.tightest(percent: 60, surely: true) == .minutes(90))
    #expect(Self.curve.tightest(percent: 62, surely: true) == nil)
    let many = TargetCurve(stopped: Array(1...1000))
    #expect(many.tightest(percent: 90) == .milliseconds(900))
    let surely = many.tightest(percent: 90, surely: true)
    for limit in 895...960 as ClosedRange<Int64> {
      let low = WilsonInterval(Int(limit), of: 1000)?.low ?? 0
      #expect((limit >= surely?.milliseconds ?? 0) == (low >= 0.9))
    }
  }

  @Test("points of a drawing are exact, ascend, and begin and end with what was used")
  func points() {
    let curve = TargetCurve(stopped: (1...5000).map { $0 * $0 })
    let points = curve.points(most: 60)
    #expect(points.count == 60 && points.first?.target == .milliseconds(1))
    #expect(points.last?.target == .milliseconds(25_000_000) && points.last?.tally.met == 5000)
    for (before, after) in zip(points, points.dropFirst()) { #expect(before.target < after.target) }
    #expect(TargetCurve(stopped: [7, 7, 7]).points(most: 60).count == 1)
    #expect(TargetCurve(running: [7]).points(most: 60).isEmpty)
  }

  /// By hand. Times in minutes, + is censored: 10, 20+, 30, 30, 40+, 45, 50+, 60, 90, of nine.
  /// S(10) = 8/9; S(30) = 8/9 x 5/7 = 40/63; S(45) = 40/63 x 3/4 = 10/21; S(60) = 10/21 x 1/2 = 5/21; S(90) = 0.
  @Test(
    "the product-limit estimate, by a table worked by hand",
    arguments: [
      (9, 0.0), (10, 1 - 8.0 / 9), (29, 1 - 8.0 / 9), (30, 1 - 40.0 / 63), (45, 1 - 10.0 / 21), (60, 1 - 5.0 / 21),
      (90, 1),
      (500, 1),
    ] as [(Int64, Double)])
  func estimate(minutes: Int64, share: Double) throws {
    let done = try #require(Self.curve.doneWithin([.minutes(minutes)]).first)
    #expect(abs(try #require(done.estimate) - share) < 1e-12)
  }

  @Test("beside what finished alone, and what all that runs would make of it")
  func shares() {
    let done = Self.curve.doneWithin([.minutes(60), .minutes(30)])
    #expect(done[0].naive == Share(5, of: 6) && done[0].pessimistic == Share(5, of: 8))
    #expect(done[1].naive == Share(3, of: 6) && done[1].pessimistic == Share(3, of: 9))
    // Behind the last that was seen, which still runs, nothing is known.
    let open = TargetCurve(stopped: [10], running: [20])
    #expect(open.doneWithin([.milliseconds(20)])[0].estimate == 0.5)
    #expect(open.doneWithin([.milliseconds(21)])[0].estimate == nil)
    // What is censored at the time of an event was at risk.
    let tie = TargetCurve(stopped: [10], running: [10])
    #expect(tie.doneWithin([.milliseconds(10)])[0].estimate == 0.5)
    // Without anything censored it is the plain share.
    let whole = TargetCurve(stopped: Array(1...40))
    #expect(abs((whole.doneWithin([.milliseconds(13)])[0].estimate ?? 0) - 13.0 / 40) < 1e-12)
    #expect(TargetCurve().doneWithin([.milliseconds(1)])[0].estimate == nil)
  }
}
