import Kernel
import ServiceLevels
import Testing

@Suite("Shares, intervals and tallies", .timeLimit(.minutes(10)))
struct ShareTests {
  @Test(
    "the Wilson interval at 95 % has the published values",
    arguments: [
      (95, 100, 0.888250, 0.978456), (19, 20, 0.763869, 0.991119), (287, 300, 0.927283, 0.974504),
      (950, 1000, 0.934686, 0.961870), (0, 10, 0, 0.277533), (10, 10, 0.722467, 1), (75, 100, 0.656955, 0.824548),
    ])
  func wilson(part: Int, whole: Int, low: Double, high: Double) throws {
    let interval = try #require(WilsonInterval(part, of: whole))
    #expect(abs(interval.low - low) < 0.000_000_6)
    #expect(abs(interval.high - high) < 0.000_000_6)
  }

  @Test("there is no interval of nothing, nor of a part that is none", arguments: [(0, 0), (3, 2), (-1, 2)])
  func noInterval(part: Int, whole: Int) { #expect(WilsonInterval(part, of: whole) == nil) }

  @Test(
    "a percentage says 100 only of all and 0 only of none",
    arguments: [
      (1, 2, 1, "50.0 %"), (9999, 10_000, 1, "99.9 %"), (1, 10_000, 1, "0.1 %"), (10_000, 10_000, 1, "100.0 %"),
      (0, 7, 1, "0.0 %"), (2, 3, 0, "67 %"), (2, 3, 2, "66.67 %"), (14_878, 14_886, 2, "99.95 %"), (1, 400, 0, "1 %"),
    ])
  func percent(part: Int, whole: Int, decimals: Int, text: String) {
    #expect(Share(part, of: whole).percentText(decimals: decimals) == text)
  }

  @Test("there is no percentage of nothing")
  func nothing() {
    #expect(Share(0, of: 0).percentText() == nil)
    #expect(Share(0, of: 0).fraction == nil)
  }

  @Test("compliance is met of met and breached; what has not ended stays out")
  func tally() {
    let tally = ComplianceTally(met: 3, breached: 1, running: 7, paused: 2, cancelled: 5, neverDue: 1)
    #expect(tally.compliance == Share(3, of: 4))
    #expect(tally + tally == ComplianceTally(met: 6, breached: 2, running: 14, paused: 4, cancelled: 10, neverDue: 2))
  }

  @Test("the confusion table counts recorded first, computed second")
  func confusion() {
    var table = Confusion()
    table.count(recordedMet: true, computedMet: true, times: 5)
    table.count(recordedMet: true, computedMet: false)
    table.count(recordedMet: false, computedMet: true, times: 2)
    table.count(recordedMet: false, computedMet: false, times: 4)
    #expect(table == Confusion(metMet: 5, metMissed: 1, missedMet: 2, missedMissed: 4))
    #expect(table.agreement == Share(9, of: 12))
    #expect(table.disagreeing == 3)
  }

  @Test("words about the automatic closure are said only when the counts bear them out")
  func closure() {
    var evidence = ClosureEvidence()
    #expect(evidence.sentences.isEmpty)
    evidence.breachedAtClosing = 4972
    evidence.resolvedInTime = 2500
    evidence.resolvedInTimeClosedByTimer = 2490
    evidence.typicalGap = .hours(5 * 24 + 1)
    #expect(evidence.typicalDays == 5)
    #expect(evidence.sentences.count == 1)
    #expect(evidence.sentences.first?.contains("typically 5 days") == true)
    evidence.resolvedInTimeClosedByTimer = 2000
    #expect(evidence.sentences.isEmpty)
  }
}
