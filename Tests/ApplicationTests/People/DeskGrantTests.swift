import AccessUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import Organisation
import OrganisationUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

/// A role for a desk holds with the teams that belong to it, as these come and go.
@Suite("Grants for a desk", .timeLimit(.minutes(10)))
struct DeskGrantTests {
  private func fault(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.invalid(let faults) {
      return faults.first?.path
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func move(_ team: String, to desk: String?, _ test: TestApp, as name: String = "ada") async throws {
    let draft = StructureDraft(.team, team, values: ["desk": desk.map { [$0] } ?? []])
    _ = try await test.app.run(SaveStructure(draft), as: test.holding(name))
  }

  private func prepare(_ test: TestApp) async throws {
    for key in ["north", "south"] { _ = try await test.run(SaveStructure(StructureDraft(.desk, key)), as: "ada") }
    try await move("network", to: "north", test)
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .own
    try await test.run(ChangePerson(nat), as: "ada")
  }

  @Test("it shows the tickets of the desk's teams and no others, whoever moves", arguments: TestEngine.available)
  func sight(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let network = try await test.run(OpenTicket(title: "Switch", team: "network"), as: "kim")
      let desk = try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "kim")
      func seen() async throws -> [String] {
        let nat = try await test.holding("nat")
        return try await test.app.ask(
          ListTickets(try TicketFilter(parsing: "is:any", by: nat, now: test.clock.now())), as: nat
        )
        .items.map(\.ticket.number).sorted()
      }
      #expect(try await seen().isEmpty)
      let grant = try await test.run(GiveGrant("lead", to: .person("nat"), in: .desk("north")), as: "ada")
      #expect(try await seen() == [network.number])
      let reach = try await test.holding("nat").reach(of: .endTickets)
      #expect(reach.desks == ["north"] && reach.allTeams == ["network"] && reach.teams.isEmpty)
      try await test.app.run(ResolveTicket(TicketKey(network.id), text: "Done"), as: test.holding("nat"))
      await #expect(throws: MainstayError.self) {
        try await test.app.run(ResolveTicket(TicketKey(desk.id), text: "Done"), as: test.holding("nat"))
      }
      // Who may see it is told with the desk, now and as it was.
      test.clock.advance(by: .minutes(1))
      let before = test.clock.now()
      test.clock.advance(by: .hours(1))
      func holders(_ number: String, at: Instant? = nil) async throws -> [String] {
        try await test.ask(WhoMayTicket(TicketKey(number), at: at), as: "ada").holders.items
          .filter { $0.lines.contains { $0.permission == .endTickets } }.map(\.name)
      }
      #expect(try await holders(network.number).contains("nat"))
      #expect(try await !holders(desk.number).contains("nat"))
      #expect(try await test.ask(WhoMayTicket(TicketKey(network.number)), as: "ada").lay.contains { $0.what == "desk" })
      try await move("network", to: "south", test)
      try await move("desk", to: "north", test)
      #expect(try await seen() == [desk.number])
      #expect(try await !holders(network.number).contains("nat"))
      #expect(try await holders(desk.number).contains("nat"))
      #expect(try await holders(network.number, at: before).contains("nat"), "as the desk had it then")
      try await test.run(EndGrant(grant.id), as: "ada")
      #expect(try await seen().isEmpty)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("it names a desk that is in use", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      _ = try await test.run(SaveStructure(StructureDraft(.desk, "south", isActive: false)), as: "ada")
      for key in ["none", "south", "network"] {
        let found = try await fault {
          try await test.run(GiveGrant("agent", to: .person("kim"), in: .desk(key)), as: "ada")
        }
        #expect(found == "scope", "\(key)")
      }
      #expect(
        try await fault { try await test.run(GiveGrant("agent", to: .team("desk"), in: .desk("north")), as: "ada") }
          == nil)
      #expect(try await test.holding("kim").reach(of: .workTickets).isEverywhere)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("nobody widens a desk's grants by moving a team that they do not reach", arguments: TestEngine.available)
  func beyond(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let office: Set<String> = ["structure.manage", "structure.see", "access.manage", "access.see", "tickets.open"]
      try await test.run(SaveRole("office", label: "Office", permissions: office), as: "ada")
      try await test.run(GiveGrant("office", to: .person("ron"), in: .everything), as: "ada")
      try await test.run(GiveGrant("lead", to: .person("ron"), in: .desk("north")), as: "ada")
      // Ron leads the north, and gives that desk and its team; no other.
      func gives(_ scope: GrantScope) async throws -> String? {
        let ron = try await test.holding("ron")
        return try await fault { _ = try await test.app.run(GiveGrant("lead", to: .person("kim"), in: scope), as: ron) }
      }
      #expect(try await gives(.desk("north")) == nil)
      #expect(try await gives(.team("network")) == nil)
      #expect(try await gives(.team("desk")) == "role")
      #expect(try await gives(.desk("south")) == "role")
      #expect(try await fault { try await move("desk", to: "north", test, as: "ron") } == "beyond-own")
      #expect(
        try await fault { try await move("desk", to: "south", test, as: "ron") } == nil, "nobody holds anything there")
      #expect(try await fault { try await move("desk", to: "north", test) } == nil, "administrators may all of it")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what it takes to know who somebody is stays one statement, by an index", arguments: TestEngine.available)
  func statement(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let before = try await test.statements { _ = try await test.holding("nat") }
      try await test.run(GiveGrant("lead", to: .person("nat"), in: .desk("north")), as: "ada")
      let after = try await test.statements { _ = try await test.holding("nat") }
      #expect(before.count == after.count)
    }
  }
}
