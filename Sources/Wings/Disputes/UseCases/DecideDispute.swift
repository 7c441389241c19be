import Core
import Disputes
import Kernel
import Services
import ServicesUseCases
import Storage
import TicketsUseCases

/// Decides about a dispute that somebody else opened. Where it is upheld, in whole or in part, what was contested is
/// counted anew in the same transaction, and both verdicts stay.
public struct DecideDispute: Command {
  public enum Decision: Hashable, Sendable {
    case uphold
    /// Of the time that should be left out, or that a record should speak of, this part alone.
    case part(from: Instant, to: Instant)
    case reject
  }

  public var number: Int
  public var decision: Decision
  public var reasons: String
  /// What comes out of it as whoever decides saw it (`CorrectionEffect.brief`); nil takes what was expected when it was
  /// opened, of a part whatever comes out.
  public var outcome: String?
  /// The version that was read, with all that both sides had said by then; nil takes any.
  public var expecting: Int?

  /// Whether the version has to be named: of people, who decide about what they have read.
  public var namesVersion: Bool

  public init(
    _ number: Int, _ decision: Decision, because reasons: String, outcome: String? = nil, expecting: Int? = nil,
    namesVersion: Bool = false
  ) {
    (self.number, self.decision, self.reasons) = (number, decision, reasons)
    (self.outcome, self.expecting, self.namesVersion) = (outcome, expecting, namesVersion)
  }

  /// - Throws: `notFound`, `stale`, `forbidden`; `conflict` where it has ended, where one is a side or answers for what is
  ///   contested, where no person decides, where it was overtaken, and where something else would come out of it than was
  ///   seen; `invalid` with all faults.
  public func perform(in work: Work) throws -> Dispute {
    try work.principal.require(.decideDisputes)
    var row = try work.dispute(number, expecting: expecting)
    let dispute = row.dispute
    try work.look.requireReach(.decideDisputes, of: dispute.subject)
    let said = try DisputeStore.statements(of: dispute.id, in: work.transaction)
    let parties = try work.look.parties(dispute, said)
    if let obstacle = dispute.obstacle(toDecisionBy: work.principal, mark: work.principal.mark, parties) {
      throw MainstayError(obstacle)
    }
    if namesVersion, expecting == nil {
      throw MainstayError.conflict(
        code: "version-missing",
        message: "A decision names the version that was read. Open the dispute again, and read what both sides said.")
    }
    let faults = Dispute.reasonsBounds.faults(in: reasons, at: "reasons")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    switch decision {
    case .reject: try work.end(&row, as: .rejected, because: reasons)
    case .uphold:
      try work.correct(&row, dispute.correction, outcome)
      try work.end(&row, as: .upheld, because: reasons)
    case .part(let from, let to):
      try work.correct(&row, dispute.correction.part(from: from, to: to), outcome)
      try work.end(&row, as: .partly, because: reasons)
    }
    return row.dispute
  }
}

extension Work {
  /// Corrects what is contested, where it still is what was contested, and notes in the dispute what came of it.
  fileprivate func correct(_ row: inout DisputeRow, _ correction: Correction, _ outcome: String?) throws {
    let dispute = row.dispute
    // Nobody changes what it rests on between the look and the correction.
    switch dispute.subject {
    case .clock(let ticket, _, _): try lockTicket(ticket)
    case .figure(let service, _): try lockServices(stating: service)
    }
    let contested = try look.contested(dispute.subject, by: .decideDisputes)
    if let sentence = try dispute.overtaking(in: contested) { throw MainstayError(DisputeObstacle.overtaken(sentence)) }
    guard let effect = try contested.effect(correction) else {
      throw MainstayError(DisputeObstacle.overtaken("What is to be corrected was changed since it was contested."))
    }
    guard effect.isChange else {
      throw MainstayError.field(
        "from", "changes nothing about what is contested: choose more of what was asked for, or reject it")
    }
    if let outcome, outcome != effect.brief {
      throw MainstayError.conflict(
        code: "outcome-changed",
        message:
          "It would come to \(effect.afterWords) now, and not to what you saw. Nothing was corrected. Look at it "
          + "again.")
    }
    switch dispute.subject {
    case .clock(let ticket, _, _):
      guard let wanted = correction.ofClocks(dispute.name) else { return }
      try correctClocks(of: ticket, wanted, by: .decideDisputes)
    case .figure(let service, _):
      guard
        let change = correction.ofRecords(
          service, asked: dispute.openedAt, by: dispute.openedBy, because: "\(dispute.name) was decided")
      else { return }
      _ = try make(change, decidedAs: dispute.name)
    }
    row.dispute.made = correction
    // As the engine says it now that it is written.
    let after = try look.contested(dispute.subject, by: .decideDisputes).present
    row.dispute.result = CorrectionEffect(before: effect.before, after: after, others: effect.others)
  }
}

extension Dispute {
  /// What has become of what is contested since, as a sentence; nil where it still is what was contested.
  func overtaking(in contested: Contested) throws -> String? {
    var effect: CorrectionEffect?
    do {
      effect = try contested.effect(correction)
    } catch MainstayError.invalid {
      // What it would change is no longer there.
    }
    return overtaking(present: contested.present, effect: effect)
  }
}
