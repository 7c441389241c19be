import Core
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: an import guesses no word and says which it added", .timeLimit(.minutes(10)))
struct ImportedWordsTests {
  private static let lives = [
    Life(number: "INC1", priority: "5 - Planning", category: "Category 9", resolved: 10).history,
    Life(number: "INC2", priority: "P2", category: "mail", resolved: 20).history,
  ]

  private static func histories(_ kind: TicketKind? = nil) -> GivenHistories {
    var lives = lives
    if let kind { lives[0].opening.kind = kind }
    lives[1].steps.insert(
      .init(Life.at(1), by: "kim", .held(reason: "awaiting-problem", until: nil)), at: 0)
    return GivenHistories(lives)
  }

  private static let words = [
    "priority": ["5 - Planning"], "category": ["Category 9"], "resolution-code": ["code 1"],
    "hold-reason": ["awaiting-problem"],
  ]

  @Test(
    "what is unknown is added as retired: readable, searched for, and chosen by nobody", arguments: TestEngine.available
  )
  func retired(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let dry = try await test.app.importHistories(
        .source("a"), from: Self.histories(), as: test.person("mo"), dryRun: true)
      #expect(dry.tally.retiredWords == Self.words)
      #expect(try await test.ask(ListWords(.resolutionCode), as: "kim").words.map(\.key) == ["fixed", "solved"])
      let report = try await test.app.importHistories(.source("a"), from: Self.histories(), as: test.person("mo"))
      #expect(report.tally.tickets == 2 && report.tally.retiredWords == Self.words)
      let run = try #require(report.run?.id)
      #expect(try await test.ask(ShowImport(run), as: "mo").run.tally.retiredWords == Self.words)
      let words = try await test.ask(ListWords(), as: "kim").words
      let retired = words.filter { !$0.isActive }
      #expect(
        Set(retired.map(\.key)) == ["5 - Planning", "Category 9", "code 1", "awaiting-problem"])
      #expect(words.first { $0.key == "mail" }?.isActive == true)
      let imported = try await test.ask(ShowTicket(TicketKey("INC1")), as: "kim")
      #expect(imported.row.priority == "5 - Planning" && imported.row.category == "Category 9")
      await #expect(throws: MainstayError.self) {
        try await test.run(OpenTicket(title: "x", attributes: ["category": "Category 9"]), as: "kim")
      }
      try await test.run(ChangeWord(.category, "Category 9", label: "Printers", isActive: true), as: "ada")
      try await test.run(OpenTicket(title: "x", attributes: ["category": "Category 9"]), as: "kim")
      await #expect(throws: MainstayError.self) { try await test.run(RemoveWord(.category, "mail"), as: "ada") }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "a confidential category makes imported tickets so, and the same file again adds nothing",
    arguments: TestEngine.available)
  func confidential(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      var lives = Self.lives
      lives[0].opening.attributes["category"] = "complaint"
      lives[1].steps.insert(.init(Life.at(1), by: "kim", .changed(["category": "complaint"], reason: nil)), at: 0)
      for isFirst in [true, false] {
        let report = try await test.app.importHistories(
          .source("a"), from: GivenHistories(lives), as: test.person("mo"))
        #expect(
          report.tally.faults == 0 && report.tally.tickets == 2 && report.wasFinished != isFirst, "\(report.faults)")
      }
      let seen = try await test.ask(ListTickets(TicketFilter()), as: "kim").items
      #expect(seen.isEmpty, "nobody is cleared")
      let classes = try await test.database.read {
        try $0.query("SELECT class FROM ticket ORDER BY number") { try $0.text(0) }
      }
      #expect(classes == ["hr", "hr"])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a ticket of a kind that the desk does not have is held back and named", arguments: TestEngine.available)
  func kinds(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let kind = try #require(TicketKind(rawValue: "visit"))
      for isDry in [true, false] {
        let report = try await test.app.importHistories(
          .source("a"), from: Self.histories(kind), as: test.person("mo"), dryRun: isDry)
        #expect(report.tally.tickets == 1 && report.tally.held == 1 && report.faults.map(\.number) == ["INC1"])
        #expect(report.faults.first?.reason == "kind visit is no kind of ticket of this desk; add it first")
      }
    }
  }
}
