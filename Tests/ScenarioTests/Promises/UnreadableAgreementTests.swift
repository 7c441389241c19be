import AgreementFiles
import AgreementsUseCases
import Core
import Engine
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import OperationsUseCases
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
@testable import TicketsUseCases

@Suite("Promise: an agreement that cannot be read keeps nobody from opening a ticket", .timeLimit(.minutes(10)))
struct UnreadableAgreementTests {
  private static let agreements = """
    calendars:
      always:
        timeZone: UTC
        weekly: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"]}
    agreements:
      quick:
        name: Quick
        objectives:
          - {name: response, metric: firstResponse, calendar: always, target: PT1H, thresholds: ["50%"]}
      broken:
        name: Payments
        scope: {service: [payments]}
        objectives:
          - {name: response, metric: firstResponse, calendar: always, target: PT2H, thresholds: ["50%"]}
    """

  private func execute(_ desk: PromiseDesk, _ sql: String, _ values: [SQLValue] = []) async throws {
    try await desk.product.database.write { try $0.execute(sql, values) }
  }

  private func rungs(_ desk: PromiseDesk, _ ticket: TicketKey) async throws -> [String] {
    try await desk.product.database.read { tx in
      try tx.query("SELECT rung, at FROM clock_rung WHERE ticket = $1 ORDER BY at", [.text(ticket.text)]) {
        "\(try $0.text(0)) \(Instant(milliseconds: try $0.int64(1)).rfc3339)"
      }
    }
  }

  private func open(_ desk: PromiseDesk, _ service: String) async throws -> TicketKey {
    TicketKey(
      try await desk.run(
        OpenTicket(title: "It stands still", requester: "rita", attributes: ["service": service]), as: "kim"
      ).id)
  }

  private func events(_ desk: PromiseDesk, _ kind: String) async throws -> Int {
    try await desk.app.ask(ListJournal(streamPrefix: "engine"), as: .system("test")).entries.count {
      $0.entry.kind == kind
    }
  }

  @Test(
    "tickets open without clocks, loudly, and get those of their opening once it can be read",
    arguments: TestEngine.available)
  func opening(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", Self.agreements) { desk in
      let read = "SELECT body FROM agreement_version WHERE key = 'broken'"
      let body = try #require(try await desk.product.database.read { tx in try tx.first(read, []) { try $0.text(0) } })
      try await execute(desk, #"UPDATE agreement_version SET body = '{"name":' WHERE key = 'broken'"#)
      let node = try await desk.restarted()

      // Nobody can say which of the two covers them.
      let tickets = [try await open(node, "email"), try await open(node, "payments"), try await open(node, "print")]
      for ticket in tickets {
        let detail = try await node.detail(ticket)
        #expect(detail.agreement == nil && detail.clocks.isEmpty)
        let fault = try #require(detail.clockFault)
        #expect(fault.contains("agreement broken, version 1") && fault.contains("which agreement covers"))
      }
      try await node.run(AnswerTicket(tickets[2], body: "On our way."), as: "kim")

      // All of one cause: logged and journaled once, and shown with how many others there are.
      _ = try await node.engine().catchUp()
      let health = try await node.app.ask(EngineHealth(), as: .system("test"))
      #expect(health.failing == 3 && health.failures.count == 1)
      #expect(health.failures.first?.name.hasSuffix("and 2 more") == true)
      #expect(health.failures.first?.error.contains("agreement broken, version 1") == true)
      #expect(node.app.failures.take().count == 1)
      #expect(try await events(node, "work.failed") == 1)

      // The lists say what they lack, and other agreements can be applied.
      #expect(try await node.app.ask(AgreementVersions(), as: node.principal("mo")).map(\.key) == ["quick"])
      let named = try await node.app.ask(UnreadableVersions(.agreement), as: node.principal("mo"))
      #expect(named.map(\.key) == ["broken"] && named.map(\.version) == [1])
      node.clock.advance(by: .minutes(20))
      try await node.apply(Self.agreements.replacing("target: PT2H", with: "target: PT3H"))
      let covered = try await open(node, "email")
      #expect(try await node.detail(covered).agreement?.key == "quick", "what is in force now can be read")

      try await execute(
        node, "UPDATE agreement_version SET body = $1 WHERE key = 'broken' AND version = 1", [.text(body)])
      try node.set("2025-06-02T11:00:00Z")
      _ = try await node.engine().catchUp()
      _ = try await node.engine().catchUp()
      #expect(try await node.app.ask(EngineHealth(), as: .system("test")).failing == 0)
      #expect(try await events(node, "work.mended") == 1)
      #expect(try await rungs(node, tickets[0]) == ["50% 2025-06-02T08:30:00Z", "breach 2025-06-02T09:00:00Z"])
      #expect(try await rungs(node, tickets[1]) == ["50% 2025-06-02T09:00:00Z", "breach 2025-06-02T10:00:00Z"])
      #expect(try await rungs(node, tickets[2]) == [], "it was answered in time")
      let found = try await node.detail(tickets[1])
      #expect(found.agreement?.key == "broken" && found.agreement?.version == 1 && found.clockFault == nil)
      #expect(found.row.agreement == found.agreement?.id)
    }
  }

