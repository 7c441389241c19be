import Agreements
import AgreementsUseCases
import BusinessTime
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Applying agreements", .timeLimit(.minutes(10)))
struct ApplyAgreementsTests {
  @Test("a plan says what applying does; an unchanged file changes nothing", arguments: TestEngine.available)
  func plan(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let drafts = try TestApp.drafts()
      let plan = try await test.ask(PlanAgreements(drafts), as: "mo")
      #expect(plan.map(\.key) == ["office", "standard"] && plan.allSatisfy { $0.isChange && $0.newVersion == 1 })
      #expect(try await test.ask(AgreementVersions(), as: "kim").isEmpty)
      #expect(try await test.run(ApplyAgreements(drafts), as: "mo") == plan)
      #expect(try await test.ask(PlanAgreements(drafts), as: "mo").allSatisfy { !$0.isChange })
      _ = try await test.run(ApplyAgreements(drafts), as: "mo")
      #expect(try await test.ask(AgreementVersions(), as: "kim").map(\.version) == [1])
      let changed = try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: "mo")
      #expect(changed.filter(\.isChange).map(\.key) == ["standard"])
      #expect(changed.flatMap(\.differences).map(\.new) == ["PT2H"])
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim").map(\.version) == [2, 1])
      let difference = try await test.ask(AgreementDifference(key: "standard", from: 1, to: 2), as: "kim")
      #expect(difference.map(\.old) == ["PT4H"] && difference.map(\.new) == ["PT2H"])
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("a new version never moves the clocks of open tickets", arguments: TestEngine.available)
  func openTickets(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let old = TicketKey(
        try await test.run(OpenTicket(title: "Old", requester: "rita", attributes: ["priority": "P1"]), as: "kim").id)
      test.clock.advance(by: .minutes(1))
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: "mo")
      let new = TicketKey(
        try await test.run(OpenTicket(title: "New", requester: "rita", attributes: ["priority": "P1"]), as: "kim").id)
      try await test.run(AnswerTicket(old, body: "Hello"), as: "kim")
      func target(_ key: TicketKey) async throws -> Kernel.Duration? {
        try await test.ask(ShowTicket(key), as: "kim").clocks.first { $0.name == "resolution" }?.target
      }
      #expect(try await target(old) == .hours(4))
      #expect(try await target(new) == .hours(2))
    }
  }

  @Test("a changed calendar gives the agreements that name it a new version", arguments: TestEngine.available)
  func calendar(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let office = CalendarDefinition.aroundTheClock(timeZone: "UTC")
      let plan = try await test.run(ApplyAgreements(AgreementDrafts(calendars: ["office": office])), as: "mo")
      #expect(plan.filter(\.isChange).map(\.key) == ["office", "standard"])
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim")[0].calendarVersions == ["office": 2])
      #expect(try await test.ask(CalendarVersions(key: "office"), as: "kim").map(\.version) == [2, 1])
    }
  }

  @Test("the agreement whose scope says most covers a ticket")
  func scopes() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      var drafts = try TestApp.drafts()
      var gold = drafts.agreements[0]
      (gold.key, gold.scope) = ("gold", ["organisation": ["sales", "board"]])
      var later = gold
      (later.key, later.scope) = ("later", ["organisation": ["sales"], "kind": ["incident"]])
      later.validFrom = TestApp.start + .hours(1)
      drafts.agreements += [gold, later]
      try await test.run(ApplyAgreements(drafts), as: "mo")
      func agreement(by name: String) async throws -> String? {
        let change = try await test.run(OpenTicket(title: "Mouse"), as: name)
        return try await test.ask(ShowTicket(TicketKey(change.id)), as: "kim").agreement?.key
      }
      #expect(try await agreement(by: "rita") == "gold")
      #expect(try await agreement(by: "ron") == "standard")
      test.clock.advance(by: .hours(1))
      #expect(try await agreement(by: "rita") == "later")
    }
  }

  @Test("faults come back at once, by their paths, and nothing is kept")
  func faults() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      var drafts = try TestApp.drafts()
      drafts.calendars["bad"] = CalendarDefinition(timeZone: "Mars/Olympus", weekly: [:])
      drafts.agreements[0].agreement.objectives[0].calendar = "nowhere"
      drafts.agreements[0].agreement.objectives[1].name = "first response"
      do {
        try await test.run(ApplyAgreements(drafts), as: "mo")
        Issue.record("it was applied")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.contains { $0.path.hasPrefix("agreements.standard.objectives[0]") })
        #expect(faults.contains { $0.path.hasPrefix("agreements.standard.objectives[1]") })
      }
      // Its page would be the one on which agreements are made.
      var terms = try TestApp.drafts()
      terms.agreements[0].key = "new"
      do {
        try await test.run(ApplyAgreements(terms), as: "mo")
        Issue.record("it was applied")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["agreements"])
      }
      #expect(try await test.ask(CalendarVersions(), as: "kim").isEmpty)
      await #expect(throws: MainstayError.notFound(kind: "agreement", id: "none")) {
        try await test.ask(AgreementVersions(key: "none"), as: "kim")
      }
    }
  }

  @Test("two who apply at once make one version after the other", arguments: TestEngine.available)
  func together(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for hours in 1...4 {
          group.addTask { _ = try await test.run(ApplyAgreements(TestApp.drafts(p1: Int64(hours))), as: "mo") }
        }
        try await group.waitForAll()
      }
      let versions = try await test.ask(AgreementVersions(key: "standard"), as: "kim").map(\.version)
      #expect(versions == Array((1...versions.count).reversed()))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }
}
