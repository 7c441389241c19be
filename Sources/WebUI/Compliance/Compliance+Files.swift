import Agreements
import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Reporting

// What the compliance pages show, as files.
extension Pages {
  /// Tickets of one file at most.
  private static let mostTickets = 10_000

  @Sendable func complianceFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let report = try await app.ask(
      MeasureCompliance(asked.scope, by: asked.by, zone: asked.zone), as: call.principal)
    var file = CSV([
      asked.by.rawValue, "met", "breached", "compliance", "low", "high", "running", "paused", "cancelled", "covered",
      "tickets", "recordedMetComputedMet", "recordedMetComputedMissed", "recordedMissedComputedMet",
      "recordedMissedComputedMissed",
    ])
    for group in report.groups {
      let (tally, confusion) = (group.tally, group.confusion)
      let share = tally.compliance
      let shown = [share.fraction, share.interval?.low, share.interval?.high].map { $0.map { "\($0)" } ?? "" }
      let counts = [
        tally.running, tally.paused, tally.cancelled, group.coverage.part, group.coverage.whole, confusion.metMet,
        confusion.metMissed, confusion.missedMet, confusion.missedMissed,
      ]
      file.add([group.by ?? "", "\(tally.met)", "\(tally.breached)"] + shown + counts.map(String.init))
    }
    return file.answer(named: "compliance")
  }

  /// The tickets behind a number, all pages of them.
  @Sendable func complianceTicketsFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let slice = try Pages.slice(call)
    let group = try Pages.group(call, asked)
    var file = CSV([
      "number", "title", asked.by.rawValue, "opened", "clock", "cycle", "computed", "recorded", "targetSeconds",
      "countedSeconds",
    ])
    var after: RecordID?
    var count = 0
    repeat {
      let found = try await app.ask(
        ListComplianceTickets(
          slice, of: asked.scope, in: group, zone: asked.zone, after: after, limit: PageLimits.most),
        as: call.principal)
      for item in found.items {
        let row = ComplianceTicketsPage.Row(item, by: asked.by, objective: asked.objective)
        let clock = row.clock
        file.add([
          row.number, row.subject, row.group, row.openedAt.rfc3339, clock?.name ?? "",
          clock.map { "\($0.cycle)" } ?? "", clock?.state.rawValue ?? "",
          row.recordedMet.map { $0 ? "met" : "missed" } ?? "", clock?.target?.secondsText ?? "",
          clock?.elapsed.secondsText ?? "",
        ])
      }
      count += found.items.count
      after = found.next
    } while after != nil && count < Pages.mostTickets
    return file.answer(named: "compliance-tickets")
  }
}
