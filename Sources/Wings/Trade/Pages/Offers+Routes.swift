import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Proposals
import ProposalsUseCases
import ServiceLevelsUseCases
import Trade
import TradeUseCases

/// The pages of our side.
struct OfferRoutes: Sendable {
  let pages: Pages
  let files: AgreementFileReader
  let questions: QuestionFileReader

  private var app: App { pages.app }

  var all: [Route] {
    func form(
      _ path: PathTemplate, _ permission: Permission = .tradeOffers, _ handler: @escaping Route.Handler
    ) -> Route { .form(path, .permission(permission), feature: "Trade", handler: handler) }
    return [
      .page("/offers", .permission(.seeOffers), feature: "Trade", asks: ["open", "below"], handler: list),
      form("/offers", .tradeOffers, make),
      .page(
        "/offers/new", .permission(.tradeOffers), feature: "Trade", asks: ["proposal", "agreement"], handler: new),
      .page("/offers/{offer}", .permission(.seeOffers), feature: "Trade", asks: ["clause"]) { call in
        try await page(call, FormState(["clause": try call.asked("clause") ?? ""]))
      },
      .page("/offers/{offer}/offer.json", .permission(.seeOffers), feature: "Trade", asks: [], handler: file),
      document("/offers/{offer}/offer.pdf", .pdf), document("/offers/{offer}/offer.xlsx", .xlsx),
      document("/offers/{offer}/offer.html", .html),
      .page("/offers/{offer}/counter", .permission(.tradeOffers), feature: "Trade", asks: ["as"], handler: counter),
      form("/offers/{offer}/counter", .tradeOffers, offer),
      form("/offers/{offer}/comment", .tradeOffers, comment),
      form("/offers/{offer}/settle", .tradeOffers, settle),
      form("/offers/{offer}/sign", .approveAgreements, sign),
      form("/offers/{offer}/withdraw", .tradeOffers, withdraw),
      form("/offers/{offer}/propose", .tradeOffers, propose),
      form("/offers/{offer}/link", .tradeOffers, link),
      form("/offers/{offer}/revoke", .tradeOffers, revoke).endingAccess,
      form("/offers/{offer}/figure", .tradeOffers, attach),
      form("/offers/{offer}/recount", .seeOffers, recount),
    ]
  }

  static func number(_ call: Call) throws -> Int {
    guard let number = Offer.number(call.place("offer")) else {
      throw MainstayError.notFound(kind: "offer", id: call.place("offer"))
    }
    return number
  }

  /// The end of the day that somebody said, in their zone; nil where none is said.
  static func end(_ form: Form, _ name: String, _ call: Call, in zone: ReaderZone) throws -> Instant? {
    guard let text = form.said(name) else { return nil }
    do throws(SaidMoment.Unclear) {
      let day = try SaidDay.read(text, now: call.now, in: zone)
      return SaidDay.start(of: CivilDate(daysSince1970: day.daysSince1970 + 1), in: zone)
    } catch {
      throw MainstayError.field(name, error.message)
    }
  }

  // MARK: List and new

  @Sendable private func list(_ call: Call) async throws -> Answer {
    enum Which: String, CaseIterable { case yes, no }
    let which = try call.asked("open", oneOf: Which.self)
    let below = try call.asked("below", in: 1...999_999_999)
    let open = which.map { $0 == .yes }
    let found = try await app.ask(ListOffers(open: open, below: below), as: call.principal)
    func path(_ below: Int?) -> String {
      Address.path(Place.offers.path, ["open": which?.rawValue, "below": below.map(String.init)])
    }
    return pages.answer(
      OffersPage(
        found, open: open,
        pager: Pager(
          shows: Words.count(found.offers.count, "offer", "offers"), next: found.next.map { path($0) },
          first: below == nil ? nil : path(nil))), call)
  }

  private func formPage(_ call: Call, _ form: FormState) async throws -> OfferFormPage {
    let waiting = try await app.ask(ListProposals(open: true, limit: Proposal.mostOpen), as: call.principal)
    return OfferFormPage(form: form, proposals: waiting.proposals.map { Choice($0.id.text, $0.title) })
  }

  @Sendable private func new(_ call: Call) async throws -> Answer {
    var form = FormState(["party": "customer"])
    if let id = try call.asked("proposal") {
      let look = try await app.ask(ShowProposal(RecordID(id)), as: call.principal)
      form.values["proposal"] = id
      form.values["title"] = look.proposal.title
    } else if let key = try call.asked("agreement") {
      form.values["text"] = try await app.ask(PresentAgreementFile(key), as: call.principal)
    }
    return pages.answer(try await formPage(call, form), call)
  }

