import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets

/// What one exclusion does to one clock: the verdict without it and with it, by the same evaluation.
public struct ExclusionEffect: Hashable, Sendable {
  /// Nil where there is no such cycle without it.
  public var before: ClockReading?
  /// Nil where there is no such cycle with it.
  public var after: ClockReading?

  /// Whether the clock is breached without it, and not with it.
  public var undoesBreach: Bool { before?.state == .breached && after?.state != .breached }
  /// Whether the verdict or the deadline differs.
  public var isChange: Bool {
    before?.state != after?.state || before?.due != after?.due || before?.breachedAt != after?.breachedAt
  }
}

/// An exclusion of a ticket, as its journal has it, and what it changed.
public struct AppliedExclusion: Hashable, Sendable {
  public var exclusion: TicketEvent.Exclusion
  /// Who approved it.
  public var approver: String
  public var recordedAt: Instant
  /// Its place in the ticket's stream.
  public var sequence: Int64
  /// Whether it was taken away since: what it left out counts again.
  public var countsAgain = false
  /// The clocks whose verdict or deadline it changed, over the exclusions that were approved before it.
  public var effects: [ExclusionEffect]
}

/// Reads a ticket's exclusions and what they are measured by, as it stands now or stood at `asOf`.
/// `App.ticketExclusions` does both.
public struct TicketExclusions: Query {
  public var key: TicketKey
  public var asOf: Instant?

  public init(_ key: TicketKey, asOf: Instant? = nil) { (self.key, self.asOf) = (key, asOf) }

  public func answer(from look: Look) throws -> ExclusionsCase {
    try look.principal.require(.seeAgreements)
    try ClockLimits.check(asOf, at: look.now)
    let file = try look.deskFile(key)
    var applied: [AppliedExclusion] = []
    try JournalStore.forEachEntry(of: TicketFile.stream(of: file.ticket.id), in: look.transaction) { stored in
      let entry = stored.entry
      guard let exclusion = file.exclusion(at: entry.sequence) else { return }
      applied.append(
        AppliedExclusion(
          exclusion: exclusion, approver: entry.actor, recordedAt: entry.recordedAt, sequence: entry.sequence,
          effects: []))
    }
    let names = try SubjectNames(applied.map(\.approver), in: look.transaction)
    let again = file.countingAgain
    for index in applied.indices {
      applied[index].approver = names(applied[index].approver)
      applied[index].countsAgain = again.contains(applied[index].sequence)
    }
    return ExclusionsCase(
      file: file, version: try look.version(of: file), asOf: asOf ?? look.now, applied: applied)
  }
}

/// A ticket's exclusions as they were read in one transaction: measuring evaluates its clocks twice for each, and holds
/// no connection meanwhile.
public struct ExclusionsCase: Sendable {
  let file: TicketFile
  let version: AgreementVersion?
  let asOf: Instant
  /// In the order of their approval, without effects.
  let applied: [AppliedExclusion]

  public var isEmpty: Bool { applied.isEmpty }

  /// Each with what it changed.
  public func measured() -> [AppliedExclusion] {
    applied.map { exclusion in
      var measured = exclusion
      measured.effects = file.effects(of: exclusion.sequence, under: version, asOf: asOf).filter(\.isChange)
      return measured
    }
  }
}

extension App {
  /// A ticket's exclusions in the order of their approval, each with what it changed; seen from now or from `asOf`.
  ///
  /// - Throws: `unavailable` where too many clocks are being explained.
  public func ticketExclusions(
    _ key: TicketKey, asOf: Instant? = nil, as principal: Principal
  ) async throws -> [AppliedExclusion] {
    try await measure(ask(TicketExclusions(key, asOf: asOf), as: principal))
  }

  /// Measures exclusions that were read.
  public func measure(_ found: ExclusionsCase) async throws -> [AppliedExclusion] {
    found.isEmpty ? [] : try await computing.run { found.measured() }
  }

