import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ProposalsUseCases
import Trade
import TradeUseCases

/// Offers: agreements that are negotiated with the other side.
struct OfferEndpoints {
  let app: App
  let reader: AgreementFileReader

  var all: [Endpoint] { [list, make, show, offer, comment, settle, sign, withdraw, propose, link, revoke] }

  static let place = Endpoint.Parameter.path("offer", .line(1...13), "Its name, like `OFR-7`.")

  static func number(_ call: Call) throws -> Int {
    guard let number = Offer.number(call.place("offer")) else {
      throw MainstayError.notFound(kind: "offer", id: call.place("offer"))
    }
    return number
  }

  private static let side = JSONSchema.oneOf(Offer.Side.self).says("ours is the desk's, theirs the other party's.")
  private static let file = JSONSchema.prose(1...500_000).says("A file of agreements, YAML, with one agreement.")
  private static let ends = JSONSchema.instant.says("When the round ends; at most a year ahead.")
  private static let hash = JSONSchema.line(64...64).says("SHA-256 of the canonical text, in hexadecimal.")

  private static let round = JSONSchema.named(
    "OfferRound",
    .object([
      .init("number", .count), .init("side", side),
      .init("text", JSONSchema.any.says("Calendars and the agreement, whole.")), .init("hash", hash),
      .init("note", .string), .init("at", .instant),
      .init("by", JSONSchema.string.says("What who offered it is called.")),
      .init("endsAt", .instant),
      .init("figures", JSONSchema.list(.any).says("With question, answer, span, versions and checkpoint each.")),
    ]))

  private static let comment = JSONSchema.named(
    "OfferComment",
    .object([
      .init("number", .count), .init("round", .count),
      .init("path", JSONSchema.string.says("Where the clause stands in the agreement file; empty of the whole.")),
      .init("side", side), .init("text", .string), .init("at", .instant), .init("by", .string),
      .optional("answers", .count), .optional("settledAt", .instant),
    ]))

  private static let signature = JSONSchema.named(
    "OfferSignature",
    .object([
      .init("round", .count), .init("side", side), .init("hash", hash), .init("at", .instant), .init("name", .string),
    ]))

  private static let document = JSONSchema.named(
    "AgreementOffer",
    .object([
      .init("format", JSONSchema.string.says("mainstay-offer: `mainstay recompute` takes this document.")),
      .init("version", .count), .init("name", .string), .init("title", .string), .init("agreement", .string),
      .init("party", .object([.init("kind", .oneOf(Offer.Party.self)), .init("name", .string)])),
      .init("state", .oneOf(Offer.State.self)), .init("round", JSONSchema.count.says("The one that stands.")),
      .init("endsAt", .instant), .init("madeAt", .instant), .init("endedAt", JSONSchema.instant.orNull),
      .init("inForceAt", JSONSchema.instant.orNull), .init("versions", .list(.any)), .init("rounds", .list(round)),
      .init("comments", .list(comment)), .init("signatures", .list(signature)),
    ]))

  private static let brief = JSONSchema.named(
    "OfferBrief",
    .object([
      .init("name", .string), .init("url", .string), .init("title", .string), .init("agreement", .string),
      .init("party", .string), .init("state", .oneOf(Offer.State.self)), .init("round", .count),
      .init("side", JSONSchema.oneOf(Offer.Side.self).says("Whose round stands.")),
      .init("signed", JSONSchema.list(.oneOf(Offer.Side.self)).says("Who has signed that round.")),
      .init("openComments", .count), .init("endsAt", .instant),
    ]))

