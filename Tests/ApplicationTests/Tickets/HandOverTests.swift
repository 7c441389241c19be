import Core
import Kernel
import MessagesUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Tickets of somebody who can no longer sign in", .timeLimit(.minutes(10)))
struct HandOverTests {
  private func orphans(_ test: TestApp) async throws -> Set<String> {
    let filter = try TicketFilter(parsing: "is:open is:orphaned", by: test.person("lee"), now: test.clock.now())
    let found = try await test.ask(ListTickets(filter), as: "lee").items.map(\.ticket.number)
    #expect(try await test.ask(CountTickets([filter]), as: "lee") == [found.count])
    return Set(found)
  }

  private func setActive(_ test: TestApp, _ isActive: Bool) async throws {
    try await test.run(
      ChangePerson(
        PersonDraft(name: "kim", displayName: "Kim Agent", role: .agent, teams: ["desk"], isActive: isActive)),
      as: "ada")
  }

  @Test("stand in a view, and are given away at once, each in its history", arguments: TestEngine.available)
  func handOver(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var numbers: [String] = []
      for title in ["Printer", "Mouse", "Screen"] {
        numbers.append(try await test.run(OpenTicket(title: title, assignee: "kim"), as: "lee").number)
      }
      try await test.run(OpenTicket(title: "Other", assignee: "nat"), as: "lee")
      try await test.run(ResolveTicket(TicketKey(numbers[2]), text: "Done."), as: "kim")
      #expect(try await orphans(test).isEmpty)
      try await setActive(test, false)
      #expect(try await orphans(test) == Set(numbers.prefix(2)))
      let done = try await test.app.handOver(from: "kim", team: nil, assignee: "nat", as: test.person("lee"))
      #expect(Set(done.given) == Set(numbers.prefix(2)) && done.refused.isEmpty && !done.hasMore)
      #expect(try await orphans(test).isEmpty)
      let detail = try await test.ask(ShowTicket(TicketKey(numbers[0])), as: "lee")
      #expect(detail.row.assignee == "nat" && detail.history.last?.actor == "lee")
      #expect(detail.history.last?.event == .assigned(team: nil, assignee: "nat"))
    }
  }

  @Test("are told of when their owner loses the sign-in, and not again when nothing changes")
  func notice() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      _ = try await test.run(
        AddHook(label: "lead", url: "https://example.org/in", kinds: ["person.left-tickets"]), as: "ada")
      try await setActive(test, false)
      #expect(try await test.ask(ListMessages(), as: "lee").isEmpty, "kim had none")
      try await setActive(test, true)
      for title in ["Printer", "Mouse"] { try await test.run(OpenTicket(title: title, assignee: "kim"), as: "lee") }
      try await setActive(test, false)
      try await setActive(test, false)
      let told = try await test.ask(ListMessages(), as: "lee").map(\.notice)
      #expect(told.map(\.cause) == ["kim can no longer sign in and still owns 2 open tickets"])
      #expect(told.first?.data?["count"] == .integer(2) && told.first?.data?["more"] == .bool(false))
    }
  }

  @Test("what cannot be given is said and keeps no other; wrong targets are faults")
  func refusals() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let here = try await test.run(OpenTicket(title: "Printer", team: "desk", assignee: "kim"), as: "lee").number
      let there = try await test.run(OpenTicket(title: "Mouse", team: "network", assignee: "kim"), as: "lee").number
      let lee = test.person("lee")
      let done = try await test.app.handOver(from: "kim", team: "network", assignee: nil, as: lee)
      #expect(done.given == [here] && done.refused.map(\.number) == [there])
      for (team, assignee) in [(nil, nil), (nil, "kim"), ("nowhere", nil), (nil, "rita")] as [(String?, String?)] {
        await #expect(throws: MainstayError.self) {
          try await test.app.handOver(from: "kim", team: team, assignee: assignee, as: lee)
        }
      }
      await #expect(throws: MainstayError.self) {
        try await test.app.handOver(from: "kim", team: nil, assignee: "nat", as: test.person("rita"))
      }
    }
  }

  @Test("who owns open tickets does not become a requester, who would not see them")
  func demotion() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer", assignee: "nat"), as: "lee").id)
      let draft = PersonDraft(name: "nat", displayName: "Nat", role: .requester)
      await #expect(throws: MainstayError.self) { try await test.run(ChangePerson(draft), as: "ada") }
      try await test.run(AssignTicket(key, assignee: "kim"), as: "lee")
      try await test.run(ChangePerson(draft), as: "ada")
    }
  }
}
