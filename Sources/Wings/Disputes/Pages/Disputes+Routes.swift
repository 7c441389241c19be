import Components
import Core
import Disputes
import DisputesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Services
import TicketsUseCases

extension Pages {
  var disputes: [Route] {
    [
      .page(
        "/disputes", .permission(.seeDisputes), feature: "Disputes", asks: ["state", "about", "waitsFor", "below"]
      ) { call in answer(try await disputesPage(call), call) },
      .page(
        "/disputes.csv", .permission(.seeDisputes), feature: "Disputes", asks: ["state", "about", "waitsFor"],
        handler: disputesFile),
      .page(
        "/disputes/new", .permission(.openDisputes), feature: "Disputes",
        asks: ["ticket", "clock", "cycle", "service", "period"]
      ) { call in
        do {
          guard let about = try Pages.contested({ try call.asked($0) }) else {
            return answer(NewDisputePage(nil), call)
          }
          return answer(NewDisputePage(try await app.ask(ShowContestable(about), as: call.principal)), call)
        } catch {
          guard case MainstayError.invalid(let faults) = error else { throw error }
          return answer(NewDisputePage(nil, form: FormState(faults: faults)), call, status: .unprocessableContent)
        }
      },
      .page("/disputes/{dispute}", .permission(.seeDisputes), feature: "Disputes", asks: ["from", "to"]) { call in
        var form = FormState()
        (form.values["from"], form.values["to"]) = (try call.asked("from"), try call.asked("to"))
        return try await disputeAnswer(call, decision: form)
      },
      .form("/disputes", .permission(.openDisputes), feature: "Disputes", handler: openDispute),
      .form(
        "/disputes/{dispute}/statements", .permission(.stateInDisputes), feature: "Disputes", handler: stateInDispute),
      .form("/disputes/{dispute}/decision", .permission(.decideDisputes), feature: "Disputes", handler: decideDispute),
      .form(
        "/disputes/{dispute}/withdrawal", .permission(.openDisputes), feature: "Disputes", handler: withdrawDispute),
    ]
  }

  /// Which disputes a call asks for.
  private static func asked(_ call: Call) throws -> (which: DisputesPage.Which, list: ListDisputes) {
    let which = try call.asked("state", oneOf: DisputesPage.Which.self) ?? .open
    return (
      which,
      ListDisputes(
        open: which == .all ? nil : which == .open, about: try call.asked("about", oneOf: Dispute.Subject.Kind.self),
        waiting: try call.asked("waitsFor", oneOf: Dispute.Waiting.self))
    )
  }

  private func disputesPage(_ call: Call) async throws -> DisputesPage {
    let (which, asked) = try Pages.asked(call)
    var list = asked
    list.below = try call.asked("below", in: 1...999_999_999)
    let (about, waiting, below) = (list.about, list.waiting, list.below)
    let found = try await app.ask(list, as: call.principal)
    func query(_ below: Int?) -> KeyValuePairs<String, String?> {
      [
        "state": which == .open ? nil : which.rawValue, "about": about?.rawValue, "waitsFor": waiting?.rawValue,
        "below": below.map(String.init),
      ]
    }
    var page = DisputesPage(
      found, which: which,
      form: FormState(["about": about?.rawValue ?? "", "waitsFor": waiting?.rawValue ?? ""]),
      pager: Pager(
        shows: Words.count(found.disputes.count, "dispute", "disputes"),
        next: found.next.map { Address.path(Place.disputes.path, query($0)) },
        first: below == nil ? nil : Address.path(Place.disputes.path, query(nil))))
    page.csv = Address.path("/disputes.csv", query(nil))
    return page
  }

  /// All of them that are asked for.
  @Sendable private func disputesFile(_ call: Call) async throws -> Answer {
    let (principal, list) = (try call.principal, try Pages.asked(call).list)
    let columns = [
      "dispute", "about", "ticket", "clock", "cycle", "service", "period", "contested", "asks for", "outcome", "state",
      "waits for", "opened by", "opened", "decided by", "decided",
    ]
    return try await CSV.answer(named: "disputes", columns) { [app] (below: Int?) in
      var list = list
      (list.below, list.limit) = (below, PageLimits.most)
      let page = try await app.ask(list, as: principal)
      return (page.disputes.map(Pages.cells), page.next)
    }
  }

