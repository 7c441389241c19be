import Agreements
import AgreementsUseCases
import ImportUseCases
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Compliance, clock by clock", .timeLimit(.minutes(10)))
struct ComplianceCyclesTests {
  /// In UTC the desk is open from Monday 14:00; resolutions stop the clocks. INC01 is met and, opened again,
  /// breached; INC02 is met twice; INC03 is breached, and opened again goes on in the same cycle.
  private static let lives = [
    Life(
      number: "INC01", category: "mail", resolved: 10, again: (reopened: 100, resolved: 600), closed: 610,
      recordedMet: true),
    Life(
      number: "INC02", category: "mail", resolved: 10, again: (reopened: 30, resolved: 32), closed: 40,
      recordedMet: false),
    Life(number: "INC03", resolved: 230, again: (reopened: 300, resolved: 310), closed: 320, recordedMet: false),
    Life(number: "INC04", priority: "P1", team: "Group 2", resolved: 7, closed: 8, recordedMet: true),
    Life(number: "INC05", priority: "P4", team: nil),
    Life(number: "INC06", priority: "P1", resolved: 20, closed: 30, lowered: ("P3", 9), recordedMet: true),
  ]

  private func withDesk(
    on engine: TestEngine, _ body: @Sendable @escaping (TestApp) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { app in
      app.clock.set(Life.at(24 * 30))
      try await app.run(ApplyAgreements(LogAgreement.drafts(stopAt: .resolved, zone: "UTC")), as: "mo")
      _ = try await app.app.importHistories(
        .source("a"), from: GivenHistories(Self.lives.map(\.history)), as: app.person("mo"))
      try await body(app)
    }
  }

  /// All items of a list, a page of two at a time.
  private func all(
    _ slice: ComplianceSlice, _ scope: ComplianceScope, _ group: ComplianceGroupKey?, _ app: TestApp
  ) async throws -> (items: [ComplianceTicketPage.Item], last: ComplianceTicketPage) {
    var items: [ComplianceTicketPage.Item] = []
    var last = try await app.ask(ListComplianceTickets(slice, of: scope, in: group, limit: 2), as: "kim")
    items += last.items
    while let next = last.next {
      last = try await app.ask(ListComplianceTickets(slice, of: scope, in: group, after: next, limit: 2), as: "kim")
      items += last.items
    }
    return (items, last)
  }

  @Test(
    "every number leads to exactly what it counts, in every slice, group and period", arguments: TestEngine.available)
  func numbers(engine: TestEngine) async throws {
    try await withDesk(on: engine) { app in
      let scopes = [
        ComplianceScope(), ComplianceScope(objective: "urgent"), ComplianceScope(to: Life.at(50)),
        ComplianceScope(from: Life.at(50)),
      ]
      for scope in scopes {
        for dimension in ComplianceDimension.allCases {
          let report = try await app.ask(MeasureCompliance(scope, by: dimension), as: "kim")
          var groups = report.groups.map { (ComplianceGroupKey?(ComplianceGroupKey(dimension, $0.by)), $0) }
          groups.append((nil, report.total))
          for (key, group) in groups {
            for slice in ComplianceSlice.allCases {
              let (items, last) = try await all(slice, scope, key, app)
              let name = "\(slice) of \(String(describing: key)) in \(scope)"
              // A month's open clocks are those that began in it; the total of months has no months.
              #expect(items.count == group.count(of: slice), "\(name)")
              #expect((last.clocks ?? last.tickets) == items.count, "\(name)")
              let tickets = last.tickets ?? Set(items.map(\.ticket.id)).count
              #expect(tickets == Set(items.map(\.ticket.id)).count, "\(name)")
              #expect(
                Set(items.map { "\($0.ticket.id) \($0.clock?.name ?? "") \($0.clock?.cycle ?? 0)" }).count
                  == items.count)
              if let state = slice.clockState { #expect(items.allSatisfy { $0.clock?.state == state }, "\(name)") }
              if let key { #expect(items.allSatisfy { $0.group == key.value }, "\(name)") }
            }
          }
        }
      }
    }
  }

  @Test("each clock is counted in one month, so that the months add up to the period", arguments: TestEngine.available)
  func months(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      app.clock.set(Life.at(24 * 40))
      try await app.run(ApplyAgreements(LogAgreement.drafts(stopAt: .resolved, zone: "UTC")), as: "mo")
      // What runs on from March to April, what began in April, and what ended in it.
      let lives =
        Self.lives + [
          Life(number: "INC07", priority: "P4", opened: 24 * 22),
          Life(number: "INC08", priority: "P4", opened: 24 * 28),
          Life(number: "INC09", opened: 24 * 26, resolved: 24 * 27),
        ]
      _ = try await app.app.importHistories(
        .source("a"), from: GivenHistories(lives.map(\.history)), as: app.person("mo"))
      let april = Life.at(24 * 25)
      for scope in [
        ComplianceScope(), ComplianceScope(from: april), ComplianceScope(to: Life.at(24 * 30)),
        ComplianceScope(from: april, to: Life.at(24 * 30)), ComplianceScope(objective: "urgent"),
      ] {
        let report = try await app.ask(MeasureCompliance(scope, by: .month), as: "kim")
        let whole = try await app.ask(MeasureCompliance(scope, by: .priority), as: "kim").total
        let sum = report.groups.map(\.tally).reduce(ComplianceTally(), +)
        #expect(sum == whole.tally && report.total.tally == whole.tally, "\(scope)")
      }
      let all = try await app.ask(MeasureCompliance(by: .month), as: "kim")
      #expect(all.groups.map(\.by) == ["2016-03", "2016-04"])
      #expect(all.groups.map(\.tally.running) == [1, 1], "each where it began")
      let within = try await app.ask(MeasureCompliance(ComplianceScope(from: april), by: .month), as: "kim")
      #expect(within.groups.map(\.tally.running) == [2], "what began before the period is in its first month")
    }
  }

