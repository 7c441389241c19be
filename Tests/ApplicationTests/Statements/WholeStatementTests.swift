import Agreements
import AgreementsUseCases
import Core
import DisputesUseCases
import Journal
import JournalUseCases
import Kernel
import ServiceLevelsUseCases
import Services
import ServicesUseCases
import Statements
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases
@testable import StatementsUseCases

/// Measured objectives, availability and credits in a statement: the same as on their own pages, counted again from an
/// export, and named first where they are changed.
@Suite("Statements, all of them", .timeLimit(.minutes(10)))
struct WholeStatementTests {
  private func at(_ text: String) throws -> Instant { try Instant(parsing: text) }

  /// A May with measured objectives, one late ticket, an hour down, half an hour degraded, and approved maintenance.
  private func may(_ test: TestApp) async throws {
    var drafts = try MeasureTests.drafts()
    drafts.agreements[0].scope = ["service": ["payments", "fax"]]
    test.clock.set(try at("2025-04-20T09:00:00Z"))
    try await test.run(ApplyAgreements(drafts), as: "mo")
    let promise = AvailabilityPromise(
      target: ExactDecimal(units: 9995, places: 2), timeZone: "UTC",
      rule: AvailabilityRule(uncovered: .up, degraded: ExactDecimal(units: 5, places: 1)))
    _ = try await test.run(PromiseAvailability("payments", promise, isNewService: true), as: "mo")
    for (opened, answered, solved) in [
      ("2025-05-05T10:00:00Z", "2025-05-05T10:20:00Z", "2025-05-05T12:00:00Z"),
      ("2025-05-06T10:00:00Z", "2025-05-06T11:30:17.250Z", "2025-05-07T10:00:00Z"),
    ] {
      test.clock.set(try at(opened))
      let id = try await test.run(
        OpenTicket(
          title: "Till", requester: "rita", attributes: ["service": "payments"], team: "desk", assignee: "kim"),
        as: "kim")
      test.clock.set(try at(answered))
      try await test.run(AnswerTicket(TicketKey(id.id), body: "Hello"), as: "kim")
      test.clock.set(try at(solved))
      try await test.run(ResolveTicket(TicketKey(id.id), text: "Done."), as: "kim")
    }
    for (from, minutes, state, cause) in [
      ("2025-05-08T10:00:00Z", 61, OutageState.down, OutageCause.fault),
      ("2025-05-09T10:00:00Z", 31, .degraded, .supplier), ("2025-05-10T10:00:00Z", 45, .excluded, .maintenance),
    ] {
      let begun = try at(from)
      test.clock.set(begun + .hours(3))
      let told = try await test.run(
        RecordOutage(
          OutageDraft(
            service: "payments", from: begun, to: .some(begun + .minutes(Int64(minutes))), state: state, cause: cause)),
        as: "kim")
      if state == .excluded { _ = try await test.run(ApproveOutage(told.outage.number), as: "mo") }
    }
    test.clock.set(try at("2025-06-20T09:00:00Z"))
  }

  private func export(_ test: TestApp) async throws -> [UInt8] {
    try await test.app.run(SealJournal(), as: test.system)
    return try await test.exported()
  }

  private func verified(_ signed: SignedStatement, by export: [UInt8]) throws -> OfflineStatement.Outcome {
    var check = try OfflineStatement(signed.file, calendars: ZonedCalendars())
    try check.read(export)
    return try check.finish()
  }

  /// The same under another number, signed by the key of every test.
  private func signed(_ body: [String: JSON], number: Int64) throws -> SignedStatement {
    var body = body
    body["number"] = .integer(number)
    let statement = try #require(Statement(body: .object(body)))
    let content = Array(statement.body.canonical.utf8)
    let key = try #require(TestApp.seal)
    let signature = try key.signature(over: SealKey.document(content, for: Statement.purpose))
    return SignedStatement(
      statement, digest: sha256Hex(content), key: hexadecimal(key.publicKey), signature: hexadecimal(signature)
    )
  }

