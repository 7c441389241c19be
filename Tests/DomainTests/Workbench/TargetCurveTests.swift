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

  private static func tightest(_ curve: TargetCurve, _ percent: Int, surely: Bool = false) throws -> Duration? {
    var whole = WholeCurve(curve)
    return try whole.tightest(percent: percent, surely: surely)?.target
  }

  /// By hand: 3 of 8 at 30 min, 4 of 7 at 45, 5 of 6 at 60, 6 of 6 at 90. What still runs, or was cancelled, had used 20,
  /// 40 and 50 min, which are no times that a clock took.
  @Test(
    "the tightest target that a share would have met",
    arguments: [(1, 10), (30, 30), (40, 45), (50, 45), (60, 60), (80, 60), (84, 90), (100, 90)] as [(Int, Int64)])
  func tightest(percent: Int, minutes: Int64) throws {
    #expect(try Self.tightest(Self.curve, percent) == .minutes(minutes))
  }

  @Test("a clock that runs on for ever moves no tightest target")
  func steady() throws {
    let found = try [100, 101, 5000].map { used in
      try Self.tightest(TargetCurve(stopped: [10, 20, 30], running: [used]), 100)
    }
    #expect(found == [nil, nil, nil])
    #expect(try Self.tightest(TargetCurve(stopped: [10, 20, 30], running: [100]), 75) == .milliseconds(30))
  }

  /// Three clocks of the curve, and three beside it of which one is met from 20 ms on, one never and one always.
  @Test("clocks beside the curve are counted at each target, each target once")
  func whole() throws {
    var asked: [Int64] = []
    var whole = WholeCurve(TargetCurve(stopped: [10, 20, 30]), stopped: [25, 20]) { target in
      asked.append(target.milliseconds)
      let met = target.milliseconds >= 20 ? 2 : 1
      return ComplianceTally(met: met, breached: 3 - met)
    }
    #expect(try whole.tally(at: .milliseconds(20)) == ComplianceTally(met: 4, breached: 2))
    #expect(try whole.tightest(percent: 60)?.target == .milliseconds(20))
    #expect(try whole.tightest(percent: 80)?.target == .milliseconds(30))
    #expect(try whole.tightest(percent: 80)?.tally == ComplianceTally(met: 5, breached: 1))
    #expect(try whole.tightest(percent: 84) == nil)
    #expect(try whole.points(most: 3).map(\.tally.met) == [2, 4, 5])
    #expect(asked.count == Set(asked).count)
  }

  @Test("with the lower end of the interval, and none where there are too few")
  func surely() throws {
    #expect(try Self.tightest(TargetCurve(), 90) == nil)
    #expect(try Self.tightest(TargetCurve(running: [1, 2]), 90) == nil)
    // 6 of 6 says no more than 61 %.
    #expect(try Self.tightest(Self.curve, 60, surely: true) == .minutes(90))
    #expect(try Self.tightest(Self.curve, 62, surely: true) == nil)
    let many = TargetCurve(stopped: Array(1...1000))
    #expect(try Self.tightest(many, 90) == .milliseconds(900))
    let surely = try Self.tightest(many, 90, surely: true)
    for limit in 895...960 as ClosedRange<Int64> {
      let low = WilsonInterval(Int(limit), of: 1000)?.low ?? 0
      #expect((limit >= surely?.milliseconds ?? 0) == (low >= 0.9))
    }
  }

  @Test("points of a drawing are exact, ascend, and begin and end with what was used")
  func points() throws {
    func drawn(_ curve: TargetCurve) throws -> [WholeCurve.Point] {
      var whole = WholeCurve(curve)
      return try whole.points(most: 60)
    }
    let points = try drawn(TargetCurve(stopped: (1...5000).map { $0 * $0 }))
    #expect(points.count == 60 && points.first?.target == .milliseconds(1))
    #expect(points.last?.target == .milliseconds(25_000_000) && points.last?.tally.met == 5000)
    for (before, after) in zip(points, points.dropFirst()) { #expect(before.target < after.target) }
    #expect(try drawn(TargetCurve(stopped: [7, 7, 7])).count == 1)
    #expect(try drawn(TargetCurve(running: [7])).isEmpty)
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
