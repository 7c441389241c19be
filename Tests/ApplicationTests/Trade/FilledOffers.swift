import Reach
import AgreementsUseCases
import Core
import Kernel
import ReachUseCases
import ServiceLevelsUseCases
import Storage
import TestApp
import Trade
import TradeUseCases

extension App {
  /// The same product with mail, which goes nowhere.
  var mailing: App { with(channels: [.personal(.mail) { _, _ in .delivered }]) }
}

extension TestApp {
  /// Offers another P1 target of the agreement that is in force, by mo.
  @discardableResult
  func offer(p1 hours: Int64 = 3, until end: Instant? = nil) async throws -> Offer {
    try await run(
      MakeOffer(
        OfferDraft(
          title: "P1 within \(hours) hours", party: .customer, called: "Shops & <Co>",
          source: .drafts(TestApp.drafts(p1: hours)), note: "As we spoke of.", endsAt: end)), as: "mo")
  }

  /// A link to an offer, and who came in by it.
  func visitor(
    of number: Int, _ contact: String = "Sabine", app mailing: App? = nil
  ) async throws -> (secret: String, door: OfferDoor) {
    let mailing = mailing ?? app.mailing
    let link = try await mailing.run(
      MakeOfferLink(to: number, for: contact, at: "sabine@shops.example"), as: person("mo"))
    return (link.secret, try await enter(link.secret, mailing))
  }

  func enter(_ secret: String, _ mailing: App) async throws -> OfferDoor {
    let code = try await mailing.run(SendOfferCode(secret), as: .offerVisitor)
    guard case .entered(let session, _) = try await mailing.run(EnterOffer(secret, code: code), as: .offerVisitor)
    else {
      throw MainstayError.unavailable(reason: "The visitor could not come in.")
    }
    return .link(session: session)
  }

  /// How an offer looks to who came by a link.
  func look(_ door: OfferDoor) async throws -> OfferLook {
    guard case .link(let session) = door else { return try await ask(ShowOffer(1), as: "mo") }
    return try await app.ask(VisitOffer(session), as: .offerVisitor)
  }

  /// Signs what stands, for the other side.
  func sign(_ door: OfferDoor) async throws {
    let look = try await look(door)
    _ = try await app.run(
      SignOffer(door, round: look.offer.round, hash: look.last?.hash ?? ""), as: .offerVisitor)
  }

  /// Signs what stands, for our side.
  func sign(_ number: Int, as name: String = "ada") async throws {
    let look = try await ask(ShowOffer(number), as: name)
    _ = try await run(SignOffer(.desk(number), round: look.offer.round, hash: look.last?.hash ?? ""), as: name)
  }

  /// Two offers with all that belongs to them: rounds, comments, signatures, links and figures.
  func fillOffers() async throws {
    for (key, hours) in [("silver", Int64(5)), ("bronze", 6)] {
      var drafts = try TestApp.drafts(p1: hours)
      drafts.calendars = [:]
      drafts.agreements[0].key = key
      let offer = try await run(
        MakeOffer(
          OfferDraft(title: "Of \(key)", party: .supplier, called: "Acme", source: .drafts(drafts), note: "So.")),
        as: "mo")
      let door = try await visitor(of: offer.number).door
      clock.advance(by: .minutes(2))
      _ = try await app.run(CommentOnOffer(door, "Why?", at: "objectives[1].targets[0].target"), as: .offerVisitor)
      _ = try await run(CommentOnOffer(.desk(offer.number), "Because.", answering: 1), as: "mo")
      _ = try await app.run(SettleComment(door, 1), as: .offerVisitor)
      for round in 1...2 {
        _ = try await app.attachFigure(
          to: offer.number, "Resolution", CurveQuestion(agreement: key, objective: "resolution", row: 2), on: .offered,
          zones: UTCAlone(), as: person("mo"))
        try await sign(door)
        if round == 1 {
          _ = try await app.run(
            CounterOffer(door, .clauses(["objectives[1].targets[0].target": "7h"]), note: "Or so."), as: .offerVisitor)
        }
      }
      _ = try await visitor(of: offer.number, "Udo")
      _ = try await run(RevokeOfferLink(of: offer.number, 2), as: "mo")
    }
    try await sign(1)
    _ = try await run(ProposeAgreed(1), as: "mo")
    _ = try await run(WithdrawOffer(2, note: "Not now."), as: "mo")
  }
}
