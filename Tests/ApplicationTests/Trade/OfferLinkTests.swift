import AgreementsUseCases
import Core
import Kernel
import TestApp
import TestDatabases
import Testing
import Trade
import TradeUseCases

/// Links to offers: a secret that is shown once, a code beside it, and nothing else of the desk.
@Suite("Links to offers", .timeLimit(.minutes(10)))
struct OfferLinkTests {
  private func code(_ body: () async throws -> Void) async throws -> String? { try await OfferTests.code(body) }

  @Test("without mail there is no link, and what to set is said")
  func noMail() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      do {
        _ = try await test.run(MakeOfferLink(to: 1, for: "Sabine", at: "sabine@shops.example"), as: "mo")
        Issue.record("a link was made")
      } catch MainstayError.conflict(let code, let message) {
        #expect(code == "mail-missing" && message.contains("MAINSTAY_MAIL_SERVER"))
      }
    }
  }

  @Test("guessed, ended, expired, typed wrongly: nobody comes in", arguments: TestEngine.available)
  func doors(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      let app = test.app.mailing
      func knock(_ secret: String) async throws -> KnockAtOffer.Answer? {
        try await app.ask(KnockAtOffer(secret), as: .offerVisitor)
      }
      func enter(_ secret: String, _ code: String) async throws -> EnterOffer.Answer {
        try await app.run(EnterOffer(secret, code: code), as: .offerVisitor)
      }
      func look(_ session: String) async throws -> String? {
        try await code { _ = try await app.ask(VisitOffer(session), as: .offerVisitor) }
      }
      let link = try await app.run(
        MakeOfferLink(to: 1, for: "Sabine", at: "sabine@shops.example", endsAt: test.clock.now() + .days(3)),
        as: test.person("mo"))
      #expect(link.secret.count == 64)
      #expect(try await knock("guess") == nil)
      #expect(try await knock(String(repeating: "0", count: 64)) == nil)
      let found = try #require(try await knock(link.secret))
      #expect(found.hint.hasPrefix("s") && !found.hint.contains("sabine") && found.codeUntil == nil)
      // The link alone shows nothing, and its secret is no session.
      #expect(try await look(link.secret) == OfferDoor.needed)
      #expect(try await code { _ = try await enter(link.secret, "123456") } == "no-code")
      #expect(
        try await code { _ = try await app.run(SendOfferCode("guess"), as: .offerVisitor) } == OfferDoor.needed)
      let first = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
      #expect(first.count == 6)
      #expect(
        try await code { _ = try await app.run(SendOfferCode(link.secret), as: .offerVisitor) } == "code-underway")
      let wrong = first == "000000" ? "000001" : "000000"
      for left in stride(from: 4, through: 0, by: -1) {
        #expect(try await enter(link.secret, wrong) == .wrong(left: left))
      }
      #expect(try await code { _ = try await enter(link.secret, first) } == "no-code")
      test.clock.advance(by: .minutes(1))
      let second = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
      test.clock.advance(by: .minutes(15))
      #expect(try await code { _ = try await enter(link.secret, second) } == "no-code")
      let third = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
      guard case .entered(let session, let end) = try await enter(link.secret, "\(third.prefix(3)) \(third.suffix(3))")
      else {
        Issue.record("the right code is refused")
        return
      }
      #expect(end == test.clock.now() + .hours(8))
      #expect(try await code { _ = try await enter(link.secret, third) } == "no-code")
      #expect(try await look(session) == nil)
      // Nothing that is good for a visit is anything to the rest of the desk.
      await #expect(throws: MainstayError.forbidden(permission: "offers.visit")) {
        _ = try await test.ask(VisitOffer(session), as: "ada")
      }
      test.clock.advance(by: .hours(8))
      #expect(try await look(session) == OfferDoor.needed)
      // Ended: at once, for who is in as well.
      let door = try await test.enter(link.secret, app)
      #expect(try await test.look(door).standing == .open)
      _ = try await test.run(RevokeOfferLink(of: 1, 1), as: "mo")
      #expect(try await knock(link.secret) == nil)
      #expect(try await code { _ = try await test.look(door) } == OfferDoor.needed)
      #expect(try await code { try await test.sign(door) } == OfferDoor.needed)
      #expect(
        try await code {
          _ = try await app.run(CommentOnOffer(door, "Still here"), as: .offerVisitor)
        } == OfferDoor.needed)
      // Expired: the same.
      let short = try await app.run(
        MakeOfferLink(to: 1, for: "Udo", at: "udo@shops.example", endsAt: test.clock.now() + .hours(2)),
        as: test.person("mo"))
      let inside = try await test.enter(short.secret, app)
      test.clock.advance(by: .hours(2))
      #expect(try await knock(short.secret) == nil)
      #expect(try await code { _ = try await test.look(inside) } == OfferDoor.needed)
      #expect(try await test.verifiedFindings() == [])
    }
  }

  @Test("at most ten codes a day")
  func codes() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      let app = test.app.mailing
      let link = try await app.run(MakeOfferLink(to: 1, for: "S", at: "s@shops.example"), as: test.person("mo"))
      for _ in 1...10 {
        _ = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
        test.clock.advance(by: .minutes(2))
      }
      await #expect(throws: MainstayError.limit(name: "codes of a link within 24 hours", limit: 10)) {
        _ = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
      }
      test.clock.advance(by: .hours(24))
      _ = try await app.run(SendOfferCode(link.secret), as: .offerVisitor)
    }
  }

  @Test("a link leads to its own offer, and its visitor is told of people of both sides alone")
  func own() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      var others = try TestApp.drafts(p1: 2)
      (others.calendars, others.agreements[0].key) = ([:], "silver")
      _ = try await test.run(
        MakeOffer(OfferDraft(title: "Secret", party: .supplier, called: "Acme", source: .drafts(others))), as: "mo")
      let door = try await test.visitor(of: 1).door
      let look = try await test.look(door)
      #expect(look.offer.number == 1 && look.links.isEmpty && look.offer.proposal == nil && look.present == nil)
      #expect(Set(look.people.values) == ["Mo Manager", "Sabine"])
      #expect(look.side == .theirs && look.contact?.contact == "Sabine")
    }
  }

  @Test("links of long ago forget whose they were")
  func forgetting() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      _ = try await test.visitor(of: 1)
      _ = try await test.run(RevokeOfferLink(of: 1, 1), as: "mo")
      test.clock.advance(by: .days(91))
      _ = try await test.app.applyRetention(as: test.system)
      #expect(try await test.ask(ShowOffer(1), as: "mo").links.map(\.address) == [""])
      #expect(try await test.verifiedFindings() == [])
    }
  }
}
