import AgreementsUseCases
import Core
import Journal
import Kernel
import MessagesUseCases
import Reach
import ReachUseCases
import Storage
import Trade

/// A link that was just made. Its secret is shown once.
public struct MadeOfferLink: Hashable, Sendable {
  /// What stands in the address.
  public var secret: String
  public var offer: String
  public var link: OfferLink

  public init(secret: String, offer: String, link: OfferLink) {
    (self.secret, self.offer, self.link) = (secret, offer, link)
  }

  /// Where it leads, on this desk.
  public var path: String { "/trade?token=\(secret)" }
}

/// Makes a link by which a contact of the other side comes to one offer. Codes are mailed to the contact's address, so that
/// the link alone lets nobody in.
public struct MakeOfferLink: Command {
  public var number: Int
  public var contact: String
  public var address: String
  /// When it ends; nil: a month after the round does, and at most after 90 days.
  public var endsAt: Instant?

  public init(to number: Int, for contact: String, at address: String, endsAt: Instant? = nil) {
    (self.number, self.contact, self.address, self.endsAt) = (number, contact, address, endsAt)
  }

  /// - Throws: `notFound`, `invalid`, `limit`; `conflict` where the offer is open no more, or no mail is set up.
  public func perform(in work: Work) throws -> MadeOfferLink {
    let hand = try work.enter(.desk(number), .tradeOffers)
    guard work.app.offers(.mail) else { throw MainstayError.noMailForOffers }
    if let obstacle = hand.stand.obstacle { throw MainstayError(obstacle) }
    var faults = Offer.contactBounds.faults(in: contact, at: "contact")
    if let fault = WayAddress.mailFault(in: address) { faults.append(FieldFault("address", fault)) }
    let latest = work.now + OfferLink.longestLife
    if let endsAt {
      if endsAt <= work.now { faults.append(FieldFault("endsAt", "has passed; name an instant ahead")) }
      if endsAt > latest { faults.append(FieldFault("endsAt", "lies more than 90 days ahead")) }
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let offer = hand.row.value
    let all = try OfferLinkStore.links(of: offer.id, in: work.transaction)
    guard all.count(where: { $0.value.works(at: work.now) }) < Offer.mostLinks else {
      throw MainstayError.limit(name: "links of an offer that work", limit: Offer.mostLinks)
    }
    let secret = hexadecimal(work.app.ids.secret(bytes: 32))
    let link = OfferLink(
      number: (all.last?.value.number ?? 0) + 1, contact: contact, address: address, madeAt: work.now,
      madeBy: hand.mark, endsAt: endsAt ?? min(latest, offer.endsAt + .days(30)))
    // Nobody gets in by a digest: the secret is as long as it.
    try work.write(
      LinkRow(offer: offer.id, value: link, digest: sha256Hex(secret.utf8)), OfferEntry.linkMade)
    return MadeOfferLink(secret: secret, offer: offer.name, link: link)
  }
}

/// Ends a link, and whoever came in by it, at once.
public struct RevokeOfferLink: Command {
  public var number: Int
  public var link: Int
  public init(of number: Int, _ link: Int) { (self.number, self.link) = (number, link) }

  /// - Throws: `notFound`. One that has ended stays as it is.
  public func perform(in work: Work) throws -> OfferLink {
    let hand = try work.enter(.desk(number), .tradeOffers)
    guard var row = try OfferLinkStore.link(link, of: hand.row.offer, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "link", id: String(link))
    }
    guard row.value.works(at: work.now) else { return row.value }
    (row.value.revokedAt, row.value.revokedBy) = (work.now, hand.mark)
    try OfferLinkStore.endSessions(of: row, in: work.transaction)
    try work.write(row, OfferEntry.linkRevoked)
    return row.value
  }
}

