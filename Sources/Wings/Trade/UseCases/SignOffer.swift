import AgreementsUseCases
import Core
import Kernel
import Proposals
import ProposalsUseCases
import Storage
import Trade

/// Signs the round that stands for one side: exactly the text of a hash. Once both have signed the same, it is agreed.
public struct SignOffer: Command {
  public var door: OfferDoor
  /// The round that was looked at.
  public var round: Int
  /// SHA-256 of the text that was looked at.
  public var hash: String
  /// What a contact of the other side signs as; nil: as their link calls them.
  public var name: String?

  public init(_ door: OfferDoor, round: Int, hash: String, as name: String? = nil) {
    (self.door, self.round, self.hash, self.name) = (door, round, hash, name)
  }

  /// - Throws: `conflict` where another round stands, its text is another one, the side has signed it, who signs has
  ///   offered it, or the offer is open no more.
  public func perform(in work: Work) throws -> OfferSignature {
    // What it would change stays as it is until this is done.
    try work.lockApplying()
    var hand = try work.enter(door, .approveAgreements)
    if hand.side == .ours {
      try work.principal.requireEverywhere(.seeOffers)
      if let obstacle = hand.stand.obstacle(toSigner: work.principal, marked: hand.mark) {
        throw MainstayError(obstacle)
      }
    }
    if let obstacle = hand.stand.obstacle(toSigning: round, hash, for: hand.side) { throw MainstayError(obstacle) }
    let faults = name.map { Offer.contactBounds.faults(in: $0, at: "name") } ?? []
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    // Whoever signs as somebody else than the contact whose link it is stands there with both names.
    let said = hand.side == .theirs ? name.flatMap { $0 == hand.name ? nil : $0 } : nil
    let called = said.map { "\($0), by the link of \(hand.name)" } ?? hand.name
    let signature = OfferSignature(
      round: round, side: hand.side, hash: hash, at: work.now, by: hand.mark, name: called)
    try work.write(SignatureRow(offer: hand.row.offer, value: signature), OfferEntry.signed)
    hand.stand.signatures.append(signature)
    if hand.stand.isAgreed {
      try work.end(&hand.row, .agreed, by: hand.mark)
      try work.tell(.agreed, of: hand.row.value, by: hand.side)
    } else {
      try work.tell(.signed, of: hand.row.value, by: hand.side)
    }
    return signature
  }
}

/// Takes an offer back, by our side.
public struct WithdrawOffer: Command {
  public var number: Int
  public var note: String
  public init(_ number: Int, note: String = "") { (self.number, self.note) = (number, note) }

  /// - Throws: `notFound`, `invalid`, `conflict` where it is open no more.
  public func perform(in work: Work) throws -> Offer {
    var hand = try work.enter(.desk(number), .tradeOffers)
    if let obstacle = hand.stand.obstacle { throw MainstayError(obstacle) }
    let faults = Offer.noteBounds.faults(in: note, at: "note")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    hand.row.value.note = note
    try work.end(&hand.row, .withdrawn, by: hand.mark)
    try work.tell(.ended, of: hand.row.value, by: .ours)
    return hand.row.value
  }
}

/// Hands in what both sides signed, as a proposal that somebody approves as any other. The one that the offer was made
/// from is taken where it waits and says the same, or is the principal's own and can be revised; else there is a new one.
public struct ProposeAgreed: Command {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  /// - Throws: `notFound`, `conflict` where both have not signed the same, or it would do something else now.
  public func perform(in work: Work) throws -> RecordID {
    try work.lockApplying()
    var hand = try work.enter(.desk(number), .tradeOffers)
    let offer = hand.row.value
    guard hand.stand.standing == .agreed, hand.stand.isAgreed else {
      let standing = hand.stand.standing
      throw MainstayError(standing == .open ? OfferObstacle.notAgreed : OfferObstacle.over(standing))
    }
    guard offer.inForceAt == nil else { throw MainstayError(OfferObstacle.inForce) }
    let drafts = try AgreementDrafts(json: hand.stand.round.body)
    let draft = ProposalDraft(
      title: offer.title,
      reason:
        "Both sides have signed this text: \(offer.name), round \(offer.round), SHA-256 \(hand.stand.round.hash).",
      files: [.init(name: offer.agreement + ".yaml", text: drafts.fileText)], drafts: drafts)
    var made = offer.proposal
    let present = offer.proposal.flatMap { id in try? ShowProposal(id).answer(from: work.look) }
    switch present {
    case let present? where present.proposal.state == .open && present.drafts.json == hand.stand.round.body: break
    case let present? where present.proposal.state == .open && present.toRevise == nil:
      _ = try ReviseProposal(present.proposal.id, draft).perform(in: work)
    case let present? where present.proposal.state == .open:
      // Nobody could tell the two apart, and the one that was not signed must not be approved.
      throw MainstayError.conflict(
        code: "proposal-waits",
        message:
          "The proposal that this offer was made from still waits, says something else, and is not yours to change. "
          + "Have whoever made it take it back, or reject it, and hand this in then.")
    default: made = try ProposeAgreements(draft).perform(in: work).id
    }
    guard let made else { throw MainstayError.unavailable(reason: "The proposal could not be made.") }
    if made != offer.proposal {
      hand.row.value.proposal = made
      try work.keep(&hand.row, OfferEntry.proposed)
    }
    return made
  }
}

/// Writes down that offers have lapsed or were overtaken.
public struct SettleOffers: Command {
  public init() {}

  /// How many.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    var count = 0
    for found in try OfferStore.unsettled(in: work.transaction) {
      let standing = try work.look.stand(found).standing
      guard standing != found.value.state, var row = try OfferStore.row(found.offer, lock: true, in: work.transaction),
        row.value.version == found.value.version
      else { continue }
      try work.end(&row, standing, by: work.principal.mark)
      try work.tell(.ended, of: row.value, by: .ours)
      count += 1
    }
    return count
  }
}