  private static func brief(_ row: ListOffers.Row) -> JSON {
    let offer = row.offer
    var members: [String: JSON] = [
      "name": .string(offer.name), "url": .string("/api/v1/offers/" + offer.name), "title": .string(offer.title),
      "agreement": .string(offer.agreement), "party": .string(offer.partyName),
      "state": .string(row.standing.rawValue), "round": .integer(Int64(offer.round)),
    ]
    members["side"] = .string(row.side.rawValue)
    members["signed"] = .array(row.signed.map(\.rawValue).sorted().map(JSON.string))
    members["openComments"] = .integer(Int64(row.openComments))
    members["endsAt"] = .string(offer.endsAt.rfc3339)
    return .object(members)
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/offers", feature: "Trade", id: "listOffers", "Lists offers, the newest first",
      access: .permission(.seeOffers),
      parameters: [
        .query("open", .boolean, "Those that are open, or those that are over; both if not said."),
        .query("below", .integer(1...999_999_999), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Offers of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(OfferEndpoints.brief)), .init("next", JSONSchema.integer(1...999_999_999).orNull),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListOffers(
            open: call.flag("open"), below: call.integer("below"), limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json([
          "items": .array(found.offers.map(OfferEndpoints.brief)),
          "next": found.next.map { .integer(Int64($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private static func made(_ offer: Offer) -> JSON {
    [
      "name": .string(offer.name), "url": .string("/api/v1/offers/" + offer.name),
      "round": .integer(Int64(offer.round)),
    ]
  }
  private static let made = JSONSchema.object([.init("name", .string), .init("url", .string), .init("round", .count)])

  private var make: Endpoint {
    Endpoint(
      .post, "/offers", feature: "Trade", id: "makeOffer", "Offers an agreement to the other side",
      description: "Of a proposal that waits, or of a file. Its text is the first round; nothing is in force by it.",
      access: .permission(.tradeOffers), parameters: [.idempotencyKey],
      body: .named(
        "OfferDraft",
        .object([
          .init("title", JSONSchema.within(Offer.titleBounds).says("What it is about, in a line.")),
          .init("party", .oneOf(Offer.Party.self)),
          .init("partyName", JSONSchema.within(Offer.partyBounds).says("What the other side is called.")),
          .optional("proposal", JSONSchema.recordID.says("A proposal that waits.")),
          .optional("text", OfferEndpoints.file), .optional("note", .within(Offer.noteBounds)),
          .optional("endsAt", OfferEndpoints.ends),
        ])), bodyBytes: 2 << 20,
      responses: [.init(.created, "Offered", OfferEndpoints.made)],
      handler: { call in
        try call.principal.require(.tradeOffers)
        let source: OfferDraft.Source
        switch (call.body["proposal"]?.stringValue, call.body["text"]?.stringValue) {
        case (let id?, nil): source = .proposal(RecordID(id))
        case (nil, let text?): source = .drafts(try await reader([(name: "", text: text)]))
        default: throw MainstayError.field("proposal", "or `text` is needed, and not both")
        }
        let draft = OfferDraft(
          title: call.string("title"), party: Offer.Party(rawValue: call.string("party")) ?? .customer,
          called: call.string("partyName"), source: source, note: call.string("note"),
          endsAt: call.body["endsAt"]?.stringValue.flatMap { try? Instant(parsing: $0) })
        return try await call.perform(MakeOffer(draft), on: app) { Outcome(.created, OfferEndpoints.made($0)) }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/offers/{offer}", feature: "Trade", id: "showOffer",
      "Shows an offer with every round, as `mainstay recompute` takes it", access: .permission(.seeOffers),
      parameters: [OfferEndpoints.place], responses: [.init(.ok, "The offer", OfferEndpoints.document)],
      handler: { call in
        .json(OfferDocument.json(try await app.ask(ShowOffer(OfferEndpoints.number(call)), as: call.principal)))
      })
  }

  private var offer: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/rounds", feature: "Trade", id: "offerRound", "Offers another text: the next round",
      description: "What was signed of the round before is void. `after` is the round that was looked at.",
      access: .permission(.tradeOffers), parameters: [OfferEndpoints.place, .idempotencyKey],
      body: .named(
        "OfferCounter",
        .object([
          .init("after", .count), .optional("text", OfferEndpoints.file),
          .optional(
            "clauses",
            JSONSchema.any.says(
              "Values by the paths of clauses, as people write them: `objectives[0].targets[0].target`.")
          ),
          .optional("note", .within(Offer.noteBounds)), .optional("endsAt", OfferEndpoints.ends),
        ])), bodyBytes: 2 << 20,
      responses: [
        .init(.created, "Offered", .object([.init("round", .count), .init("hash", OfferEndpoints.hash)]))
      ],
      handler: { call in
        try call.principal.require(.tradeOffers)
        let text: CounterOffer.Text
        switch (call.body["text"]?.stringValue, call.body["clauses"]?.objectValue) {
        case (let file?, nil): text = .drafts(try await reader([(name: "", text: file)]))
        case (nil, let clauses?): text = .clauses(clauses.mapValues { $0.stringValue ?? $0.canonical })
        default: throw MainstayError.field("text", "or `clauses` is needed, and not both")
        }
        let command = CounterOffer(
          .desk(try OfferEndpoints.number(call)), text, note: call.string("note"),
          endsAt: call.body["endsAt"]?.stringValue.flatMap { try? Instant(parsing: $0) },
          expecting: call.body["after"]?.integerValue.map(Int.init))
        return try await call.perform(command, on: app) {
          Outcome(.created, ["round": .integer(Int64($0.number)), "hash": .string($0.hash)])
        }
      })
  }

  private static let said = JSONSchema.object([.init("comment", JSONSchema.count.says("Its number."))])

  private var comment: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/comments", feature: "Trade", id: "commentOnOffer",
      "Says something of a clause, or of the whole, or answers what was said", access: .permission(.tradeOffers),
      parameters: [OfferEndpoints.place, .idempotencyKey],
      body: .named(
        "OfferCommentDraft",
        .object([
          .init("text", .within(Offer.commentBounds)),
          .optional("path", JSONSchema.line(0...300).says("Of the clause; the whole if not said.")),
          .optional("answers", JSONSchema.count.says("The number of the comment that it answers.")),
        ])),
      responses: [.init(.created, "Said", OfferEndpoints.said)],
      handler: { call in
        let command = CommentOnOffer(
          .desk(try OfferEndpoints.number(call)), call.string("text"), at: call.string("path"),
          answering: call.body["answers"]?.integerValue.map(Int.init))
        return try await call.perform(command, on: app) {
          Outcome(.created, ["comment": .integer(Int64($0.number))])
        }
      })
  }

  private var settle: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/comments/{comment}/settle", feature: "Trade", id: "settleOfferComment",
      "Says that a comment of one's own side is settled", access: .permission(.tradeOffers),
      parameters: [OfferEndpoints.place, .path("comment", .integer(1...9999), "Its number.")],
      responses: [.init(.ok, "Settled", OfferEndpoints.said)],
      handler: { call in
        let command = SettleComment(
          .desk(try OfferEndpoints.number(call)), call.integer("comment") ?? 0)
        return try await call.perform(command, on: app) { Outcome(.ok, ["comment": .integer(Int64($0.number))]) }
      })
  }

  private var sign: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/signature", feature: "Trade", id: "signOffer",
      "Signs the round that stands, for our side",
      description: """
        In a session, by somebody who may approve agreements and has not offered it. `round` and `hash` are those of what \
        was looked at; where another round stands or the text is another, nothing is signed.
        """,
      access: .permission(.approveAgreements), parameters: [OfferEndpoints.place, .idempotencyKey],
      body: .named("OfferSigning", .object([.init("round", .count), .init("hash", OfferEndpoints.hash)])),
      responses: [.init(.created, "Signed", OfferEndpoints.signature)],
      handler: { call in
        let command = SignOffer(
          .desk(try OfferEndpoints.number(call)), round: Int(call.body["round"]?.integerValue ?? 0),
          hash: call.string("hash"))
        return try await call.perform(command, on: app) {
          Outcome(
            .created,
            [
              "round": .integer(Int64($0.round)), "side": .string($0.side.rawValue), "hash": .string($0.hash),
              "at": .string($0.at.rfc3339), "name": .string($0.name),
            ])
        }
      })
  }

  private var withdraw: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/withdraw", feature: "Trade", id: "withdrawOffer", "Takes an offer back",
      access: .permission(.tradeOffers), parameters: [OfferEndpoints.place],
      body: .named("OfferWithdrawal", .object([.optional("note", .within(Offer.noteBounds))])),
      responses: [.init(.ok, "Taken back", OfferEndpoints.made)],
      handler: { call in
        let command = WithdrawOffer(try OfferEndpoints.number(call), note: call.string("note"))
        return try await call.perform(command, on: app) { Outcome(.ok, OfferEndpoints.made($0)) }
      })
  }

  private var propose: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/proposal", feature: "Trade", id: "proposeAgreedOffer",
      "Hands in what both sides signed as a proposal", description: "Somebody else approves it, as any proposal.",
      access: .permission(.tradeOffers), parameters: [OfferEndpoints.place, .idempotencyKey],
      responses: [.init(.created, "Proposed", .object([.init("proposal", .recordID), .init("url", .string)]))],
      handler: { call in
        try await call.perform(ProposeAgreed(try OfferEndpoints.number(call)), on: app) {
          Outcome(
            .created, ["proposal": .string($0.text), "url": .string("/api/v1/agreement-proposals/" + $0.text)])
        }
      })
  }

  private static let linkFields: [JSONSchema.Field] = [
    .init("link", .count), .init("contact", .string), .init("endsAt", .instant),
    .init("revokedAt", JSONSchema.instant.orNull),
  ]
  private static func members(_ link: OfferLink) -> [String: JSON] {
    [
      "link": .integer(Int64(link.number)), "contact": .string(link.contact), "endsAt": .string(link.endsAt.rfc3339),
      "revokedAt": .instant(link.revokedAt) ?? .null,
    ]
  }

  private var link: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/links", feature: "Trade", id: "makeOfferLink",
      "Makes a link by which a contact of the other side comes to this offer alone",
      description: """
        The secret is in this answer and nowhere else. Beside the link, a code is needed that is mailed to `address`; \
        without a mail server there are no links.
        """,
      access: .permission(.tradeOffers), parameters: [OfferEndpoints.place],
      body: .named(
        "OfferLinkDraft",
        .object([
          .init("contact", .within(Offer.contactBounds)), .init("address", .within(TextBounds.mailAddress)),
          .optional("endsAt", JSONSchema.instant.says("At most 90 days ahead.")),
        ])),
      responses: [
        .init(
          .created, "Made",
          .object(OfferEndpoints.linkFields + [.init("path", JSONSchema.string.says("With the secret; hand it over."))])
        )
      ],
      handler: { call in
        let command = MakeOfferLink(
          to: try OfferEndpoints.number(call), for: call.string("contact"), at: call.string("address"),
          endsAt: call.body["endsAt"]?.stringValue.flatMap { try? Instant(parsing: $0) })
        return try await call.perform(command, on: app) {
          var members = OfferEndpoints.members($0.link)
          members["path"] = .string($0.path)
          return Outcome(.created, .object(members))
        }
      })
  }

  private var revoke: Endpoint {
    Endpoint(
      .delete, "/offers/{offer}/links/{link}", feature: "Trade", id: "revokeOfferLink",
      "Ends a link, and whoever came in by it, at once", access: .permission(.tradeOffers),
      parameters: [OfferEndpoints.place, .path("link", .integer(1...9999), "Its number.")],
      responses: [.init(.ok, "Ended", .object(OfferEndpoints.linkFields))],
      handler: { call in
        let command = RevokeOfferLink(of: try OfferEndpoints.number(call), call.integer("link") ?? 0)
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(OfferEndpoints.members($0)))
        }
      })
  }
}
