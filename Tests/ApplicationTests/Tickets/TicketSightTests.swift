import AccessUseCases
import Agreements
import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

/// Somebody of the network who sees the network alone, beside somebody who sees all: what lies elsewhere changes
/// nothing in what the first is told.
@Suite("Tickets as far as grants reach", .timeLimit(.minutes(10)))
struct TicketSightTests {
  /// What one of few sees of the desk, whole.
  private struct Told {
    var lists: [TicketPage]
    var counts: [Int]
    var found: [FindTickets.Answer]
    var neighbours: TicketNeighbours.Answer
    var shift: [Int]
    var levels: String
    var compliance: ComplianceReport
    var behind: ComplianceTicketPage
    var changed: [String]
    var journal: [String]
    var errors: [String]
  }

  private static func scoped(_ test: TestApp) async throws -> Principal {
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .teams
    try await test.run(ChangePerson(nat), as: "ada")
    let roles = ["shift.see", "compliance.see", "tickets.see-all"]
    try await test.run(SaveRole("watcher", label: "Watcher", permissions: Set(roles)), as: "ada")
    try await test.run(SaveRole("reader", label: "Reader", permissions: ["journal.see"]), as: "ada")
    try await test.run(GiveGrant("watcher", to: .person("nat"), in: .team("network")), as: "ada")
    try await test.run(GiveGrant("reader", to: .person("nat"), in: .everything), as: "ada")
    return try await test.holding("nat")
  }

  private static func told(_ test: TestApp, _ nat: Principal, _ ids: [RecordID], hidden: [String]) async throws -> Told
  {
    func filter(_ text: String) throws -> TicketFilter {
      try TicketFilter(parsing: text, by: nat, now: test.clock.now())
    }
    let texts = ["is:any", "is:open printer", "is:any requester:rita", "team:desk", "is:unassigned", "category:fire"]
    var lists: [TicketPage] = []
    for text in texts {
      for order in ListTickets.Order.allCases {
        let query = ListTickets(try filter(text), order: order, withNames: true, withOthers: true, withExtent: true)
        lists.append(try await test.app.ask(query, as: nat))
      }
    }
    var errors: [String] = []
    func refusal(_ body: () async throws -> Void) async {
      do {
        try await body()
        errors.append("none")
      } catch {
        errors.append("\(error)")
      }
    }
    for number in hidden {
      let key = TicketKey(number)
      await refusal { _ = try await test.app.ask(ShowTicket(key), as: nat) }
      await refusal { _ = try await test.app.run(HoldTicket(key, reason: "parts"), as: nat) }
      await refusal { _ = try await test.app.run(AnswerTicket(key, body: "x"), as: nat) }
      await refusal { _ = try await test.app.ask(ExplainClocks(key), as: nat) }
      await refusal { _ = try await test.app.ask(FindStream("ticket/", number), as: nat) }
      await refusal { _ = try await test.app.ask(ListNamedTickets([key]), as: nat) }
    }
    let shift = try await test.app.ask(ShowShift(team: "network", hours: 8), as: nat)
    var journal: [String] = []
    for stream in [nil, "ticket/"] as [String?] {
      let page = try await test.app.ask(ListJournal(streamPrefix: stream), as: nat)
      journal += page.entries.filter { $0.entry.stream.hasPrefix("ticket/") }.map {
        "\($0.entry.stream) \($0.entry.kind)"
      }
    }
    return Told(
      lists: lists, counts: try await test.app.ask(CountTickets(try texts.map(filter)), as: nat),
      found: [
        try await test.app.ask(FindTickets("printer"), as: nat), try await test.app.ask(FindTickets("2"), as: nat),
      ],
      neighbours: try await test.app.ask(
        TicketNeighbours(try filter("is:any"), order: .opened, of: .init(key: 0, id: RecordID(""), order: .opened)),
        as: nat),
      shift: shift.teams.map(\.open) + [shift.due.count, shift.unowned.count, shift.hands.items.count],
      levels: "\(try await test.app.ask(ShowServiceLevels(), as: nat))",
      compliance: try await test.app.ask(MeasureCompliance(by: .team), as: nat),
      behind: try await test.app.ask(ListComplianceTickets(.running), as: nat),
      changed: try await test.app.ask(ChangedTickets(ids), as: nat).map(\.ticket.number), journal: journal,
      errors: errors)
  }

