import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Services
import ServicesUseCases

extension Pages {
  var outages: [Route] {
    [
      .page("/outages", .permission(.seeServices), feature: "Services", asks: ["service", "open", "after"]) { call in
        answer(try await outagesPage(call, FormState(["service": try call.asked("service") ?? ""])), call)
      },
      .form("/outages", .permission(.recordOutages), feature: "Services", handler: recordOutage),
      .page("/outages/{outage}", .permission(.seeServices), feature: "Services") { call in
        let shown = try await app.ask(ShowOutage(try Pages.outageNumber(call)), as: call.principal)
        return answer(try outagePage(shown, call), call)
      },
      .form("/outages/{outage}", .permission(.recordOutages), feature: "Services", handler: correctOutage),
      .form("/outages/{outage}/withdraw", .permission(.recordOutages), feature: "Services", handler: withdrawOutage),
      .form(
        "/outages/{outage}/approve", .permission(.promiseAvailability), feature: "Services", handler: approveOutage),
    ]
  }

  static func outageNumber(_ call: Call) throws -> Int {
    guard let number = Outage.number(call.place("outage")) else {
      throw MainstayError.notFound(kind: "outage", id: call.place("outage"))
    }
    return number
  }

  private func outagesPage(_ call: Call, _ form: FormState) async throws -> OutagesPage {
    let isRead = call.method == .get
    let service = isRead ? try call.asked("service") : nil
    let isOpen = isRead ? try call.asked("open") != nil : false
    let after: ListOutages.Position? = isRead ? try call.asked("after").map { try PageCursor.position($0) } : nil
    let list = try await app.ask(ListOutages(of: service, isOpen: isOpen, after: after), as: call.principal)
    let query: (String?) -> String = { cursor in
      Address.path("/outages", ["service": service, "open": isOpen ? "yes" : nil, "after": cursor])
    }
    return OutagesPage(
      list, service: service, isOpen: isOpen,
      pager: Pager(
        shows: Words.count(list.outages.count, "record", "records"),
        next: list.next.map { query(PageCursor.write($0)) },
        first: after == nil ? nil : query(nil)),
      form: try call.principal.may(.recordOutages) ? form : nil)
  }

  private func outagePage(
    _ shown: OutageShown, _ call: Call, _ form: FormState? = nil, withdrawal: FormState = FormState()
  ) throws -> OutagePage {
    let (outage, principal) = (shown.outage, try call.principal)
    var page = OutagePage(shown, withdrawal: withdrawal)
    guard !outage.isWithdrawn else { return page }
    if principal.may(.recordOutages) {
      page.form = form ?? outage.form(ticket: shown.ticket, for: reader(call))
      page.withdrawal.values["version"] = String(outage.version)
    }
    page.mayApprove =
      principal.may(.promiseAvailability) && outage.state == .excluded && outage.approvedAt == nil
      && shown.isApproved != true && !shown.isOwn
    return page
  }

