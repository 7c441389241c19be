import Components
import Core
import HTTPSupport
import HTTPTypes
import Journal
import Kernel
import Trade
import TradeUseCases

/// The pages of the other side: what a link leads to. Nobody is signed in here, and nothing else of the desk is reached.
struct VisitRoutes: Sendable {
  let pages: Pages
  private let limits = VisitLimits()

  init(pages: Pages) { self.pages = pages }

  private var app: App { pages.app }

  var all: [Route] {
    func form(_ path: PathTemplate, _ handler: @escaping Route.Handler) -> Route {
      .form(path, .anyone, feature: "Trade", beforeSignIn: true, handler: handler)
    }
    return [
      .page("/trade", .anyone, feature: "Trade", asks: ["token"]) { call in
        let page = try await door(try call.asked("token"))
        if page.link == nil, try call.asked("token") != nil {
          try limits.knocks.count(VisitLimits.key(call), at: call.now)
        }
        return pages.answer(page, call, status: page.link == nil ? .unprocessableContent : .ok)
      },
      form("/trade/code", send),
      form("/trade/enter", enter),
      .page("/trade/offer", .anyone, feature: "Trade", asks: ["clause"]) { call in
        try await visiting(call) { session, look in
          visit(session, look, FormState(["clause": try call.asked("clause") ?? ""]))
        }
      },
      .page("/trade/offer/offer.json", .anyone, feature: "Trade", asks: []) { call in
        try await reading(call) { look in OfferRoutes.file(look) }
      },
      document("/trade/offer/offer.pdf", .pdf), document("/trade/offer/offer.xlsx", .xlsx),
      document("/trade/offer/offer.html", .html),
      .page("/trade/offer/counter", .anyone, feature: "Trade", asks: []) { call in
        try await visiting(call) { session, look in
          if let obstacle = look.toOffer { throw MainstayError.conflict(code: obstacle.code, message: obstacle.words) }
          return CounterPage(look, form: FormState(), guarding: VisitRoutes.token(of: session))
        }
      },
      form("/trade/offer/counter", counter),
      form("/trade/offer/comment") { call in
        try await doing(call, "It is said.") { form, door in
          CommentOnOffer(
            door, form["text"] ?? "", at: form.said("clause") ?? "",
            answering: form.said("answers").flatMap { Int($0) })
        }
      },
      form("/trade/offer/settle") { call in
        try await doing(call, "It is settled.") { form, door in
          SettleComment(door, form.said("comment").flatMap { Int($0) } ?? 0)
        }
      },
      form("/trade/offer/sign") { call in
        try await doing(call, "You have signed it.") { form, door in
          SignOffer(
            door, round: form.said("round").flatMap { Int($0) } ?? 0, hash: form["hash"] ?? "",
            as: form.said("name") ?? "")
        }
      },
      form("/trade/offer/leave", leave).endingAccess,
    ]
  }

  // MARK: The door

  private func door(_ secret: String?, _ form: FormState = FormState()) async throws -> KnockPage {
    guard let secret, secret.utf8.count <= 128,
      let found = try await app.ask(KnockAtOffer(secret), as: .offerVisitor)
    else { return KnockPage(link: nil) }
    return KnockPage(link: (secret, found.hint), isSent: found.codeUntil != nil, form: form)
  }

  /// The secret of a link that works. Others are counted: guessing is hopeless, and slow.
  private func known(_ call: Call, _ form: Form) async throws -> String? {
    let secret = form["token"] ?? ""
    guard secret.utf8.count <= 128, try await app.ask(KnockAtOffer(secret), as: .offerVisitor) != nil else {
      try limits.knocks.count(VisitLimits.key(call), at: call.now)
      return nil
    }
    return secret
  }

