import Proposals
import Components
import Kernel
import Trade
import TradePages
import TradeUseCases

extension Sample {
  private static let offeredAt = at("2025-06-02T09:00:00+02:00")

  private static func offered(_ hours: Int) -> JSON {
    let objective: JSON = [
      "name": "resolution", "metric": "resolution", "calendar": "office <1>", "compliance": "95%",
      "targets": [["when": ["priority": "P1"], "target": .string("PT\(hours)H")], ["target": "P2D"]],
    ]
    let terms: JSON = [
      "key": "gold", "calendars": [:], "scope": ["service": ["mail <& more>"]],
      "agreement": ["name": "Gold & <more>", "objectives": [objective]], "assumptions": ["Forty <a> day."],
    ]
    return [
      "agreements": [terms], "calendars": ["office <1>": ["timeZone": "UTC", "weekly": ["mon": ["09:00-17:00"]]]],
    ]
  }

  private static func offerOf(_ state: Offer.State = .open, inForce: Bool = false) -> Offer {
    var offer = Offer(
      id: RecordID("0199-offer"), number: 7, title: "P1 <within> 3 hours", agreement: "gold", party: .customer,
      called: "Shops & <Co>", proposal: RecordID("0199-proposal"), endsAt: offeredAt + .days(20), madeAt: offeredAt,
      madeBy: "0199-mo")
    (offer.state, offer.round) = (state, 2)
    if state != .open { (offer.endedAt, offer.endedBy) = (offeredAt + .days(2), "0199-mo") }
    if state == .withdrawn { offer.note = "Not <now>." }
    if inForce {
      offer.inForceAt = offeredAt + .days(3)
      offer.versions = [.init(subject: "agreement", key: "gold", version: 3)]
    }
    return offer
  }

  private static let question: JSON = [
    "agreement": "gold", "objective": "resolution", "row": 1, "zone": "UTC", "from": "2025-03-01",
    "asOf": "2025-06-02T07:00:00.000Z",
  ]
  private static let figured: JSON = [
    "targets": [
      ["target": "PT4H", "clocks": ["met": 198, "breached": 2, "compliance": .decimal("0.99")]],
      ["target": "PT3H", "clocks": ["met": 0, "breached": 0, "compliance": .null]],
    ]
  ]

  static func offerLook(
    _ state: Offer.State = .open, side: Offer.Side = .ours, inForce: Bool = false, signed: [Offer.Side] = [.theirs]
  ) -> OfferLook {
    let offer = offerOf(state, inForce: inForce)
    func round(_ number: Int, _ side: Offer.Side, _ hours: Int, _ note: String) -> OfferRound {
      OfferRound(
        number: number, side: side, body: offered(hours), hash: String(repeating: "\(number)a", count: 32), plan: "p",
        note: note, at: offeredAt + .days(Int64(number)), by: side == .ours ? "0199-mo" : "contact:1",
        endsAt: offer.endsAt)
    }
    let second = round(2, .theirs, 2, "With <two> we sign.")
    var answered = OfferComment(
      number: 1, round: 1, path: "objectives[0].targets[0].target", side: side, text: "Why <three>?", at: offeredAt,
      by: side == .ours ? "0199-mo" : "contact:1")
    answered.settledAt = nil
    var settled = OfferComment(
      number: 3, round: 2, path: "", side: .theirs, text: "Fine.", at: offeredAt, by: "contact:1")
    (settled.settledAt, settled.settledBy) = (offeredAt, "contact:1")
    var look = OfferLook(
      offer, standing: state, rounds: [round(1, .ours, 3, "As <we> spoke of."), second],
      comments: [
        answered,
        OfferComment(
          number: 2, round: 2, path: answered.path, side: side.other, text: "Because.", at: offeredAt, by: "contact:1",
          answers: 1), settled,
      ],
      signatures: signed.map {
        OfferSignature(
          round: 2, side: $0, hash: second.hash, at: offeredAt + .days(2), by: "contact:1", name: "Sabine <Vogt>")
      } + [OfferSignature(round: 1, side: .theirs, hash: "1a", at: offeredAt, by: "contact:1", name: "Sabine")],
      figures: [
        OfferFigure(
          round: 1, number: 1, label: "P1 <in> time", basis: .inForce, question: question, answer: figured,
          versions: [:], checkpoint: ["checkpoint": 12], at: offeredAt, by: "0199-mo")
      ], side: side, people: ["0199-mo": "Mo & <Co>", "contact:1": "Sabine <Vogt>"])
    if state != .open { look.toOffer = .over(state) }
    look.proposal = .open
    var link = OfferLink(
      number: 1, contact: "Sabine <Vogt>", address: "sabine@shops.example", madeAt: offeredAt, madeBy: "0199-mo",
      endsAt: offeredAt + .days(40))
    link.enteredAt = offeredAt + .days(1)
    if side == .ours {
      var ended = OfferLink(
        number: 2, contact: "Udo", address: "", madeAt: offeredAt, madeBy: "0199-mo", endsAt: offeredAt + .days(40))
      (ended.revokedAt, ended.revokedBy) = (offeredAt, "0199-mo")
      look.links = [link, ended]
    } else {
      look.contact = link
    }
    return look
  }

