import Tickets
import Core
import Journal
import JournalUseCases
import Kernel
import Statements
import StatementsUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// What stands is what the desk issued, and stays the same as long as nothing of its month changes.
@Suite("Statements that were issued", .timeLimit(.minutes(10)))
struct IssuedStatementTests {
  private func verified(_ signed: SignedStatement, _ test: TestApp) async throws -> OfflineStatement.Outcome {
    try await test.app.run(SealJournal(), as: test.system)
    return try verified(signed, by: try await test.exported())
  }

  private func verified(_ signed: SignedStatement, by export: [UInt8]) throws -> OfflineStatement.Outcome {
    var check = try OfflineStatement(signed.file, calendars: ZonedCalendars())
    try check.read(export)
    return try check.finish()
  }

  /// Signed by the desk's own key, as by somebody who took it.
  private func forged(_ signed: SignedStatement, _ change: (inout [String: JSON]) -> Void) throws -> SignedStatement {
    var body = signed.statement.body.objectValue ?? [:]
    change(&body)
    let statement = try #require(Statement(body: .object(body)))
    let content = Array(statement.body.canonical.utf8)
    let key = try #require(TestApp.seal)
    let signature = try key.signature(over: SealKey.document(content, for: Statement.purpose))
    return SignedStatement(
      statement, digest: sha256Hex(content), key: hexadecimal(key.publicKey), signature: hexadecimal(signature))
  }

  private func nothingChanged(_ number: Int, _ test: TestApp) async throws -> Bool {
    do {
      _ = try await test.app.correctStatement(number, because: "Nothing at all.", as: test.person("mo"))
      return false
    } catch MainstayError.conflict("nothing-changed", _) {
      return true
    }
  }

  /// One of June that is late and runs on.
  private func running(_ test: TestApp) async throws -> TicketKey {
    try await test.applyAgreement()
    let ticket = try await test.run(
      OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
    test.clock.set(TestApp.start + .days(31))
    return TicketKey(ticket.id)
  }

  @Test("a clock that runs on after the month changes nothing of it", arguments: TestEngine.available)
  func runsOn(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let late = try await running(test)
      let row = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
      let breaches = row.signed.statement.figures["breaches"]?.arrayValue ?? []
      #expect(!breaches.isEmpty && breaches.allSatisfy { $0["stoppedAt"] == nil })
      test.clock.advance(by: .hours(30))
      #expect(try await nothingChanged(1, test))
      try await test.run(AnswerTicket(late, body: "At last"), as: "kim")
      try await test.run(ResolveTicket(late, text: "Done"), as: "kim")
      #expect(try await nothingChanged(1, test))
      // A time of a later month that is left out changes nothing of it either.
      let now = test.clock.now()
      try await test.run(
        ExcludeTime(late, TicketEvent.Exclusion(from: now - .hours(2), to: now, reason: "power", evidence: nil)),
        as: "mo")
      #expect(try await nothingChanged(1, test))
      #expect(try await verified(row.signed, test).isClean)
    }
  }

  @Test("what was promised and whether it was kept stands in it")
  func promised() async throws {
    try await withTestApp(on: .sqlite) { test in
      _ = try await running(test)
      let row = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
      let objectives = row.signed.statement.figures["objectives"]?.arrayValue ?? []
      #expect(!objectives.isEmpty && objectives.allSatisfy { $0["promise"]?.stringValue != nil })
      for one in objectives {
        guard let promised = one["promised"]?.integerValue, let decided = one["decided"]?.integerValue, decided > 0
        else {
          #expect(one["kept"] == nil)
          continue
        }
        let met = one["met"]?.integerValue ?? 0
        #expect(one["kept"]?.boolValue == (met * 10_000 >= promised * decided))
      }
    }
  }

  @Test("only what the journal has an entry of was issued, whoever has the key", arguments: TestEngine.available)
  func forgeries(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      _ = try await running(test)
      try await test.app.run(SealJournal(), as: test.system)
      let before = try await test.exported()
      test.clock.advance(by: .minutes(5))
      let row = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
      #expect(try await verified(row.signed, test).isClean)
      let export = try await test.exported()
      let changes: [(inout [String: JSON]) -> Void] = [
        { $0["number"] = 77 },
        { $0["agreement"] = .object(($0["agreement"]?.objectValue ?? [:]).merging(["name": "Platinum"]) { $1 }) },
        { $0["summary"] = "100 % kept" }, { $0["standing"] = "provisional" }, { $0["number"] = nil },
        { $0["number"] = "1" }, { $0["supersedes"] = ["number": 1] }, { $0["asOf"] = "2025-06-03T00:00:00Z" },
        { $0["asOf"] = "2026-01-01T00:00:00Z" },
      ]
      for (index, change) in changes.enumerated() {
        let outcome = try verified(try forged(row.signed, change), by: export)
        #expect(!outcome.isClean, "change \(index): \(outcome.findings)")
      }
      // An export that is older can tell nothing, and accuses nobody.
      let old = try verified(row.signed, by: before)
      #expect(!old.isClean && old.findings.isEmpty && old.untold != nil, "\(old.findings)")
    }
  }

  @Test("one whose place another took holds, and names the other")
  func successor() async throws {
    try await withTestApp(on: .sqlite) { test in
      let late = try await running(test)
      let first = try await test.app.issueStatement(of: "standard", month: "2025-06", as: test.person("mo"))
      let from = TestApp.start
      try await test.run(
        ExcludeTime(
          late, TicketEvent.Exclusion(from: from, to: from + .days(20), reason: "power", evidence: nil)), as: "mo")
      let second = try await test.app.correctStatement(1, because: "There was no power.", as: test.person("mo"))
      let outcome = try await verified(first.signed, test)
      #expect(outcome.isClean && outcome.successor == 2, "\(outcome.findings)")
      let newer = try await verified(second.signed, test)
      #expect(newer.isClean && newer.successor == nil, "\(newer.findings)")
    }
  }

  @Test("changes about tickets that are confidential by now are counted and not told")
  func confidential() {
    let hidden: Set = ["INC-103"]
    func change(_ figure: String, _ before: JSON?, _ after: JSON?) -> Bool {
      StatedChange(figure, before: before, after: after).tells(ofAnyOf: hidden)
    }
    #expect(change("breaches[INC-103, assignment, cycle 1]", ["ticket": "INC-103"], nil))
    #expect(change("breaches[INC-103, assignment, cycle 1].elapsed", 1, 2))
    #expect(change("exclusions[INC-103, entry 4]", nil, ["ticket": "INC-103"]))
    #expect(change("exclusions[0].ticket", "INC-102", "INC-103"))
    #expect(change("disputes[DSP-1]", nil, ["ticket": "INC-103", "name": "DSP-1"]))
    #expect(!change("breaches[INC-1039, assignment, cycle 1].elapsed", 1, 2))
    #expect(!change("objectives[resolution].met", 1, 2))
    #expect(!StatedChange("breaches[INC-103, x, cycle 1]", before: nil, after: nil).tells(ofAnyOf: []))
  }
}
