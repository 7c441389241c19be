import AgreementsUseCases
import Core
import Kernel
import TestApp
import Trade
import TradeUseCases

/// A desk with an offer, and who comes by a link to it, as browsers do both.
struct TradeDesk: Sendable {
  let desk: PageDesk
  let letters: Letters
  var test: TestApp { desk.test }

  static func open(_ body: @Sendable (TradeDesk) async throws -> Void) async throws {
    let letters = Letters()
    try await PageDesk.open(channels: letters.channels()) { desk in
      let trade = TradeDesk(desk: desk, letters: letters)
      try await trade.test.run(
        MakeOffer(
          OfferDraft(
            title: "P1 within 3 hours", party: .customer, called: "Shops & <Co>",
            source: .drafts(TestApp.drafts(p1: 3)), note: "As <we> spoke of.")), as: "mo")
      try await body(trade)
    }
  }

  /// The secret of a link that mo makes on the offer's page.
  func link(_ contact: String = "Sabine Vogt", _ address: String = "sabine@shops.example") async throws -> String {
    let made = try await desk.post("/offers/OFR-1/link", ["contact": contact, "address": address], as: "mo")
    return String(made.html.split(separator: "/trade?token=").dropFirst().first?.prefix { $0.isHexDigit } ?? "")
  }

  /// The code that is mailed to a contact once it is asked for.
  func code(_ secret: String, to address: String = "sabine@shops.example") async throws -> String {
    _ = try await desk.guest("/trade/code", [("token", secret)])
    let reach = ReachDesk(test, letters: letters)
    try await reach.settle()
    return letters.code(to: address) ?? ""
  }

  /// The cookie of who comes in.
  func enter(_ secret: String) async throws -> String {
    let entered = try await desk.guest(
      "/trade/enter", [("token", secret), ("code", try await code(secret))])
    return entered.cookies.first { $0.hasPrefix("mainstay-offer=") } ?? ""
  }

  /// Sends a form of the offer's page with what it carries unseen.
  func send(_ act: String, _ fields: [(String, String)] = [], cookie: String) async throws -> PageDesk.Reply {
    let page = try await desk.guest("/trade/offer", cookie: cookie).html
    return try await desk.guest(
      "/trade/offer/" + act, fields + [("guard", value("guard", in: page))], cookie: cookie)
  }

  /// The value of a field that a page carries unseen.
  func value(_ name: String, in html: String) -> String {
    String(html.split(separator: "name=\"\(name)\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? "")
  }
}