  fileprivate static let offersRows = OffersPage(
    .init(
      offers: [
        .init(
          offerOf(), standing: .open, agreementName: "Gold & <more>", side: .theirs, signed: [.theirs], openComments: 1),
        .init(
          offerOf(.agreed, inForce: true), standing: .agreed, agreementName: "Gold", side: .ours,
          signed: [.ours, .theirs], openComments: 0),
      ], unreadable: ["offer 9: it is odd"], next: 1), pager: Pager(shows: "2 offers", next: "/offers?below=1"))

  fileprivate static let offerForm = OfferFormPage(
    form: FormState(
      ["title": "<P1>", "party": "supplier"], faults: [FieldFault("partyName", "must not be empty")]),
    proposals: [Choice("0199a", "Saturdays & <more>")])

  fileprivate static var offerWithoutMail: OfferPage {
    var look = offerLook(signed: [])
    (look.hasMail, look.toSign) = (false, .own)
    return OfferPage(look, form: FormState(["text": "x"], faults: [FieldFault("text", "must not be empty")]))
  }

  fileprivate static var offerRecounted: OfferPage {
    let look = offerLook()
    let figure = look.figures[0]
    return OfferPage(
      look,
      recounted: [
        FigureOutcome(
          figure, .differs([.init(path: "targets[0].clocks.met", was: "198", now: "<199>")]),
          remarks: ["Agreement gold was version 1 and is version 2."])
      ])
  }

  fileprivate static let madeLink = OfferLinkPage(
    MadeOfferLink(
      secret: "0a", offer: "OFR-7", link: offerLook(side: .theirs).contact ?? offerLook().links[0]),
    address: "https://desk.example/trade?token=" + String(repeating: "0a", count: 32))

  fileprivate static let counterOurs = CounterPage(
    offerLook(),
    form: FormState(
      ["set.objectives[0].compliance": "9<5"],
      faults: [
        FieldFault("set.objectives[0].compliance", "is no share")
      ]))
  fileprivate static let counterFile = CounterPage(
    offerLook(), form: FormState(["text": "agreements:\n  <gold>:\n"]), isFile: true)
  fileprivate static let counterTheirs = CounterPage(offerLook(side: .theirs), form: FormState(), guarding: "0a")
  fileprivate static let knock = KnockPage(link: ("0a", "s...@shops.example"))
  fileprivate static let knockSent = KnockPage(
    link: ("0a", "s...@shops.example"), isSent: true,
    form: FormState(faults: [FieldFault("code", "is not the one that was mailed; 4 tries are left")]),
    demoCode: "123456")
}

extension Gallery {
  static let offers: [(name: String, page: any Page, role: Role)] = [
    ("offers", Sample.offersRows, .manager),
    ("offers-none", OffersPage(.init(offers: []), open: true, pager: Pager(shows: "0 offers")), .lead),
    ("offer-new", Sample.offerForm, .manager), ("offer", OfferPage(Sample.offerLook()), .manager),
    ("offer-without-mail", Sample.offerWithoutMail, .manager), ("offer-recounted", Sample.offerRecounted, .lead),
    ("offer-agreed", OfferPage(Sample.offerLook(.agreed, signed: [.ours, .theirs])), .manager),
    ("offer-in-force", OfferPage(Sample.offerLook(.agreed, inForce: true, signed: [.ours, .theirs])), .lead),
    ("offer-overtaken", OfferPage(Sample.offerLook(.overtaken)), .manager),
    ("offer-lapsed", OfferPage(Sample.offerLook(.lapsed)), .manager),
    ("offer-withdrawn", OfferPage(Sample.offerLook(.withdrawn)), .manager),
    ("offer-link", Sample.madeLink, .manager), ("offer-counter", Sample.counterOurs, .manager),
    ("offer-counter-file", Sample.counterFile, .manager),
  ]

  /// What those see who come by a link.
  static let visits: [(name: String, page: any Page, role: Role)] = [
    ("visit", VisitPage(Sample.offerLook(side: .theirs, signed: []), guarding: "0a"), .requester),
    ("visit-agreed", VisitPage(Sample.offerLook(.agreed, side: .theirs, signed: [.ours, .theirs])), .requester),
    ("visit-withdrawn", VisitPage(Sample.offerLook(.withdrawn, side: .theirs)), .requester),
    ("visit-counter", Sample.counterTheirs, .requester), ("knock", Sample.knock, .requester),
    ("knock-sent", Sample.knockSent, .requester), ("knock-bad", KnockPage(link: nil), .requester),
  ]
}
