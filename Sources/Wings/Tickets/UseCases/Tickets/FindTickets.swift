import Core
import Kernel
import Tickets

/// The few tickets that fit best what somebody is typing: of all states, open ones first, the newest first among each.
public struct FindTickets: Query {
  /// Tickets that are found at once.
  public static let most = 8

  /// As it stands in the filter box. A number alone, of this desk or without its letters, finds that ticket.
  public var text: String

  public init(_ text: String) { self.text = text }

  public struct Answer: Hashable, Sendable {
    public var tickets: [TicketRow] = []
    /// How many fit beside those; `CountTickets.bound + 1` means more than that.
    public var more = 0
  }

  /// Throws `MainstayError.invalid` for a filter that is not understood.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.openTickets)
    guard !TicketFilter.terms(text).isEmpty else { return Answer() }
    var asked = try TicketFilter(parsing: text, by: look.principal, now: look.now)
    if !TicketFilter.asksStage(text) { asked.stage = .any }
    let filter = try look.named(look.scoped(asked)).filter
    var rows = try numbered(look)
    if filter.stage == .any {
      // Open ones are few and have an index of their own; among the others the newest are likeliest meant.
      var open = filter
      open.stage = .open
      rows += try found(open, look)
    }
    if rows.count < FindTickets.most { rows += try found(filter, look) }
    var seen: Set<RecordID> = []
    rows = rows.filter { seen.insert($0.id).inserted }
    let bound = CountTickets.bound + 1
    let total = try TicketListStore.counts([filter], bound: bound, in: look.transaction)[0]
    let shown = rows.prefix(FindTickets.most).map { look.shown($0, []).row }
    return Answer(tickets: Array(shown), more: total == bound ? bound : max(0, total - shown.count))
  }

  private func found(_ filter: TicketFilter, _ look: Look) throws -> [TicketRow] {
    try TicketListStore.page(
      filter, order: .opened, after: nil, limit: FindTickets.most * 2, now: look.now, in: look.transaction
    ).rows.map(\.row)
  }

  /// The tickets that are called what was typed, where that is nothing but a number.
  private func numbered(_ look: Look) throws -> [TicketRow] {
    let numbers = try TicketNumbers.meant(by: text, in: look.transaction)
    guard !numbers.isEmpty else { return [] }
    let rows = try TicketListStore.rows(numbered: numbers, in: look.transaction)
    return rows.filter(look.maySee)
  }
}