  @Sendable private func send(_ call: Call) async throws -> Answer {
    let form = try call.form()
    guard let secret = try await known(call, form) else {
      return pages.answer(KnockPage(link: nil), call, status: .unprocessableContent)
    }
    try limits.codes.count(VisitLimits.key(call), at: call.now)
    do {
      let code = try await app.run(SendOfferCode(secret), as: .offerVisitor)
      var page = try await door(secret)
      if !pages.demo.isEmpty { page.demoCode = code }
      return pages.answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        try await door(secret, FormState([:], faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func enter(_ call: Call) async throws -> Answer {
    let form = try call.form()
    guard let secret = try await known(call, form) else {
      return pages.answer(KnockPage(link: nil), call, status: .unprocessableContent)
    }
    try limits.tries.count(VisitLimits.key(call), at: call.now)
    do {
      switch try await app.run(EnterOffer(secret, code: form["code"] ?? ""), as: .offerVisitor) {
      case .entered(let session, let end):
        return call.setting(
          cookie: VisitRoutes.cookie, to: session, lasting: end - call.now, below: VisitRoutes.place,
          .seeOther(OfferPaths.visit))
      case .wrong(let left):
        let words =
          left == 0
          ? "is not the one that was mailed, and may not be typed again: have another mailed"
          : "is not the one that was mailed; \(Words.count(left, "try is", "tries are")) left"
        return pages.answer(
          try await door(secret, FormState([:], faults: [FieldFault("code", words)])), call,
          status: .unprocessableContent)
      }
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        try await door(secret, FormState([:], faults: faults)), call, status: .unprocessableContent)
    }
  }

  // MARK: Inside

  /// Leads to one offer and is good for nothing else.
  private static let cookie = "mainstay-offer"
  /// Where it is sent: nothing else of the desk sees it.
  private static let place = "/trade"

  private func session(_ call: Call) -> String? {
    call.cookie(VisitRoutes.cookie).flatMap { $0.isEmpty || $0.utf8.count > 128 ? nil : $0 }
  }

  /// What a form of a visitor carries beside the cookie, which other sites cannot know.
  private static func token(of session: String) -> String { sha256Hex(("offer form " + session).utf8) }

  /// Whoever's link or session is good no more.
  private func out(_ call: Call) -> Answer {
    call.setting(
      cookie: VisitRoutes.cookie, to: "", lasting: .zero, below: VisitRoutes.place,
      pages.answer(KnockPage(link: nil), call, status: .forbidden))
  }

  /// The offer of who stands here, to answer from. Made-up sessions are counted by address: guessing is hopeless, and slow.
  private func reading(_ call: Call, _ answer: (OfferLook) async throws -> Answer) async throws -> Answer {
    guard let session = session(call) else { return out(call) }
    let look: OfferLook
    do {
      look = try await app.ask(VisitOffer(session), as: .offerVisitor)
    } catch MainstayError.forbidden {
      try limits.knocks.count(VisitLimits.key(call), at: call.now)
      return out(call)
    }
    return try await answer(look)
  }

  private func document(_ path: PathTemplate, _ format: DocumentFormat) -> Route {
    .page(path, .anyone, feature: "Trade", asks: []) { call in
      try await reading(call) { look in
        try limits.documents.count(look.offer.name, at: call.now)
        return try await OfferRoutes.document(look, format, pages)
      }
    }
  }

  private func visit(_ session: String, _ look: OfferLook, _ form: FormState) -> VisitPage {
    var page = VisitPage(look, form: form, guarding: VisitRoutes.token(of: session))
    page.lacksPDF = app.lacking(.pdf)
    return page
  }

  private func visiting<P: Page>(
    _ call: Call, status: HTTPResponse.Status = .ok, _ page: (String, OfferLook) throws -> P
  ) async throws -> Answer {
    try await reading(call) { look in
      // A session that was looked up is there.
      pages.answer(try page(session(call) ?? "", look), call, status: status)
    }
  }

  /// Does what a form says, once it is known to come from a page of this visitor.
  private func doing<C: Command>(
    _ call: Call, _ words: String, _ command: (Form, OfferDoor) throws -> C
  ) async throws -> Answer {
    guard let session = session(call) else { return out(call) }
    let form = try call.form()
    guard OfferCode.isSame(form["guard"] ?? "", VisitRoutes.token(of: session)) else { return out(call) }
    return try await reading(call) { _ in
      try limits.changes.count(VisitRoutes.token(of: session), at: call.now)
      return try await writing(call, form, words, command(form, .link(session: session)))
    }
  }

  private func writing<C: Command>(_ call: Call, _ form: Form, _ words: String, _ command: C) async throws -> Answer {
    do {
      _ = try await app.run(command, as: .offerVisitor)
      return pages.done(call, OfferPaths.visit, words)
    } catch MainstayError.forbidden {
      return out(call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return try await visiting(call, status: OfferRoutes.status(of: error)) { session, look in
        visit(session, look, FormState(form, faults: faults))
      }
    }
  }

  @Sendable private func counter(_ call: Call) async throws -> Answer {
    guard let session = session(call) else { return out(call) }
    let form = try call.form()
    guard OfferCode.isSame(form["guard"] ?? "", VisitRoutes.token(of: session)) else { return out(call) }
    return try await reading(call) { _ in
      try limits.changes.count(VisitRoutes.token(of: session), at: call.now)
      return try await countering(call, form, session)
    }
  }

  private func countering(_ call: Call, _ form: Form, _ session: String) async throws -> Answer {
    do {
      let command = CounterOffer(
        .link(session: session), .clauses(OfferRoutes.clauses(form)), note: form["note"] ?? "",
        endsAt: try OfferRoutes.end(form, "endsAt", call, in: pages.reader(call).zone),
        expecting: form.said("round").flatMap { Int($0) })
      _ = try await app.run(command, as: .offerVisitor)
      return pages.done(call, OfferPaths.visit, "It is offered as the next round.")
    } catch MainstayError.forbidden {
      return out(call)
    } catch {
      guard let state = OfferRoutes.refused(error, form) else { throw error }
      return try await visiting(call, status: OfferRoutes.status(of: error)) { session, look in
        CounterPage(look, form: state, guarding: VisitRoutes.token(of: session))
      }
    }
  }

  @Sendable private func leave(_ call: Call) async throws -> Answer {
    guard let session = session(call) else { return out(call) }
    guard OfferCode.isSame(try call.form()["guard"] ?? "", VisitRoutes.token(of: session)) else { return out(call) }
    return try await reading(call) { _ in
      try await app.run(LeaveOffer(session), as: .offerVisitor)
      var page = KnockPage(link: nil)
      page.hasLeft = true
      return call.setting(
        cookie: VisitRoutes.cookie, to: "", lasting: .zero, below: VisitRoutes.place, pages.answer(page, call))
    }
  }
}

/// How often somebody may try at the door of offers, whoever they are. Codes and wrong tries are bounded a link besides.
struct VisitLimits: Sendable {
  /// Links that do not work.
  let knocks = RateLimit("links to offers by address", limit: 20, window: .minutes(15))
  let codes = RateLimit("codes of offers by address", limit: 10, window: .minutes(15))
  let tries = RateLimit("tries of codes by address", limit: 30, window: .minutes(15))
  /// Documents of one offer: each takes a child process some seconds.
  let documents = RateLimit("documents of one offer", limit: 20, window: .minutes(15))
  /// What one visitor may change.
  let changes = RateLimit("changes by one guest", limit: 30, window: .minutes(1))

  static func key(_ call: Call) -> String { SignInLimits.address(of: call.remote) }
}
