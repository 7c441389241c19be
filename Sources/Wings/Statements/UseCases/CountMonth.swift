import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import Statements
import TicketsUseCases

/// What a month of an agreement came to, counted while nothing was held: what `IssueStatement` and `CorrectStatement` write.
///
/// It was counted from what a checkpoint seals, which no later entry changes; so whatever is written meanwhile is for
/// another statement.
public struct CountedMonth: Sendable {
  public let agreement: String
  let month: StatementMonth
  let rest: StatementRest
  let outcome: StatementReckoning.Outcome
}

/// What a statement is to rest on.
public struct StatementRest: Sendable {
  let checkpoint: Checkpoint
  /// When the journal was sealed for it: as of when it is counted.
  let asOf: Instant
}

/// Seals the journal, for a statement to rest on.
public struct SealForStatement: Command {
  public init() {}

  /// - Throws: As `SealJournal`.
  public func perform(in work: Work) throws -> StatementRest {
    try work.principal.requireEverywhere(.issueStatements)
    return StatementRest(checkpoint: try work.sealedRest().checkpoint, asOf: work.now)
  }
}

/// Counts a month from what a checkpoint seals.
public struct CountMonth: Query {
  public var agreement: String
  /// `2026-11`.
  public var month: String
  public var rest: StatementRest
  public init(of agreement: String, _ month: String, resting rest: StatementRest) {
    (self.agreement, self.month, self.rest) = (agreement, month, rest)
  }

  /// - Throws: `notFound`; `invalid` at `month`, also where that is not over; `conflict` where confidential tickets count
  ///   for which the principal is not cleared.
  public func answer(from look: Look) throws -> CountedMonth {
    try look.principal.requireEverywhere(.issueStatements)
    let month = try StatementMonth.said(month)
    let counted = try look.reckon(agreement, month, through: rest.checkpoint, asOf: rest.asOf)
    guard counted.period.upperBound <= rest.asOf else {
      throw MainstayError.field("month", "is not over in \(counted.zone). Look ahead at it instead.")
    }
    guard rest.checkpoint.at <= rest.asOf else {
      throw MainstayError.unavailable(
        reason: "The journal was sealed at a later time than this server's clock shows. Mend the clock, then issue it.")
    }
    try look.principal.requireCleared(for: counted)
    return CountedMonth(agreement: agreement, month: month, rest: rest, outcome: counted)
  }
}

/// The agreement and month of a statement that is to be corrected.
public struct StatementToCorrect: Query {
  public var number: Int
  public var reason: String
  public init(_ number: Int, because reason: String) { (self.number, self.reason) = (number, reason) }

  public struct Answer: Sendable {
    public var agreement: String
    /// `2026-11`.
    public var month: String
  }

  /// - Throws: `notFound`; `invalid` at `reason`.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.requireEverywhere(.issueStatements)
    guard let old = try StatementStore.row(numbered: number, in: look.transaction) else {
      throw MainstayError.notFound(kind: "statement", id: Statement.name(number))
    }
    let faults = Statement.reasonBounds.faults(in: reason, at: "reason")
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return Answer(agreement: old.signed.statement.agreement, month: old.signed.statement.month)
  }
}

extension App {
  /// Seals the journal and counts a month from it. Only the sealing is a write; while it is counted, others write and seal.
  ///
  /// - Throws: As `SealForStatement` and `CountMonth`.
  public func countMonth(of agreement: String, _ month: String, as principal: Principal) async throws -> CountedMonth {
    // Before anything is sealed for it.
    _ = try StatementMonth.said(month)
    let rest = try await run(SealForStatement(), as: principal)
    return try await ask(CountMonth(of: agreement, month, resting: rest), as: principal)
  }

  /// Counts the month of a statement anew.
  ///
  /// - Throws: As `StatementToCorrect` and the other.
  public func countMonth(correcting number: Int, because reason: String, as principal: Principal) async throws
    -> CountedMonth
  {
    let old = try await ask(StatementToCorrect(number, because: reason), as: principal)
    return try await countMonth(of: old.agreement, old.month, as: principal)
  }

  /// Counts a month and issues its statement.
  public func issueStatement(of agreement: String, month: String, as principal: Principal) async throws -> StatementRow
  {
    try await run(IssueStatement(countMonth(of: agreement, month, as: principal)), as: principal)
  }

  /// Counts the month of a statement anew, and issues another in its place.
  public func correctStatement(_ number: Int, because reason: String, as principal: Principal) async throws
    -> StatementRow
  {
    let counted = try await countMonth(correcting: number, because: reason, as: principal)
    return try await run(CorrectStatement(number, because: reason, counted: counted), as: principal)
  }
}

extension StatementMonth {
  static func said(_ text: String) throws(MainstayError) -> StatementMonth {
    guard let month = StatementMonth(parsing: text) else { throw .field("month", "is a month like 2026-11") }
    return month
  }
}

extension Principal {
  /// - Throws: `conflict` where confidential tickets count of a class for which it is not cleared.
  func requireCleared(for counted: StatementReckoning.Outcome) throws(MainstayError) {
    let sight = sight(of: .seeCompliance)
    guard counted.confidential.allSatisfy({ sight.takesIn($0) }) else { throw .notClearedForStatement }
  }
}

extension Look {
  /// Counts a month from the entries that a checkpoint seals.
  func reckon(
    _ agreement: String, _ month: StatementMonth, through checkpoint: Checkpoint, asOf: Instant
  ) throws -> StatementReckoning.Outcome {
    var reckoning = StatementReckoning(
      of: agreement, in: month, asOf: asOf, calendars: app.agreements.calendarSource)
    let versions = try AgreementStore.agreements(key: agreement, in: transaction)
    guard !versions.isEmpty else { throw MainstayError.notFound(kind: "agreement", id: agreement) }
    let tickets = try StatementStore.tickets(under: versions.map(\.id.text), in: transaction)
    var streams = ["agreement/" + agreement]
    streams += try StatementStore.streams("calendar/", in: transaction)
    streams += try StatementStore.streams("dispute/", in: transaction)
    let services = Set(
      try versions.flatMap { try app.agreements.required($0.id, in: transaction).terms.scope["service"] ?? [] }
    ).sorted()
    if !services.isEmpty {
      streams += services.flatMap { ["availability-promise/" + $0, "availability/" + $0] }
      streams += try StatementStore.streams("outage/", in: transaction)
    }
    streams += tickets.map { "ticket/" + $0 }
    let portion = 500
    for start in stride(from: 0, to: streams.count, by: portion) {
      let some = Array(streams[start..<min(start + portion, streams.count)])
      let sealed = try StatementStore.sealed(some, through: checkpoint.number, in: transaction)
      try JournalStore.forEachEntry(ofStreams: some, in: transaction) { stored in
        guard stored.entry.sequence <= sealed[stored.entry.stream] ?? 0 else { return }
        try reckoning.take(stored.entry)
      }
    }
    do {
      return try reckoning.finish()
    } catch MainstayError.notFound("agreement", _) {
      throw MainstayError.conflict(
        code: "nothing-sealed",
        message: "The agreement was not sealed in the journal yet. Wait a few seconds and look again.")
    }
  }
}
