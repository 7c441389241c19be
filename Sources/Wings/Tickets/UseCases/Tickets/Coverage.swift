import Agreements
import AgreementsUseCases
import Core
import Kernel
import Tickets

/// Which agreement covers a ticket, as far as that can be told.
enum Coverage {
  /// The version, or that there is none.
  case decided(AgreementVersion?)
  /// A version that may be the one cannot be read, and why.
  case undecided(RecordID, MainstayError)
}

extension Look {
  /// Which of the versions in force covers a ticket. One that cannot be read is passed over only where it is known
  /// that it does not hold for the ticket: what it promises is never guessed.
  func coverage(
    of opening: TicketEvent.Opening, at openedAt: Instant, among inForce: [RecordID]
  ) throws -> Coverage {
    var readable: [AgreementVersion] = []
    var broken: [(RecordID, MainstayError)] = []
    for id in inForce {
      do {
        if let version = try app.agreements.version(id, in: transaction) { readable.append(version) }
      } catch MainstayError.unreadable(let record, let reason) {
        broken.append((id, .unreadable(record: record, reason: reason)))
      }
    }
    let best = AgreementVersion.covering(opening.covered, at: openedAt, among: readable)
    for (id, error) in broken where try mayHold(id, for: opening, at: openedAt, before: best) {
      return .undecided(id, error)
    }
    return .decided(best)
  }

  /// The version that holds for a ticket, or why its clocks do not go on.
  func agreement(of ticket: Ticket) throws -> (AgreementVersion?, fault: String?) {
    guard let id = ticket.undecided ?? ticket.agreement else { return (nil, nil) }
    do {
      let version = try app.agreements.required(id, in: transaction)
      guard ticket.undecided == nil else {
        return (nil, "Which agreement covers it could not be told when it was opened. It can be now, and will be.")
      }
      return (version, nil)
    } catch MainstayError.unreadable(let record, let reason) {
      let follows = ticket.undecided == nil ? "" : ", so it is not known which agreement covers the ticket"
      return (nil, "\(record) cannot be read\(follows): \(reason)")
    }
  }

  private func mayHold(
    _ id: RecordID, for opening: TicketEvent.Opening, at openedAt: Instant, before best: AgreementVersion?
  ) throws -> Bool {
    guard let terms = try app.agreements.terms(id, in: transaction) else { return true }
    return terms.covers(opening.covered, at: openedAt) && (best.map { terms.goesBefore($0.terms) } ?? true)
  }
}

extension Work {
  /// Finds the agreement of a ticket of which nobody could tell when it was opened: the one that was in force then, by
  /// the rule that decides it then. Its clocks begin with it.
  ///
  /// - Throws: `unreadable` as long as it cannot be told.
  func decideAgreement(of file: inout TicketFile) throws {
    try file.requireUnderstood()
    guard let undecided = file.ticket.undecided, case .opened(let opening)? = file.history.first?.event else { return }
    let inForce = try AgreementStore.known(at: file.ticket.openedAt, in: transaction)
    guard inForce.contains(undecided) else {
      throw MainstayError.unreadable(
        record: "agreement_version \(undecided)", reason: "a ticket was opened under it, and it is not there")
    }
    switch try look.coverage(of: opening, at: file.ticket.openedAt, among: inForce) {
    case .undecided(_, let error): throw error
    case .decided(let version):
      try TalliedTickets.leave(file.ticket.id, in: transaction)
      try TicketStore.decide(version?.id, of: file.ticket.id, in: transaction)
      try keep([.agreementDecided(version?.id)], in: &file)
    }
  }
}

extension TicketEvent.Opening {
  /// What scopes of agreements are held against.
  package var covered: [String: String] { attributes.merging(["kind": kind.rawValue]) { _, kind in kind } }
}

extension AgreementVersion {
  /// What of it applies to a kind of ticket: requests are fulfilled, everything else is resolved.
  public func plan(for measure: TicketMeasure) -> ClockPlan { plan(toFulfil: measure == .fulfilment) }
}
