import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import ProposalsUseCases
import Reach
import ReachUseCases
import Storage
import Trade

extension OfferNews.Occasion {
  /// What is told of it, to those whom it concerns and to who listens for such.
  var notice: NoticeKind {
    NoticeKind(
      kind, title, words, template: template,
      fields: [
        NoticeField("offer", .id, "The offer."), NoticeField("name", "What people call it, like OFR-7."),
        NoticeField("state", "How it stands: open, agreed, withdrawn, lapsed or overtaken."),
        NoticeField("side", "Whose doing it is: ours or theirs."),
        NoticeField("actor", "Sign-in name of who did it, or the part of the product by which others did."),
        NoticeField("text", "The same in words."),
      ])
  }

  private var title: String {
    switch self {
    case .offered: "Counter-proposal"
    case .commented: "Comment on an offer"
    case .signed: "Offer signed by one side"
    case .agreed: "Offer agreed"
    case .ended: "Offer ended"
    }
  }

  private var words: String {
    switch self {
    case .offered: "One side of an offer offers another text."
    case .commented: "One side of an offer says something of a clause."
    case .signed: "One side has signed the round of an offer that stands."
    case .agreed: "Both sides have signed the same text of an offer."
    case .ended: "An offer was taken back, has lapsed, or was overtaken by what changed meanwhile."
    }
  }

  private var template: String {
    switch self {
    case .offered: "{who} offers another text of {name}"
    case .commented: "{who} says something about {name}"
    case .signed: "{who} has signed {name}"
    case .agreed: "Both sides have signed {name}"
    case .ended: "{name} has ended: {state}"
    }
  }
}

extension Work {
  /// Tells of what became of an offer. It says nothing that people wrote.
  func tell(_ occasion: OfferNews.Occasion, of offer: Offer, by side: Offer.Side) throws {
    try tell(occasion.notice, about: OfferStreams.prefix + offer.id.text, at: now) {
      NoticeFacts(
        data: [
          "offer": .string(offer.id.text), "name": .string(offer.name), "state": .string(offer.state.rawValue),
          "side": .string(side.rawValue), "actor": .string(principal.name),
        ], words: ["who": side == .ours ? "Our side" : "The other side"])
    }
    if side == .ours || occasion == .agreed { try tellContacts(occasion, of: offer) }
  }

  /// Mails contacts of the other side, whose links work, that there is something to read. The link itself is not kept here,
  /// so that they come by the one that they were given.
  private func tellContacts(_ occasion: OfferNews.Occasion, of offer: Offer) throws {
    guard app.offers(.mail) else { return }
    for var link in try OfferLinkStore.links(of: offer.id, in: transaction)
    where link.value.isTold(of: occasion, at: now) {
      _ = try mailOutside(
        OfferNews.outside, about: OfferStreams.prefix + offer.id.text,
        data: [
          "offer": .string(offer.id.text), "link": .integer(Int64(link.value.number)),
          "occasion": .string(occasion.rawValue),
        ])
      link.value.toldAt = now
      try write(link, OfferEntry.linkTold)
    }
  }
}

extension OfferNews {
  static let outside = NoticeKind(
    "offer.outside", "News of an offer for the other side",
    "Our side has done something about an offer, which contacts of the other side are mailed of.", isChosen: false,
    template: "A contact of the other side is told of news of an offer.",
    fields: [
      NoticeField("offer", .id, "The offer."), NoticeField("link", .integer, "The number of the contact's link."),
      NoticeField("occasion", "What it was: offered, commented, signed, agreed or ended."),
      NoticeField("text", "The same in words."),
    ])
}

extension OutsideMail {
  /// What contacts are told: looked up as it is sent, so that a link that has ended is told nothing.
  static let offerNews = OutsideMail { delivery, look in
    guard delivery.notice.kind == OfferNews.outside.name else { return nil }
    guard let data = delivery.notice.data, let id = data["offer"]?.stringValue,
      let number = data["link"]?.integerValue,
      let occasion = data["occasion"]?.stringValue.flatMap(OfferNews.Occasion.init(rawValue:)),
      let offer = try OfferStore.row(RecordID(id), in: look.transaction),
      let link = try OfferLinkStore.link(Int(number), of: offer.offer, in: look.transaction),
      link.value.works(at: look.now), !link.value.address.isEmpty
    else { return .not(.declined("The link has ended.")) }
    let news = OfferNews(occasion, name: offer.value.name, side: .ours)
    return .send(
      OutgoingMessage(
        address: link.value.address, subject: offer.value.name,
        text: news.outside(offer.value.state) + " The link that you were given leads to it.",
        why: "You get this because this address was named for the offer. Whoever sent you the link can end it.",
        desk: look.app.board.card.name, createdAt: delivery.createdAt))
  }
}

extension Matter {
  /// Those of ours who took part are told of what the other side does, and who can sign once it has signed.
  static let offers = Matter(
    OfferStreams.prefix, kinds: OfferNews.kinds,
    isSeen: { _, look in look.principal.may(.seeOffers) },
    news: { notice, look in
      guard let data = notice.data, let occasion = OfferNews.Occasion(kind: notice.kind),
        let id = data["offer"]?.stringValue, let name = data["name"]?.stringValue,
        let side = data["side"]?.stringValue.flatMap(Offer.Side.init(rawValue:)),
        let actor = data["actor"]?.stringValue,
        let row = try OfferStore.row(RecordID(id), in: look.transaction)
      else { return nil }
      let ours = try OfferStore.rounds(of: row.offer, in: look.transaction).filter { $0.side == .ours }.map(\.by)
      let names = try NameStore.people(ids: Set(ours + [row.value.madeBy]), in: look.transaction)
      let audience: MatterNews.Audience
      switch (occasion, side) {
      case (.signed, .theirs):
        audience = .deciders(.approveAgreements, except: Set([names[row.value.madeBy]?.name].compactMap { $0 }))
      case (_, .theirs), (.agreed, _), (.ended, _): audience = .people(Set(names.values.map(\.name)))
      case (_, .ours): return nil
      }
      return MatterNews(
        key: id, page: "/offers/" + name, audience: audience,
        sentence: OfferNews(occasion, name: name, side: side).sentence, actor: actor)
    })
}