  @Test(
    "measures and availability are those of their own pages, and hold by an export", arguments: TestEngine.available)
  func whole(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await may(test)
      let row = try await test.app.issueStatement(of: "standard", month: "2025-05", as: test.person("mo"))
      let figures = row.signed.statement.figures
      let told = try await test.ask(
        ShowMeasures(agreement: "standard", period: MeasureTests.may), as: "mo"
      ).agreements.flatMap(\.measures)
      let measures = figures["measures"]?.arrayValue ?? []
      #expect(told.count == 4 && measures.count == 4)
      for line in told {
        let (period, one) = (
          try #require(line.periods.first), measures.first { $0["name"] == .string(line.objective.name) }
        )
        #expect(one?["numerator"] == .integer(Int64(period.count.numerator)))
        #expect(one?["denominator"] == .integer(Int64(period.count.denominator)))
        #expect(
          one?["leftOut"] == .integer(Int64(period.count.leftOut)) && one?["verdict"] == .string(period.verdict.name))
        #expect(one?["settlesAt"] == .instant(period.settlesAt) && one?["period"] == "2025-05")
        #expect(one?["versions"]?.arrayValue?.compactMap(\.integerValue) == period.versions.map { Int64($0) })
      }
      let service = try #require(
        try await test.ask(ShowService("payments", period: "2025-05"), as: "kim").period)
      let payments = try #require(figures["availability"]?.arrayValue?.first)
      #expect(figures["availability"]?.arrayValue?.count == 1 && payments["name"] == "payments")
      #expect(payments["availability"]?.stringValue == service.own.figure.percentText && payments["met"] == false)
      #expect(payments["seconds"]?["bad"]?.stringValue == service.own.figure.badSeconds)
      // 61 minutes, and half of 31.
      #expect(payments["seconds"]?["bad"] == "4590")
      let ledger = payments["ledger"]?.arrayValue ?? []
      let counted = ledger.compactMap { ($0["counted"]?.stringValue).flatMap(Double.init) }.reduce(0, +)
      #expect(ledger.count == 3 && counted == 4590 && figures["credits"] == 0)
      let absent = row.signed.statement.body["absent"]
      #expect(absent?["availability"]?.stringValue?.contains("fax") == true && absent?["measures"] == nil)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
      let export = try await export(test)
      let outcome = try verified(row.signed, by: export)
      #expect(outcome.isClean && outcome.notes.isEmpty, "\(outcome.findings)")
      try tampered(row.signed, export)
      try old(row.signed, export)
    }
  }

  /// Whichever figure is changed, by whoever holds the key, is the first that is named.
  private func tampered(_ signed: SignedStatement, _ export: [UInt8]) throws {
    let paths = [
      ["credits"], ["tickets"], ["measures", "numerator"], ["measures", "share"], ["measures", "verdict"],
      ["measures", "targets", "denominator"], ["availability", "availability"], ["availability", "seconds", "bad"],
      ["availability", "promise"], ["availability", "ledger", "counted"], ["availability", "ledger", "from"],
      ["breaches", "time", "counted"], ["breaches", "elapsed"], ["objectives", "met"],
    ]
    for path in paths {
      var body = signed.statement.body.objectValue ?? [:]
      body["figures"] = changed(body["figures"] ?? .null, path[...])
      #expect(body["figures"] != signed.statement.body["figures"], "\(path)")
      let outcome = try verified(self.signed(body, number: 99), by: export)
      let first = outcome.findings.first ?? ""
      #expect(first.hasPrefix("figures.\(path[0])") && first.contains(path.last ?? ""), "\(path): \(outcome.findings)")
    }
    var body = signed.statement.body.objectValue ?? [:]
    body["absent"] = ["credits": "None were ever owed."]
    let outcome = try verified(self.signed(body, number: 99), by: export)
    #expect(outcome.findings.first?.hasPrefix("absent.") == true, "\(outcome.findings)")
  }

  private func changed(_ json: JSON, _ path: ArraySlice<String>) -> JSON {
    if case .array(let elements) = json {
      // The first that has it.
      var all = elements
      if let index = all.indices.first(where: { changed(all[$0], path) != all[$0] }) {
        all[index] = changed(all[index], path)
      }
      return .array(all)
    }
    guard let name = path.first, var members = json.objectValue, let value = members[name] else { return json }
    if path.count > 1 {
      members[name] = changed(value, path.dropFirst())
    } else {
      members[name] = value.integerValue.map { .integer($0 + 1) } ?? .string("2" + (value.stringValue ?? ""))
    }
    return .object(members)
  }

  /// One of the first version is still verified, by what that version stated.
  private func old(_ signed: SignedStatement, _ export: [UInt8]) throws {
    var body = signed.statement.body.objectValue ?? [:]
    var figures = body["figures"]?.objectValue ?? [:]
    for name in ["measures", "availability", "credits"] { figures[name] = nil }
    func without(_ names: Set<String>, _ list: String) -> JSON {
      .array(
        (figures[list]?.arrayValue ?? []).map { .object(($0.objectValue ?? [:]).filter { !names.contains($0.key) }) })
    }
    figures["objectives"] = without(["promise", "owner", "promised", "kept"], "objectives")
    figures["exclusions"] = without(["name"], "exclusions")
    (body["figures"], body["version"]) = (.object(figures), 1)
    body["absent"] = ["credits": "Not computed: this version knows no credits."]
    let outcome = try verified(self.signed(body, number: 98), by: export)
    // All of it comes out, and nobody issued it under this number.
    #expect(outcome.findings.isEmpty && outcome.untold != nil && !outcome.isClean, "\(outcome.findings)")
    body["version"] = 3
    #expect(Statement(body: .object(body)) == nil)
  }

  @Test("one of the first version is corrected in what it stated, and what it did not know is said to be added")
  func correctsOld() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await may(test)
      let row = try await test.app.issueStatement(of: "standard", month: "2025-05", as: test.person("mo"))
      var body = row.signed.statement.body.objectValue ?? [:]
      var figures = body["figures"]?.objectValue ?? [:]
      for name in ["measures", "availability", "credits"] { figures[name] = nil }
      (body["figures"], body["version"]) = (.object(figures), 1)
      var old = row
      (old.id, old.number, old.signed) = (RecordID("0199-old"), 7, try signed(body, number: 7))
      old.supersedes = 1
      let kept = old
      try await test.database.write { try StatementStore.insert(kept, in: $0) }
      await #expect(throws: MainstayError.self) {
        _ = try await test.app.correctStatement(7, because: "x", as: test.person("mo"))
      }
      figures["tickets"] = 1
      body["figures"] = .object(figures)
      (old.id, old.number, old.signed, old.supersedes) = (RecordID("0199-older"), 9, try signed(body, number: 9), 7)
      let wrong = old
      try await test.database.write { try StatementStore.insert(wrong, in: $0) }
      let made = try await test.app.correctStatement(9, because: "It was counted wrong.", as: test.person("mo"))
      let supersedes = made.signed.statement.body["supersedes"]
      #expect(supersedes?["changes"]?.arrayValue?.compactMap { $0["figure"]?.stringValue } == ["tickets"])
      #expect(supersedes?["added"]?.arrayValue == ["availability", "credits", "measures"])
    }
  }
}
