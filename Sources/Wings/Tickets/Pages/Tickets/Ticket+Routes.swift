import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases
import Tickets
import TicketsUseCases

extension Pages {
  var tickets: [Route] {
    let acts = TicketAct.allCases.filter { $0 != .reply && $0 != .note && $0 != .exclude }.map { act in
      Route.form(PathTemplate("/tickets/{ticket}/\(act.rawValue)"), .permission(.openTickets), feature: "Tickets") {
        try await perform(act, $0)
      }
    }
    return [
      .page("/tickets/new", .permission(.openTickets), feature: "Tickets") { call in
        answer(try await newTicketPage(call, FormState()), call)
      },
      .form("/tickets", .permission(.openTickets), feature: "Tickets", handler: openTicket),
      .page("/tickets/{ticket}", .permission(.openTickets), feature: "Tickets") { call in
        let key = call.place("ticket")
        guard try call.principal.may(.seeAllTickets) else {
          return .seeOther("/my/tickets/" + Address.encoded(key))
        }
        do {
          return answer(try await ticketPage(TicketKey(key), call), call)
        } catch let own as RequestersTicket {
          return .seeOther("/my/tickets/" + Address.encoded(own.number))
        }
      },
      .form("/tickets/{ticket}/answer", .permission(.openTickets), feature: "Tickets", handler: answerTicket),
      .form(
        "/tickets/{ticket}/exclude", .permission(.changeAgreements), feature: "Tickets", handler: excludeTime),
      .form("/tickets/{ticket}/undo", .permission(.workTickets), feature: "Tickets", handler: undoChange),
    ] + acts
  }

  private func newTicketPage(_ call: Call, _ form: FormState) async throws -> NewTicketPage {
    let principal = try call.principal
    let teams = try await app.ask(TeamsToChoose(), as: principal)
    let words = try await app.ask(ListWords(), as: principal).words
    let kinds = OpenTicket.kinds(words, for: principal)
    var form = form
    if form["kind"].isEmpty { form.values["kind"] = kinds.first(where: \.isDefault)?.key }
    var page = NewTicketPage(
      form: form, choices: TicketChoices(words, teams: teams.map { Choice($0.key, $0.name) }),
      isForDesk: principal.may(.workTickets))
    page.kinds = kinds.map { Choice($0.key, $0.label) }
    return page
  }

