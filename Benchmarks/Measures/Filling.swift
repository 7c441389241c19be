import Core
import Foundation
import ImportUseCases
import Kernel
import MainstayServer
import Tickets

/// Fills a database with tickets through the importer, as many of them open as asked, for P6 and P9.
enum Filling {
  static func run(database: String, tickets: Int, open: Int) async throws {
    let product = try await Product.open(
      Configuration(database: try DatabaseLocation(parsing: database)), sealing: false)
    let source = SyntheticHistories(tickets: tickets, open: open, until: product.app.clock.now())
    let identity = ImportIdentity(
      source: "benchmark", name: "synthetic", digest: "\(tickets)/\(open)", zone: "UTC")
    let start = ContinuousClock.now
    let report = try await product.app.importHistories(identity, from: source, as: .system("benchmark"))
    let time = start.duration(to: .now).components
    await product.close()
    Main.print([
      "tickets": .integer(Int64(report.rows)),
      "seconds": decimal(Double(time.seconds) + Double(time.attoseconds) / 1e18),
    ])
  }
}

/// Tickets of the last two years, evenly spread, the newest of them open.
private struct SyntheticHistories: HistorySource {
  let tickets: Int
  let open: Int
  let until: Instant
  private var made = 0

  init(tickets: Int, open: Int, until: Instant) { (self.tickets, self.open, self.until) = (tickets, open, until) }

  var share: Double { Double(made) / Double(tickets) }

  mutating func next() throws -> ImportItem? {
    guard made < tickets else { return nil }
    made += 1
    let span = Duration.days(730).milliseconds
    let age =
      made > tickets - open
      ? Duration.minutes(Int64(tickets - made) % 10_000)
      : Duration(milliseconds: span / Int64(tickets) * Int64(tickets - made))
    let openedAt = until - age - .minutes(5)
    var steps = [
      ImportedHistory.Step(openedAt + .minutes(1), by: "amara", .assigned(team: nil, assignee: "agent-\(made % 40)"))
    ]
    if made <= tickets - open {
      let resolvedAt = openedAt + .minutes(Int64(made * 7919 % 600) + 5)
      if resolvedAt < until { steps.append(.init(resolvedAt, by: "amara", .resolved(code: "done", text: nil))) }
    }
    let history = ImportedHistory(
      number: "BEN\(made)", title: "Synthetic ticket \(made)",
      opening: TicketEvent.Opening(
        number: "BEN\(made)", kind: .incident, requester: "requester-\(made % 500)",
        attributes: ["priority": "P\(made % 4 + 1)", "category": "category-\(made % 12)", "service": "workplace"],
        team: "team-\(made % 8)", text: .init(digest: "")),
      openedAt: openedAt, openedBy: "amara", steps: steps)
    return ImportItem(history: history, line: made, position: made)
  }
}
