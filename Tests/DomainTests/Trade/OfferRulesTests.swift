import Kernel
import Testing
import Trade
import TradeUseCases

@Suite("What may be done with an offer, and when", .timeLimit(.minutes(10)))
struct OfferRulesTests {
  static let now = Instant(milliseconds: 1_750_000_000_000)

  private static func offer(_ state: Offer.State = .open, inForce: Bool = false) -> Offer {
    var offer = Offer(
      id: RecordID("o"), number: 7, title: "Quicker", agreement: "gold", party: .customer, called: "Shops",
      endsAt: now + .days(1), madeAt: now, madeBy: "mo")
    offer.state = state
    if inForce { offer.inForceAt = now }
    return offer
  }

  private static func round(_ number: Int = 2, _ side: Offer.Side = .theirs, hash: String = "b") -> OfferRound {
    OfferRound(
      number: number, side: side, body: [:], hash: hash, plan: "p", note: "", at: now,
      by: side == .ours ? "lee" : "contact:1",
      endsAt: now + .days(1))
  }

  private static func stand(
    _ state: Offer.State = .open, _ round: OfferRound = round(), signed: [OfferSignature] = []
  ) -> OfferStand { OfferStand(offer(state), round, signatures: signed, standing: state) }

  private static func signature(_ side: Offer.Side, round: Int = 2, hash: String = "b") -> OfferSignature {
    OfferSignature(round: round, side: side, hash: hash, at: now, by: "x", name: "X")
  }

  struct Standing: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var offer: Offer
    var after = Duration.zero
    var present: String? = "p"
    var stands: Offer.State
  }

  static let standings = [
    Standing(testDescription: "open", offer: offer(), stands: .open),
    Standing(
      testDescription: "the last millisecond", offer: offer(), after: .days(1) - .milliseconds(1), stands: .open),
    Standing(testDescription: "lapsed at its end", offer: offer(), after: .days(1), stands: .lapsed),
    Standing(testDescription: "overtaken", offer: offer(), present: "q", stands: .overtaken),
    Standing(testDescription: "it cannot be applied any more", offer: offer(), present: nil, stands: .overtaken),
    Standing(
      testDescription: "lapsed goes before overtaken", offer: offer(), after: .days(2), present: "q", stands: .lapsed),
    Standing(testDescription: "agreed outlasts its end", offer: offer(.agreed), after: .days(9), stands: .agreed),
    Standing(testDescription: "agreed, and overtaken", offer: offer(.agreed), present: "q", stands: .overtaken),
    Standing(
      testDescription: "in force is over", offer: offer(.agreed, inForce: true), present: "q", stands: .agreed),
    Standing(testDescription: "taken back stays so", offer: offer(.withdrawn), present: "q", stands: .withdrawn),
    Standing(testDescription: "lapsed stays so", offer: offer(.lapsed), stands: .lapsed),
  ]

  @Test("how it stands", arguments: standings)
  func standing(_ row: Standing) {
    #expect(row.offer.standing(at: Self.now + row.after, present: row.present, planned: "p") == row.stands)
  }

  @Test("a side signs the round that stands, and exactly its text, once")
  func signing() {
    let stand = Self.stand(signed: [Self.signature(.theirs)])
    #expect(stand.obstacle(toSigning: 2, "b", for: .ours) == nil)
    #expect(stand.obstacle(toSigning: 1, "b", for: .ours) == .otherRound(2))
    #expect(stand.obstacle(toSigning: 2, "a", for: .ours) == .otherText)
    #expect(stand.obstacle(toSigning: 2, "b", for: .theirs) == .signed)
    for state in Offer.State.allCases where state != .open {
      #expect(Self.stand(state).obstacle(toSigning: 2, "b", for: .ours) == .over(state))
      #expect(Self.stand(state).obstacle(toOfferingAfter: nil) == .over(state))
    }
    #expect(stand.obstacle(toOfferingAfter: 1) == .otherRound(2) && stand.obstacle(toOfferingAfter: 2) == nil)
  }

  @Test("it is agreed once both have signed the same round and the same text")
  func agreed() {
    #expect(!Self.stand().isAgreed && !Self.stand(signed: [Self.signature(.ours)]).isAgreed)
    #expect(Self.stand(signed: [Self.signature(.ours), Self.signature(.theirs)]).isAgreed)
    #expect(!Self.stand(signed: [Self.signature(.ours), Self.signature(.theirs, hash: "a")]).isAgreed)
    #expect(!Self.stand(signed: [Self.signature(.ours), Self.signature(.theirs, round: 1)]).isAgreed)
  }

  @Test("our side signs by a person who has not offered it")
  func signers() {
    func principal(_ name: String, _ role: Role = .manager) -> Principal {
      Principal(id: RecordID(name), name: name, role: role)
    }
    let theirs = Self.stand()
    let ours = Self.stand(.open, Self.round(2, .ours))
    #expect(theirs.obstacle(toSigner: principal("ada"), marked: "ada") == nil)
    #expect(theirs.obstacle(toSigner: principal("mo"), marked: "mo") == .own)
    #expect(theirs.obstacle(toSigner: principal("lee"), marked: "lee") == nil)
    #expect(ours.obstacle(toSigner: principal("lee"), marked: "lee") == .own)
    #expect(ours.obstacle(toSigner: .system("command-line"), marked: "system:command-line") == .noPerson)
    var token = principal("ada")
    token.credential = .token(TokenCredential(id: RecordID("t"), mayRead: true, mayWrite: true, endsAt: Self.now))
    #expect(ours.obstacle(toSigner: token, marked: "ada") == .noPerson)
  }

  @Test("the side that said something says when it is settled")
  func settling() {
    var comment = OfferComment(
      number: 1, round: 1, path: "", side: .theirs, text: "Why?", at: Self.now, by: "contact:1")
    #expect(comment.obstacle(toSettlingBy: .theirs) == nil && comment.obstacle(toSettlingBy: .ours) == .othersComment)
    comment.settledAt = Self.now
    #expect(comment.obstacle(toSettlingBy: .theirs) == .settled)
  }

  @Test("every obstacle has a code and words of its own")
  func words() {
    let all: [OfferObstacle] =
      [.otherRound(2), .otherText, .signed, .own, .noPerson, .othersComment, .settled, .notAgreed, .inForce]
      + Offer.State.allCases.filter { $0 != .open }.map(OfferObstacle.over)
    #expect(Set(all.map(\.words)).count == all.count)
    #expect(all.allSatisfy { !$0.code.isEmpty && $0.words.hasSuffix(".") })
  }

  @Test("names are read with and without what stands before them")
  func names() {
    #expect(Offer.number("OFR-7") == 7 && Offer.number("ofr-12") == 12 && Offer.number("3") == 3)
    for text in ["", "OFR-", "OFR-x", "STM-1", "OFR-1234567890", "-1"] { #expect(Offer.number(text) == nil) }
  }
}