  @Sendable private func make(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let text = form["text"] ?? ""
      let source: OfferDraft.Source
      if let id = form.said("proposal") {
        source = .proposal(RecordID(id))
      } else if text.trimmed.isEmpty {
        throw MainstayError.field("proposal", "or a file is needed: choose a proposal, or write the text below")
      } else {
        source = .drafts(try await files([("", text)]))
      }
      let draft = OfferDraft(
        title: form.said("title") ?? "", party: try form.said("party", oneOf: Offer.Party.self) ?? .customer,
        called: form.said("partyName") ?? "", source: source, note: form["note"] ?? "",
        endsAt: try OfferRoutes.end(form, "endsAt", call, in: pages.reader(call).zone))
      let made = try await pages.firstTime(MakeOffer(draft), call, form)
      let path = made.map { OfferPaths.offer($0.number) } ?? Place.offers.path
      return pages.done(call, path, "It is offered. Make a link, so that the other side can read it.")
    } catch {
      guard let faults = OfferRoutes.faults(error, known: OfferFormPage.labels) else { throw error }
      return pages.answer(
        try await formPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  /// What is wrong with a text stands beside it.
  private static func faults(_ error: any Error, known labels: [String: String]) -> [FieldFault]? {
    Pages.faults(error)?.map { fault in
      fault.path.isEmpty || labels[fault.path] != nil
        ? fault : FieldFault("text", "\(fault.path): \(fault.message)")
    }
  }

  // MARK: One

  private func page(
    _ call: Call, _ form: FormState = FormState(), status: HTTPResponse.Status = .ok,
    recounted: [FigureOutcome]? = nil
  ) async throws -> Answer {
    let look = try await app.ask(ShowOffer(OfferRoutes.number(call)), as: call.principal)
    var page = OfferPage(look, form: form, recounted: recounted)
    page.lacksPDF = app.lacking(.pdf)
    return pages.answer(page, call, status: status)
  }

  /// The page with what is wrong, and what was typed.
  private func refused(_ error: any Error, _ call: Call, _ form: Form) async throws -> Answer {
    guard let faults = Pages.faults(error) else { throw error }
    return try await page(call, FormState(form, faults: faults), status: OfferRoutes.status(of: error))
  }

  private func doing<C: Command>(
    _ call: Call, _ words: String, _ command: (Form, Int) throws -> C
  ) async throws -> Answer {
    let form = try call.form()
    let number = try OfferRoutes.number(call)
    do {
      _ = try await pages.firstTime(command(form, number), call, form)
      return pages.done(call, OfferPaths.offer(number), words)
    } catch {
      return try await refused(error, call, form)
    }
  }

  @Sendable private func file(_ call: Call) async throws -> Answer {
    let look = try await app.ask(ShowOffer(OfferRoutes.number(call)), as: call.principal)
    return OfferRoutes.file(look)
  }

  static func file(_ look: OfferLook) -> Answer {
    Answer.bytes(Array(OfferDocument.json(look).canonical.utf8), type: "application/json")
      .header(.contentDisposition, "attachment; filename=\"\(look.offer.name).json\"")
  }

  private func document(_ path: PathTemplate, _ format: DocumentFormat) -> Route {
    .page(path, .permission(.seeOffers), feature: "Trade", asks: []) { call in
      let look = try await app.ask(ShowOffer(OfferRoutes.number(call)), as: call.principal)
      return try await OfferRoutes.document(look, format, pages)
    }
  }

  static func document(
    _ look: OfferLook, _ format: DocumentFormat, _ pages: Pages
  ) async throws -> Answer {
    let report = OfferReport(look, zones: pages.zones, on: pages.app).report
    return Answer.bytes(try await pages.app.document(report, as: format), type: format.mediaType)
      .header(.contentDisposition, "attachment; filename=\"\(report.name).\(format.rawValue)\"")
  }

  @Sendable private func comment(_ call: Call) async throws -> Answer {
    try await doing(call, "It is said.") { form, number in
      CommentOnOffer(
        .desk(number), form["text"] ?? "", at: form.said("clause") ?? "",
        answering: form.said("answers").flatMap { Int($0) })
    }
  }

  @Sendable private func settle(_ call: Call) async throws -> Answer {
    try await doing(call, "It is settled.") { form, number in
      SettleComment(.desk(number), form.said("comment").flatMap { Int($0) } ?? 0)
    }
  }

  @Sendable private func sign(_ call: Call) async throws -> Answer {
    try await doing(call, "It is signed for your side.") { form, number in
      SignOffer(.desk(number), round: form.said("round").flatMap { Int($0) } ?? 0, hash: form["hash"] ?? "")
    }
  }

  @Sendable private func withdraw(_ call: Call) async throws -> Answer {
    try await doing(call, "It is taken back.") { form, number in WithdrawOffer(number, note: form["note"] ?? "") }
  }

  @Sendable private func propose(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = try OfferRoutes.number(call)
    do {
      guard let id = try await pages.firstTime(ProposeAgreed(number), call, form) else {
        return pages.done(call, OfferPaths.offer(number), "It is handed in.")
      }
      return pages.done(
        call, "/agreement-proposals/" + Address.encoded(id.text),
        "It is handed in. Somebody else approves it, and then it is in force.")
    } catch {
      return try await refused(error, call, form)
    }
  }

  // MARK: Another text

  @Sendable private func counter(_ call: Call) async throws -> Answer {
    let look = try await app.ask(ShowOffer(OfferRoutes.number(call)), as: call.principal)
    if let obstacle = look.toOffer { throw MainstayError.conflict(code: obstacle.code, message: obstacle.words) }
    let isFile = try call.asked("as") == "file"
    var form = FormState()
    if isFile, let last = look.last {
      form.values["text"] = (try? AgreementDrafts(json: last.body))?.fileText ?? ""
    }
    return pages.answer(CounterPage(look, form: form, isFile: isFile), call)
  }

  @Sendable private func offer(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = try OfferRoutes.number(call)
    let isFile = form["as"] == "file"
    do {
      let text: CounterOffer.Text =
        isFile ? .drafts(try await files([("", form["text"] ?? "")])) : .clauses(OfferRoutes.clauses(form))
      let command = CounterOffer(
        .desk(number), text, note: form["note"] ?? "",
        endsAt: try OfferRoutes.end(form, "endsAt", call, in: pages.reader(call).zone),
        expecting: form.said("round").flatMap { Int($0) })
      _ = try await pages.firstTime(command, call, form)
      return pages.done(call, OfferPaths.offer(number), "It is offered as the next round.")
    } catch {
      let look = try await app.ask(ShowOffer(number), as: call.principal)
      guard let state = OfferRoutes.refused(error, form, isFile: isFile) else { throw error }
      return pages.answer(
        CounterPage(look, form: state, isFile: isFile), call, status: OfferRoutes.status(of: error))
    }
  }

  /// With which a form is shown again.
  static func status(of error: any Error) -> HTTPResponse.Status {
    if case MainstayError.conflict = error { return .conflict }
    return .unprocessableContent
  }

  /// What fields say of clauses, by their paths.
  static func clauses(_ form: Form) -> [String: String] {
    form.pairs.reduce(into: [:]) { found, pair in
      if pair.name.hasPrefix("set.") { found[String(pair.name.dropFirst(4))] = form[pair.name] ?? "" }
    }
  }

  /// A form of clauses with what is wrong with it; nil of what no form can show.
  static func refused(_ error: any Error, _ form: Form, isFile: Bool = false) -> FormState? {
    guard let faults = Pages.faults(error) else { return nil }
    let known = Set(form.pairs.map(\.name))
    return FormState(
      form,
      faults: faults.map { fault in
        if known.contains("set." + fault.path) { return FieldFault("set." + fault.path, fault.message) }
        if fault.path.isEmpty || known.contains(fault.path) { return fault }
        return FieldFault(isFile ? "text" : "", "\(fault.path): \(fault.message)")
      })
  }

  // MARK: Links

  @Sendable private func link(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = try OfferRoutes.number(call)
    do {
      let command = MakeOfferLink(
        to: number, for: form.said("contact") ?? "", at: form.said("address") ?? "",
        endsAt: try OfferRoutes.end(form, "linkEnds", call, in: pages.reader(call).zone))
      guard let made = try await pages.firstTime(command, call, form) else {
        return pages.done(
          call, OfferPaths.offer(number), "The link was made and shown once. End it and make another if it is lost.",
          tone: .warn)
      }
      return pages.answer(OfferLinkPage(made, address: (call.ownOrigin ?? call.siteAddress ?? "") + made.path), call)
    } catch {
      return try await refused(error, call, form)
    }
  }

  @Sendable private func revoke(_ call: Call) async throws -> Answer {
    try await doing(call, "The link has ended, and whoever came in by it is out.") { form, number in
      RevokeOfferLink(of: number, form.said("link").flatMap { Int($0) } ?? 0)
    }
  }

  // MARK: Figures

  @Sendable private func attach(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = try OfferRoutes.number(call)
    do {
      let question: CurveQuestion
      do {
        question = try await questions(form["question"] ?? "")
      } catch MainstayError.invalid(let faults) {
        throw MainstayError.invalid(
          faults.map { FieldFault("question", $0.path.isEmpty ? $0.message : "\($0.path) \($0.message)") })
      }
      _ = try await app.attachFigure(
        to: number, form.said("label") ?? "", question,
        on: try form.said("basis", oneOf: OfferFigure.Basis.self) ?? .inForce, zones: pages.zones, as: call.principal)
      return pages.done(call, OfferPaths.offer(number) + "#figures", "It is counted and attached to the round.")
    } catch MainstayError.invalid(let faults) {
      let known: Set = ["label", "question", "basis", ""]
      return try await page(
        call,
        FormState(
          form,
          faults: faults.map { known.contains($0.path) ? $0 : FieldFault("question", "\($0.path) \($0.message)") }),
        status: .unprocessableContent)
    } catch {
      return try await refused(error, call, form)
    }
  }

  @Sendable private func recount(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let look = try await app.ask(ShowOffer(OfferRoutes.number(call)), as: principal)
    let outcomes = try await app.recompute(
      OfferDocument(look), zones: pages.zones, most: CurveLimits.tickets, as: principal)
    return try await page(call, recounted: outcomes)
  }
}
