import Core
import DisputesUseCases
import Foundation
import JournalUseCases
import Kernel
import MainstayCLI
import Synchronization
import TestApp
import Testing
import TicketsUseCases

/// The promise as people see it: a month is stated on its page; a dispute is upheld; another statement says what changed;
/// and the command line alone verifies both by an exported journal.
@Suite("Statements on pages and at a terminal", .timeLimit(.minutes(10)))
struct StatementScenarioTests {
  @Test("from the month's end to a verified correction")
  func life() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      let ticket = try await test.run(OpenTicket(title: "Tills"), as: "rita")
      test.clock.advance(by: .minutes(90))
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
      test.clock.set(TestApp.start + .days(31))
      #expect(try await desk.get("/statements", as: "mo").html.contains("No statement yet"))
      #expect(try await desk.get("/statements", as: "kim").status == 403)
      let soon = try await desk.post("/statements", ["agreement": "standard", "month": "2025-07"], as: "mo")
      #expect(soon.status == 422 && soon.html.contains("is not over"))
      let none = try await desk.post("/statements", ["agreement": "gold", "month": "2025-06"], as: "mo")
      #expect(none.status == 422 && none.html.contains("is the key of no agreement"))
      let issued = try await desk.post("/statements", ["agreement": "standard", "month": "2025-06"], as: "mo")
      #expect(issued.status == 303 && issued.location == "/statements/STM-1")
      let page = try await desk.get("/statements/STM-1", as: "lee").html
      #expect(page.contains(ticket.number) && page.contains("first response") && !page.contains(">Correct it<"))
      let same = try await desk.post("/statements/STM-1/correction", ["reason": "x"], as: "mo")
      #expect(same.status == 409 && same.html.contains("nothing to correct"))
      let draft = DisputeDraft(
        about: .clock(TicketKey(ticket.id), name: "first response", cycle: 1),
        correction: CorrectionDraft(
          .leaveOut, from: TestApp.start + .minutes(20), to: TestApp.start + .minutes(80), reason: "nobody was there"),
        statement: "They did not pick up.")
      _ = try await test.run(OpenDispute(draft), as: "lee")
      _ = try await test.run(DecideDispute(1, .uphold, because: "So it was."), as: "mo")
      try await test.app.run(SealJournal(), as: test.system)
      let ahead = try await desk.post(
        "/statements/STM-1/correction", ["reason": "DSP-1 was upheld.", "act": "look"], as: "mo")
      #expect(ahead.status == 200 && ahead.html.contains("It would say this otherwise now. Nothing is signed yet."))
      #expect(ahead.html.contains("[first response].breached") && ahead.html.contains("DSP-1 was upheld."))
      #expect(try await desk.get("/statements/STM-2", as: "lee").status == 404)
      let corrected = try await desk.post(
        "/statements/STM-1/correction", ["reason": "DSP-1 was <upheld>."], as: "mo")
      #expect(corrected.location == "/statements/STM-2")
      let second = try await desk.get("/statements/STM-2", as: "lee").html
      #expect(second.contains("What changed since STM-1") && second.contains("DSP-1 was &lt;upheld&gt;."))
      #expect(try await desk.get("/statements/STM-1", as: "lee").html.contains("STM-2 took its place"))
      #expect(
        try await desk.get("/statements/STM-2/objectives.csv", as: "lee").html.contains("\"first response\""))
      let file = try await desk.get("/statements/STM-2/statement.json", as: "lee").html
      try await verify(file, test)
    }
  }

  private func verify(_ statement: String, _ test: TestApp) async throws {
    try await test.app.run(SealJournal(), as: test.system)
    let bytes = Mutex<[UInt8]>([])
    try await test.app.exportJournal(as: test.person("lee")) { part in bytes.withLock { $0 += part } }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("statement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func written(_ name: String, _ data: Data) throws -> String {
      let path = folder.appendingPathComponent(name)
      try data.write(to: path)
      return path.path
    }
    let journal = try written("journal.jsonl", Data(bytes.withLock { $0 }))
    let good = try written("good.json", Data(statement.utf8))
    let bad = try written("bad.json", Data(statement.replacing("\"breached\":0", with: "\"breached\":1").utf8))
    func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(["verify"] + arguments) }
    #expect(await run(good, "--journal", journal) == .done)
    #expect(await run(good, "--journal", journal, "--json") == .done)
    #expect(await run(bad, "--journal", journal) == .checkFailed)
    #expect(await run(journal, "--journal", journal) == .badInput)
    #expect(await run(good, "--journal", folder.path) == .badInput)
    #expect(await run(good) != .done)
    #expect(await run(folder.path + "/none.json", "--journal", journal) == .badInput)
  }
}
