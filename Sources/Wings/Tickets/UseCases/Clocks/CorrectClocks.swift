import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets

/// What can be corrected about a ticket's clocks after the fact.
public enum ClockCorrection: Hashable, Sendable {
  /// A time counts for none of them.
  case leaveOut(TicketEvent.Exclusion)
  /// A time that an entry of the ticket's stream left out counts again.
  case countAgain(entry: Int64, reason: String)
}

/// A ticket's clocks as they stand, for a wing above that decides about corrections of them by a rule of its own.
package struct CorrectableClocks: Sendable {
  package let row: TicketRow
  package let version: AgreementVersion
  package let asOf: Instant
  private let file: TicketFile

  init(_ file: TicketFile, row: TicketRow, version: AgreementVersion, asOf: Instant) {
    (self.file, self.row, self.version) = (file, row, version)
    self.asOf = max(asOf, file.history.last?.at ?? asOf)
  }

  /// The last entry of the ticket's stream that the clocks rest on.
  package var position: Int64 { file.history.last?.sequence ?? 0 }

  /// The clock of an objective and cycle, as the engine says it now; nil where there is none.
  package func reading(_ clock: String, _ cycle: Int) -> ClockReading? {
    readings(leavingOut: version.terms.exclusions + file.exclusions).first { $0.clock == clock && $0.cycle == cycle }
  }

  /// The times that the ticket's own entries leave out at present, by these.
  package var exclusions: [(entry: Int64, exclusion: TicketEvent.Exclusion)] {
    file.history.compactMap { entry in file.exclusion(standingAt: entry.sequence).map { (entry.sequence, $0) } }
  }

  /// Each clock without a correction and with it.
  ///
  /// - Throws: `invalid` where nothing of the sort can be corrected.
  package func effects(of correction: ClockCorrection) throws -> [ExclusionEffect] {
    let standing = file.exclusions
    switch correction {
    case .leaveOut(let exclusion):
      try ExcludeTime.check(exclusion)
      _ = try file.ticket.exclude(exclusion)
      let new = TicketEvent.excluded(exclusion).exclusion.map { [$0] } ?? []
      return file.effects(version, known: version.terms.exclusions + standing, of: new, asOf: asOf)
    case .countAgain(let entry, let reason):
      _ = try file.countingAgain(entry, because: reason)
      let others = file.history.filter { $0.sequence != entry }.compactMap { file.exclusion(standingAt: $0.sequence) }
      let rest = version.terms.exclusions + others.compactMap { TicketEvent.excluded($0).exclusion }
      return ExclusionEffect.pairs(
        readings(leavingOut: version.terms.exclusions + standing), readings(leavingOut: rest))
    }
  }

  private func readings(leavingOut exclusions: [Agreements.Exclusion]) -> [ClockReading] {
    ClockEvaluator(plan: version.plan(for: file.ticket.measure), exclusions: exclusions, events: file.clockEvents)
      .verdicts(asOf: asOf)
  }
}

extension ExclusionEffect {
  /// Clocks of two evaluations of one ticket, side by side.
  static func pairs(_ before: [ClockReading], _ after: [ClockReading]) -> [ExclusionEffect] {
    func same(_ reading: ClockReading) -> (ClockReading) -> Bool {
      { $0.clock == reading.clock && $0.cycle == reading.cycle }
    }
    var effects = after.map { reading in ExclusionEffect(before: before.first(where: same(reading)), after: reading) }
    effects += before.filter { !after.contains(where: same($0)) }.map { ExclusionEffect(before: $0, after: nil) }
    return effects
  }
}

extension TicketFile {
  /// What the ticket's own entries leave out of its clocks: what was left out once and counts again is not among them.
  package var exclusions: [Agreements.Exclusion] {
    let again = countingAgain
    return history.filter { !again.contains($0.sequence) }.compactMap(\.event.exclusion)
  }

  /// The entries whose exclusions count again.
  var countingAgain: Set<Int64> { Set(history.compactMap(\.event.countsAgain)) }

  /// What an entry leaves out; nil where it leaves nothing out, or what it left out counts again.
  package func exclusion(standingAt sequence: Int64) -> TicketEvent.Exclusion? {
    countingAgain.contains(sequence) ? nil : exclusion(at: sequence)
  }

