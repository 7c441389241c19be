import Agreements
import BusinessTime
import Foresight
import Kernel
import Testing

@Suite("What was learnt is kept to the number, and says why it is silent", .timeLimit(.minutes(10)))
struct LearntModelTests {
  private static func learnt(_ count: Int) throws -> LearntModel {
    let records = Desk.records(count)
    let end = try #require(records.flatMap { $0.updates.map(\.at) }.max()) + .days(2)
    return LearntModel.learn(
      records.map { MissTrial.Case($0, finder: 0) }, finders: [try Desk.finder()],
      objectives: [(agreement: "desk", name: "resolution")], asOf: end)
  }

  private static func again(_ learnt: LearntModel, groups: JSON? = nil) throws -> LearntModel? {
    let summary = try JSON(parsing: learnt.summary.canonical)
    let groups = try groups ?? JSON(parsing: learnt.groups.canonical)
    return LearntModel(
      way: learnt.way, learntAt: learnt.learntAt, checkpoint: 7, summary: summary, groups: groups)
  }

  @Test("read back it says the same of every moment, and shows the same")
  func roundTrip() throws {
    let learnt = try Self.learnt(900)
    let read = try #require(try Self.again(learnt))
    #expect(read.summary == learnt.summary && read.groups == learnt.groups && read.checkpoint == 7)
    #expect(read.trial == learnt.trial && read.trial != nil)
    let (one, other) = (try #require(learnt.objectives[0].model), try #require(read.objectives[0].model))
    var lexicon = learnt.lexicon
    for record in Desk.records(50, seed: 3) {
      let moments = try Desk.finder().moments(
        of: record, ticket: 0, load: DeskLoad([record]), lexicon: &lexicon, until: record.openedAt + .days(1))
      for moment in moments {
        #expect(one.foresight(of: moment) == other.foresight(of: moment))
        let group = one.foresight(of: moment).group
        #expect(one.traits(of: group) == other.traits(of: group))
      }
    }
  }

  @Test("a model that leads nowhere is refused, and so is half of one")
  func damaged() throws {
    let learnt = try Self.learnt(900)
    #expect(try Self.again(learnt, groups: ["lexicon": learnt.lexicon.json, "models": []]) == nil)
    #expect(try Self.again(learnt, groups: [:]) == nil)
    guard case .object(var model) = learnt.objectives[0].model?.json ?? .null, var nodes = model["nodes"]?.arrayValue,
      var first = nodes[0].arrayValue
    else { return #expect(Bool(false), "no model") }
    first[2] = 0
    nodes[0] = .array(first)
    model["nodes"] = .array(nodes)
    #expect(MissModel(json: .object(model)) == nil)
    model["nodes"] = []
    #expect(MissModel(json: .object(model)) == nil)
  }

  @Test("each reason for silence is said: too few clocks, of either kind, not tried, no better than the base rate")
  func silence() throws {
    func why(_ clocks: Int, _ missed: Int, brier: Double? = nil) -> String? {
      LearntModel.Objective(
        agreement: "a", name: "n", learnt: Tally(clocks: clocks, missed: missed),
        asked: brier.map { LearntModel.Asked(moments: 100, missed: 25, brier: $0, baseBrier: 0.2) }
      ).silence
    }
    #expect(why(400, 100) == "there are too few to try it on any that it was not learnt from")
    #expect(why(400, 100, brier: 0.2) == "on the latest tickets it was no better than the share that misses anyway")
    #expect(why(400, 100, brier: 0.3) == "on the latest tickets it was no better than the share that misses anyway")
    #expect(why(400, 100, brier: 0.1) == nil)
    #expect(why(199, 100) == "199 of its clocks are decided, and 200 are needed")
    #expect(why(400, 29) == "29 of 400 decided clocks missed, and 30 are needed")
    #expect(why(400, 371) == "29 of 400 decided clocks did not miss, and 30 are needed")
    #expect(try Self.learnt(100).objectives[0].model == nil)
    #expect(try Self.learnt(100).trial == nil)
    #expect(try Self.learnt(900).objectives[0].silence == nil)
  }

  @Test("it is tried on the latest that have ended, however many are open since")
  func manyOpen() throws {
    let ended = Desk.records(900)
    let last = try #require(ended.flatMap { $0.updates.map(\.at) }.max())
    let open = (0..<900).map { number in
      let opened = last + .minutes(Int64(number))
      return TicketRecord(
        number: "open-\(number)", openedAt: opened,
        updates: [.init(at: opened, attributes: ["category": "c1"], team: "slow")],
        story: [ClockEvent(opened, .opened(attributes: ["category": "c1"], team: "slow", assignee: nil))])
    }
    let learnt = LearntModel.learn(
      (ended + open).map { MissTrial.Case($0, finder: 0) }, finders: [try Desk.finder()],
      objectives: [(agreement: "desk", name: "resolution")], asOf: last + .days(1))
    #expect(learnt.tickets == 1800 && learnt.objectives[0].silence == nil)
    #expect((learnt.trial?.clocks.clocks ?? 0) >= 200)
  }

  @Test("what is asked now is what would be asked at this moment of the past")
  func now() throws {
    let learnt = try Self.learnt(900)
    var lexicon = learnt.lexicon
    let record = Desk.records(1, seed: 9)[0]
    let finder = try Desk.finder()
    let load = DeskLoad([record])
    let moments = finder.moments(
      of: record, ticket: 0, load: load, lexicon: &lexicon, until: record.openedAt + .hours(4))
    let told = TicketRecord(
      number: record.number, openedAt: record.openedAt, updates: [record.updates[0]],
      story: record.story.filter { $0.at == record.openedAt })
    for moment in moments {
      let readings = try Desk.readings(told, asOf: moment.at)
      let asked = ClockMoment.now(
        told, readings, numbers: ["resolution": 0], at: moment.at,
        load: (load.open(with: record.updates[0].team, at: moment.at), load.open(with: nil, at: moment.at)),
        lexicon: lexicon)
      #expect(asked.count == 1 && asked.first?.numbers == moment.numbers && asked.first?.words == moment.words)
    }
    #expect(moments.count >= 2)
  }
}
