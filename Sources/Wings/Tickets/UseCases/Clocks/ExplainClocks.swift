import Agreements
import AgreementsUseCases
import Core
import Kernel
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

/// What a ticket's clocks are explained from, as it was read in one transaction: explaining takes as long as the
/// ticket's life is, and holds no connection meanwhile.
public struct ClockCase: Sendable {
  let file: TicketFile
  let row: TicketRow
  let version: AgreementVersion
  let asOf: Instant

  /// - Throws: `unreadable` where the history has what this version does not understand.
  public func explained() throws -> ClockExplanation {
    let evaluator = try file.evaluator(version)
    return ClockExplanation(
      ticket: row, agreement: version, evaluation: evaluator.report(asOf: asOf),
      events: file.history.filter { $0.event.clockEvent != nil }, exclusions: evaluator.exclusions)
  }
}

/// Bounds of explanations.
public enum ClockLimits {
  /// How far ahead of now clocks are shown: as many days as ten years have at most.
  public static let ahead = Duration.days(3653)
  /// Explanations that are computed and wait to be; one more is refused.
  static let explained = 64

  /// - Throws: `invalid` naming `asOf` where it lies further ahead.
  static func check(_ asOf: Instant?, at now: Instant) throws(MainstayError) {
    guard let asOf, asOf > now + ahead else { return }
    throw .field("asOf", "lies more than ten years ahead; clocks are shown up to \((now + ahead).rfc3339)")
  }
}

/// Reads what a ticket's clocks are explained from, as they stand now or stood at `asOf`; nil where no agreement covers
/// it. `App.explainClocks` does both.
public struct ExplainClocks: Query {
  public var key: TicketKey
  public var asOf: Instant?
  public init(_ key: TicketKey, asOf: Instant? = nil) { (self.key, self.asOf) = (key, asOf) }

  public func answer(from look: Look) throws -> ClockCase? {
    try look.principal.require(.seeAgreements)
    try ClockLimits.check(asOf, at: look.now)
    let file = try look.deskFile(key)
    try file.requireUnderstood()
    guard let row = try TicketStore.row(file.ticket.id, in: look.transaction) else { return nil }
    return try ExplainClocks.answer(file, row, asOf: asOf ?? look.now, from: look)
  }

  /// The same of a ticket that was read already.
  static func answer(_ file: TicketFile, _ row: TicketRow, asOf: Instant, from look: Look) throws -> ClockCase? {
    guard let id = file.ticket.agreement, let version = try look.app.agreements.version(id, in: look.transaction)
    else { return nil }
    // The reasons that people gave stand beside the targets that they changed.
    var file = file
    let texts = try PersonalTexts(file.history.flatMap(\.event.words), from: look)
    for index in file.history.indices { file.history[index].event = file.history[index].event.wording { texts($0) } }
    return ClockCase(file: file, row: row, version: version, asOf: asOf)
  }
}

extension App {
  /// Explains a ticket's clocks as they stand now or stood at `asOf`; nil where no agreement covers it.
  ///
  /// - Throws: `invalid` naming `asOf` where it lies too far ahead; `unavailable` where too many are being explained.
  public func explainClocks(
    _ key: TicketKey, asOf: Instant? = nil, as principal: Principal
  ) async throws -> ClockExplanation? {
    try await explain(ask(ExplainClocks(key, asOf: asOf), as: principal))
  }

  /// Explains clocks that were read.
  public func explain(_ found: ClockCase?) async throws -> ClockExplanation? {
    guard let found else { return nil }
    return try await computing.run { try found.explained() }
  }
}
