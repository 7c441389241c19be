import Core
import Kernel
import Statements
import StatementsUseCases
import Tickets
import TicketsUseCases

/// What the demo company's manager stated of a month, and how he corrected it once something of it was left out.
enum DemoStatements {
  private static let manager = "marc"
  private static let agreement = "standard"

  /// In the order in which they happen.
  static func steps(until present: Instant) -> [DemoServices.Step] {
    let issued = present - .hours(9 * 24 + 12)
    return [
      DemoServices.Step(at: issued, name: manager) { app, marc in
        _ = try await app.issueStatement(of: agreement, month: monthBefore(issued), as: marc)
      },
      DemoServices.Step(at: present - .days(6), name: manager) { try await correct($0, $1) },
    ]
  }

  /// The month before that in which an instant lies, by the day of UTC: it is over wherever clocks are ahead of that.
  private static func monthBefore(_ instant: Instant) -> String {
    StatementMonth(of: CivilDate(daysSince1970: Int(instant.milliseconds / 86_400_000))).before.text
  }

  /// Leaves out the end of a late clock, and states the month anew.
  private static func correct(_ app: App, _ marc: Principal) async throws {
    guard let title = try await app.ask(ListStatements(of: agreement, limit: 1), as: marc).statements.first else {
      return
    }
    let shown = try await app.ask(ShowStatement(title.number), as: marc)
    for breach in shown.row.signed.statement.figures["breaches"]?.arrayValue ?? [] {
      guard let ticket = breach["ticket"]?.stringValue, let late = Statement.instant(breach["breachedAt"]),
        let stopped = Statement.instant(breach["stoppedAt"])
      else { continue }
      do {
        try await app.run(
          ExcludeTime(
            TicketKey(ticket),
            TicketEvent.Exclusion(
              from: late - .minutes(30), to: stopped, reason: "power cut in the street", evidence: "note of the grid")),
          as: marc)
        _ = try await app.correctStatement(
          shown.row.number, because: "The power cut was known only once the grid had written. That time is left out.",
          as: marc)
        return
      } catch MainstayError.conflict {
        // That ticket has ended, or the time counted for nothing.
      }
    }
  }
}
