import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import ServiceLevelsUseCases

@Suite("How promises are kept, as numbers", .timeLimit(.minutes(10)))
struct ServiceLevelTests {
  /// What `TestApp.drafts` has, with half of the first responses promised.
  private static func drafts(promised: String? = "50%") throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    drafts.agreements[0].agreement.objectives[0].compliance = promised.flatMap(PromisedShare.init(parsing:))
    return drafts
  }

  /// Two answered in time and one too late in May, one in time and one too late in June, one that runs in June.
  private static func live(_ test: TestApp) async throws {
    test.clock.set(try Instant(parsing: "2025-05-05T09:00:00Z"))
    try await test.run(ApplyAgreements(drafts()), as: "mo")
    func open(at: String, answered: String?) async throws {
      test.clock.set(try Instant(parsing: at))
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      guard let answered else { return }
      test.clock.set(try Instant(parsing: answered))
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "We look."), as: "kim")
    }
    try await open(at: "2025-05-05T10:00:00Z", answered: "2025-05-05T10:30:00Z")
    try await open(at: "2025-05-06T10:00:00Z", answered: "2025-05-06T10:30:00Z")
    try await open(at: "2025-05-07T10:00:00Z", answered: "2025-05-07T13:00:00Z")
    try await open(at: "2025-06-02T09:00:00Z", answered: "2025-06-02T09:30:00Z")
    try await open(at: "2025-06-02T10:00:00Z", answered: "2025-06-02T12:00:00Z")
    try await open(at: "2025-06-02T13:00:00Z", answered: nil)
    test.clock.set(try Instant(parsing: "2025-06-02T13:15:00Z"))
  }

  @Test("months, what runs, and what is near, with the verdict of the present month")
  func figures() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await Self.live(test)
        let report = try await test.ask(ShowServiceLevels(), as: "mo")
        let agreement = try #require(report.agreements.first)
        #expect(report.agreements.count == 1 && agreement.name == "Standard" && report.unreadable.isEmpty)
        let first = try #require(agreement.objectives.first)
        #expect(first.months.map(\.month) == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"])
        #expect(
          first.months.map(\.met) == Array(repeating: Share(0, of: 0), count: 4) + [Share(2, of: 3), Share(1, of: 2)])
        #expect(first.running == 1 && first.near == 1 && first.paused == 0 && first.zone == "UTC")
        #expect(first.verdict == .tooFew(room: 0) && first.promised?.text == "50%")
        let second = agreement.objectives[1]
        // Those of May are due long ago, which no engine has recorded here.
        #expect(second.verdict == .noPromise && second.running == 6 && second.near == 3)
      }
    }
  }

  @Test("each number is as long as the list that it leads to")
  func drillDown() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await Self.live(test)
        let group = ComplianceGroupKey(.agreement, "standard")
        for objective in try await test.ask(ShowServiceLevels(), as: "mo").agreements[0].objectives {
          for month in objective.months where month.met.whole > 0 {
            let scope = ComplianceScope(
              objective: objective.name, firstDay: month.firstDay, lastDay: month.lastDay, in: .utc)
            let met = try await test.ask(ListComplianceTickets(.met, of: scope, in: group), as: "mo")
            let late = try await test.ask(ListComplianceTickets(.breached, of: scope, in: group), as: "mo")
            #expect(met.clocks == month.met.part && late.clocks == month.breached, "\(objective.name) \(month.month)")
          }
          let scope = ComplianceScope(objective: objective.name)
          let running = try await test.ask(ListComplianceTickets(.running, of: scope, in: group), as: "mo")
          let near = try await test.ask(
            ListComplianceTickets(.running, of: scope, in: group, dueBefore: test.clock.now() + ShowServiceLevels.near),
            as: "mo")
          #expect(running.clocks == objective.running && near.clocks == objective.near)
          #expect(near.items.count == objective.near)
        }
        await #expect(throws: MainstayError.self) {
          _ = try await test.ask(ListComplianceTickets(.met, dueBefore: test.clock.now()), as: "mo")
        }
      }
    }
  }

  @Test("tickets under a former version count with the agreement, by the share that is promised now")
  func versions() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      try await test.run(ApplyAgreements(Self.drafts(promised: "90%")), as: "mo")
      let first = try await test.ask(ShowServiceLevels(), as: "mo").agreements[0].objectives[0]
      #expect(first.present.met == Share(1, of: 2) && first.verdict == .short(by: 1, byChance: true))
    }
  }

  @Test("an agreement that is over, or not there, is not listed; asked for by its key, that is said")
  func notInForce() async throws {
    try await withTestApp(on: .sqlite) { test in
      var drafts = try Self.drafts()
      drafts.agreements[0].validTo = TestApp.start + .days(1)
      try await test.run(ApplyAgreements(drafts), as: "mo")
      #expect(try await test.ask(ShowServiceLevels(), as: "mo").agreements.count == 1)
      test.clock.advance(by: .days(2))
      #expect(try await test.ask(ShowServiceLevels(), as: "mo").agreements.isEmpty)
      await #expect(throws: MainstayError.notFound(kind: "agreement", id: "standard")) {
        _ = try await test.ask(ShowServiceLevels(agreement: "standard"), as: "mo")
      }
    }
  }

  @Test("months before are left out, and said to be, rather than count without bound")
  func bound() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      let report = try await test.ask(ShowServiceLevels(agreement: nil, mostCounted: 2), as: "mo")
      #expect(report.monthsLeftOut > 0)
      #expect(report.agreements[0].objectives[0].present.met == Share(1, of: 2), "the present one never is")
    }
  }

  @Test("a clock that ended and lacks when is named, and programs get no figures without it")
  func damaged() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      try await test.database.write { tx in
        _ = try tx.execute("UPDATE clock SET stopped_at = NULL WHERE state = 'met'", [])
      }
      let report = try await test.ask(ShowServiceLevels(), as: "mo")
      #expect(report.unreadable.count == 3)
      #expect(throws: MainstayError.self) { _ = try report.whole() }
    }
  }

  @Test("what ended in a month is read from its index, and open clocks by the tickets that are not over")
  func plans() async throws {
    try await withTestApp(on: .sqlite) { test in
      func plan(_ sql: String, _ values: [SQLValue]) async throws -> String {
        try await test.database.read { tx in
          try tx.query("EXPLAIN QUERY PLAN " + sql, values) { try $0.text(3) }.joined(separator: "; ")
        }
      }
      let ended = try await plan(ServiceLevelStore.endedStatement, [.int(1), .int(2)])
      #expect(ended.contains("clock_met (stopped_at>? AND stopped_at<?)"), "\(ended)")
      #expect(ended.contains("clock_breached (breached_at>? AND breached_at<?)"), "\(ended)")
      let open = try await plan(ServiceLevelStore.openStatement, [])
      #expect(!open.contains("SCAN c") && !open.contains("SCAN clock"), "\(open)")
      #expect(open.contains("ticket_open_") && open.contains("ticket_ended_"), "\(open)")
      let near = try await plan(ServiceLevelStore.nearStatement, [.int(1)])
      #expect(near.contains("clock_due (due_at<?)") && !near.contains("SCAN"), "\(near)")
      for (state, column) in [(ClockState.met, "stopped_at"), (.breached, "breached_at")] {
        let undated = try await plan(ServiceLevelStore.undatedStatement(state, column), [.int(1), .int(20)])
        #expect(undated.contains("clock_\(state.rawValue) (\(column)=?)") && !undated.contains("SCAN"), "\(undated)")
      }
    }
  }
}
