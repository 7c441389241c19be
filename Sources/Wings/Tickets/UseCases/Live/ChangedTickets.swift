import Core
import Kernel
import PeopleUseCases
import Storage

/// Tickets as lines of a list, by id: what live pages show again after a change. Those that are not there, and
/// those that the principal may not see, are left out.
public struct ChangedTickets: Query {
  /// Tickets that one query reads.
  public static let most = PageLimits.most

  public var ids: [RecordID]
  /// At most `most` are read.
  public init(_ ids: [RecordID]) { self.ids = ids }

  public struct Line: Sendable {
    public var ticket: TicketRow
    public var clocks: [ClockRow]
    /// Display names of its people by their sign-in names.
    public var people: [String: String]
    public var labels = WordLabels()
    /// What is foreseen of its clocks; empty for who sees it as its requester alone.
    public var foreseen: [ForeseenClock] = []
  }

  public func answer(from look: Look) throws -> [Line] {
    try look.principal.require(.openTickets)
    let rows = try TicketListStore.rows(ids.prefix(ChangedTickets.most), in: look.transaction)
      .rows.filter(look.maySee)
    let clocks = try TicketListStore.clocks(of: rows.map(\.id), in: look.transaction).clocks
    let sight = look.principal.sight(of: .seeAllTickets)
    let foreseen = Dictionary(
      grouping: try ForeseenClockStore.rows(of: rows.filter { sight.takesIn($0) }.map(\.id), in: look.transaction),
      by: \.ticket)
    let people = try NameStore.people(named: Set(rows.flatMap(\.people)), in: look.transaction)
    let labels = rows.isEmpty ? WordLabels() : try ListWords().answer(from: look).labels
    return rows.map { row in
      Line(
        ticket: row, clocks: clocks[row.id] ?? [],
        people: people.filter { row.people.contains($0.key) }, labels: labels, foreseen: foreseen[row.id] ?? [])
    }
  }
}

extension App {
  /// Ends what is announced of a ticket whose change does not show to its requester.
  public static let innerSuffix = "/inner"
}
