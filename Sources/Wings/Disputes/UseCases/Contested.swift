import Agreements
import Core
import Disputes
import Journal
import Kernel
import PeopleUseCases
import Services
import ServicesUseCases
import Storage
import Tickets
import TicketsUseCases

/// What is contested as it stands now, and what corrections would make of it, by the engines that count it anyway.
struct Contested {
  /// Nil where there is no such clock, or nothing was stated of the period.
  var present: ContestedValue?
  /// The last entry of the ticket's stream that its clocks rest on, or the number of the statement.
  var position: Int64
  /// Nil where it could not be made any more; throws `invalid` where it never could.
  var effect: (Correction) throws -> CorrectionEffect?
}

extension Look {
  /// - Parameter permission: What the principal must hold for the ticket, or everywhere for a service.
  /// - Throws: `notFound` where the principal does not see what it is about; `forbidden`.
  func contested(_ subject: Dispute.Subject, by permission: Permission) throws -> Contested {
    switch subject {
    case .clock(let ticket, let name, let cycle):
      let clocks = try correctableClocks(TicketKey(ticket), by: permission)
      let present = clocks.reading(name, cycle).map { ContestedValue.clock(ContestedVerdict($0)) }
      return Contested(present: present, position: clocks.position) { correction in
        guard let present, let wanted = correction.ofClocks(nil) else { return nil }
        let effects = try clocks.effects(of: wanted)
        func isIt(_ effect: ExclusionEffect) -> Bool {
          (effect.before ?? effect.after).map { $0.clock == name && $0.cycle == cycle } ?? false
        }
        let after = effects.first(where: isIt)?.after.map { ContestedValue.clock(ContestedVerdict($0)) }
        let others = effects.filter { $0.isChange && !isIt($0) }.compactMap(\.words)
        return CorrectionEffect(before: present, after: after, others: others)
      }
    case .figure(let service, let period):
      try principal.require(.seeServices)
      if permission != .seeDisputes { try principal.requireEverywhere(permission) }
      let latest = try latestStatement(of: service, period)
      let present = latest.map { ContestedValue.figure($0.figure) }
      return Contested(present: present, position: Int64(latest?.number ?? 0)) { correction in
        guard let present, let change = correction.ofRecords(service, asked: self.now, by: self.principal.mark),
          let moves = try self.moves(deciding: change)
        else { return nil }
        let after = moves.first { $0.period == period }.map { ContestedValue.figure($0.after) } ?? present
        return CorrectionEffect(
          before: present, after: after, others: moves.filter { $0.period != period }.map(\.words))
      }
    }
  }

  /// Who has a part in a dispute: who spoke in it, whose ticket it is, and who told of, or approved, what its correction
  /// would change.
  func parties(_ dispute: Dispute, _ said: [DisputeStatement]) throws -> DisputeParties {
    var parties = DisputeParties(said)
    if case .clock(let ticket, _, _) = dispute.subject {
      parties.assignee = try seenTickets([ticket])[ticket]?.assignee
    }
    switch (dispute.correction, dispute.subject) {
    case (.countAgain(let entry, _), .clock(let ticket, _, _)):
      if let approver = try approver(ofExclusion: entry, of: ticket) {
        parties.answerable = [PersonMark.mark(approver)]
      }
    case (.records(let change), _): parties.answerable = try change.outage.map { try tellers(ofOutage: $0) } ?? []
    default: break
    }
    return parties
  }

  /// Whether the principal may know of a dispute: of what it is about.
  func sees(_ subject: Dispute.Subject) throws -> Bool {
    guard principal.may(.seeDisputes) else { return false }
    switch subject {
    case .clock(let ticket, _, _): return try seenTickets([ticket])[ticket] != nil
    case .figure: return principal.may(.seeServices)
    }
  }
}