  private static func cells(_ shown: DisputeShown) -> [String] {
    let dispute = shown.dispute
    let about: [String] =
      switch dispute.subject {
      case .clock(_, let name, let cycle): [shown.ticket?.number ?? "", name, String(cycle), "", ""]
      case .figure(let service, let period): ["", "", "", service, period.text]
      }
    return [dispute.name, dispute.subject.kind.rawValue] + about + [
      dispute.seen.brief, dispute.expected.brief, dispute.result?.brief ?? "", dispute.state.rawValue,
      shown.waiting?.rawValue ?? "", shown.name(dispute.openedBy), dispute.openedAt.rfc3339,
      dispute.decidedBy.map(shown.name) ?? "", dispute.decidedAt?.rfc3339 ?? "",
    ]
  }

  /// What is contested, as a query or a form names it; nil where it names nothing.
  private static func contested(_ said: (String) throws -> String?) throws -> DisputeDraft.About? {
    if let ticket = try said("ticket"), let clock = try said("clock") {
      let cycle = try said("cycle").map { Int($0) ?? 0 } ?? 1
      guard cycle > 0 else { throw MainstayError.field("cycle", "is a whole number from 1 on") }
      return .clock(TicketKey(ticket), name: clock, cycle: cycle)
    }
    guard let service = try said("service"), let period = try said("period") else { return nil }
    return .figure(service: service, period: period)
  }

  private static func disputeNumber(_ call: Call) throws -> Int {
    guard let number = Dispute.number(call.place("dispute")) else {
      throw MainstayError.notFound(kind: "dispute", id: call.place("dispute"))
    }
    return number
  }

  /// The page of a dispute, with what was typed into one of its forms. Of a part that is typed there, what would come of it.
  private func disputeAnswer(
    _ call: Call, statement: FormState = FormState(), decision: FormState = FormState(),
    withdrawal: FormState = FormState(), status: HTTPResponse.Status = .ok
  ) async throws -> Answer {
    let number = try Pages.disputeNumber(call)
    var (decision, status) = (decision, status)
    var part: Range<Instant>?
    if !decision["from"].isEmpty || !decision["to"].isEmpty, decision.faults.isEmpty || decision["decision"] == "part" {
      var faults: [FieldFault] = []
      let zone = reader(call).zone
      let from = SaidMoment.read(decision["from"], "from", faults: &faults, now: call.now, in: zone)
      let to = SaidMoment.read(decision["to"], "to", faults: &faults, now: call.now, in: zone)
      if let from, let to {
        if from < to { part = from..<to } else { faults.append(FieldFault("to", "must be after the beginning")) }
      }
      if decision.faults.isEmpty { decision.faults = faults }
    }
    var shown: DisputeShown
    do {
      shown = try await app.ask(ShowDispute(number, part: part), as: call.principal)
    } catch MainstayError.invalid(let faults) where part != nil {
      shown = try await app.ask(ShowDispute(number), as: call.principal)
      if decision.faults.isEmpty { decision.faults = faults }
    } catch MainstayError.conflict(_, let message) where part != nil {
      shown = try await app.ask(ShowDispute(number), as: call.principal)
      if decision.faults.isEmpty { decision.faults = [FieldFault("", message)] }
    }
    if status == .ok, !decision.faults.isEmpty { status = .unprocessableContent }
    return answer(
      DisputePage(shown, statement: statement, decision: decision, withdrawal: withdrawal), call, status: status)
  }

  /// What a form is answered with that was refused.
  private static func refusal(_ error: any Error) throws -> (faults: [FieldFault], status: HTTPResponse.Status) {
    if case MainstayError.stale = error {
      let message =
        "somebody said something or decided meanwhile; read it below, then send this again if it still holds"
      return ([FieldFault("", message)], .conflict)
    }
    guard let faults = Pages.faults(error, renaming: EvidenceForm.names) else { throw error }
    if case MainstayError.conflict = error { return (faults, .conflict) }
    return (faults, .unprocessableContent)
  }

  private static func evidence(_ form: Form) -> [DisputeEvidence] {
    let one = DisputeEvidence(
      words: form.said("words"), link: form.said("link"), file: form.said("file"), sha256: form.said("sha256"))
    return one.isEmpty ? [] : [one]
  }