  /// What a form says of a record.
  private func draft(_ call: Call, _ form: Form) throws -> OutageDraft {
    let zone = reader(call).zone
    var faults: [FieldFault] = []
    let from = SaidMoment.read(form.said("from"), "from", faults: &faults, now: call.now, in: zone)
    let to = SaidMoment.read(form.said("to"), "to", faults: &faults, now: call.now, in: zone)
    if form.said("from") == nil { faults.append(FieldFault("from", "is missing: since when")) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return OutageDraft(
      service: form.said("service"), from: from, to: .some(to), state: try form.said("state", oneOf: OutageState.self),
      cause: try form.said("cause", oneOf: OutageCause.self), evidence: form.said("evidence") ?? "",
      ticket: form.said("ticket") ?? "")
  }

  /// What a change did, in a line.
  private func done(_ call: Call, _ path: String, _ words: String, _ change: OutageChange?) -> Answer {
    if let waiting = change?.waiting {
      return done(
        call, ServiceWords.change(waiting.number),
        "Nothing is changed yet: it would make a period better that is stated, so \(waiting.name) waits for a second person.",
        tone: .warn)
    }
    let periods = (change?.restated ?? []).map { ServiceWords.period($0.period) }
    var words = words
    if !periods.isEmpty { words += " Stated again: \(periods.joined(separator: ", "))." }
    let unapproved = change?.unapproved ?? []
    if !unapproved.isEmpty {
      words +=
        " Not all of it is left out yet: somebody else has to approve it ("
        + unapproved.map { ServiceWords.period($0.period) }.joined(separator: ", ") + ")."
    }
    return done(call, path, words, tone: periods.isEmpty && unapproved.isEmpty ? .good : .warn)
  }

  @Sendable private func recordOutage(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      var draft = try draft(call, form)
      draft.source = Outage.byHand
      let command = RecordOutage(draft, isNewService: form["new"] == "yes")
      let change = try await firstTime(command, call, form)
      let service = form.said("service") ?? ""
      return done(
        call, ServiceWords.service(service), change.map { "\($0.outage.name) is recorded." } ?? "It is recorded.",
        change)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await outagesPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func correctOutage(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.outageNumber(call), try call.form())
    let shown = try await app.ask(ShowOutage(number), as: call.principal)
    do {
      var draft = try draft(call, form)
      draft.service = nil
      // An end that was emptied by a slip would count all the time since.
      let isPresent = form.version == shown.outage.version
      if draft.to == .some(nil), shown.outage.to != nil, isPresent, form["goesOn"] != "yes" {
        throw MainstayError.field(
          "goesOn",
          "\u{201c}Until\u{201d} is empty: tick this if it goes on, so that it counts until now; else write when it ended"
        )
      }
      let command = CorrectOutage(number, draft, because: form.said("reason") ?? "", expecting: form.version)
      let change = try await firstTime(command, call, form)
      return done(call, ServiceWords.outage(number), "\(Outage.name(number)) is corrected.", change)
    } catch MainstayError.stale {
      var state = FormState(form)
      state.values["version"] = String(shown.outage.version)
      state.faults = [
        FieldFault(
          "",
          "somebody else changed it meanwhile; what is stored now stands above. Send this again if it shall be so "
            + "all the same")
      ]
      return answer(try outagePage(shown, call, state), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try outagePage(shown, call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func withdrawOutage(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.outageNumber(call), try call.form())
    let shown = try await app.ask(ShowOutage(number), as: call.principal)
    do {
      let reason = form.said("withdrawal") ?? ""
      let change = try await firstTime(
        WithdrawOutage(number, because: reason, expecting: form.version), call, form)
      return done(call, ServiceWords.outage(number), "\(Outage.name(number)) is withdrawn.", change)
    } catch {
      guard let faults = Pages.faults(error, renaming: ["reason": "withdrawal"]) else { throw error }
      return answer(
        try outagePage(shown, call, withdrawal: FormState(form, faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  @Sendable private func approveOutage(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.outageNumber(call), try call.form())
    let change = try await firstTime(ApproveOutage(number, expecting: form.version), call, form)
    return done(call, ServiceWords.outage(number), "\(Outage.name(number)) is approved: it is left out.", change)
  }
}

extension Outage {
  /// As its form has it, times as their reader writes them.
  fileprivate func form(ticket: String?, for reader: Reader) -> FormState {
    FormState([
      "from": from.inWords(reader), "to": to.map { $0.inWords(reader) } ?? "", "state": state.rawValue,
      "cause": cause.rawValue, "evidence": evidence ?? "", "ticket": ticket ?? "", "version": String(version),
    ])
  }
}

extension Instant {
  /// As a field of a time takes it; to the millisecond where it has seconds.
  fileprivate func inWords(_ reader: Reader) -> String {
    milliseconds % 60_000 == 0 && reader.zone.local(self).offset % 60 == 0
      ? Moments.text(self, .full, for: reader) : rfc3339
  }
}