  /// Has a time counted again that an entry left out.
  ///
  /// - Throws: `invalid` where that entry leaves nothing out.
  func countingAgain(_ entry: Int64, because reason: String) throws(MainstayError) -> [TicketEvent] {
    var faults = TextBounds.name.faults(in: reason, at: "reason")
    if exclusion(standingAt: entry) == nil {
      faults.append(FieldFault("entry", "leaves no time out of this ticket's clocks; choose one that does"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
    return [.readmitted(entry: entry, reason: reason)]
  }
}

extension Look {
  /// The clocks of a ticket that the principal may correct, or contest, by a permission.
  ///
  /// - Throws: `notFound`; `forbidden` where the permission does not hold for this ticket; `conflict` where no agreement
  ///   covers it.
  package func correctableClocks(_ key: TicketKey, by permission: Permission) throws -> CorrectableClocks {
    let file = try deskFile(key)
    guard principal.sight(of: permission).takesIn(file.ticket) else {
      throw MainstayError.forbidden(permission: permission.name)
    }
    try file.requireUnderstood()
    guard let row = try TicketStore.row(file.ticket.id, in: transaction), let version = try version(of: file) else {
      throw MainstayError.conflict(
        code: "no-agreement", message: "No agreement covers this ticket, so it has no clocks to contest.")
    }
    return CorrectableClocks(file, row: row, version: version, asOf: now)
  }

  /// Who approved what an entry of a ticket's stream leaves out, as the journal names them; nil where it has no such entry.
  package func approver(ofExclusion entry: Int64, of ticket: RecordID) throws -> String? {
    var found: String?
    try JournalStore.forEachEntry(of: TicketFile.stream(of: ticket), in: transaction) { stored in
      if stored.entry.sequence == entry, stored.entry.kind == "ticket.excluded" { found = stored.entry.actor }
    }
    return found
  }

  /// Rows of tickets that the principal sees at the desk, by their ids.
  package func seenTickets(_ ids: Set<RecordID>) throws -> [RecordID: TicketRow] {
    let sight = principal.sight(of: .seeAllTickets)
    let rows = try TicketStore.rows(ids, in: transaction).filter { sight.takesIn($0) }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
  }
}

extension Work {
  /// Corrects a ticket's clocks as a wing above decided: they are computed anew, and both verdicts stay in the journal.
  ///
  /// - Throws: `notFound`; `forbidden` where the permission does not hold for this ticket; `invalid`.
  @discardableResult
  package func correctClocks(
    of ticket: RecordID, _ correction: ClockCorrection, by permission: Permission
  ) throws -> TicketChange {
    var file = try fileToChange(ticket, as: TicketKey(ticket), by: permission)
    let events: [TicketEvent]
    switch correction {
    case .leaveOut(let exclusion):
      try ExcludeTime.check(exclusion)
      events = try file.ticket.exclude(exclusion)
    case .countAgain(let entry, let reason): events = try file.countingAgain(entry, because: reason)
    }
    return try change(&file, expecting: nil) { _ in events }
  }
}

extension Look {
  /// The id of a ticket that the principal sees at the desk.
  ///
  /// - Throws: `notFound` where there is none for them; `forbidden` where they only follow it as its requester.
  package func ticketAtDesk(_ key: TicketKey) throws -> RecordID {
    let id = try resolve(key)
    try requireVisible(id, as: key)
    guard try seenTickets([id])[id] != nil else {
      throw MainstayError.forbidden(permission: Permission.seeAllTickets.name)
    }
    return id
  }

  /// What an entry of a ticket's stream left out, whether or not it counts again since; nil where it left nothing out.
  package func exclusion(ofEntry entry: Int64, of ticket: RecordID) throws -> TicketEvent.Exclusion? {
    try TicketFile.load(ticket, in: transaction)?.exclusion(at: entry)
  }
}

extension Work {
  /// Makes others who change a ticket wait until this transaction ends.
  package func lockTicket(_ id: RecordID) throws {
    _ = try JournalStore.head(of: TicketFile.stream(of: id), lock: true, in: transaction)
  }
}