  @Sendable private func openDispute(_ call: Call) async throws -> Answer {
    let form = try call.form()
    guard let about = try Pages.contested({ form.said($0) }) else {
      return answer(NewDisputePage(nil), call, status: .unprocessableContent)
    }
    do {
      let draft = DisputeDraft(
        about: about, correction: try correction(call, form), statement: form.said("statement") ?? "",
        evidence: Pages.evidence(form), position: form.said("position").flatMap { Int64($0) })
      let opened = try await firstTime(OpenDispute(draft), call, form)
      guard let opened else { return done(call, Place.disputes.path, "It is contested.") }
      return done(
        call, DisputeWords.path(opened.number),
        "\(opened.name) is open. What was counted stands until somebody else has decided.")
    } catch {
      let (faults, status) = try Pages.refusal(error)
      let found = try await app.ask(ShowContestable(about), as: call.principal)
      return answer(NewDisputePage(found, form: FormState(form, faults: faults)), call, status: status)
    }
  }

  /// What a form says should be counted instead.
  private func correction(_ call: Call, _ form: Form) throws -> CorrectionDraft {
    let parts = (form.said("correction") ?? "").split(separator: ":", maxSplits: 1).map(String.init)
    guard let kind = parts.first.flatMap(CorrectionDraft.Kind.init) else {
      throw MainstayError.field("correction", "choose what should be counted instead")
    }
    var faults: [FieldFault] = []
    let zone = reader(call).zone
    var draft = CorrectionDraft(kind, reason: form.said("reason"), clause: form.said("clause"))
    if kind == .leaveOut || kind == .record || kind == .correct {
      draft.from = SaidMoment.read(form.said("from"), "from", faults: &faults, now: call.now, in: zone)
      draft.to = SaidMoment.read(form.said("to"), "to", faults: &faults, now: call.now, in: zone)
      draft.cause = try form.said("cause", oneOf: OutageCause.self)
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    switch kind {
    case .countAgain: draft.entry = parts.last.flatMap { Int64($0) }
    case .record: draft.state = parts.last.flatMap(OutageState.init)
    case .correct, .withdraw: draft.outage = parts.last.flatMap(Outage.number)
    case .leaveOut: break
    }
    return draft
  }

  @Sendable private func stateInDispute(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.disputeNumber(call), try call.form())
    do {
      let command = StateInDispute(
        number, for: try form.said("side", oneOf: Dispute.Side.self), text: form.said("statement") ?? "",
        evidence: Pages.evidence(form), expecting: form.version)
      _ = try await firstTime(command, call, form)
      return done(call, DisputeWords.path(number) + "#statements", "It stands in the dispute.")
    } catch {
      let (faults, status) = try Pages.refusal(error)
      return try await disputeAnswer(call, statement: FormState(form, faults: faults), status: status)
    }
  }

  @Sendable private func decideDispute(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.disputeNumber(call), try call.form())
    do {
      let decision: DecideDispute.Decision
      switch form["decision"] {
      case "uphold": decision = .uphold
      case "reject": decision = .reject
      case "part":
        guard let from = form.said("from").flatMap({ try? Instant(parsing: $0) }),
          let to = form.said("to").flatMap({ try? Instant(parsing: $0) })
        else { throw MainstayError.field("from", "say which part of the time is meant") }
        decision = .part(from: from, to: to)
      default: throw MainstayError.field("", "choose whether to uphold or to reject it")
      }
      let command = DecideDispute(
        number, decision, because: form.said("reasons") ?? "", outcome: form.said("outcome"), expecting: form.version,
        namesVersion: true)
      let decided = try await firstTime(command, call, form)
      guard let decided else { return done(call, DisputeWords.path(number), "It is decided.") }
      let outcome = decided.result.map { " \($0.before.words) became \($0.afterWords)." } ?? ""
      return done(
        call, DisputeWords.path(number),
        "\(decided.name) is \(decided.state.words)." + (outcome.isEmpty ? " What was counted stands." : outcome))
    } catch {
      let (faults, status) = try Pages.refusal(error)
      return try await disputeAnswer(call, decision: FormState(form, faults: faults), status: status)
    }
  }

  @Sendable private func withdrawDispute(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.disputeNumber(call), try call.form())
    do {
      _ = try await firstTime(WithdrawDispute(number, expecting: form.version), call, form)
      return done(call, DisputeWords.path(number), "\(Dispute.name(number)) is taken back. What was counted stands.")
    } catch {
      let (faults, status) = try Pages.refusal(error)
      return try await disputeAnswer(call, withdrawal: FormState(form, faults: faults), status: status)
    }
  }
}
