import Agreements
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

// What the compliance pages show, as files.
extension Pages {
  @Sendable func complianceFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let report = try await app.ask(
      MeasureCompliance(asked.scope, by: asked.by, zone: asked.zone), as: call.principal
    ).whole()
    let columns = [
      asked.by.rawValue, "met", "breached", "compliance", "low", "high", "running", "paused", "cancelled", "neverDue",
      "undecided", "covered", "tickets", "recordedMetComputedMet", "recordedMetComputedMissed",
      "recordedMissedComputedMet",
      "recordedMissedComputedMissed",
    ]
    let rows = report.groups.map { group -> [String] in
      let (tally, confusion) = (group.tally, group.confusion)
      let share = tally.compliance
      let shown = [share.fraction, share.interval?.low, share.interval?.high].map { $0.map { "\($0)" } ?? "" }
      let counts = [
        tally.running, tally.paused, tally.cancelled, tally.neverDue, group.undecided, group.coverage.part,
        group.coverage.whole, confusion.metMet, confusion.metMissed, confusion.missedMet, confusion.missedMissed,
      ]
      return [group.by ?? "", "\(tally.met)", "\(tally.breached)"] + shown + counts.map(String.init)
    }
    return CSV.answer(named: asked.fileName("compliance"), columns, rows)
  }

  /// What stands behind a number, all pages of it.
  @Sendable func complianceTicketsFile(_ call: Call) async throws -> Answer {
    let asked = try asked(call)
    let slice = try Pages.slice(call)
    let group = try Pages.group(call, asked)
    let dueBefore = try Pages.dueBefore(call)
    let principal = try call.principal
    let columns = [
      "number", "title", asked.by.rawValue, "opened", "clock", "cycle", "computed", "recorded", "targetSeconds",
      "countedSeconds", "started", "due", "stopped", "breached", "disputes",
    ]
    return try await CSV.answer(named: asked.fileName("compliance-tickets"), columns) {
      [app] (after: ComplianceTicketPage.Position?) in
      var list = ListComplianceTickets(
        slice, of: asked.scope, by: asked.by, in: group, zone: asked.zone, dueBefore: dueBefore, after: after,
        limit: PageLimits.most)
      // How many there are the file does not say.
      list.isCounted = false
      let found = try await app.ask(list, as: principal).whole()
      let contests = try await app.ask(ListContests(of: Set(found.items.map(\.ticket.id))), as: principal)
      let rows = found.items.map { item -> [String] in
        let (ticket, clock) = (item.ticket, item.clock)
        return [
          ticket.number, ticket.title, item.group ?? "", ticket.openedAt.rfc3339, clock?.name ?? "",
          clock.map { "\($0.cycle)" } ?? "", clock?.state.rawValue ?? "undecided",
          ticket.recordedMet.map { $0 ? "met" : "missed" } ?? "",
          clock?.target?.secondsText ?? "", clock?.elapsed.secondsText ?? "", clock?.startedAt.rfc3339 ?? "",
          clock?.due?.rfc3339 ?? "", clock?.stoppedAt?.rfc3339 ?? "", clock?.breachedAt?.rfc3339 ?? "",
          contests.of(clock).map { "\($0.name) \($0.words)" }.joined(separator: "; "),
        ]
      }
      return (rows, found.next)
    }
  }
}