extension MainstayError {
  static let noMailForOffers = MainstayError.conflict(
    code: "mail-missing",
    message:
      "No mail is set up here, so that the code which a link needs beside it could not be sent. Whoever runs the "
      + "desk sets MAINSTAY_MAIL_SERVER and MAINSTAY_MAIL_FROM and starts it again; then make the link.")
}

/// Whether a link works, and where its codes go. It says nothing of the offer.
public struct KnockAtOffer: Query {
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public struct Answer: Hashable, Sendable {
    /// Enough of the address to know it again: `k...@example.org`.
    public var hint: String
    /// Until when the code that was sent can be typed; nil where there is none.
    public var codeUntil: Instant?
  }

  /// Nil of a link that does not work.
  public func answer(from look: Look) throws -> Answer? {
    try look.principal.require(.visitOffers)
    guard let row = try OfferLinkStore.link(digest: sha256Hex(secret.utf8), in: look.transaction),
      row.value.works(at: look.now)
    else { return nil }
    let code = try OfferLinkStore.code(of: row, in: look.transaction)
    return Answer(
      hint: WayAddress.hint(row.value.address, .mail),
      codeUntil: code.flatMap { $0.holds(at: look.now) ? $0.sentAt + OfferCode.life : nil })
  }
}

extension CodeRow {
  func holds(at now: Instant) -> Bool {
    !code.isEmpty && tries < OfferCode.mostTries && now >= sentAt && now - sentAt < OfferCode.life
  }
}

/// Mails a code to the contact of a link. The one before holds no more.
public struct SendOfferCode: Command {
  public static let kind = "offer.code"
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  static let notice = NoticeKind(
    kind, "Code of a link", "Somebody with a link to an offer asked for the code that it needs.", isChosen: false,
    template: "A code for a link to an offer.",
    fields: [NoticeField("offer", .id, "The offer."), NoticeField("text", "The same in words.")])

  /// - Returns: The code, for a made-up company whose mail reaches nobody; nobody else shows it.
  /// - Throws: `forbidden` where the link does not work, `conflict` where one was sent just now, `limit`.
  public func perform(in work: Work) throws -> String {
    try work.principal.require(.visitOffers)
    guard let link = try OfferLinkStore.link(digest: sha256Hex(secret.utf8), lock: true, in: work.transaction),
      link.value.works(at: work.now)
    else { throw MainstayError.forbidden(permission: OfferDoor.needed) }
    guard work.app.offers(.mail) else { throw MainstayError.noMailForOffers }
    let before = try OfferLinkStore.code(of: link, in: work.transaction)
    if let before, before.sentAt <= work.now, work.now - before.sentAt < OfferCode.pause {
      throw MainstayError.conflict(
        code: "code-underway",
        message: "A code was sent less than a minute ago. Look for it, or ask again a minute later.")
    }
    let code = OfferCode.code(from: work.app.ids.secret(bytes: 8))
    var row = CodeRow(
      offer: link.offer, link: link.value.number, code: try work.sealedCode(code, of: link), sentAt: work.now,
      countedFrom: work.now)
    if let before, work.now - before.countedFrom < .hours(24), before.countedFrom <= work.now {
      guard before.count < OfferCode.mostADay else {
        throw MainstayError.limit(name: "codes of a link within 24 hours", limit: OfferCode.mostADay)
      }
      (row.count, row.countedFrom) = (before.count + 1, before.countedFrom)
    }
    row.delivery = try work.mailOutside(
      SendOfferCode.notice, about: OfferStreams.prefix + link.offer.text, data: ["offer": .string(link.offer.text)])
    try OfferLinkStore.keep(row, in: work.transaction)
    return code
  }
}

/// Types the code: whoever has the link and the right one is let in to that offer.
public struct EnterOffer: Command {
  public var secret: String
  public var code: String
  public init(_ secret: String, code: String) { (self.secret, self.code) = (secret, code) }

  public enum Answer: Hashable, Sendable {
    /// The secret of the browser's session, and when that ends.
    case entered(session: String, endsAt: Instant)
    /// It was another one; so many may be typed still, none means that another code is needed.
    case wrong(left: Int)
  }