  @Sendable private func openTicket(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let form = try call.form()
    let isStaff = principal.may(.workTickets)
    var attributes: [String: String] = [:]
    for name in ["priority", "category", Ticket.classAttribute] where isStaff { attributes[name] = form.said(name) }
    do {
      let kind = try form.said("kind").map { text throws(MainstayError) in
        guard let kind = TicketKind(rawValue: text) else { throw .field("kind", "is no kind of ticket") }
        return kind
      }
      let made = try await once(
        OpenTicket(
          kind: kind, title: form.said("title") ?? "", description: form.said("description") ?? "",
          requester: isStaff ? form.said("requester") : nil, attributes: attributes,
          team: isStaff ? form.said("team") : nil), call, form)
      guard made.isSeen else { return unseen(made, call) }
      let path = (isStaff ? "/tickets/" : "/my/tickets/") + Address.encoded(made.number)
      return done(call, path, "\(made.number) is open.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await newTicketPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  /// What is sent together with a message: the buttons of the composer beside the plain one.
  private enum Then: String, CaseIterable { case hold, resolve }

  @Sendable private func answerTicket(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let isNote = form["as"] == "note"
    let act: TicketAct = isNote ? .note : .reply
    let text = form.said("text") ?? ""
    // What others wrote meanwhile makes no answer wrong, so no version is asked for.
    switch try form.said("then", oneOf: Then.self) {
    case nil:
      return try await perform(act, call, form, renaming: ["body": "text"]) { key in
        try await once(AnswerTicket(key, body: text, isPublic: !isNote), call, form)
      }
    case .hold:
      let (names, done) = (
        ["body": "text", "reason": "holding"], isNote ? "Noted, and on hold." : "Sent, and on hold."
      )
      return try await perform(act, call, form, renaming: names, saying: done, leadsOn: true) { key in
        guard let reason = form.said("holding") else { throw MainstayError.field("holding", "say why it rests") }
        return try await once(AnswerTicket(key, body: text, isPublic: !isNote, holding: reason), call, form)
      }
    case .resolve:
      let names = ["code": "resolution"]
      return try await perform(act, call, form, renaming: names, saying: "Sent, and resolved.", leadsOn: true) { key in
        guard !isNote else {
          throw MainstayError.field("text", "a note reaches nobody who waits; resolve it with a reply")
        }
        return try await once(ResolveTicket(key, code: form.said("resolution"), text: text), call, form)
      }
    }
  }

  private func perform(_ act: TicketAct, _ call: Call) async throws -> Answer {
    let form = try call.form()
    let (version, reason, owner) = (form.version, form.said("reason"), Pages.owner(form))
    let names = [TicketAct.link: ["to": "other"], .resolve: ["code": "resolution"]][act] ?? [:]
    return try await perform(act, call, form, renaming: names, leadsOn: act.leadsOn) { key in
      switch act {
      case .reply, .note, .exclude: throw MainstayError.notFound(kind: "act", id: act.rawValue)
      case .withdraw:
        // What others wrote meanwhile changes nothing about this answer, so no version is asked for.
        try await once(WithdrawAnswer(key, answer: RecordID(form.said("answer") ?? "")), call, form)
      case .take: try await once(TakeTicket(key, from: form.said("owner")), call, form)
      case .hold:
        try await once(
          HoldTicket(key, reason: reason ?? "", until: try lookAgain(call, form), expecting: version), call, form)
      case .resume: try await once(ResumeTicket(key, reason: reason, expecting: version), call, form)
      case .change:
        try await once(
          ChangeTicket(key, set: Pages.changes(form), reason: reason, mustChange: true, expecting: version), call, form)
      case .assign:
        try await once(
          AssignTicket(
            key, team: form.said("team"), assignee: owner.name, toNobody: owner.isNobody, mustChange: true,
            expecting: version), call, form)
      case .handOff:
        try await once(
          HandOffTicket(
            key, vendor: form.said("vendor") ?? "", reference: form.said("reference"), expecting: version),
          call, form)
      case .acknowledge:
        try await once(
          AcknowledgeHandoff(key, vendor: form.said("vendor") ?? "", expecting: version), call, form)
      case .handBack:
        try await once(HandBackTicket(key, vendor: form.said("vendor") ?? "", expecting: version), call, form)
      case .resolve:
        try await once(
          ResolveTicket(key, code: form.said("resolution"), text: form.said("text") ?? "", expecting: version),
          call, form)
      case .reopen: try await once(ReopenTicket(key, reason: reason, expecting: version), call, form)
      case .close: try await once(CloseTicket(key, expecting: version), call, form)
      case .cancel: try await once(CancelTicket(key, reason: reason, expecting: version), call, form)
      case .merge:
        try await Pages.naming("into", form) { other in
          try await once(MergeTicket(key, into: other, expecting: version), call, form)
        }
      case .link:
        try await Pages.naming("other", form) { other in
          try await once(
            LinkTicket(
              key, to: other, as: try form.said("relation", oneOf: TicketRelation.self) ?? .relatesTo,
              expecting: version),
            call, form)
        }
      }
    }
  }

  /// When somebody means to look at a ticket on hold again; nil where they did not say.
  private func lookAgain(_ call: Call, _ form: Form) throws(MainstayError) -> Instant? {
    var faults: [FieldFault] = []
    let until = SaidMoment.read(
      form.said("until"), "until", faults: &faults, now: call.now, in: reader(call).zone, isAhead: true)
    if !faults.isEmpty { throw .invalid(faults) }
    return until
  }

  /// Runs `body` with the ticket whose number stands in a field. Throws a fault of that field where none
  /// stands there, or where there is no such ticket.
  private static func naming(
    _ field: String, _ form: Form, _ body: (TicketKey) async throws -> TicketChange
  ) async throws -> TicketChange {
    guard let number = form.said(field) else {
      throw MainstayError.field(field, "give the number of a ticket, like INC-1024")
    }
    do {
      return try await body(TicketKey(number))
    } catch MainstayError.notFound(_, let id) where id == number {
      throw MainstayError.field(field, "there is no ticket \(number)")
    }
  }

  /// Whom a form gives a ticket to: somebody, nobody, or as it is.
  static func owner(_ form: Form) -> (name: String?, isNobody: Bool) {
    let said = form.said("assignee")
    return said == Choice.nobody.value ? (nil, true) : (said, false)
  }

  private static func changes(_ form: Form) -> [String: String?] {
    var set: [String: String?] = [:]
    for name in ["priority", "category"] { if let value = form.said(name) { set[name] = .some(value) } }
    switch form.said(Ticket.classAttribute) {
    case nil: break
    case Choice.noClass.value: set[Ticket.classAttribute] = .some(nil)
    case let key?: set[Ticket.classAttribute] = .some(key)
    }
    return set
  }

  /// Somebody did something to a ticket that they do not see any more.
  private func unseen(_ change: TicketChange, _ call: Call) -> Answer {
    done(
      call, Place.queue.path,
      "\(change.number) is kept. From now on only those see it who are cleared for it, or work where it lies; you are not among them."
    )
  }

  /// Changes that a notice has room for; it says how many more there are.
  private static let shownChanges = 30

  /// Runs an act. What is refused comes back on the ticket's page with all that was typed; a ticket
  /// that has moved on shows what changed meanwhile.
  /// - Parameters:
  ///   - words: What the page says then, where the act alone does not tell.
  ///   - leadsOn: From a ticket that was opened from a list, to the next of that list.
  func perform(
    _ act: TicketAct, _ call: Call, _ form: Form, renaming names: [String: String] = [:], saying words: String? = nil,
    leadsOn: Bool = false, _ body: (TicketKey) async throws -> TicketChange
  ) async throws -> Answer {
    let key = TicketKey(call.place("ticket"))
    let isStaff = try call.principal.may(.seeAllTickets)
    do {
      let change = try await body(key)
      guard change.isSeen else { return unseen(change, call) }
      guard isStaff else { return done(call, "/my/tickets/" + Address.encoded(change.number), words ?? act.done) }
      let way = try await way(call, from: change.id, form)
      let path = way?.place.path(of: change.number) ?? "/tickets/" + Address.encoded(change.number)
      let undo = leadsOn || act.mayBeUndone ? try await undo(change, call, back: path) : nil
      guard leadsOn, let way else { return done(call, path, words ?? act.done, undo: undo) }
      return done(call, way.next ?? way.list, "\(change.number): \(words ?? act.done)", undo: undo)
    } catch MainstayError.stale(_, _, let seen, let current) where isStaff {
      var page = try await ticketPage(key, call, attempted: .init(act, FormState(form)))
      let changes = page.timeline.filter { ($0.version ?? 0) > seen }
      let shown = changes.suffix(Pages.shownChanges)
      page.conflict = .init(
        seen: seen, current: current, changes: Array(shown), more: changes.count - shown.count)
      return answer(page, call, status: .conflict)
    } catch {
      guard isStaff, let faults = Pages.faults(error, renaming: names) else { throw error }
      let page = try await ticketPage(key, call, attempted: .init(act, FormState(form, faults: faults)))
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

extension TicketAct {
  /// What the page says once it is done.
  fileprivate var done: String {
    switch self {
    case .reply: "Your reply is sent."
    case .note: "Your note is kept."
    case .take: "It is yours."
    case .hold: "On hold."
    case .resume: "Resumed."
    case .change: "Changed."
    case .assign: "Assigned."
    case .handOff: "Handed off."
    case .acknowledge: "The acknowledgement is recorded."
    case .handBack: "Taken back."
    case .resolve: "Resolved."
    case .reopen: "Open again."
    case .close: "Closed."
    case .cancel: "Cancelled."
    case .merge: "Merged."
    case .link: "Linked."
    case .withdraw: "The answer is private. Its clocks run as if it had never been public."
    case .exclude: "The time is left out of its clocks."
    }
  }
}
