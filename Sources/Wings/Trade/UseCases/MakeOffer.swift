import AgreementsUseCases
import Core
import Journal
import Kernel
import Proposals
import ProposalsUseCases
import Storage
import Trade

/// What an offer begins with.
public struct OfferDraft: Sendable {
  public enum Source: Sendable {
    /// A proposal that waits.
    case proposal(RecordID)
    case drafts(AgreementDrafts)
  }

  public var title: String
  public var party: Offer.Party
  /// What the other side is called.
  public var partyName: String
  public var source: Source
  /// What is said with it.
  public var note: String
  /// When it ends; nil: after the usual time.
  public var endsAt: Instant?

  public init(
    title: String, party: Offer.Party, called partyName: String, source: Source, note: String = "",
    endsAt: Instant? = nil
  ) {
    (self.title, self.party, self.partyName) = (title, party, partyName)
    (self.source, self.note, self.endsAt) = (source, note, endsAt)
  }

  func faults(at now: Instant) -> [FieldFault] {
    Offer.titleBounds.faults(in: title, at: "title") + Offer.partyBounds.faults(in: partyName, at: "partyName")
      + Offer.noteBounds.faults(in: note, at: "note") + Offer.faults(endingAt: endsAt, now: now)
  }
}

extension Offer {
  static func faults(endingAt end: Instant?, now: Instant) -> [FieldFault] {
    guard let end else { return [] }
    if end <= now { return [FieldFault("endsAt", "has passed; name an instant ahead")] }
    return end - now > longestTerm ? [FieldFault("endsAt", "lies more than a year ahead")] : []
  }
}

/// Offers an agreement to the other side: a proposal that waits, or a draft. Its text is the first round.
public struct MakeOffer: Command {
  public var draft: OfferDraft
  public init(_ draft: OfferDraft) { self.draft = draft }

  /// - Throws: `invalid` with all faults, `notFound`, `limit`; `conflict` where another offer of this agreement is open, or
  ///   the proposal is decided.
  public func perform(in work: Work) throws -> Offer {
    try work.principal.requireEverywhere(.tradeOffers)
    try work.lockApplying()
    try OfferStore.lock(in: work.transaction)
    let faults = draft.faults(at: work.now)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    var proposal: RecordID?
    let drafts: AgreementDrafts
    switch draft.source {
    case .proposal(let id):
      let look = try ShowProposal(id).answer(from: work.look)
      guard look.proposal.state == .open else {
        throw MainstayError(conflictOf: .decided(look.proposal.state))
      }
      // What it would do now is not what was proposed, and nobody has looked at that.
      guard look.faults.isEmpty, look.changes.digest == look.proposal.digest else {
        throw MainstayError(conflictOf: .overtaken)
      }
      (proposal, drafts) = (id, look.drafts)
    case .drafts(let said): drafts = said
    }
    let (body, plan) = try work.offered(drafts)
    let key = drafts.agreements[0].key
    if let other = try OfferStore.openOffer(of: key, in: work.transaction) {
      let standing = try work.look.stand(other).standing
      guard standing != .open else {
        throw MainstayError.conflict(
          code: "offer-open",
          message: "\(other.value.name) offers \(key) already. Offer another round there, or take it back first.")
      }
      var other = other
      try work.end(&other, standing, by: work.principal.mark)
    }
    for signed in try OfferStore.agreed(of: key, in: work.transaction)
    where try work.look.stand(signed).standing == .agreed {
      throw MainstayError.conflict(
        code: "offer-agreed",
        message:
          "Both sides have signed \(signed.value.name) about \(key), and it is not in force yet. Hand that in first.")
    }
    guard try OfferStore.countOpen(in: work.transaction) < Offer.mostOpen else {
      throw MainstayError.limit(name: "offers that are open", limit: Offer.mostOpen)
    }
    let ends = draft.endsAt ?? work.now + Offer.usualTerm
    let offer = Offer(
      id: work.newID(), number: try OfferStore.nextNumber(in: work.transaction), title: draft.title, agreement: key,
      party: draft.party, called: draft.partyName, proposal: proposal, endsAt: ends, madeAt: work.now,
      madeBy: work.principal.mark)
    try work.write(OfferRow(value: offer), OfferEntry.made)
    let round = OfferRound(
      number: 1, side: .ours, body: body, hash: sha256Hex(body.canonical.utf8), plan: plan, note: draft.note,
      at: work.now, by: work.principal.mark, endsAt: ends)
    try work.write(RoundRow(offer: offer.id, value: round), OfferEntry.offered)
    return offer
  }
}

extension MainstayError {
  init(conflictOf obstacle: ProposalObstacle) { self = .conflict(code: obstacle.code, message: obstacle.words) }
}

extension Work {
  /// A text as rounds keep it, and the digest of what it would change.
  ///
  /// - Throws: `invalid` with all faults, also of what changes nothing or is about more than one agreement.
  func offered(_ drafts: AgreementDrafts) throws -> (body: JSON, plan: String) {
    guard drafts.agreements.count == 1 else {
      throw MainstayError.field(
        "agreements",
        "are \(drafts.agreements.isEmpty ? "missing" : "\(drafts.agreements.count)"): an offer is about one agreement, "
          + "with the open hours that change with it")
    }
    // An end is said by whoever may end it, and traded by nobody.
    let plan = try look.plan(drafts, asProposed: true)
    guard plan.contains(where: \.isChange) else {
      throw MainstayError.field("agreements", "change nothing: all that they say is in force already")
    }
    return (drafts.json, plan.digest)
  }
}
