import Agreements
import AgreementsUseCases
import ImportUseCases
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Compliance", .timeLimit(.minutes(10)))
struct ComplianceTests {
  /// In UTC the desk is open for 9 hours a day from Monday 14:00: 62 hours end on Tuesday of the next
  /// week at 22:00, which is 205 hours after Monday 09:00.
  private static let lives = [
    Life(number: "INC01", category: "mail", resolved: 10, closed: 130, byTimer: true, recordedMet: true),
    Life(number: "INC02", category: "mail", resolved: 100, closed: 221, byTimer: true, recordedMet: false),
    Life(number: "INC03", resolved: 101, closed: 222, byTimer: true, recordedMet: false),
    Life(number: "INC04", team: "Group 2", resolved: 230, closed: 350, byTimer: true, recordedMet: false),
    Life(number: "INC05", resolved: 210, closed: 400, recordedMet: true),
    Life(number: "INC06", priority: "P1", resolved: 20, closed: 30, lowered: ("P3", 9), recordedMet: true),
    Life(number: "INC07", priority: "P1", resolved: 7, closed: 8, recordedMet: true),
    Life(number: "INC08", priority: "P1", resolved: 7, closed: 9, recordedMet: false),
    Life(number: "INC09", priority: "P4"),
    Life(number: "INC10", priority: "P5", resolved: 1, closed: 2, recordedMet: true),
  ]

  private func withDesk(
    on engine: TestEngine, stopAtResolved: Bool = false, _ body: @Sendable @escaping (TestApp) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { app in
      app.clock.set(Life.at(24 * 30))
      let drafts = LogAgreement.drafts(stopAt: stopAtResolved ? .resolved : .closed, zone: "UTC")
      try await app.run(ApplyAgreements(drafts), as: "mo")
      _ = try await app.app.importHistories(
        .source("a"), from: GivenHistories(Self.lives.map(\.history)), as: app.person("mo"))
      try await body(app)
    }
  }

