import Kernel

/// Why something cannot be done with an offer.
public enum OfferObstacle: Hashable, Sendable {
  /// It is open no more.
  case over(Offer.State)
  /// Another round stands than was looked at.
  case otherRound(Int)
  /// The text of the round is not the one that was looked at.
  case otherText
  /// That side has signed this round.
  case signed
  /// Nobody of ours signs an offer that they have made, nor a round.
  case own
  /// A person signs for our side: no part of the product, nor a program by a token.
  case noPerson
  /// Only the side that made a comment says that it is settled.
  case othersComment
  /// The comment is settled already.
  case settled
  /// Both have not signed.
  case notAgreed
  /// It was put in force.
  case inForce

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .over(.agreed): "offer-agreed"
    case .over(.overtaken): "offer-overtaken"
    case .over(.lapsed): "offer-lapsed"
    case .over: "offer-over"
    case .otherRound: "offer-moved"
    case .otherText: "offer-other-text"
    case .signed: "offer-signed"
    case .own: "own-offer"
    case .noPerson: "no-person"
    case .othersComment: "others-comment"
    case .settled: "comment-settled"
    case .notAgreed: "offer-not-agreed"
    case .inForce: "offer-in-force"
    }
  }

  /// What is the matter and what to do, for people.
  public var words: String {
    switch self {
    case .over(.agreed): "Both sides have signed this offer. Make a new one for what should be different."
    case .over(.withdrawn): "This offer was taken back. Make a new one."
    case .over(.lapsed): "This offer has ended before both sides signed it. Make a new one."
    case .over:
      "What this offer would change has changed since it was made, so that it would do something else now. Make a new "
        + "one of how things stand."
    case .otherRound(let round):
      "Round \(round) stands now. Nothing was done. Look at it, and decide about that one."
    case .otherText: "The text is not the one that you looked at. Nothing was signed. Load the page again and read it."
    case .signed: "Your side has signed this round."
    case .own: "You made this offer or this round. Somebody else of your side signs it."
    case .noPerson:
      "A person has to sign, signed in themselves: neither the command line nor a program by a token."
    case .othersComment: "The other side has said this. They say when it is settled; you can answer it."
    case .settled: "This is settled."
    case .notAgreed: "Both sides have to sign the same round first."
    case .inForce: "What both signed is in force."
    }
  }
}

/// What stands of an offer at an instant: what every decision about it is made from.
public struct OfferStand: Sendable {
  public var offer: Offer
  /// The one that stands.
  public var round: OfferRound
  /// Of that round.
  public var signatures: [OfferSignature]
  /// How it stands now.
  public var standing: Offer.State

  public init(_ offer: Offer, _ round: OfferRound, signatures: [OfferSignature], standing: Offer.State) {
    (self.offer, self.round, self.signatures, self.standing) = (offer, round, signatures, standing)
  }

  /// Why nothing can be said, offered or signed; nil where it is open.
  public var obstacle: OfferObstacle? { standing == .open ? nil : .over(standing) }

  /// Why a round cannot be offered by who looked at another one.
  public func obstacle(toOfferingAfter seen: Int?) -> OfferObstacle? {
    if let obstacle { return obstacle }
    if let seen, seen != round.number { return .otherRound(round.number) }
    return nil
  }

  /// Why a side cannot sign what it looked at; nil where it can.
  public func obstacle(toSigning seen: Int, _ hash: String, for side: Offer.Side) -> OfferObstacle? {
    if let obstacle { return obstacle }
    guard seen == round.number else { return .otherRound(round.number) }
    guard hash == round.hash else { return .otherText }
    return signatures.contains { $0.side == side } ? .signed : nil
  }

  /// Why somebody of ours cannot sign at all; nil where they can.
  ///
  /// - Parameter mark: As records name them.
  public func obstacle(toSigner principal: Principal, marked mark: String) -> OfferObstacle? {
    if principal.role == .system { return .noPerson }
    if case .token? = principal.credential { return .noPerson }
    if mark == offer.madeBy || (round.side == .ours && mark == round.by) { return .own }
    return nil
  }

  /// Whether both sides have signed this round, and the same text of it.
  public var isAgreed: Bool {
    Offer.Side.allCases.allSatisfy { side in
      signatures.contains { $0.side == side && $0.round == round.number && $0.hash == round.hash }
    }
  }
}

extension OfferComment {
  /// Why a side cannot say that it is settled; nil where it can.
  public func obstacle(toSettlingBy side: Offer.Side) -> OfferObstacle? {
    if settledAt != nil { return .settled }
    return self.side == side ? nil : .othersComment
  }
}