  /// A wrong code is an answer and no error, as it is counted.
  ///
  /// - Throws: `forbidden` where the link does not work, `conflict` where there is no code that can be typed.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.visitOffers)
    guard var link = try OfferLinkStore.link(digest: sha256Hex(secret.utf8), lock: true, in: work.transaction),
      link.value.works(at: work.now)
    else { throw MainstayError.forbidden(permission: OfferDoor.needed) }
    guard var row = try OfferLinkStore.code(of: link, in: work.transaction), row.holds(at: work.now) else {
      throw MainstayError.conflict(
        code: "no-code", message: "There is no code that still holds. Have another one sent.")
    }
    guard let wanted = work.look.opened(row, of: link) else {
      throw MainstayError.unavailable(reason: "This node cannot open the code; have another one sent.")
    }
    guard OfferCode.isSame(OfferCode.bare(code), wanted) else {
      row.tries += 1
      try OfferLinkStore.keep(row, in: work.transaction)
      return .wrong(left: OfferCode.mostTries - row.tries)
    }
    // It lets nobody in twice; how many were sent stays counted.
    (row.code, row.delivery) = ("", nil)
    try OfferLinkStore.keep(row, in: work.transaction)
    let session = hexadecimal(work.app.ids.secret(bytes: 32))
    let ends = min(work.now + OfferCode.session, link.value.endsAt)
    try OfferLinkStore.begin(sha256Hex(session.utf8), by: link, until: ends, in: work.transaction)
    link.value.enteredAt = work.now
    try work.write(link, OfferEntry.linkEntered)
    return .entered(session: session, endsAt: ends)
  }
}

/// Leaves: the browser's session is good no more.
public struct LeaveOffer: Command {
  public var session: String
  public init(_ session: String) { self.session = session }

  public func perform(in work: Work) throws {
    try work.principal.require(.visitOffers)
    try OfferLinkStore.end(session: sha256Hex(session.utf8), in: work.transaction)
  }
}

extension Work {
  /// A code as it stands beside its link: sealed, where this node has the key that seals.
  fileprivate func sealedCode(_ code: String, of link: LinkRow) throws -> String {
    guard let key = try sealingKey() else { return code }
    return try key.seal(code, for: link.context, nonce: app.ids.secret(bytes: SecretsKey.nonceLength)).text
  }
}

extension Look {
  fileprivate func opened(_ row: CodeRow, of link: LinkRow) -> String? {
    guard let sealed = SealedText(row.code) else { return row.code }
    let keys = (try? app.secretsKeys()) ?? []
    return keys.lazy.compactMap { $0.open(sealed, for: link.context) }.first
  }
}

extension LinkRow {
  fileprivate var context: String { "offer-code/\(offer.text)/\(value.number)" }
}

extension OutsideMail {
  /// What carries a code: looked up as it is sent, so that a link that has ended sends none.
  static let offerCodes = OutsideMail { delivery, look in
    guard delivery.notice.kind == SendOfferCode.kind else { return nil }
    guard let row = try OfferLinkStore.code(carriedBy: delivery.id, in: look.transaction), row.holds(at: look.now),
      let link = try OfferLinkStore.link(row.link, of: row.offer, in: look.transaction), link.value.works(at: look.now)
    else { return .not(.declined("The code is needed no more.")) }
    guard let code = look.opened(row, of: link) else {
      throw MainstayError.unavailable(reason: "This node cannot open the code: it lacks the secrets key.")
    }
    return .send(
      OutgoingMessage(
        address: link.value.address, subject: "Code",
        text: "Somebody with the link to an offer that was sent to you asked for the code that it needs.", code: code,
        why:
          "You get this because this address was named for the offer. If you asked for no code, tell who sent you the "
          + "link.", desk: look.app.board.card.name, createdAt: delivery.createdAt))
  }
}
