import Kernel
import Storage
import TestApp
import TestDatabases
import Testing

@testable import Application

/// A list of fifty among a million tickets must come from an index that has them in order.
@Suite("Lists of tickets read an index, never the whole table")
struct ListPlanTests {
  private func plan(_ statement: (sql: String, values: [SQLValue]), _ test: TestApp) async throws -> String {
    try await test.database.read { tx in
      try tx.query("EXPLAIN QUERY PLAN " + statement.sql, statement.values) { try $0.text(3) }
        .joined(separator: "; ")
    }
  }

  @Test("every stage in every order, from the start and from a cursor", arguments: TicketFilter.Stage.allCases)
  func stages(_ stage: TicketFilter.Stage) async throws {
    try await withTestApp(on: .sqlite) { test in
      var filter = TicketFilter()
      filter.stage = stage
      for order in ListTickets.Order.allCases {
        for after in [nil, ListTickets.Position(key: 1, id: RecordID("x"))] {
          let plan = try await plan(
            TicketListStore.pageStatement(filter, order: order, after: after, limit: 51), test)
          #expect(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "\(order): \(plan)")
        }
      }
    }
  }

  /// The views of the queue, whose numbers stand on every page of it.
  private static let views: [TicketFilter] = [
    TicketFilter(), .with { $0.assignee = "kim" }, .with { $0.isUnassigned = true },
    .with { $0.dueBefore = Instant(milliseconds: 1) }, .with { $0.isBreached = true }, .with { $0.isHeld = true },
    .with { $0.stage = .resolved },
  ]

  @Test("the counts of the queue's views", arguments: views)
  func counts(_ filter: TicketFilter) async throws {
    try await withTestApp(on: .sqlite) { test in
      let plan = try await plan(TicketListStore.countStatement(filter, bound: 1001), test)
      #expect(plan.contains("USING COVERING INDEX") || plan.contains("USING INDEX"), "\(plan)")
      if filter.isHeld == true { #expect(plan.contains("ticket_open_held"), "\(plan)") }
      if filter.isUnassigned { #expect(plan.contains("ticket_open_assignee"), "\(plan)") }
    }
  }
}

extension TicketFilter {
  fileprivate static func with(_ change: (inout TicketFilter) -> Void) -> TicketFilter {
    var filter = TicketFilter()
    change(&filter)
    return filter
  }
}