extension ExclusionEffect {
  /// What becomes of a clock: `assignment: breached becomes met`.
  fileprivate var words: String? {
    guard let clock = after ?? before else { return nil }
    let name = clock.cycle == 1 ? clock.clock : "\(clock.clock), cycle \(clock.cycle)"
    func words(_ reading: ClockReading?) -> String {
      reading.map { ContestedValue.clock(ContestedVerdict($0)).words } ?? "no such cycle"
    }
    if before?.state == after?.state { return "\(name): still \(words(after)), with other times" }
    return "\(name): \(words(before)) becomes \(words(after))"
  }
}

extension FigureMove {
  /// `2026-10: 99.1 % becomes 99.9 %`.
  fileprivate var words: String {
    "\(period.text): \(ContestedValue.figure(before).words) becomes \(ContestedValue.figure(after).words)"
  }
}

extension Correction {
  /// As the tickets' wing makes it; nil of what is about records of services.
  ///
  /// - Parameter name: Of the dispute that was decided so, which stands beside it from then on.
  func ofClocks(_ name: String?) -> ClockCorrection? {
    switch self {
    case .leaveOut(let from, let to, let reason, let clause):
      let evidence = [name, clause].compactMap { $0 }
      return .leaveOut(
        TicketEvent.Exclusion(
          from: from, to: to, reason: reason, evidence: evidence.isEmpty ? nil : evidence.joined(separator: ", ")))
    case .countAgain(let entry, let reason):
      return .countAgain(entry: entry, reason: (name.map { $0 + ": " } ?? "") + reason)
    case .records: return nil
    }
  }

  /// As the services' wing makes it; nil of what is about clocks.
  ///
  /// - Parameter reason: Why, as the records' journal has it.
  func ofRecords(
    _ service: String, asked at: Instant, by mark: String, because reason: String = "contested"
  ) -> ServiceChange? {
    guard case .records(let change) = self else { return nil }
    return ServiceChange(
      id: RecordID(""), number: 0, service: service, kind: change.kind, outage: change.outage, seen: change.seen,
      body: change.said, reason: reason, moves: [], askedAt: at, askedBy: mark)
  }
}

extension Work {
  /// A dispute that the principal sees, under the lock of all that is written of disputes.
  ///
  /// - Throws: `notFound`, also of one about what the principal does not see; `stale`.
  func dispute(_ number: Int, expecting: Int?) throws -> DisputeRow {
    try DisputeStore.lock(in: transaction)
    guard let row = try DisputeStore.row(numbered: number, in: transaction), try look.sees(row.dispute.subject) else {
      throw MainstayError.notFound(kind: "dispute", id: Dispute.name(number))
    }
    if let expecting, expecting != row.dispute.version {
      throw MainstayError.stale(
        kind: "dispute", id: row.dispute.name, yours: expecting, current: row.dispute.version)
    }
    return row
  }

  /// Writes a dispute as it stands, with an entry that says so.
  func save(_ row: DisputeRow, _ kind: String) throws {
    try DisputeStore.save(row, in: transaction)
    let people = try NameStore.people(ids: [row.dispute.openedBy, row.dispute.decidedBy ?? ""], in: transaction)
    try record(
      [Happening(kind: kind, at: now, payload: row.journaled { people[$0]?.name ?? $0 })],
      on: DisputeProjection.prefix + row.dispute.id.text)
  }

  /// Journals a statement as it stands.
  func note(_ row: StatementRow, _ kind: String) throws {
    let people = try NameStore.people(ids: [row.statement.by], in: transaction)
    try record(
      [Happening(kind: kind, at: now, payload: row.journaled { people[$0]?.name ?? $0 })],
      on: DisputeProjection.prefix + row.dispute.text)
  }

  /// Keeps what a side said.
  func state(_ statement: DisputeStatement, in dispute: RecordID) throws {
    let row = StatementRow(dispute: dispute, statement: statement, salt: app.ids.secret(bytes: 16))
    try DisputeStore.insert(row, in: transaction)
    try note(row, DisputeEntry.stated)
  }
}
