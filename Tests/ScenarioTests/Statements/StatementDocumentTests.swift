import AgreementsUseCases
import Core
import DisputesUseCases
import Foundation
import JournalUseCases
import Kernel
import Statements
import StatementsUseCases
import TestApp
import Testing
import TicketsUseCases

/// A statement as PDF and as a spreadsheet says what its JSON says: every figure stands in both, as often as in the JSON.
@Suite("Statements as documents", .timeLimit(.minutes(10)))
struct StatementDocumentTests {
  @Test("every figure of the JSON stands in the PDF and in the spreadsheet")
  func figures() async throws {
    try await PageDesk.open { desk in
      let first = try await stated(desk)
      try await compare(first, desk.test)
      try await compare(first + 1, desk.test)
      try await files(desk)
    }
  }

  private func compare(_ number: Int, _ test: TestApp) async throws {
    let shown = try await test.ask(ShowStatement(number), as: "lee")
    let figures = FigureWords(shown.row.signed.statement.body, people: shown.people)
    #expect(figures.all.count > 40)
    let report = try await test.ask(ReportStatement(number), as: "lee")
    let pdf = try await test.app.document(report, as: .pdf)
    require(figures.words, try FileText.words(ofPDF: pdf), "the PDF of STM-\(number)")
    let workbook = try await test.app.document(report, as: .xlsx)
    require(figures.values, try FileText.cells(ofWorkbook: workbook), "the workbook of STM-\(number)")
  }

  /// Each as often as it is wanted.
  private func require(_ wanted: [String: Int], _ found: [String: Int], _ what: String) {
    let missing = wanted.filter { found[$0.key, default: 0] < $0.value }
      .map { "\($0.key): \(found[$0.key, default: 0]) of \($0.value)" }
    #expect(missing.isEmpty, "\(what) lacks \(missing.sorted())")
  }

  /// Two statements of a month with a breach, an exclusion and a dispute.
  private func stated(_ desk: PageDesk) async throws -> Int {
    let test = desk.test
    let ticket = try await test.run(OpenTicket(title: "Tills"), as: "rita")
    test.clock.advance(by: .seconds(5_417))
    try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
    let other = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
    test.clock.advance(by: .seconds(4_219))
    try await test.run(AnswerTicket(TicketKey(other.id), body: "Hello"), as: "kim")
    let draft = DisputeDraft(
      about: .clock(TicketKey(ticket.id), name: "first response", cycle: 1),
      correction: CorrectionDraft(
        .leaveOut, from: TestApp.start + .minutes(20), to: TestApp.start + .minutes(80), reason: "nobody there"),
      statement: "They did not pick up.")
    _ = try await test.run(OpenDispute(draft), as: "lee")
    test.clock.set(TestApp.start + .days(31))
    let first = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
    _ = try await test.run(DecideDispute(1, .uphold, because: "So it was."), as: "mo")
    _ = try await test.app.correctStatement(first.number, because: "=DSP-1 was upheld", as: test.person("mo"))
    return first.number
  }

  private func files(_ desk: PageDesk) async throws {
    let page = try await desk.get("/statements/STM-2", as: "lee").html
    for (ending, start) in [("pdf", "%PDF-"), ("xlsx", "PK"), ("html", "<!DOCTYPE html>")] {
      let path = "/statements/STM-2/statement.\(ending)"
      #expect(page.contains(path) == (ending != "html"))
      #expect(try await desk.get(path, as: "lee").html.hasPrefix(start))
      #expect(try await desk.fileName(path, as: "lee") == "STM-2.\(ending)")
      #expect(try await desk.get(path, as: "kim").status == 403)
      #expect(try await desk.get("/statements/STM-9/statement.\(ending)", as: "lee").status == 404)
    }
  }

  @Test("programs fetch the same files, each for whoever sees statements")
  func api() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: root)
      let sealing = desk.app.with { $0.seal = TestApp.seal }
      _ = try await sealing.issueStatement(of: "standard", month: "2025-05", as: root)
      for (format, start) in [("PDF", "%PDF-"), ("XLSX", "PK"), ("HTML", "<!DOCTYPE html>")] {
        let file = try await desk.call("fetchStatement\(format)", ["statement": "STM-1"], as: .lead)
        #expect(file.status == 200 && file.text.hasPrefix(start), "\(file.text.prefix(200))")
        #expect(try await desk.call("fetchStatement\(format)", ["statement": "STM-1"], as: .agent).status == 403)
        #expect(try await desk.call("fetchStatement\(format)", ["statement": "STM-8"], as: .lead).status == 404)
      }
    }
  }
}
