import Agreements
import Core
import Disputes
import DisputesUseCases
import Journal
import JournalUseCases
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import Statements
import StatementsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// What a month of an agreement came to, signed and never changed, and how it is verified by an export alone.
@Suite("Statements", .timeLimit(.minutes(10)))
struct StatementTests {
  private func code(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func verified(_ file: JSON, by export: [UInt8]) throws -> OfflineStatement.Outcome {
    var check = try OfflineStatement(file, calendars: ZonedCalendars())
    // In portions that end anywhere.
    for start in stride(from: 0, to: export.count, by: 777) {
      try check.read(export[start..<min(start + 777, export.count)])
    }
    return try check.finish()
  }

  /// One late and one timely ticket of June, seen in July.
  private func june(_ test: TestApp) async throws -> TicketKey {
    try await test.applyAgreement()
    let late = try await test.lateTicket()
    let timely = TicketKey(try await test.run(OpenTicket(title: "Mouse"), as: "rita").id)
    try await test.run(AnswerTicket(timely, body: "Hello"), as: "kim")
    test.clock.set(TestApp.start + .days(31))
    return late
  }

  @Test("a month is stated, contested, corrected, and verified by an export alone", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let late = try await june(test)
      let first = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
      let figures = first.signed.statement.figures
      let response = try #require(figures["objectives"]?.arrayValue?.first { $0["name"] == "first response" })
      #expect(first.name == "STM-1" && response["met"] == 1 && response["breached"] == 1 && response["share"] == 5000)
      // It is what compliance counts.
      let scope = ComplianceScope(
        objective: "first response", from: try Instant(parsing: "2025-06-01T00:00:00Z"),
        to: try Instant(parsing: "2025-07-01T00:00:00Z"))
      let compliance = try await test.ask(MeasureCompliance(scope, by: .priority), as: "mo")
      #expect(compliance.total.tally.met == 1 && compliance.total.tally.breached == 1)
      // Whose time it was adds up, to the millisecond.
      for breach in figures["breaches"]?.arrayValue ?? [] {
        let parts = breach["time"]?.arrayValue ?? []
        let counted = parts.reduce(0) { $0 + ($1["counted"]?.integerValue ?? 0) }
        let all = parts.reduce(0) { $0 + ($1["counted"]?.integerValue ?? 0) + ($1["uncounted"]?.integerValue ?? 0) }
        #expect(counted == breach["elapsed"]?.integerValue && all == breach["whole"]?.integerValue && counted > 0)
      }
      #expect(
        try await code {
          _ = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
        }
          == "stated-already")
      #expect(
        try await code { _ = try await test.app.correctStatement(1, because: "x", as: test.person("mo")) }
          == "nothing-changed")
      // A dispute is upheld: the statement stays, another says what changed.
      _ = try await test.run(test.contesting(late, since: TestApp.start), as: "lee")
      _ = try await test.run(StateInDispute(1, text: "We called at nine."), as: "kim")
      _ = try await test.run(DecideDispute(1, .uphold, because: "It is in our log."), as: "mo")
      let second = try await test.app.correctStatement(1, because: "DSP-1 was upheld.", as: test.person("mo"))
      let changes = (second.signed.statement.body["supersedes"]?["changes"]?.arrayValue ?? []).compactMap(
        StatedChange.init(json:))
      #expect(
        changes.contains { $0.figure == "objectives[first response].breached" && $0.before == 1 && $0.after == 0 })
      #expect(second.signed.statement.figures["exclusions"]?.arrayValue?.count == 1)
      #expect(second.signed.statement.figures["disputes"]?.arrayValue?.first?["state"] == "upheld")
      #expect(
        try await code { _ = try await test.app.correctStatement(1, because: "x", as: test.person("mo")) }
          == "superseded")
      let old = try await test.ask(ShowStatement(1), as: "lee")
      #expect(old.row.signed == first.signed && old.successor == 2)
      #expect(try await test.ask(ListStatements(of: "standard"), as: "lee").statements.map(\.number) == [2, 1])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
      // Both hold by one export, each by the checkpoint that it rests on.
      try await test.app.run(SealJournal(), as: test.system)
      let export = try await test.exported()
      for signed in [first.signed, second.signed] {
        let outcome = try verified(signed.file, by: export)
        #expect(outcome.isClean && outcome.notes.isEmpty && outcome.figures > 20, "\(outcome.findings)")
      }
      try await tampered(second.signed, export)
    }
  }

  private func tampered(_ signed: SignedStatement, _ export: [UInt8]) async throws {
    let text = signed.statement.body.canonical
    let altered = text.replacing("\"met\":2,", with: "\"met\":3,")
    #expect(altered != text)
    let body = try JSON(parsing: altered)
    let file: JSON = [
      "statement": body, "digest": .string(signed.digest), "key": .string(signed.key),
      "signature": .string(signed.signature),
    ]
    let outcome = try verified(file, by: export)
    #expect(!outcome.isClean && outcome.findings.contains { $0.hasPrefix("figures.objectives[first response]") })
    #expect(outcome.findings.contains { $0.contains("signature does not hold") })
    // An event of the export was moved: its chain is named.
    let lines = String(decoding: export, as: UTF8.self)
    let moved = lines.replacing("\"kind\":\"ticket.answered\"", with: "\"kind\":\"ticket.held\"", maxReplacements: 1)
    let other = try verified(signed.file, by: Array(moved.utf8))
    #expect(other.journal.findings.first.contains { $0.subject.hasPrefix("ticket/") } && !other.isClean)
    #expect(throws: MainstayError.self) { try verified(["statement": 1], by: export) }
  }

  @Test("who may, of which months, and what is not there", arguments: TestEngine.available)
  func refusals(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await june(test)
      await #expect(throws: MainstayError.forbidden(permission: "statements.issue")) {
        _ = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("lee"))
      }
      for month in ["2025-07", "soon", "2025-13"] {
        await #expect(throws: MainstayError.self) {
          _ = try await test.app.issueStatement(of: "standard", month: month, as: test.person("mo"))
        }
      }
      await #expect(throws: MainstayError.notFound(kind: "agreement", id: "gold")) {
        _ = try await test.app.issueStatement(of: "gold", month: "2025-06", as: test.person("mo"))
      }
      await #expect(throws: MainstayError.notFound(kind: "statement", id: "STM-1")) {
        _ = try await test.ask(ShowStatement(1), as: "mo")
      }
      try await test.app.run(SealJournal(), as: test.system)
      let ahead = try await test.ask(PreviewStatement(of: "standard", month: "2025-07"), as: "mo").statement
      #expect(ahead.isProvisional && ahead.number == nil && ahead.month == "2025-07")
      // Both are decided: nothing of them is left to July.
      #expect(ahead.figures["tickets"] == 0 && ahead.figures["objectives"]?.arrayValue?.isEmpty == true)
    }
  }
}
