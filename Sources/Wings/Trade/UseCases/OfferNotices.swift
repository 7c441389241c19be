import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import ProposalsUseCases
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
