import Agreements
import Kernel
import Testing

@testable import Foresight

@Suite("The probability that a running clock misses", .timeLimit(.minutes(10)))
struct MissModelTests {
  @Test("comes near the shares that made the tickets, and opens to its counts")
  func known() throws {
    let trial = try Desk.trial(Desk.records(4000), from: Desk.start + .hours(3000))
    let model = try #require(trial.models[0])
    let names = trial.lexicon.slots
    #expect(names == ["state", "team", "assignee", "category"])
    var said: [Bool: [Double]] = [:]
    for asked in trial.asked where asked.moment.point == .used(25) {
      let foresight = try #require(asked.foresight)
      #expect(foresight.similar.clocks >= 60)
      #expect(foresight.similar.missed <= foresight.similar.clocks)
      said[foresight.probability > 0.4, default: []].append(foresight.probability)
    }
    for (isSlow, shares) in said {
      let mean = shares.reduce(0, +) / Double(shares.count)
      #expect(abs(mean - (isSlow ? 0.7 : 0.1)) < 0.06, "\(isSlow): \(mean)")
    }
    // At half of the target and beyond only the late ones are left.
    for asked in trial.asked where asked.moment.point == .used(75) {
      #expect(try #require(asked.foresight).probability > 0.9)
    }
    let all = model.groups.nodes[0].tally
    #expect(all == model.learnt)
    for (place, node) in model.groups.nodes.enumerated() where node.column < 0 {
      #expect(!model.traits(of: place).isEmpty)
      #expect(node.share > 0 && node.share < 1)
    }
  }

  @Test("is not said where there is too little history", arguments: [0, 150, 199])
  func silent(tickets: Int) throws {
    let trial = try Desk.trial(Desk.records(tickets + 100), from: Desk.start + .hours(Int64(tickets)))
    #expect(trial.models[0] == nil)
    #expect(trial.asked.allSatisfy { $0.foresight == nil })
    let assessment = MissAssessment(trial)
    #expect(assessment.moments == 0 && assessment.silent == trial.asked.count && assessment.silent > 0)
    #expect(assessment.loss == nil && assessment.skill == nil)
  }

  @Test("is not made up where chance alone decides")
  func chance() throws {
    var chance = SplitMix64(seed: 5)
    let records = Desk.records(3000).map { record in
      var record = record
      let resolved = record.openedAt + .hours(Bool.random(using: &chance) ? 12 : 9)
      record.updates[1].at = resolved
      record.story[1].at = resolved
      return record
    }
    let assessment = MissAssessment(try Desk.trial(records, from: Desk.start + .hours(2000)))
    #expect(abs(try #require(assessment.skill).value) < 0.03)
  }

  @Test(
    "a group never has fewer different clocks than the least, whatever the columns", arguments: [1, 2, 3] as [UInt64])
  func groups(seed: UInt64) {
    var chance = SplitMix64(seed: seed)
    let clocks = (0..<3000).map { _ in Int.random(in: 0..<900, using: &chance) }
    let missed = (0..<900).map { _ in Bool.random(using: &chance) }
    let columns = (0..<4).map { column in
      clocks.map { clock in
        Double(Int.random(in: 0..<(column * 50 + 2), using: &chance)) + (missed[clock] ? 3 : 0)
      }
    }
    let groups = SimilarClocks(columns: columns, clocks: clocks, missed: missed)
    #expect(groups.nodes.count > 1)
    var counted: [Int: Set<Int>] = [:]
    for moment in clocks.indices {
      counted[groups.group(of: columns.map { $0[moment] }), default: []].insert(clocks[moment])
    }
    for (group, inside) in counted {
      let node = groups.nodes[group]
      #expect(node.column < 0 && node.tally.clocks == inside.count && inside.count >= SimilarClocks.Rule.clocks)
      #expect(node.tally.missed == inside.count { missed[$0] })
    }
  }

  @Test("calibration puts right what was said too high, and leaves alone what it has too few of")
  func calibration() {
    let seen = (0..<1000).map { (said: $0 % 2 == 0 ? 0.6 : 0.3, missed: $0 % 2 == 0 ? $0 % 10 < 4 : $0 % 20 < 3) }
    let calibration = Calibration(seen)
    for said in [0.6, 0.3] {
      let inside = seen.filter { $0.said == said }
      let share = Double(inside.count { $0.missed }) / Double(inside.count)
      #expect(abs(calibration.probability(said) - share) < 0.01)
    }
    #expect(Calibration(Array(seen.prefix(60))) == Calibration())
    #expect(abs(Calibration().probability(0.37) - 0.37) < 1e-12)
  }
}