  /// What an exclusion would do to each of a ticket's clocks; nothing is written.
  ///
  /// - Throws: `conflict` where no agreement covers the ticket; `unavailable` where too many clocks are explained.
  public func previewExclusion(
    _ exclusion: TicketEvent.Exclusion, of key: TicketKey, as principal: Principal
  ) async throws -> ExclusionPreview {
    let found = try await ask(PreviewExclusion(key, exclusion), as: principal)
    return try await computing.run { found.measured() }
  }
}

/// What an exclusion would do to a ticket's clocks.
public struct ExclusionPreview: Hashable, Sendable {
  public var ticket: TicketRow
  /// Every clock, changed or not, in the order of the agreement's objectives.
  public var effects: [ExclusionEffect]
}

/// Reads what the effects of an exclusion are previewed from. `App.previewExclusion` does both.
public struct PreviewExclusion: Query {
  public var key: TicketKey
  public var exclusion: TicketEvent.Exclusion

  public init(_ key: TicketKey, _ exclusion: TicketEvent.Exclusion) { (self.key, self.exclusion) = (key, exclusion) }

  /// As it was read in one transaction.
  public struct Answer: Sendable {
    let file: TicketFile
    let row: TicketRow
    let version: AgreementVersion
    let exclusion: TicketEvent.Exclusion
    let asOf: Instant

    func measured() -> ExclusionPreview {
      let known = version.terms.exclusions + file.exclusions
      let new = TicketEvent.excluded(exclusion).exclusion.map { [$0] } ?? []
      return ExclusionPreview(ticket: row, effects: file.effects(version, known: known, of: new, asOf: asOf))
    }
  }

  /// - Throws: `conflict` where no agreement covers the ticket.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.changeAgreements)
    let file = try look.deskFile(key)
    try ExcludeTime.check(exclusion)
    _ = try file.ticket.exclude(exclusion)
    guard let row = try TicketStore.row(file.ticket.id, in: look.transaction), let version = try look.version(of: file)
    else {
      throw MainstayError.conflict(
        code: "no-agreement", message: "No agreement covers this ticket, so it has no clocks to leave a time out of.")
    }
    return Answer(file: file, row: row, version: version, exclusion: exclusion, asOf: look.now)
  }
}

extension TicketFile {
  /// The exclusion that stands at a place of the stream; nil where something else does.
  func exclusion(at sequence: Int64) -> TicketEvent.Exclusion? {
    guard let entry = history.first(where: { $0.sequence == sequence }), case .excluded(let exclusion) = entry.event
    else { return nil }
    return exclusion
  }

  /// Each clock without and with `new`, where `known` holds already.
  func effects(
    _ version: AgreementVersion, known: [Agreements.Exclusion], of new: [Agreements.Exclusion], asOf: Instant
  ) -> [ExclusionEffect] {
    let plan = version.plan(for: ticket.measure)
    let asOf = max(asOf, history.last?.at ?? asOf)
    func verdicts(_ exclusions: [Agreements.Exclusion]) -> [ClockReading] {
      ClockEvaluator(plan: plan, exclusions: exclusions, events: clockEvents).verdicts(asOf: asOf)
    }
    let (before, after) = (verdicts(known), verdicts(known + new))
    return ExclusionEffect.pairs(before, after)
  }
}

extension Look {
  func version(of file: TicketFile) throws -> AgreementVersion? {
    try file.ticket.agreement.flatMap { try app.agreements.version($0, in: transaction) }
  }
}

extension TicketFile {
  /// What the exclusion at `sequence` does over those before it: the agreement's and the ticket's earlier ones.
  func effects(of sequence: Int64, under version: AgreementVersion?, asOf: Instant) -> [ExclusionEffect] {
    guard let version else { return [] }
    let again = countingAgain
    let standing = history.filter { !again.contains($0.sequence) }
    let earlier = standing.filter { $0.sequence < sequence }.compactMap(\.event.exclusion)
    let new = standing.filter { $0.sequence == sequence }.compactMap(\.event.exclusion)
    return effects(version, known: version.terms.exclusions + earlier, of: new, asOf: asOf)
  }
}
