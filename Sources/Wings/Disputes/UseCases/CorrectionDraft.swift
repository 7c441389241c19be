import AgreementsUseCases
import Core
import Disputes
import Kernel
import Services
import ServicesUseCases
import Tickets
import TicketsUseCases

/// What somebody would have counted instead, as forms and programs say it.
public struct CorrectionDraft: Hashable, Sendable {
  /// Of clocks `leaveOut` and `countAgain`, of figures `record`, `correct` and `withdraw`.
  public enum Kind: String, CaseIterable, Hashable, Sendable { case leaveOut, countAgain, record, correct, withdraw }

  public var kind: Kind
  public var from: Instant?
  public var to: Instant?
  /// Of what is left out, or counts again: a word or two.
  public var reason: String?
  /// The clause of the agreement that allows it.
  public var clause: String?
  /// The entry of the ticket's stream that left out what counts again.
  public var entry: Int64?
  /// The number of the record that is corrected or withdrawn.
  public var outage: Int?
  public var state: OutageState?
  public var cause: OutageCause?

  public init(
    _ kind: Kind, from: Instant? = nil, to: Instant? = nil, reason: String? = nil, clause: String? = nil,
    entry: Int64? = nil, outage: Int? = nil, state: OutageState? = nil, cause: OutageCause? = nil
  ) {
    (self.kind, self.from, self.to, self.reason, self.clause) = (kind, from, to, reason, clause)
    (self.entry, self.outage, self.state, self.cause) = (entry, outage, state, cause)
  }

  /// Of the reason of what is left out or counts again: the name of the dispute stands before it once it is decided.
  public static let reasonBounds = TextBounds.name(1...80)
  /// Of a clause.
  public static let clauseBounds = TextBounds.line(1...900)
}

extension Look {
  /// The correction that a draft asks for, and what is wrong with it by the names of its fields.
  ///
  /// - Parameter name: By what the dispute will be known, which a new record names as its evidence.
  func correction(
    _ draft: CorrectionDraft, of subject: Dispute.Subject, as name: String
  ) throws -> (correction: Correction?, faults: [FieldFault]) {
    var faults: [FieldFault] = []
    func missing(_ field: String, _ why: String) { faults.append(FieldFault(field, "is missing: \(why)")) }
    func reason() -> String {
      let reason = draft.reason ?? ""
      faults += CorrectionDraft.reasonBounds.faults(in: reason, at: "reason")
      return reason
    }
    switch (draft.kind, subject) {
    case (.leaveOut, .clock(let ticket, _, _)):
      let why = reason()
      if let clause = draft.clause {
        faults += CorrectionDraft.clauseBounds.faults(in: clause, at: "clause")
        faults += try clauseFaults(clause, of: ticket)
      }
      if draft.from == nil { missing("from", "since when the time should not count") }
      if draft.to == nil { missing("to", "until when the time should not count") }
      guard let from = draft.from, let to = draft.to else { return (nil, faults) }
      if to <= from { faults.append(FieldFault("to", "must be after the beginning")) }
      if to > now { faults.append(FieldFault("to", "lies ahead: what is contested was counted until now")) }
      return (.leaveOut(from: from, to: to, reason: why, clause: draft.clause), faults)
    case (.countAgain, .clock):
      let why = reason()
      guard let entry = draft.entry else {
        missing("entry", "which time that was left out should count again")
        return (nil, faults)
      }
      return (.countAgain(entry: entry, reason: why), faults)
    case (.record, .figure(let service, _)):
      if draft.from == nil { missing("from", "since when it was so") }
      if draft.to == nil { missing("to", "until when it was so") }
      guard let from = draft.from, let to = draft.to else { return (nil, faults) }
      let state = draft.state ?? .excluded
      let outage = Outage(
        id: RecordID(""), number: 0, service: service, from: from, to: to, state: state,
        cause: draft.cause ?? (state == .excluded ? .customer : .fault), source: name, toldAt: now,
        toldBy: principal.mark)
      return checked(
        Correction.RecordChange(kind: .record, outage: nil, seen: 0, said: outage.said), outage, &faults)
    case (.correct, .figure(let service, _)), (.withdraw, .figure(let service, _)):
      guard let number = draft.outage else {
        missing("outage", "which record, like OUT-7")
        return (nil, faults)
      }
      guard var outage = try standingOutage(number), outage.service == service else {
        faults.append(FieldFault("outage", "\(Outage.name(number)) is no record of \(service) that stands"))
        return (nil, faults)
      }
      let seen = outage.version
      if draft.kind == .withdraw {
        return (
          .records(.init(kind: .withdraw, outage: number, seen: seen, said: outage.said)), faults
        )
      }
      if let from = draft.from { outage.from = from }
      if let to = draft.to { outage.to = to }
      if let state = draft.state { outage.state = state }
      if let cause = draft.cause { outage.cause = cause }
      return checked(.init(kind: .correct, outage: number, seen: seen, said: outage.said), outage, &faults)
    case (_, .clock):
      faults.append(FieldFault("correction", "of a clock is leaveOut or countAgain"))
    case (_, .figure):
      faults.append(FieldFault("correction", "of a figure is record, correct or withdraw"))
    }
    return (nil, faults)
  }

  /// A clause that the agreement of a ticket does not have allows nothing.
  private func clauseFaults(_ clause: String, of ticket: RecordID) throws -> [FieldFault] {
    let clauses = try correctableClocks(TicketKey(ticket), by: .openDisputes).version.terms.clauses
    guard !clauses.contains(clause) else { return [] }
    return [
      FieldFault(
        "clause",
        clauses.isEmpty
          ? "stands for nothing: the agreement of the ticket names no clauses. Leave it out, and say why in the statement"
          : "is none of the agreement's: \(clauses.joined(separator: "; "))")
    ]
  }

  private func checked(
    _ change: Correction.RecordChange, _ outage: Outage, _ faults: inout [FieldFault]
  ) -> (Correction?, [FieldFault]) {
    faults += outage.faults(at: now)
    return (.records(change), faults)
  }
}
