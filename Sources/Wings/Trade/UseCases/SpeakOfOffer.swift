import Core
import Kernel
import Storage
import Trade

/// Says something of a clause, or of the whole, or answers what was said.
public struct CommentOnOffer: Command {
  public var door: OfferDoor
  /// Where the clause stands; empty of the whole. Of an answer it is that of what it answers.
  public var path: String
  public var text: String
  /// The number of the comment that it answers.
  public var answers: Int?

  public init(_ door: OfferDoor, _ text: String, at path: String = "", answering answers: Int? = nil) {
    (self.door, self.text, self.path, self.answers) = (door, text, path, answers)
  }

  /// - Throws: `conflict` where it is open no more, `invalid`, `notFound` of what it answers, `limit`.
  public func perform(in work: Work) throws -> OfferComment {
    let hand = try work.enter(door, .tradeOffers)
    if let obstacle = hand.stand.obstacle { throw MainstayError(obstacle) }
    let offer = hand.row.value
    var (path, answers) = (path, answers)
    if let answered = answers {
      guard let other = try OfferStore.comment(answered, of: offer.id, in: work.transaction)?.value else {
        throw MainstayError.notFound(kind: "comment", id: String(answered))
      }
      // An answer to an answer stands with it, below what both answer.
      (path, answers) = (other.path, other.answers ?? answered)
    } else if !path.isEmpty, OfferText(body: hand.stand.round.body)?.value(at: path) == nil {
      throw MainstayError.field("path", "is no clause of round \(offer.round)")
    }
    let faults = Offer.commentBounds.faults(in: text, at: "text") + Offer.hiddenFaults(in: text, at: "text")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let all = try OfferStore.comments(of: offer.id, in: work.transaction)
    guard all.count(where: { $0.side == hand.side }) < Offer.mostComments else {
      throw MainstayError.limit(name: "comments of one side of an offer", limit: Offer.mostComments)
    }
    let comment = OfferComment(
      number: (all.last?.number ?? 0) + 1, round: offer.round, path: path, side: hand.side, text: text, at: work.now,
      by: hand.mark, answers: answers)
    try work.write(CommentRow(offer: offer.id, value: comment), OfferEntry.commented)
    try work.tell(.commented, of: offer, by: hand.side)
    return comment
  }
}

/// Says that a comment of one's own side is settled.
public struct SettleComment: Command {
  public var door: OfferDoor
  public var number: Int
  public init(_ door: OfferDoor, _ number: Int) { (self.door, self.number) = (door, number) }

  /// - Throws: `notFound`, `conflict` where the other side said it, it is settled, or the offer is open no more.
  public func perform(in work: Work) throws -> OfferComment {
    let hand = try work.enter(door, .tradeOffers)
    if let obstacle = hand.stand.obstacle { throw MainstayError(obstacle) }
    guard var row = try OfferStore.comment(number, of: hand.row.offer, in: work.transaction) else {
      throw MainstayError.notFound(kind: "comment", id: String(number))
    }
    if let obstacle = row.value.obstacle(toSettlingBy: hand.side) { throw MainstayError(obstacle) }
    (row.value.settledAt, row.value.settledBy) = (work.now, hand.mark)
    try work.write(row, OfferEntry.settled)
    return row.value
  }
}
