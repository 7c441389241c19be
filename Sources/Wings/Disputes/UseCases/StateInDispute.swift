import Core
import Disputes
import Kernel
import TicketsUseCases

/// Adds what one side has to say. What was said before stays as it is.
public struct StateInDispute: Command {
  public var number: Int
  /// Nil: the side that one spoke for before, else the answering one.
  public var side: Dispute.Side?
  public var text: String
  public var evidence: [DisputeEvidence]
  /// The version that was read; nil takes any.
  public var expecting: Int?

  public init(
    _ number: Int, for side: Dispute.Side? = nil, text: String, evidence: [DisputeEvidence] = [], expecting: Int? = nil
  ) {
    (self.number, self.side, self.text, self.evidence, self.expecting) = (number, side, text, evidence, expecting)
  }

  public struct Answer: Hashable, Sendable {
    public var dispute: Dispute
    public var statement: DisputeStatement
  }

  /// - Throws: `notFound`, `stale`, `forbidden`; `conflict` where it has ended, or where one spoke for the other side;
  ///   `invalid` with all faults; `limit`.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.stateInDisputes)
    var row = try work.dispute(number, expecting: expecting)
    try work.look.requireReach(.stateInDisputes, of: row.dispute.subject)
    let said = try DisputeStore.statements(of: row.dispute.id, in: work.transaction)
    let own = try row.dispute.side(of: work.principal.mark, asking: side, DisputeParties(said))
    let faults = Dispute.textBounds.faults(in: text, at: "statement") + evidence.faults
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard said.count < Dispute.mostStatements else {
      throw MainstayError.limit(name: "statements of a dispute", limit: Dispute.mostStatements)
    }
    let statement = DisputeStatement(
      number: said.count + 1, side: own, text: text, evidence: evidence, at: work.now, by: work.principal.mark)
    try work.state(statement, in: row.dispute.id)
    // Whoever decides has read all that was said: a decision about a version before it is stale.
    row.dispute.version += 1
    try work.save(row, DisputeEntry.versioned)
    try work.tell(.stated, of: row.dispute)
    return Answer(dispute: row.dispute, statement: statement)
  }
}

extension Look {
  /// Asks whether a permission holds for what a dispute is about.
  ///
  /// - Throws: `forbidden`.
  func requireReach(_ permission: Permission, of subject: Dispute.Subject) throws {
    switch subject {
    case .clock(let ticket, _, _):
      try principal.require(permission)
      guard let row = try seenTickets([ticket])[ticket], principal.sight(of: permission).takesIn(row) else {
        throw MainstayError.forbidden(permission: permission.name)
      }
    case .figure: try principal.requireEverywhere(permission)
    }
  }
}

/// Takes a dispute back, by who opened it.
public struct WithdrawDispute: Command {
  public var number: Int
  /// The version that was read; nil takes any.
  public var expecting: Int?

  public init(_ number: Int, expecting: Int? = nil) { (self.number, self.expecting) = (number, expecting) }

  /// - Throws: `notFound`, `stale`, `conflict` where it has ended or is somebody else's.
  public func perform(in work: Work) throws -> Dispute {
    try work.principal.require(.openDisputes)
    var row = try work.dispute(number, expecting: expecting)
    if let obstacle = row.dispute.obstacle(toWithdrawalBy: work.principal.mark) { throw MainstayError(obstacle) }
    try work.end(&row, as: .withdrawn, because: nil)
    return row.dispute
  }
}

extension Work {
  /// Ends a dispute.
  func end(_ row: inout DisputeRow, as state: Dispute.State, because reasons: String?) throws {
    row.dispute.state = state
    (row.dispute.decidedAt, row.dispute.decidedBy, row.dispute.reasons) = (now, principal.mark, reasons)
    row.dispute.version += 1
    row.salt = app.ids.secret(bytes: 16)
    switch state {
    case .open: break
    case .upheld: try save(row, DisputeEntry.upheld)
    case .partly: try save(row, DisputeEntry.partly)
    case .rejected: try save(row, DisputeEntry.rejected)
    case .withdrawn: try save(row, DisputeEntry.withdrawn)
    }
    try tell(state == .withdrawn ? .withdrawn : .decided, of: row.dispute)
  }
}
