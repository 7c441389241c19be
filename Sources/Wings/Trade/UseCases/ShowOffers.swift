import Agreements
import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import Proposals
import ProposalsUseCases
import Reach
import ReachUseCases
import Storage
import Trade

/// Offers, the newest first.
public struct ListOffers: Query {
  /// Those that are open, or those that are over; nil: both.
  public var open: Bool?
  public var below: Int?
  public var limit: Int

  public init(open: Bool? = nil, below: Int? = nil, limit: Int = PageLimits.usual) {
    (self.open, self.below, self.limit) = (open, below, limit)
  }

  public struct Row: Hashable, Sendable {
    public var offer: Offer
    public var standing: Offer.State
    /// What the agreement is called, by the text that stands.
    public var agreementName: String
    /// Whose round stands.
    public var side: Offer.Side
    /// Who has signed that round.
    public var signed: Set<Offer.Side>
    /// Comments that nobody has settled.
    public var openComments: Int

    public init(
      _ offer: Offer, standing: Offer.State, agreementName: String, side: Offer.Side, signed: Set<Offer.Side>,
      openComments: Int
    ) {
      (self.offer, self.standing, self.agreementName) = (offer, standing, agreementName)
      (self.side, self.signed, self.openComments) = (side, signed, openComments)
    }
  }

  public struct Answer: Sendable {
    public var offers: [Row]
    public var unreadable: [String]
    /// Below which the next page begins; nil on the last.
    public var next: Int?

    public init(offers: [Row], unreadable: [String] = [], next: Int? = nil) {
      (self.offers, self.unreadable, self.next) = (offers, unreadable, next)
    }
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.requireEverywhere(.seeOffers)
    let limit = PageLimits.clamp(limit)
    let found = try OfferStore.list(open: open, below: below, limit: limit + 1, in: look.transaction)
    let rows = try found.rows.prefix(limit).map { row -> Row in
      let stand = try look.stand(row)
      let comments = try OfferStore.comments(of: row.offer, in: look.transaction)
      return Row(
        row.value, standing: stand.standing,
        agreementName: OfferText(body: stand.round.body)?.members["name"]?.stringValue ?? row.value.agreement,
        side: stand.round.side, signed: Set(stand.signatures.map(\.side)),
        openComments: comments.count { $0.settledAt == nil && $0.answers == nil })
    }
    return Answer(
      offers: rows, unreadable: found.unreadable, next: found.rows.count > limit ? rows.last?.offer.number : nil)
  }
}

/// An offer with all that belongs to it, as one of its sides sees it.
public struct OfferLook: Sendable {
  public var offer: Offer
  public var standing: Offer.State
  /// The first first.
  public var rounds: [OfferRound]
  public var comments: [OfferComment]
  /// Of all rounds.
  public var signatures: [OfferSignature]
  public var figures: [OfferFigure]
  /// Empty for the other side.
  public var links: [OfferLink] = []
  /// Whose look it is.
  public var side: Offer.Side
  /// What those are called who did something, by what records name them.
  public var people: [String: String]
  /// What is in force of the agreement now; nil where nothing is. The other side sees it where it is between the same
  /// parties as what is offered.
  public var present: AgreementVersion?
  /// The newest versions of open hours that the round that stands counts by and does not bring, by their keys.
  public var hours: [CalendarVersion] = []
  /// Why who looks cannot sign the round that stands, and cannot offer another; nil where they can.
  public var toSign: OfferObstacle?
  public var toOffer: OfferObstacle?
  /// How the proposal stands that it was made from, or that was made of it; nil for the other side.
  public var proposal: Proposal.State?
  /// Whether a link can be made here: mail is set up.
  public var hasMail = true
  /// The contact who looks, where it is one.
  public var contact: OfferLink?

  public init(
    _ offer: Offer, standing: Offer.State, rounds: [OfferRound], comments: [OfferComment] = [],
    signatures: [OfferSignature] = [], figures: [OfferFigure] = [], side: Offer.Side = .ours,
    people: [String: String] = [:]
  ) {
    (self.offer, self.standing, self.rounds, self.comments) = (offer, standing, rounds, comments)
    (self.signatures, self.figures, self.side, self.people) = (signatures, figures, side, people)
  }

