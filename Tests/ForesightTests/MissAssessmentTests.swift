import Kernel
import Testing

@testable import Foresight

@Suite("How good foresight was", .timeLimit(.minutes(10)))
struct MissAssessmentTests {
  @Test("ranks by Mann and Whitney, equals counting half")
  func ranking() {
    let cases: [([(Double, Bool)], Double?)] = [
      ([(0.1, false), (0.9, true)], 1), ([(0.9, false), (0.1, true)], 0), ([(0.5, false), (0.5, true)], 0.5),
      ([(0.2, false), (0.4, true), (0.4, false), (0.8, true)], 0.875), ([(0.3, true)], nil), ([], nil),
    ]
    for (seen, expected) in cases {
      #expect(MissAssessment.ranking(seen.map { (value: $0.0, isMissed: $0.1) }) == expected)
    }
  }

  @Test("adds up, beats the base rate where there is something to know, and says how early")
  func figures() throws {
    let trial = try Desk.trial(Desk.records(3000), from: Desk.start + .hours(2000))
    let assessment = MissAssessment(trial)
    let (loss, base, later) = (
      try #require(assessment.loss), try #require(assessment.base), try #require(assessment.hindsight)
    )
    #expect(assessment.moments == trial.asked.count)
    #expect(assessment.tenths.reduce(0) { $0 + $1.moments } == assessment.moments)
    #expect(assessment.rows.reduce(0) { $0 + $1.moments } == assessment.moments)
    let seen = assessment.rows.reduce(0.0) { $0 + $1.brier * Double($1.moments) } / Double(assessment.moments)
    #expect(abs(seen - loss.brier) < 1e-12)
    // No constant rate at a point does better than the one that it turned out to be.
    #expect(later.brier <= base.brier + 1e-12)
    let skill = try #require(assessment.skill)
    #expect(abs(skill.value - (1 - loss.brier / base.brier)) < 1e-12)
    #expect(skill.value > 0.2 && skill.error > 0 && skill.error < 0.05)
    #expect(try #require(assessment.ranking) > (try #require(assessment.usedShareRanking)))
    #expect(assessment.clocks.clocks == assessment.alarms.met + assessment.alarms.missed)
    #expect(assessment.alarms.foreseen == assessment.alarms.lead.count)
    let (half, most) = (
      try #require(assessment.alarms.lead(ofPercent: 50)), try #require(assessment.alarms.lead(ofPercent: 90))
    )
    #expect(most <= half && half <= .hours(10) && most >= .hours(1))
  }

  @Test("open tickets are counted by what was recorded, of each team")
  func load() {
    func update(_ hours: Int64, _ team: String, _ state: TicketRecord.State = .working) -> TicketRecord.Update {
      TicketRecord.Update(at: Desk.start + .hours(hours), state: state, team: team)
    }
    let records = [
      [update(0, "a"), update(2, "b"), update(4, "b", .resolved), update(6, "b")],
      [update(1, "a"), update(5, "a", .closed)],
    ].enumerated().map { Desk.record($0, opened: Desk.start, updates: $1, resolved: nil) }
    let load = DeskLoad(records)
    let expected: [(Int64, all: Int, a: Int, b: Int)] = [
      (-1, 0, 0, 0), (0, 1, 1, 0), (1, 2, 2, 0), (2, 2, 1, 1), (4, 1, 1, 0), (5, 0, 0, 0), (6, 1, 0, 1), (99, 1, 0, 1),
    ]
    for (hours, all, a, b) in expected {
      let at = Desk.start + .hours(hours)
      #expect(load.open(with: nil, at: at) == all && load.open(with: "a", at: at) == a, "\(hours)")
      #expect(load.open(with: "b", at: at) == b, "\(hours)")
    }
  }
}