@Suite("Offered texts, clause by clause", .timeLimit(.minutes(10)))
struct OfferTextTests {
  private static let body: JSON = [
    "agreements": [
      [
        "key": "gold", "calendars": [:], "scope": ["service": ["mail"]], "assumptions": ["Forty a day.", "No more."],
        "agreement": [
          "name": "Gold",
          "objectives": [
            [
              "name": "resolution", "metric": "resolution", "calendar": "office", "compliance": "95%",
              "targets": [["when": ["priority": "P1"], "target": "PT4H"], ["target": "PT16H"]],
            ]
          ],
        ],
      ]
    ],
    "calendars": ["office": ["timeZone": "UTC", "weekly": ["mon": ["09:00-17:00"]]]],
  ]

  @Test("is read, and written back the same")
  func back() throws {
    let text = try #require(OfferText(body: Self.body))
    #expect(text.key == "gold" && text.body == Self.body)
    #expect(OfferText(body: ["agreements": [], "calendars": [:]]) == nil && OfferText(body: [:]) == nil)
  }

  @Test("paths name what stands there, and nothing else")
  func paths() throws {
    let text = try #require(OfferText(body: Self.body))
    #expect(text.value(at: "objectives[0].targets[1].target") == "PT16H")
    #expect(text.value(at: "calendars.office.weekly.mon") == ["09:00-17:00"])
    for path in [
      "", ".", "objectives", "objectives[0]", "objectives[7]", "objectives[-1]", "objectives[0", "objectives[0]x",
      "objectives[x].name", "none", "name.none", "objectives[0].targets[9].target",
    ] where text.value(at: path) != nil {
      #expect(["objectives", "objectives[0]"].contains(path), "\(path)")
    }
    let leaves = text.leaves.map(\.path)
    #expect(leaves.first == "name" && leaves.contains("objectives[0].targets[0].when"))
    #expect(leaves.contains("assumptions[1]") && leaves.last == "calendars.office.weekly.mon")
    #expect(leaves.allSatisfy { text.value(at: $0) != nil })
  }