  /// The round that stands.
  public var last: OfferRound? { rounds.last }

  /// What is in force, as far as both sides may see it.
  public var shared: AgreementVersion? {
    guard let present, let terms = last.flatMap({ try? AgreementDrafts(json: $0.body) })?.agreements.first else {
      return nil
    }
    let (old, new) = (present.terms.particulars, terms.particulars)
    let other = offer.party == .customer ? new.customer : new.provider
    return other != nil && old.customer == new.customer && old.provider == new.provider ? present : nil
  }

  /// What somebody is called whom a record names so.
  public func name(_ mark: String) -> String {
    people[mark] ?? (mark.hasPrefix("system:") ? "the command line" : "somebody")
  }

  /// Those of a round.
  public func signatures(of round: Int) -> [OfferSignature] { signatures.filter { $0.round == round } }
}

/// One offer, for our side.
public struct ShowOffer: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> OfferLook {
    try look.principal.requireEverywhere(.seeOffers)
    guard let row = try OfferStore.row(numbered: number, in: look.transaction) else {
      throw MainstayError.noOffer(number)
    }
    var found = try look.offer(row, for: .ours)
    let stand = try look.stand(row)
    found.links = try OfferLinkStore.links(of: row.offer, in: look.transaction).map(\.value)
    found.hasMail = look.app.offers(.mail)
    if let last = found.last {
      found.toSign =
        stand.obstacle(toSigner: look.principal, marked: look.principal.mark)
        ?? stand.obstacle(toSigning: last.number, last.hash, for: .ours)
    }
    if let id = row.value.proposal { found.proposal = (try? ShowProposal(id).answer(from: look))?.proposal.state }
    return found
  }
}

/// The offer that a browser came to by a link, for the other side: nothing else of the desk.
public struct VisitOffer: Query {
  public var session: String
  public init(_ session: String) { self.session = session }

  /// - Throws: `forbidden` for `OfferDoor.needed` where the link is good no more.
  public func answer(from look: Look) throws -> OfferLook {
    let link = try look.visitor(session)
    guard let row = try OfferStore.row(link.offer, in: look.transaction) else {
      throw MainstayError.forbidden(permission: OfferDoor.needed)
    }
    var found = try look.offer(row, for: .theirs)
    let stand = try look.stand(row)
    if let last = found.last { found.toSign = stand.obstacle(toSigning: last.number, last.hash, for: .theirs) }
    found.contact = link.value
    found.present = found.shared
    found.offer.proposal = nil
    return found
  }
}

extension Look {
  /// What of an offer both sides see.
  fileprivate func offer(_ row: OfferRow, for side: Offer.Side) throws -> OfferLook {
    let offer = row.value
    let stand = try stand(row)
    let rounds = try OfferStore.rounds(of: offer.id, in: transaction)
    let comments = try OfferStore.comments(of: offer.id, in: transaction)
    let signatures = try OfferStore.signatures(of: offer.id, in: transaction)
    let figures = try OfferStore.figures(of: offer.id, in: transaction)
    let links = try OfferLinkStore.links(of: offer.id, in: transaction).map(\.value)
    var marks = Set(rounds.map(\.by) + comments.map(\.by) + signatures.map(\.by) + figures.map(\.by))
    marks.formUnion(comments.compactMap(\.settledBy) + links.compactMap(\.revokedBy) + links.map(\.madeBy))
    marks.formUnion([offer.madeBy] + [offer.endedBy].compactMap { $0 })
    var people = try NameStore.people(ids: marks, in: transaction).mapValues(\.title)
    for link in links { people[link.mark] = link.contact }
    var found = OfferLook(
      offer, standing: stand.standing, rounds: rounds, comments: comments, signatures: signatures, figures: figures,
      side: side, people: people)
    found.present = try AgreementsInForce(in: self).versions(at: now).versions.first { $0.key == offer.agreement }
    found.toOffer = stand.obstacle
    if let drafts = try? AgreementDrafts(json: stand.round.body) {
      found.hours = try newestCalendars(drafts.calendarsNamed.subtracting(drafts.calendars.keys))
    }
    return found
  }
}