  @Test(
    "a ticket that waits for its agreement is marked, and counted apart with a list behind the number",
    arguments: TestEngine.available)
  func undecided(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", Self.agreements) { desk in
      let known = try await open(desk, "email")
      let read = "SELECT body FROM agreement_version WHERE key = 'broken'"
      let body = try #require(try await desk.product.database.read { tx in try tx.first(read, []) { try $0.text(0) } })
      try await execute(desk, #"UPDATE agreement_version SET body = '{"name":' WHERE key = 'broken'"#)
      let node = try await desk.restarted()
      let waiting = try await open(node, "payments")
      let kim = node.principal("kim")
      let filter = try TicketFilter(parsing: "is:undecided", by: kim, now: node.clock.now())
      func listed() async throws -> [TicketRow] {
        try await node.app.ask(ListTickets(filter), as: kim).items.map(\.ticket)
      }
      #expect(try await listed().map(\.id.text) == [waiting.text])
      #expect(try await listed().first?.undecidedSince == node.clock.now())
      #expect(try await node.detail(known).row.undecidedSince == nil)
      let own = try await node.app.ask(ListTickets(TicketFilter()), as: node.principal("rita")).items
      #expect(own.count == 2 && own.allSatisfy { $0.ticket.undecidedSince == nil }, "the desk's own trouble")
      for dimension in ComplianceDimension.allCases {
        let report = try await node.app.ask(MeasureCompliance(by: dimension), as: kim)
        #expect(report.total.undecided == 1 && report.total.coverage.whole == 1, "\(dimension)")
      }
      let report = try await node.app.ask(MeasureCompliance(by: .agreement), as: kim)
      let without = try #require(report.groups.first { $0.by == nil })
      #expect(without.undecided == 1 && without.coverage.whole == 0, "it is not one without an agreement")
      for key in [nil, ComplianceGroupKey(.agreement, nil), ComplianceGroupKey(.service, "payments")] {
        let page = try await node.app.ask(ListComplianceTickets(.undecided, in: key), as: kim)
        #expect(page.items.map(\.ticket.id.text) == [waiting.text] && page.tickets == 1 && page.clocks == nil)
        #expect(page.items.first?.clock == nil)
      }
      let other = ComplianceGroupKey(.service, "email")
      #expect(try await node.app.ask(ListComplianceTickets(.undecided, in: other), as: kim).items.isEmpty)

      // As a database of before has it.
      try await execute(node, "UPDATE ticket SET undecided_since = NULL")
      try await execute(node, TicketMigrations.findUndecided)
      #expect(try await listed().map(\.id.text) == [waiting.text])
      let findings = try await node.app.verify(as: node.principal("lee")).findings.first
      #expect(!findings.contains { $0.message.contains("undecided_since") }, "\(findings)")

      try await execute(node, "UPDATE agreement_version SET body = $1 WHERE key = 'broken'", [.text(body)])
      try node.set("2025-06-02T11:00:00Z")
      _ = try await node.engine().catchUp()
      #expect(try await listed().isEmpty)
      #expect(try await node.app.ask(MeasureCompliance(by: .agreement), as: kim).total.undecided == 0)
    }
  }

