import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// Nat sees the tickets of the network, and runs things of the whole house.
@Suite("What runs the house tells nothing of tickets out of sight", .timeLimit(.minutes(10)))
struct OutOfSightTests {
  private static func scoped(_ test: TestApp) async throws -> Principal {
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .teams
    try await test.run(ChangePerson(nat), as: "ada")
    try await test.run(
      SaveRole(
        "house", label: "House",
        permissions: ["journal.see", "outbox.see", "outbox.resend", "hooks.manage", "shift.see"]),
      as: "ada")
    try await test.run(GiveGrant("house", to: .person("nat"), in: .everything), as: "ada")
    return try await test.holding("nat")
  }

  @Test("entries of the journal name no ticket that is hidden", arguments: TestEngine.available)
  func journal(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await Self.scoped(test)
      let own = try await test.run(OpenTicket(title: "Switch", team: "network"), as: "lee")
      let near = try await test.run(OpenTicket(title: "Router", team: "network"), as: "lee")
      let hidden = try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "lee")
      try await test.run(LinkTicket(TicketKey(own.id), to: TicketKey(near.id), as: .relatesTo), as: "lee")
      try await test.run(LinkTicket(TicketKey(own.id), to: TicketKey(hidden.id), as: .relatesTo), as: "lee")
      let stream = "ticket/\(own.id)"
      func links(_ asker: Principal) async throws -> [JSON?] {
        let entries = try await test.app.ask(StreamEntries(stream), as: asker).entries
        let listed = try await test.app.ask(ListJournal(kind: "ticket.linked", streamPrefix: stream), as: asker).entries
        #expect(listed.count == 2)
        let shown = entries.filter { $0.entry.kind == "ticket.linked" } + listed.reversed()
        return try shown.map { try JSON(parsing: $0.entry.payload)["to"] }
      }
      let seen = JSON.string(near.id.text)
      let unseen = JSON.string(hidden.id.text)
      #expect(try await links(nat) == [seen, nil, seen, nil])
      #expect(try await links(test.person("lee")) == [seen, unseen, seen, unseen])
    }
  }

  @Test("messages about hidden tickets are neither counted nor sent again", arguments: TestEngine.available)
  func outbox(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await Self.scoped(test)
      try await test.run(AddHook(label: "All", url: "https://example.org/in", kinds: ["*"]), as: "ada")
      try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "lee")
      let all = try await test.ask(OutboxCounts(), as: "lee")
      #expect(all[.waiting] ?? 0 > 0)
      #expect(try await test.app.ask(OutboxCounts(), as: nat) == [:])
      let message = try #require(try await test.ask(ListMessages(), as: "lee").first)
      await #expect(throws: MainstayError.notFound(kind: "message", id: message.id.text)) {
        try await test.app.run(ResendMessage(message.id), as: nat)
      }
      // Who says where messages go reads what is in them.
      await #expect(throws: MainstayError.outOfReach("tickets.see-all")) {
        try await test.app.run(AddHook(label: "Own", url: "https://example.org/own"), as: nat)
      }
      let hook = try #require(try await test.ask(ListHooks(), as: "lee").first)
      await #expect(throws: MainstayError.outOfReach("tickets.see-all")) {
        try await test.app.run(ChangeHook(hook.id, url: "https://example.org/own"), as: nat)
      }
      #expect(try await test.app.run(ResendDeadLetters(to: hook.id), as: nat).count == 0)
    }
  }

  @Test("a shift tells of no ticket out of sight", arguments: TestEngine.available)
  func shift(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await Self.scoped(test)
      #expect(nat.reach(of: .seeShift).isEverywhere)
      try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "lee")
      try await test.run(OpenTicket(title: "Switch", team: "network"), as: "lee")
      let desk = try await test.app.ask(ShowShift(team: "desk"), as: nat)
      #expect(desk.unowned.count == 0 && desk.unowned.items.isEmpty && desk.hands.items.isEmpty)
      #expect(try await test.app.ask(ShowShift(team: "network"), as: nat).unowned.count == 1)
      #expect(try await test.ask(ShowShift(team: "desk"), as: "lee").unowned.count == 1)
    }
  }

  @Test("who works on tickets of a team by a grant can be given them, and no others", arguments: TestEngine.available)
  func assignees(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let there = try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "lee")
      let elsewhere = try await test.run(OpenTicket(title: "Switch", team: "network"), as: "lee")
      func path(_ ticket: RecordID) async throws -> String? {
        do {
          try await test.run(AssignTicket(TicketKey(ticket), assignee: "ron"), as: "lee")
          return nil
        } catch MainstayError.invalid(let faults) {
          return faults.first?.path
        }
      }
      #expect(try await path(there.id) == "assignee")
      try await test.run(GiveGrant("agent", to: .person("ron"), in: .team("desk")), as: "ada")
      #expect(try await path(there.id) == nil)
      #expect(try await path(elsewhere.id) == "assignee")
      #expect(try await test.app.ask(ShowTicket(TicketKey(there.id)), as: test.holding("ron")).row.assignee == "ron")
      await #expect(throws: MainstayError.self) {
        try await test.run(OpenTicket(title: "New", team: "network", assignee: "ron"), as: "lee")
      }
    }
  }
}
