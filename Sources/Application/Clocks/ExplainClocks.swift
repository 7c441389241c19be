import Agreements
import Kernel
import People
import Storage
import Tickets

/// Every clock of a ticket with its segments and the reason for each, computed afresh from the journal.
public struct ClockExplanation: Sendable {
  public var ticket: TicketRow
  public var agreement: AgreementVersion
  public var evaluation: Evaluation
  /// The clock events in the order that `Because.event` counts, with their places in the ticket's stream.
  public var events: [TimedTicketEvent]
  /// The exclusions in the order that `Because.exclusion` counts.
  public var exclusions: [Agreements.Exclusion]
}

/// Explains a ticket's clocks as they stand now or stood at `asOf`; nil where no agreement covers it.
public struct ExplainClocks: Query {
  public var key: TicketKey
  public var asOf: Instant?
  public init(_ key: TicketKey, asOf: Instant? = nil) { (self.key, self.asOf) = (key, asOf) }

  public func answer(from look: Look) throws -> ClockExplanation? {
    try look.principal.require(.seeAgreements)
    let file = try look.file(key)
    guard let row = try TicketStore.row(file.ticket.id, in: look.transaction) else { return nil }
    return try ExplainClocks.answer(file, row, asOf: asOf ?? look.now, from: look)
  }

  /// The same of a ticket that was read already.
  static func answer(
    _ file: TicketFile, _ row: TicketRow, asOf: Instant, from look: Look
  ) throws -> ClockExplanation? {
    guard let id = file.ticket.agreement, let version = try look.app.agreements.version(id, in: look.transaction)
    else { return nil }
    let evaluator = try file.evaluator(version)
    return ClockExplanation(
      ticket: row, agreement: version, evaluation: evaluator.report(asOf: asOf),
      events: file.history.filter { $0.event.clockEvent != nil }, exclusions: evaluator.exclusions)
  }
}