  @Test("what lies elsewhere changes nothing in any answer", arguments: TestEngine.available)
  func elsewhere(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let nat = try await Self.scoped(test)
      let own = try await test.run(
        OpenTicket(title: "Printer of the network", attributes: ["priority": "P1"], team: "network"), as: "lee")
      try await test.run(OpenTicket(title: "Switch", team: "network", assignee: "nat"), as: "lee")
      test.clock.advance(by: .minutes(5))
      let never = ["INC-3", "INC-4"]
      let before = try await Self.told(test, nat, [own.id], hidden: never)
      #expect(before.lists[0].items.count == 2 && before.counts[0] == 2 && before.journal.count >= 2)
      // Figures say that they are of some tickets alone, and those of whoever sees all say nothing of the sort.
      #expect(before.compliance.isBounded)
      #expect(try await !test.ask(MeasureCompliance(by: .team), as: "kim").isBounded)
      #expect(before.errors.allSatisfy { $0.contains("notFound") }, "\(before.errors)")
      let first = try await test.run(
        OpenTicket(
          title: "Printer of the desk", requester: "rita", attributes: ["category": "fire", "priority": "P1"],
          team: "desk"), as: "kim")
      let second = try await test.run(OpenTicket(title: "Another printer", team: "desk", assignee: "kim"), as: "kim")
      #expect([first.number, second.number] == never)
      let after = try await Self.told(test, nat, [own.id, first.id, second.id], hidden: never)
      for (one, other) in zip(before.lists, after.lists) { #expect(one == other) }
      #expect(before.counts == after.counts && before.found == after.found && before.neighbours == after.neighbours)
      #expect(before.shift == after.shift, "\(before.shift) \(after.shift)")
      #expect(before.levels == after.levels && before.compliance == after.compliance && before.behind == after.behind)
      #expect(before.changed == after.changed && before.journal == after.journal && before.errors == after.errors)
      // The same things are told to who sees all.
      #expect(try await test.ask(CountTickets([TicketFilter()]), as: "kim") == [4])
      await #expect(throws: MainstayError.outOfReach("tickets.see-all")) {
        try await test.app.exportJournal(as: nat, to: { _ in })
      }
    }
  }

  @Test("what was given to somebody they see, and their own requests as requesters", arguments: TestEngine.available)
  func own(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let nat = try await Self.scoped(test)
      let given = try await test.run(OpenTicket(title: "Given", team: "desk", assignee: "nat"), as: "kim")
      #expect(try await test.app.ask(ShowTicket(TicketKey(given.id)), as: nat).isWhole)
      let asked = try await test.app.run(OpenTicket(title: "For myself"), as: nat)
      try await test.run(AssignTicket(TicketKey(asked.id), team: "desk", assignee: "kim"), as: "kim")
      try await test.run(AnswerTicket(TicketKey(asked.id), body: "secret", isPublic: false), as: "kim")
      let shown = try await test.app.ask(ShowTicket(TicketKey(asked.id)), as: nat)
      #expect(!shown.isWhole && shown.messages.isEmpty && shown.row.assignee == nil)
      await #expect(throws: MainstayError.forbidden(permission: "tickets.work")) {
        _ = try await test.app.run(AnswerTicket(TicketKey(asked.id), body: "x", isPublic: false), as: nat)
      }
      await #expect(throws: MainstayError.forbidden(permission: "tickets.work")) {
        _ = try await test.app.run(HoldTicket(TicketKey(asked.id), reason: "parts"), as: nat)
      }
      _ = try await test.app.run(AnswerTicket(TicketKey(asked.id), body: "As requester"), as: nat)
      var mine = TicketFilter()
      mine.requester = "nat"
      let list = try await test.app.ask(ListTickets(mine), as: nat)
      #expect(list.items.map(\.ticket.number) == [asked.number] && list.items.allSatisfy { $0.ticket.assignee == nil })
      mine.words = ["secret"]
      #expect(try await test.app.ask(ListTickets(mine), as: nat).items.isEmpty, "notes are not searched")
    }
  }

  @Test("who may see a ticket, now and before it moved, with the grant that lets them", arguments: TestEngine.available)
  func who(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      // Those who are here came some seconds later.
      test.clock.advance(by: .minutes(1))
      _ = try await Self.scoped(test)
      let ticket = TicketKey(
        try await test.run(OpenTicket(title: "Moves", requester: "rita", team: "network"), as: "kim").id)
      let before = test.clock.now()
      test.clock.advance(by: .hours(1))
      try await test.run(AssignTicket(ticket, team: "desk"), as: "kim")
      func names(_ at: Instant?) async throws -> [String] {
        let answer = try await test.ask(WhoMayTicket(ticket, at: at), as: "mo")
        return answer.holders.items.filter { !$0.lines.isEmpty }.map(\.name)
      }
      #expect(try await names(nil) == ["ada", "kim", "lee", "mo"])
      #expect(try await names(before) == ["ada", "kim", "lee", "mo", "nat"])
      let answer = try await test.ask(WhoMayTicket(ticket), as: "mo")
      #expect(answer.holders.items.first { $0.name == "rita" }?.isRequester == true)
      #expect(answer.lay.map(\.key) == ["desk", "sales", "rita"] || answer.lay.map(\.key).contains("desk"))
      await #expect(throws: MainstayError.self) {
        try await test.ask(WhoMayTicket(ticket, at: before - .hours(1)), as: "mo")
      }
      try await test.applyAgreement()
      // What holds elsewhere is no reason here.
      try await test.run(GiveGrant("lead", to: .person("kim"), in: .team("network")), as: "ada")
      let kim = try await test.ask(WhoMayTicket(ticket), as: "mo").holders.items.first { $0.name == "kim" }
      #expect(kim?.lines.flatMap(\.parts).allSatisfy { $0.source == .home } == true)
      #expect(kim?.lines.map(\.permission) == [.seeAllTickets, .workTickets])
      let terms = try await test.ask(WhoMayTerms(.agreement, "standard"), as: "mo")
      let changing = terms.holders.items.filter { $0.lines.map(\.permission).contains(.changeAgreements) }.map(\.name)
      #expect(changing == ["ada", "mo"])
    }
  }

  @Test("a list takes no statement more where something is scoped")
  func statements() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let nat = try await Self.scoped(test)
      try await test.run(OpenTicket(title: "Switch", team: "network"), as: "kim")
      func count(_ principal: Principal) async throws -> Int {
        try await test.statements {
          _ = try await test.app.ask(
            ShowQueue(views: [TicketFilter()], list: ListTickets(TicketFilter())), as: principal)
        }.count
      }
      let (all, few) = (try await count(test.person("kim")), try await count(nat))
      // Lines that nobody can read are told to who sees all alone.
      #expect(few <= all, "\(few) \(all)")
    }
  }
}
