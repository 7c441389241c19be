import Core
import Journal
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing

@testable import TicketsUseCases

/// Who manages people and does not see all tickets is told of no ticket that they do not see.
@Suite("The plan of an erasure stays within sight", .timeLimit(.minutes(10)))
struct ErasureSightTests {
  private func office(_ test: TestApp) async throws -> Principal {
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .teams
    try await test.run(ChangePerson(nat), as: "ada")
    let office: Set<String> = ["people.manage", "people.see", "tickets.open", "tokens.own", "reach.own"]
    try await test.run(SaveRole("office", label: "Office", permissions: office), as: "ada")
    try await test.run(GiveGrant("office", to: .person("nat"), in: .everything), as: "ada")
    return try await test.holding("nat")
  }

  @Test("tickets elsewhere are not named, and whether there are any is not told", arguments: TestEngine.available)
  func elsewhere(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await office(test)
      let near = try await test.run(OpenTicket(title: "Call Ron Reed back", team: "network"), as: "kim")
      let before = try await test.app.ask(PlanErasure(of: "ron", texts: .keep), as: nat)
      #expect(before.remains.mentions == [near.number])
      let far = try await test.run(OpenTicket(title: "Ask Ron Reed about it", team: "desk"), as: "kim")
      _ = try await test.run(AnswerTicket(TicketKey(far.id), body: "Ron Reed knows", isPublic: false), as: "kim")
      let after = try await test.app.ask(PlanErasure(of: "ron", texts: .keep), as: nat)
      #expect(after == before, "what lies elsewhere changes nothing")
      #expect(after.remains.outside.count == ErasureRemains.outside.count + 1)
      #expect(after.remains.outside[0].contains("Only tickets that you may see"))
      let whole = try await test.ask(PlanErasure(of: "ron", texts: .keep), as: "ada")
      #expect(whole.remains.mentions == [near.number, far.number] && whole.remains.outside == ErasureRemains.outside)
    }
  }

  @Test(
    "open tickets of somebody are in the way, and not counted for who does not see them",
    arguments: TestEngine.available)
  func obstacles(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await office(test)
      // Of whom nat may do as much, and who has tickets that nat does not see.
      try await test.run(
        AddPerson(
          PersonDraft(name: "zoe", displayName: "Zoe", role: .agent, teams: ["desk"], reach: .own)), as: "ada")
      for number in 1...2 {
        try await test.run(OpenTicket(title: "Printer \(number)", team: "desk", assignee: "zoe"), as: "lee")
      }
      let told = try await test.app.ask(PlanErasure(of: "zoe", texts: .keep), as: nat).obstacles
      #expect(told.count == 1 && !told[0].contains("2") && told[0].contains("somebody who sees all"))
      #expect(
        try await test.ask(PlanErasure(of: "zoe", texts: .keep), as: "ada").obstacles.first?.contains("2 open tickets")
          == true)
    }
  }
}