  @Test("a broken version of the past disturbs only what was opened in its time; a known scope decides")
  func past() async throws {
    try await PromiseDesk.open(on: .sqlite, at: "2025-06-02T08:00:00Z", Self.agreements) { desk in
      let old = try await open(desk, "payments")
      desk.clock.advance(by: .minutes(1))
      try await desk.apply(Self.agreements.replacing("target: PT2H", with: "target: PT3H"))
      let read = "SELECT body FROM agreement_version WHERE key = 'broken' AND version = "
      let first = try #require(
        try await desk.product.database.read { tx in try tx.first(read + "1", []) { try $0.text(0) } })
      let second = try #require(
        try await desk.product.database.read { tx in try tx.first(read + "2", []) { try $0.text(0) } })
      try await execute(desk, "UPDATE agreement_version SET body = '[1]' WHERE key = 'broken' AND version = 1")
      let node = try await desk.restarted()
      #expect(try await node.detail(open(node, "payments")).agreement?.version == 2)
      #expect(try await node.detail(old).clockFault?.contains("agreement broken, version 1") == true)

      // Whom it covers can be read, though not all that it promises.
      try await execute(
        desk, "UPDATE agreement_version SET body = $1 WHERE key = 'broken' AND version = 2",
        [.text(second.replacing("\"always\":1", with: "\"always\":9"))])
      let another = try await desk.restarted()
      #expect(try await another.detail(open(another, "email")).agreement?.key == "quick")
      let held = try await open(another, "payments")
      #expect(try await another.detail(held).agreement == nil)
      #expect(try await another.detail(held).clockFault != nil)
      for (version, body) in [("1", first), ("2", second)] {
        try await execute(
          desk, "UPDATE agreement_version SET body = $1 WHERE key = 'broken' AND version = \(version)", [.text(body)])
      }
      _ = try await another.engine().catchUp()
      #expect(try await another.detail(held).agreement?.version == 2)
    }
  }

  @Test("the broken agreement itself is applied anew; the plan says that what changes is not known")
  func anew() async throws {
    try await PromiseDesk.open(on: .sqlite, at: "2025-06-02T08:00:00Z", Self.agreements) { desk in
      let read = "SELECT body FROM agreement_version WHERE key = 'broken'"
      let body = try #require(try await desk.product.database.read { tx in try tx.first(read, []) { try $0.text(0) } })
      try await execute(desk, #"UPDATE agreement_version SET body = '{"name":' WHERE key = 'broken'"#)
      let node = try await desk.restarted()
      let drafts = try await node.app.readAgreements([.init(name: "a.yaml", bytes: Array(Self.agreements.utf8))])
      let plan = try await node.app.ask(PlanAgreements(drafts), as: node.principal("mo"))
      let change = try #require(plan.first { $0.key == "broken" })
      #expect(change.oldVersion == 1 && change.newVersion == 2 && change.isChange)
      #expect(change.unreadable?.contains("agreement broken, version 1") == true)
      #expect(plan.filter { $0.key != "broken" }.allSatisfy { !$0.isChange && $0.unreadable == nil })
      node.clock.advance(by: .minutes(1))
      _ = try await node.run(ApplyAgreements(drafts), as: "mo")
      #expect(try await node.detail(open(node, "payments")).agreement?.version == 2)
      try await execute(
        desk, "UPDATE agreement_version SET body = $1 WHERE key = 'broken' AND version = 1", [.text(body)])
    }
  }
}
