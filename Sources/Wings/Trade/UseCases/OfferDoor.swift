import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Storage
import Trade

/// By which door somebody comes to an offer.
public enum OfferDoor: Hashable, Sendable {
  /// As one of ours, by its number.
  case desk(Int)
  /// As a contact of the other side, by the secret of a browser that came in by a link. It leads to that link's offer alone.
  case link(session: String)

  /// What is missing where a link, or what came of it, is good no more.
  public static let needed = "offer link"
}

/// Who stands at a door, and before what.
struct OfferHand {
  var row: OfferRow
  var stand: OfferStand
  var side: Offer.Side
  /// As records name them.
  var mark: String
  /// What they are called.
  var name: String
  /// By which they came; nil of ours.
  var link: LinkRow?
}

extension Permission {
  public static let seeOffers = Permission(
    "offers.see", from: .lead, "see what is offered to the other side, and how it is negotiated")
  public static let tradeOffers = Permission(
    "offers.trade", from: .manager, "offer agreements to the other side, and negotiate them")
  /// Reserved to the product, for those who come by a link.
  public static let visitOffers = Permission("offers.visit", from: .system, "come to one offer by a link")
}

extension Principal {
  /// In whose name a contact of the other side acts.
  public static let offerVisitor = Principal.system("offer-link")
}

extension MainstayError {
  init(_ obstacle: OfferObstacle) { self = .conflict(code: obstacle.code, message: obstacle.words) }

  static func noOffer(_ number: Int) -> MainstayError { .notFound(kind: "offer", id: Offer.name(number)) }
}

extension Look {
  /// How an offer stands now.
  func stand(_ row: OfferRow) throws -> OfferStand {
    let offer = row.value
    guard let round = try OfferStore.round(offer.round, of: offer.id, in: transaction) else {
      throw MainstayError.unreadable(record: offer.name, reason: "it has no round \(offer.round)")
    }
    var present: String?
    if offer.state == .open || (offer.state == .agreed && offer.inForceAt == nil) {
      present = try presentDigest(of: round.body)
    }
    let signatures = try OfferStore.signatures(of: offer.id, in: transaction).filter { $0.round == offer.round }
    return OfferStand(
      offer, round, signatures: signatures,
      standing: offer.standing(at: now, present: present, planned: round.plan))
  }

  /// The digest of what a text would change now; nil where it could not be applied.
  func presentDigest(of body: JSON) throws -> String? {
    do {
      return try plan(AgreementDrafts(json: body), asProposed: true).digest
    } catch MainstayError.invalid {
      return nil
    }
  }

  /// Those who came by a link whose browser is good.
  ///
  /// - Throws: `forbidden` for `OfferDoor.needed`.
  func visitor(_ session: String) throws -> LinkRow {
    try principal.require(.visitOffers)
    guard let link = try OfferLinkStore.link(ofSession: sha256Hex(session.utf8), at: now, in: transaction),
      link.value.works(at: now)
    else { throw MainstayError.forbidden(permission: OfferDoor.needed) }
    return link
  }
}

extension Work {
  /// Who stands at a door; the offer is locked.
  ///
  /// - Parameter permission: What one of ours needs.
  func enter(_ door: OfferDoor, _ permission: Permission) throws -> OfferHand {
    let row: OfferRow?
    let link: LinkRow?
    switch door {
    case .desk(let number):
      try principal.requireEverywhere(permission)
      row = try OfferStore.row(numbered: number, lock: true, in: transaction)
      guard row != nil else { throw MainstayError.noOffer(number) }
      link = nil
    case .link(let session):
      let found = try look.visitor(session)
      row = try OfferStore.row(found.offer, lock: true, in: transaction)
      link = found
    }
    guard let row else { throw MainstayError.forbidden(permission: OfferDoor.needed) }
    let name = try NameStore.people(ids: [principal.mark], in: transaction)[principal.mark]?.title
    return OfferHand(
      row: row, stand: try look.stand(row), side: link == nil ? .ours : .theirs,
      mark: link?.value.mark ?? principal.mark, name: link?.value.contact ?? name ?? principal.name, link: link)
  }

  /// Writes a row and journals it, its words under a new salt.
  func write(_ row: some OfferRecord, _ kind: String) throws {
    var row = row
    row.salt = app.ids.secret(bytes: 16)
    try transaction.save(row)
    try record([Happening(kind: kind, at: now, payload: row.journaled)], on: OfferStreams.prefix + row.offer.text)
    try announce("agreements")
  }

  /// Keeps an offer as its next version.
  func keep(_ row: inout OfferRow, _ kind: String) throws {
    row.value.version += 1
    try write(row, kind)
  }

  /// Ends an offer.
  func end(_ row: inout OfferRow, _ state: Offer.State, by mark: String) throws {
    (row.value.state, row.value.endedAt, row.value.endedBy) = (state, now, mark)
    try keep(&row, OfferEntry.ended(state))
  }
}

enum OfferStreams {
  static let prefix = "offer/"
}

/// Kinds of entries of an offer's stream.
enum OfferEntry {
  static let made = "offer.made"
  static let offered = "offer.round-offered"
  static let commented = "offer.commented"
  static let settled = "offer.comment-settled"
  static let signed = "offer.signed"
  static let proposed = "offer.proposed"
  static let inForce = "offer.in-force"
  static let figure = "offer.figure-attached"
  static let linkMade = "offer.link-made"
  static let linkRevoked = "offer.link-revoked"
  static let linkEntered = "offer.link-entered"
  static let linkTold = "offer.link-told"
  static let linkForgotten = "offer.link-forgotten"
  static let renamed = "offer.renamed"

  static func ended(_ state: Offer.State) -> String { "offer." + state.rawValue }
}