  @Test("a ticket of two cycles stands among the met with the one, among the breached with the other")
  func cycles() async throws {
    try await withDesk(on: .sqlite) { app in
      func lines(_ slice: ComplianceSlice) async throws -> [String] {
        try await app.ask(ListComplianceTickets(slice), as: "kim").items.map {
          "\($0.ticket.number) \($0.clock?.cycle ?? 0) \($0.clock?.state.rawValue ?? "")"
        }
      }
      let met = try await lines(.met)
      #expect(met == ["INC04 1 met", "INC01 1 met", "INC02 1 met", "INC06 1 met", "INC02 2 met"])
      let breached = try await lines(.breached)
      #expect(breached.contains("INC01 2 breached") && breached.contains("INC03 1 breached"))
      let page = try await app.ask(ListComplianceTickets(.met), as: "kim")
      #expect(page.clocks == 5 && page.tickets == 4)
      // Recorded met, and breached in its second cycle: the breach decided.
      #expect(try await lines(.metMissed).contains("INC01 2 breached"))
    }
  }

  @Test(
    "a clock or ticket that cannot be read is never passed over: lists and figures name it, programs are refused",
    arguments: [
      ("UPDATE clock SET state = 'metx' WHERE name = 'urgent'", "clock of ticket", "metx"),
      ("UPDATE clock SET metric = 'speed' WHERE name = 'urgent'", "clock of ticket", "speed"),
      ("UPDATE clock SET stopped_at = 'zz' WHERE state = 'met'", "stopped_at", "clock of ticket"),
      ("UPDATE clock SET stopped_at = NULL WHERE state = 'met'", "lacks when it stopped", "clock"),
      ("UPDATE clock SET ticket = 'gone' WHERE name = 'urgent' AND state = 'met'", "no such ticket", "gone"),
      ("UPDATE ticket SET recorded_met = 'maybe'", "recorded_met", "ticket"),
      ("UPDATE ticket SET closed_at = 'zz' WHERE closed_at IS NOT NULL", "closed_at", "ticket"),
    ])
  func unreadable(statement: String, words: String, also: String) async throws {
    try await withDesk(on: .sqlite) { app in
      #expect(try await app.ask(MeasureCompliance(by: .priority), as: "kim").unreadable == [])
      try await app.database.write { tx in
        _ = try tx.liftKnownValues()
        try tx.execute(statement)
      }
      let report = try await app.ask(MeasureCompliance(by: .priority), as: "kim")
      #expect(report.unreadable.contains { $0.contains(words) && $0.contains(also) }, "\(report.unreadable)")
      #expect(throws: MainstayError.self) { try report.whole() }
      let page = try await app.ask(ListComplianceTickets(.met), as: "kim")
      #expect(page.unreadable.contains { $0.contains(words) && $0.contains(also) }, "\(page.unreadable)")
      #expect(throws: MainstayError.self) { try page.whole() }
    }
  }
}

extension ComplianceSlice {
  fileprivate var clockState: ClockState? { ClockState(rawValue: rawValue) }
}

extension ComplianceGroup {
  /// The number that a slice is behind.
  fileprivate func count(of slice: ComplianceSlice) -> Int {
    switch slice {
    case .met: tally.met
    case .breached: tally.breached
    case .running: tally.running
    case .paused: tally.paused
    case .cancelled: tally.cancelled
    case .neverDue: tally.neverDue
    case .metMet: confusion.metMet
    case .metMissed: confusion.metMissed
    case .missedMet: confusion.missedMet
    case .missedMissed: confusion.missedMissed
    case .undecided: undecided
    }
  }
}
