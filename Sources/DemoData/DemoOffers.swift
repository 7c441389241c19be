import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevelsUseCases
import Synchronization
import Trade
import TradeUseCases

/// What the demo company negotiates with others: with its warehouses, which have answered by another text, and with a
/// supplier, with whom it is agreed.
final class DemoOffers: Sendable {
  private static let manager = "marc"
  private static let administrator = "admin"
  private static let warehouses = "critical"
  private static let printers = "label-printers"

  private struct Made {
    var number = 0
    var secret = ""
  }
  private let made = Mutex<[String: Made]>([:])

  /// In the order in which they happen.
  func steps(until present: Instant) -> [DemoServices.Step] {
    func step(
      _ ago: Duration, _ name: String = DemoOffers.manager,
      _ act: @escaping @Sendable (App, Principal) async throws -> Void
    ) -> DemoServices.Step { DemoServices.Step(at: present - ago, name: name, act: act) }
    let resolution = "objectives[2].targets[1].target"
    return [
      step(.days(7)) { [self] app, marc in
        var contact = AgreementParticulars.none
        contact.kind = .underpinningContract
        (contact.provider, contact.customer) = (.init(.vendor, "fernline"), .init(.team, "service-desk"))
        contact.noticePeriod = NoticePeriod(3, .months)
        let agreement: JSON = [
          "name": "Label printers", "pauseReasons": ["awaiting-requester"],
          "objectives": [
            [
              "name": "repair", "metric": "vendorHolding", "calendar": "fernline", "vendor": "fernline",
              "targets": [["when": ["priority": "P1"], "target": "PT6H"], ["target": "P2D"]], "compliance": "85%",
            ]
          ],
        ]
        let terms = AgreementTerms(
          key: Self.printers, agreement: try Agreement(json: agreement), scope: ["service": ["labels"]],
          particulars: contact)
        try await offer(
          "Repair of label printers", .supplier, "Fernline", AgreementDrafts(agreements: [terms]),
          note: "As we spoke of on the phone: the presses stand still without them.", contact: "Luc Moreau",
          address: "luc.moreau@fernline.example", app, marc)
      },
      step(.days(6)) { [self] app, marc in
        let terms = try DemoAgreements.quickerResolution(at: present)
        try await offer(
          "Resolve P2 of critical services within 6 hours", .customer, "Warehouses and shops", terms,
          note: "You asked for 4 hours. Of the last months, 6 is what we can promise.", contact: "Sabine Vogt",
          address: "sabine.vogt@warehouses.example", until: present + .days(20), app, marc)
        _ = try await app.attachFigure(
          to: number(Self.warehouses), "P2 of critical services, resolved in time",
          CurveQuestion(
            agreement: Self.warehouses, objective: "resolution", row: 2,
            targets: [ISO8601Duration(time: .hours(6)), ISO8601Duration(time: .hours(4))], by: .priority),
          on: .inForce, zones: DemoZones(), as: marc)
      },
      step(Duration.days(5) + .hours(3)) { [self] app, _ in
        let door = try await visit(Self.printers, app)
        let look = try await app.ask(VisitOffer(session(door)), as: .offerVisitor)
        _ = try await app.run(
          SignOffer(door, round: look.offer.round, hash: look.last?.hash ?? ""), as: .offerVisitor)
      },
      step(.days(5)) { [self] app, _ in
        let door = try await visit(Self.warehouses, app)
        _ = try await app.run(
          CommentOnOffer(
            door, "At night two people share 40 scanners. Six hours is a whole shift; what would five take?",
            at: resolution), as: .offerVisitor)
      },
      step(Duration.days(4) + .hours(4)) { [self] app, marc in
        _ = try await app.run(
          CommentOnOffer(
            .desk(number(Self.warehouses)), "One more on the late shift. We are looking at the roster for spring.",
            answering: 1), as: marc)
      },
      step(.days(4), Self.administrator) { [self] app, ada in
        let look = try await app.ask(ShowOffer(number(Self.printers)), as: ada)
        _ = try await app.run(
          SignOffer(.desk(look.offer.number), round: look.offer.round, hash: look.last?.hash ?? ""), as: ada)
      },
      step(Duration.days(2) + .hours(5)) { [self] app, _ in
        let door = try await visit(Self.warehouses, app)
        _ = try await app.run(
          CounterOffer(
            door, .clauses([resolution: "5h", "objectives[2].compliance": "92%"]),
            note: "With 5 hours and 92 % we would sign today."), as: .offerVisitor)
      },
    ]
  }

  private func offer(
    _ title: String, _ party: Offer.Party, _ name: String, _ drafts: AgreementDrafts, note: String, contact: String,
    address: String, until end: Instant? = nil, _ app: App, _ marc: Principal
  ) async throws {
    let offer = try await app.run(
      MakeOffer(
        OfferDraft(title: title, party: party, called: name, source: .drafts(drafts), note: note, endsAt: end)),
      as: marc)
    let link = try await app.run(MakeOfferLink(to: offer.number, for: contact, at: address), as: marc)
    made.withLock { $0[offer.agreement] = Made(number: offer.number, secret: link.secret) }
  }

  private func number(_ agreement: String) -> Int { made.withLock { $0[agreement]?.number ?? 0 } }

  /// Comes in as the contact of the other side, by the link and a code.
  private func visit(_ agreement: String, _ app: App) async throws -> OfferDoor {
    let secret = made.withLock { $0[agreement]?.secret ?? "" }
    let code = try await app.run(SendOfferCode(secret), as: .offerVisitor)
    guard case .entered(let session, _) = try await app.run(EnterOffer(secret, code: code), as: .offerVisitor) else {
      throw MainstayError.unavailable(reason: "The demo company's guest could not come in.")
    }
    return .link(session: session)
  }

  private func session(_ door: OfferDoor) -> String {
    if case .link(let session) = door { return session }
    return ""
  }
}

/// Its figures are of no zone but UTC.
private struct DemoZones: ZoneSource {
  func rules(for identifier: String) throws -> ZoneRules { .utc }
}
