import Agreements
import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Reporting

// What the compliance pages show, as files.
extension Pages {
  @Sendable func complianceFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let report = try await app.ask(
      MeasureCompliance(asked.scope, by: asked.by, zone: asked.zone), as: call.principal)
    let columns = [
      asked.by.rawValue, "met", "breached", "compliance", "low", "high", "running", "paused", "cancelled", "covered",
      "tickets", "recordedMetComputedMet", "recordedMetComputedMissed", "recordedMissedComputedMet",
      "recordedMissedComputedMissed",
    ]
    let rows = report.groups.map { group -> [String] in
      let (tally, confusion) = (group.tally, group.confusion)
      let share = tally.compliance
      let shown = [share.fraction, share.interval?.low, share.interval?.high].map { $0.map { "\($0)" } ?? "" }
      let counts = [
        tally.running, tally.paused, tally.cancelled, group.coverage.part, group.coverage.whole, confusion.metMet,
        confusion.metMissed, confusion.missedMet, confusion.missedMissed,
      ]
      return [group.by ?? "", "\(tally.met)", "\(tally.breached)"] + shown + counts.map(String.init)
    }
    return CSV.answer(named: "compliance", columns, rows)
  }

  /// The tickets behind a number, all pages of them.
  @Sendable func complianceTicketsFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let slice = try Pages.slice(call)
    let group = try Pages.group(call, asked)
    let principal = try call.principal
    let columns = [
      "number", "title", asked.by.rawValue, "opened", "clock", "cycle", "computed", "recorded", "targetSeconds",
      "countedSeconds",
    ]
    return try await CSV.answer(named: "compliance-tickets", columns) { [app] (after: RecordID?) in
      let found = try await app.ask(
        ListComplianceTickets(
          slice, of: asked.scope, in: group, zone: asked.zone, after: after, limit: PageLimits.most),
        as: principal)
      let rows = found.items.map { item -> [String] in
        let row = ComplianceTicketsPage.Row(item, by: asked.by, objective: asked.objective)
        let clock = row.clock
        return [
          row.number, row.subject, row.group, row.openedAt.rfc3339, clock?.name ?? "",
          clock.map { "\($0.cycle)" } ?? "", clock?.state.rawValue ?? "",
          row.recordedMet.map { $0 ? "met" : "missed" } ?? "", clock?.target?.secondsText ?? "",
          clock?.elapsed.secondsText ?? "",
        ]
      }
      return (rows, found.next)
    }
  }
}
