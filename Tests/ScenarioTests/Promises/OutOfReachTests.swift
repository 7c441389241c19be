import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import TestHTTP
import Testing
import TicketsUseCases

/// Whoever works for one team asks every route there is, before and after there are tickets elsewhere: what they may not
/// know changes nothing in what they get.
@Suite("What lies out of reach changes no answer", .timeLimit(.minutes(10)))
struct OutOfReachTests {
  /// Sums over the whole house, for who runs it, and the plan of an erasure, which concerns everything of a person.
  private static let sums = [
    "/engine", "/journal", "/outbox", "/health", "/metrics", "/api/v1/engine", "/api/v1/journal", "/api/v1/outbox",
    "/api/v1/health", "/people/rita/erase", "/api/v1/people/rita/erasure",
  ]

  /// Somebody who may do everything about the house, and of tickets what concerns the network.
  ///
  /// - Parameter byDesk: By a grant for the desk that the network belongs to, and not by one for the network.
  private static func hire(_ test: TestApp, byDesk: Bool) async throws {
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .teams
    try await test.run(ChangePerson(nat), as: "ada")
    let house = Wings.features.givable.filter { $0.holds == .house }.map(\.name)
    try await test.run(SaveRole("house", label: "House", permissions: Set(house)), as: "ada")
    try await test.run(GiveGrant("house", to: .person("nat"), in: .everything), as: "ada")
    _ = try await test.run(SaveStructure(StructureDraft(.desk, "north")), as: "ada")
    _ = try await test.run(SaveStructure(StructureDraft(.desk, "south")), as: "ada")
    _ = try await test.run(SaveStructure(StructureDraft(.team, "network", values: ["desk": ["north"]])), as: "ada")
    _ = try await test.run(SaveStructure(StructureDraft(.team, "desk", values: ["desk": ["south"]])), as: "ada")
    if byDesk {
      var nat = try #require(TestApp.people.first { $0.name == "nat" })
      nat.reach = .own
      try await test.run(ChangePerson(nat), as: "ada")
    }
    try await test.run(
      GiveGrant("lead", to: .person("nat"), in: byDesk ? .desk("north") : .team("network")), as: "ada")
  }

  private static let places = [
    "person": "rita", "name": "rita", "holder": "rita", "team": "network", "agreement": "standard",
    "calendar": "office", "role": "agent", "list": "category", "word": "mouse",
  ]

  @Test("of any route", arguments: TestEngine.available, [false, true])
  func everyRoute(_ engine: TestEngine, _ byDesk: Bool) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      try await Self.hire(test, byDesk: byDesk)
      try await test.run(OpenTicket(title: "Printer of the network", team: "network"), as: "lee")
      try await test.run(OpenTicket(title: "Switch", team: "network", assignee: "nat"), as: "lee")
      let every = try EveryRoute(
        of: test, places: Self.places,
        asked: [
          "/find": "?q=printer", "/queue": "?q=is:any", "/workbench": "?agreement=standard",
        ])
      func answers() async throws -> [String: String] {
        try await every.answers(as: "nat", ticket: "INC-3", leaving: Self.sums)
      }
      let before = try await answers()
      #expect(before.count > 60 && before["/queue"]?.contains("Printer of the network") == true)
      #expect(before["/tickets/INC-3"]?.hasPrefix("404") == true)
      #expect(before.values.count { $0.hasPrefix("200") } > 40)
      let hidden = try await test.run(
        OpenTicket(title: "Printer of the board", requester: "rita", team: "desk", assignee: "kim"), as: "kim")
      #expect(hidden.number == "INC-3")
      try await test.run(AnswerTicket(TicketKey(hidden.id), body: "A printer again", isPublic: false), as: "kim")
      try await test.run(OpenTicket(title: "Another printer", requester: "rita", team: "desk"), as: "kim")
      let after = try await answers()
      for (path, answer) in before where after[path] != answer {
        Issue.record(
          "\(path) tells of what lies elsewhere:\n\(answer.prefix(3000))\n---\n\(after[path]?.prefix(3000) ?? "")")
      }
      // Who sees all is told.
      let kim = try await test.ask(CountTickets([TicketFilter()]), as: "kim")
      #expect(kim == [4])
    }
  }
}