  @Test("counts clocks by priority, and recorded beside computed verdicts by ticket", arguments: TestEngine.available)
  func byPriority(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let report = try await app.ask(MeasureCompliance(by: .priority), as: "kim")
      #expect(report.objective == "resolution")
      #expect(report.groups.map(\.by) == ["P1", "P3", "P4", "P5"])
      let groups = Dictionary(uniqueKeysWithValues: report.groups.map { ($0.by ?? "", $0) })
      #expect(groups["P1"]?.tally == ComplianceTally(met: 1, breached: 1))
      #expect(groups["P1"]?.confusion == Confusion(metMet: 1, missedMissed: 1))
      // The breach as P1 of INC06 stands among the clocks; the ticket is judged as the P3 that it became.
      #expect(groups["P3"]?.tally == ComplianceTally(met: 2, breached: 5))
      #expect(groups["P3"]?.recorded == RecordedTally(met: 3, missed: 3))
      #expect(groups["P3"]?.confusion == Confusion(metMet: 2, metMissed: 1, missedMissed: 3))
      #expect(groups["P4"]?.tally == ComplianceTally(breached: 1))
      #expect(groups["P5"]?.tally == ComplianceTally())
      #expect(groups["P5"]?.coverage == Share(0, of: 1))
      #expect(groups["P5"]?.noTarget == 1)
      #expect(groups["P5"]?.recorded == RecordedTally(met: 1, missed: 0))
      #expect(groups["P5"]?.confusion.total == 0)
      #expect(report.total.coverage == Share(9, of: 10))
      #expect(report.total.confusion.agreement == Share(7, of: 8))
    }
  }

  @Test(
    "an objective is asked for by its name, a metric by its own; what is neither is not found",
    arguments: TestEngine.available)
  func objective(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let urgent = try await app.ask(MeasureCompliance(ComplianceScope(objective: "urgent"), by: .priority), as: "kim")
      #expect(urgent.total.tally == ComplianceTally(met: 1, breached: 2))
      await #expect(throws: MainstayError.notFound(kind: "objective", id: "speed")) {
        _ = try await app.ask(MeasureCompliance(ComplianceScope(objective: "speed"), by: .team), as: "kim")
      }
      let none = try await app.ask(MeasureCompliance(ComplianceScope(objective: "update"), by: .team), as: "kim")
      #expect(none.total.tally == ComplianceTally())
    }
  }

  @Test("tells teams, categories, agreements and months apart; all add up to the same", arguments: TestEngine.available)
  func dimensions(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let whole = ComplianceTally(met: 3, breached: 7)
      for dimension in ComplianceDimension.allCases {
        let report = try await app.ask(MeasureCompliance(by: dimension), as: "kim")
        #expect(report.total.tally == whole, "\(dimension)")
        #expect(report.groups.map(\.tally).reduce(ComplianceTally(), +) == whole, "\(dimension)")
      }
      let teams = try await app.ask(MeasureCompliance(by: .team), as: "kim")
      #expect(teams.groups.map(\.by) == ["Group 1", "Group 2"])
      let categories = try await app.ask(MeasureCompliance(by: .category), as: "kim")
      #expect(categories.groups.map(\.by) == ["mail", nil])
      #expect(categories.groups.first?.tally == ComplianceTally(met: 1, breached: 1))
      let agreements = try await app.ask(MeasureCompliance(by: .agreement), as: "kim")
      #expect(agreements.groups.map(\.by) == ["desk"])
      let months = try await app.ask(MeasureCompliance(by: .month), as: "kim")
      #expect(months.groups.map(\.by) == ["2016-03"])
    }
  }

  @Test("a period takes the clocks that ended or breached in it", arguments: TestEngine.available)
  func period(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let early = ComplianceScope(to: Life.at(31))
      let late = ComplianceScope(from: Life.at(31))
      let before = try await app.ask(MeasureCompliance(early, by: .priority), as: "kim")
      let after = try await app.ask(MeasureCompliance(late, by: .priority), as: "kim")
      #expect(before.total.tally.met + before.total.tally.breached == 4)
      #expect(after.total.tally.met + after.total.tally.breached == 6)
      await #expect(throws: MainstayError.field("to", "must lie after `from`")) {
        _ = try await app.ask(
          MeasureCompliance(ComplianceScope(from: Life.at(2), to: Life.at(1)), by: .priority), as: "kim")
      }
    }
  }

  @Test("lists the tickets on which the verdicts differ, page by page", arguments: TestEngine.available)
  func disagreements(engine: TestEngine) async throws {
    try await withDesk(on: engine, stopAtResolved: true) { app in
      let report = try await app.ask(MeasureCompliance(by: .priority), as: "kim")
      #expect(report.total.confusion.missedMet == 3)
      var numbers: [String] = []
      var next: ComplianceTicketPage.Position?
      repeat {
        let page = try await app.ask(ListComplianceTickets(.missedMet, after: next, limit: 1), as: "kim")
        #expect(page.items.count <= 1)
        numbers += page.items.map(\.ticket.number)
        next = page.next
      } while next != nil
      #expect(numbers == ["INC08", "INC02", "INC03"])
      let urgent = try await app.ask(
        ListComplianceTickets(.missedMet, in: ComplianceGroupKey(.priority, "P1")), as: "kim")
      #expect(urgent.items.map(\.ticket.number) == ["INC08"])
      #expect(urgent.items.first?.clock?.state == .met && urgent.items.first?.clock?.name == "urgent")
    }
  }

  @Test("each number of a report leads to as many tickets", arguments: TestEngine.available)
  func drillDown(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      for dimension in ComplianceDimension.allCases {
        let report = try await app.ask(MeasureCompliance(by: dimension), as: "kim")
        for group in report.groups {
          let key = ComplianceGroupKey(dimension, group.by)
          for (slice, count) in [
            (ComplianceSlice.metMet, group.confusion.metMet), (.metMissed, group.confusion.metMissed),
            (.missedMet, group.confusion.missedMet), (.missedMissed, group.confusion.missedMissed),
            (.met, group.tally.met), (.running, group.tally.running), (.cancelled, group.tally.cancelled),
          ] {
            let page = try await app.ask(ListComplianceTickets(slice, in: key), as: "kim")
            #expect(page.items.count == count, "\(slice) of \(key)")
          }
        }
      }
      let breached = try await app.ask(ListComplianceTickets(.breached), as: "kim")
      #expect(breached.items.count == 7)
    }
  }

  @Test("says what the automatic closure does, in both readings", arguments: TestEngine.available)
  func closure(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let closure = try await app.ask(MeasureCompliance(by: .priority), as: "kim").closure
      #expect(closure.resolvedInTime == 3)
      #expect(closure.resolvedInTimeClosedByTimer == 2)
      #expect(closure.typicalDays == 5)
    }
    try await withDesk(on: engine, stopAtResolved: true) { app in
      let closure = try await app.ask(MeasureCompliance(by: .priority), as: "kim").closure
      #expect(closure.missedMet == 3 && closure.missedMetClosedLate == 3)
      #expect(closure.missedMetClosedByTimer == 2)
      #expect(closure.sentences.isEmpty)
    }
  }

  @Test("requesters see none of it")
  func forbidden() async throws {
    try await withTestApp(on: .sqlite) { app in
      await #expect(throws: MainstayError.forbidden(permission: "compliance.see")) {
        _ = try await app.ask(MeasureCompliance(by: .priority), as: "rita")
      }
      await #expect(throws: MainstayError.forbidden(permission: "compliance.see")) {
        _ = try await app.ask(ListComplianceTickets(.breached), as: "rita")
      }
    }
  }
}