  @Test(
    "a place that is not there, or is written otherwise than it is, is no clause",
    arguments: [
      "assumptions[9223372036854775807]", "assumptions[50]", "assumptions[+0]", "assumptions[00]",
      "objectives[-0].name",
      "documents[9223372036854775807]", "objectives[0].targets[9].target",
    ])
  func noPlace(path: String) throws {
    #expect(try #require(OfferText(body: Self.body)).value(at: path) == JSON?.none)
    var text = try #require(OfferText(body: Self.body))
    let isSet = text.set(path, to: "x")
    #expect(!isSet)
  }

  @Test(
    "a field of the desk's own that is called like a term is none",
    arguments: [
      "objectives[0].targets[0].when.target", "measures[0].targets[0].when.share", "objectives[0].when.most",
      "clauses[0].text.text", "calendars.office.weekly", "calendars.office.exclusions[0].weekly", "objectives.target",
    ])
  func noTerm(path: String) { #expect(!OfferText.isTerm(path)) }

  @Test("the other side sets what is promised, and not whom it covers nor how it is measured")
  func terms() {
    for path in [
      "objectives[0].targets[1].target", "objectives[0].compliance", "assumptions[0]", "clauses[2].text", "validTo",
      "calendars.office.weekly.mon", "reviewDate",
    ] { #expect(OfferText.isTerm(path), "\(path)") }
    for path in [
      "name", "scope.service", "objectives[0].calendar", "objectives[0].metric", "pauseReasons",
      "objectives[0].targets[0].when", "calendars.office.timeZone", "assumptions", "clauses[2].name", "",
    ] { #expect(!OfferText.isTerm(path), "\(path)") }
  }

  @Test("a value is set where one stands")
  func setting() throws {
    var text = try #require(OfferText(body: Self.body))
    let isSet = text.set("objectives[0].targets[0].target", to: "PT3H")
    #expect(isSet)
    #expect(text.value(at: "objectives[0].targets[0].target") == "PT3H")
    let others = [text.set("objectives[0].targets[7].target", to: "PT3H"), text.set("none", to: 1)]
    #expect(others == [false, false])
    #expect(text.value(at: "objectives[0].targets[1].target") == "PT16H")
  }

  @Test(
    "values are shown as people write them",
    arguments: [
      ("PT4H", "4h"), ("PT90M", "1h 30m"), ("P2D", "2d"), ("P1DT2H", "1d 2h"), ("PT30S", "PT30S"), ("95%", "95%"),
    ])
  func shown(_ value: String, _ text: String) { #expect(ClauseValue.text(.string(value)) == text) }

  @Test("codes have six digits, and blanks and dashes between them do no harm")
  func codes() {
    #expect(OfferCode.code(from: [0, 0, 0, 0, 0, 0, 0, 7]) == "000007")
    #expect(OfferCode.code(from: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).count == 6)
    #expect(OfferCode.bare(" 12-34 56") == "123456")
    #expect(OfferCode.isSame("123456", "123456") && !OfferCode.isSame("123457", "123456"))
    #expect(!OfferCode.isSame("", "123456"))
  }

  struct Telling: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var occasion = OfferNews.Occasion.commented
    var told: Duration?
    var entered: Duration?
    var isOver = false
    var address = "s@shops.example"
    var isTold: Bool
  }

  @Test(
    "contacts are mailed of what our side does; of comments once, until they have looked or for a day",
    arguments: [
      Telling(testDescription: "the first comment", isTold: true),
      Telling(testDescription: "the next comment", told: .minutes(5), isTold: false),
      Telling(testDescription: "after they looked", told: .minutes(5), entered: .minutes(2), isTold: true),
      Telling(testDescription: "who looked before", told: .minutes(5), entered: .minutes(9), isTold: false),
      Telling(testDescription: "a day later", told: .hours(24), isTold: true),
      Telling(testDescription: "told ahead, by a clock that was put back", told: .minutes(-5), isTold: true),
      Telling(testDescription: "another round", occasion: .offered, told: .minutes(5), isTold: true),
      Telling(testDescription: "signed", occasion: .signed, told: .minutes(5), isTold: true),
      Telling(testDescription: "by a link that has ended", occasion: .offered, isOver: true, isTold: false),
      Telling(testDescription: "whose address is kept no more", occasion: .ended, address: "", isTold: false),
    ])
  func telling(_ one: Telling) {
    let now = OfferRulesTests.now
    var link = OfferLink(
      number: 1, contact: "S", address: one.address, madeAt: now - .days(3), madeBy: "mo",
      endsAt: one.isOver ? now : now + .days(1))
    link.toldAt = one.told.map { now - $0 }
    link.enteredAt = one.entered.map { now - $0 }
    #expect(link.isTold(of: one.occasion, at: now) == one.isTold)
  }
}
