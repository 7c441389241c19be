import AgreementsUseCases
import Core
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Reasons in the explanation of a clock", .timeLimit(.minutes(10)))
struct ExplainedReasonTests {
  @Test("stand there as people gave them, not as the journal seals them", arguments: TestEngine.available)
  func opened(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "Gate 4"), as: "kim")
      let key = TicketKey(ticket.id)
      try await test.run(ChangeTicket(key, set: ["priority": "P1"], reason: "a whole gate"), as: "kim")
      let explained = try await test.app.explainClocks(key, as: test.person("kim"))
      let words = explained?.events.flatMap(\.event.words)
      #expect(words == ["a whole gate"])
    }
  }
}
