import Core
import Kernel
import MessagesUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Work by grants", .timeLimit(.minutes(10)))
struct GrantedWorkTests {
  @Test("who works by a grant can be chosen, as long as the grant holds", arguments: TestEngine.available)
  func chosen(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func staff() async throws -> [String] { try await test.ask(ListStaff(), as: "lee").map(\.name) }
      #expect(try await !staff().contains("ron"))
      let now = test.clock.now()
      _ = try await test.run(
        GiveGrant("agent", to: .person("ron"), in: .team("network"), until: now + .days(2)), as: "ada")
      #expect(try await staff().contains("ron"))
      test.clock.advance(by: .days(3))
      #expect(try await !staff().contains("ron"))
      // By a team, and by a role of this desk.
      _ = try await test.run(
        SaveRole("helper", label: "Helper", permissions: ["tickets.work"], expecting: 0), as: "ada")
      _ = try await test.run(GiveGrant("helper", to: .team("network"), in: .team("network")), as: "ada")
      var ron = try #require(TestApp.people.first { $0.name == "ron" })
      ron.teams = ["network"]
      try await test.run(ChangePerson(ron), as: "ada")
      #expect(try await staff().contains("ron"))
      // A role that does not let one work any more makes nobody staff.
      _ = try await test.run(
        SaveRole("helper", label: "Helper", permissions: ["tickets.see-all"], expecting: 1), as: "ada")
      #expect(try await !staff().contains("ron"))
    }
  }

  @Test("a grant of a team is ended by nobody who may not do it", arguments: TestEngine.available)
  func ended(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await test.run(
        SaveRole("office", label: "Office", permissions: ["access.see", "access.manage"], expecting: 0), as: "ada")
      _ = try await test.run(GiveGrant("office", to: .person("ron"), in: .everything), as: "ada")
      let strong = try await test.run(GiveGrant("lead", to: .team("network"), in: .team("network")), as: "ada")
      let same = try await test.run(GiveGrant("office", to: .team("network"), in: .everything), as: "ada")
      let ron = try await test.holding("ron")
      await #expect(throws: MainstayError.self) { try await test.app.run(EndGrant(strong.id), as: ron) }
      #expect(try await test.ask(ListGrants(of: .team("network")), as: "ada").count == 2, "nothing was ended")
      try await test.app.run(EndGrant(same.id), as: ron)
      #expect(try await test.ask(ListGrants(of: .team("network")), as: "ada").map(\.id) == [strong.id])
    }
  }

  @Test("how many have no second factor is counted in one statement, by grants too", arguments: TestEngine.available)
  func factors(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func without() async throws -> [Role: Int] {
        Dictionary(
          uniqueKeysWithValues: try await test.ask(ListSecondFactorRules(), as: "ada").map { ($0.role, $0.without) })
      }
      let before = try await without()
      _ = try await test.run(GiveGrant("lead", to: .person("ron"), in: .team("network")), as: "ada")
      _ = try await test.run(GiveGrant("lead", to: .team("network"), in: .team("network")), as: "ada")
      let after = try await without()
      let network = Set(TestApp.people.filter { $0.teams.contains("network") && $0.role != .lead }.map(\.name))
      #expect(after[.lead] == (before[.lead] ?? 0) + network.union(["ron"]).count)
      #expect(after[.requester] == before[.requester])
      let statements = try await test.statements { _ = try await test.ask(ListSecondFactorRules(), as: "ada") }
      #expect(statements.count { $0.contains("second_factor f") } == 1)
    }
  }
}
