import AgreementsUseCases
import Core
import HTTPSupport
import Kernel
import TestApp
import TestDatabases
import Testing
import TicketsUseCases
@testable import Foresight
@testable import ForesightUseCases

@Suite("Foresight over the API", .timeLimit(.minutes(10)))
struct ForesightAPITests {
  private static func learnt(at now: Instant) -> LearntModel {
    let asked = LearntModel.Asked(moments: 500, missed: 90, brier: 0.111, baseBrier: 0.222)
    var learnt = LearntModel(
      learntAt: now, span: (now - .days(90), now - .days(1)), tickets: 400, moments: 2000, checkpoint: 3,
      lexicon: Lexicon(attributes: ["priority"]),
      objectives: [
        LearntModel.Objective(
          agreement: "standard", name: "resolution", learnt: Tally(clocks: 390, missed: 80), asked: asked),
        LearntModel.Objective(agreement: "standard", name: "first response", learnt: Tally(clocks: 12, missed: 2)),
      ])
    learnt.trial = LearntModel.Trial(
      from: now - .days(20), tickets: 100, clocks: Tally(clocks: 98, missed: 20), asked: asked, skillError: 0.02,
      ranking: 0.9, silent: 4, tenths: [MissAssessment.Tenth(from: 0, moments: 500, predicted: 0.05, seen: 0.06)])
    return learnt
  }

  @Test("models, promises and clocks are shown to those who may see them, and learnt again for those who may")
  func shown() async throws {
    try await APIDesk.open { desk in
      let engine = Principal.system("engine")
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: engine)
      #expect(try await desk.call("showForesight", as: .lead).json["models"] == [])
      #expect(try await desk.call("showForesight", as: .agent).status == 403)
      let opened = try await desk.app.run(
        OpenTicket(
          title: "Printer", requester: "requester", attributes: ["priority": "P1"], team: "service-desk"), as: engine)
      try await desk.app.run(KeepModel(learnt: Self.learnt(at: desk.clock.now())), as: engine)
      let said = ForeseenClock(
        ticket: opened.id, name: "resolution", cycle: 1, chance: 6100, similar: 240, missed: 152,
        because: ["used of the target: more than 75 %"], model: 1, at: desk.clock.now())
      try await desk.app.run(KeepForeseen(clocks: [said]), as: engine)

      let shown = try await desk.call("showForesight", as: .lead)
      let model = try #require(shown.json["models"]?.arrayValue?.first)
      #expect(model["number"] == 1 && model["trial"]?["heldBack"]?["skill"] == .decimal("0.5"))
      let silences = model["objectives"]?.arrayValue?.map { $0["silence"] }
      #expect(silences == [.null, "12 of its clocks are decided, and 200 are needed"])
      let line = try #require(shown.json["likeliest"]?.arrayValue?.first)
      #expect(line["ticket"] == .string(opened.number) && line["foreseen"]?["probability"] == .decimal("0.61"))
      #expect(shown.json["said"] == 1 && shown.json["silent"] == 0 && shown.json["wishedAt"] == .null)

      func foreseen(as role: Role) async throws -> [JSON?] {
        let ticket = try await desk.call("showTicket", ["ticket": opened.number], as: role)
        return ticket.json["clocks"]?.arrayValue?.filter { $0["clock"] == "resolution" }.map { $0["foreseen"] } ?? []
      }
      #expect(try await foreseen(as: .agent).first??["similar"] == 240)
      #expect(try await foreseen(as: .requester).allSatisfy { $0 == .null })
      let list = try await desk.call("listTickets", as: .agent, query: "order=foreseen")
      #expect(list.items.first?["number"] == .string(opened.number))

      #expect(try await desk.call("learnForesight", [:], as: .lead).status == 403)
      #expect(try await desk.call("learnForesight", [:], as: .manager).json["wished"] == true)
      #expect(try await desk.call("showForesight", as: .lead).json["wishedAt"] != .null)
    }
  }
}
