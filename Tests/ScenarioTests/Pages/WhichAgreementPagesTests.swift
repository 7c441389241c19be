import Agreements
import AgreementsUseCases
import Kernel
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Which agreement applies, and why none of the others", .timeLimit(.minutes(10)))
struct WhichAgreementPagesTests {
  private static func drafts() throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    let gold = try TestApp.drafts(p1: 1).agreements[0].agreement
    drafts.agreements.append(AgreementTerms(key: "gold", agreement: gold, scope: ["service": ["mail"]]))
    return drafts
  }

  @Test(
    "says of a ticket the same as its clocks, also after another agreement", arguments: TestEngine.available)
  func ticket(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(ApplyAgreements(WhichAgreementPagesTests.drafts()), as: "mo")
      let key = TicketKey(
        try await test.run(
          OpenTicket(title: "Mail", requester: "rita", attributes: ["priority": "P1", "service": "mail"]), as: "kim"
        ).id)
      var answer = try await test.ask(WhichAgreement(.ticket(key)), as: "kim")
      #expect(answer.applying?.key == "gold" && answer.recorded?.key == "gold" && !answer.isOtherwiseRecorded)
      #expect(answer.agreements.map(\.reason) == [.applies, .lessSpecific(than: "gold")])
      let due = try await test.ask(ShowTicket(key), as: "kim").clocks.first { $0.name == "resolution" }?.due
      #expect(answer.clocks.first { $0.objective == "resolution" }?.due == due && due != nil)
      // An agreement that is applied later with effect for the past moves no clock, and that is said.
      test.clock.advance(by: .hours(1))
      let other = AgreementTerms(
        key: "always", agreement: try TestApp.drafts().agreements[0].agreement,
        scope: ["service": ["mail"], "priority": ["P1"]])
      try await test.run(ApplyAgreements(AgreementDrafts(agreements: [other])), as: "mo")
      answer = try await test.ask(WhichAgreement(.ticket(key)), as: "kim")
      #expect(answer.applying?.key == "always" && answer.recorded?.key == "gold" && answer.isOtherwiseRecorded)
      await #expect(throws: (any Error).self) { try await test.ask(WhichAgreement(.ticket(key)), as: "ron") }
    }
  }

  @Test("a made-up ticket is answered on the page, and what is odd is named beside its field")
  func madeUp() async throws {
    try await PageDesk.open { desk in
      try await desk.test.run(ApplyAgreements(WhichAgreementPagesTests.drafts()), as: "mo")
      let page = try await desk.get("/which-agreement?kind=incident&priority=P1&more=service%20%3D%20mail", as: "kim")
        .html
      #expect(page.contains("Standard, version 1,") && page.contains("names more of a ticket"))
      #expect(page.contains("href=\"/agreements/gold?version=1\"") && page.contains("priority is P1"))
      let odd = try await desk.get("/which-agreement?kind=incident&more=service", as: "kim")
      #expect(odd.status == 422 && odd.html.contains("line 1 is no name = value"))
      #expect(try await desk.get("/which-agreement?ticket=INC-404", as: "kim").status == 422)
      #expect(try await desk.get("/which-agreement", as: "rita").status == 403)
    }
  }
}
