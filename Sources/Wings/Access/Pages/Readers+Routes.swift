import AccessUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeoplePages
import PeopleUseCases
import TicketsPages
import TicketsUseCases

extension Pages {
  var readers: [Route] {
    [
      .page(
        "/tickets/{ticket}/readers", .permission(.seeAllTickets), feature: "Access", asks: ["from", "to", "before"],
        handler: readersPage),
      .page("/break-glass", .permission(.breakGlass), feature: "Access") { call in answer(BreakGlassPage(), call) },
      .form("/break-glass", .permission(.breakGlass), feature: "Access", handler: breakGlass),
    ]
  }

  @Sendable private func readersPage(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let key = TicketKey(call.place("ticket"))
    var form = FormState(["from": try call.asked("from") ?? "", "to": try call.asked("to") ?? ""])
    let (from, to) = (said("from", &form, call), said("to", &form, call))
    if let from, let to, to <= from { form.faults.append(FieldFault("to", "must lie behind the beginning")) }
    guard form.faults.isEmpty else {
      let found = try await app.ask(ListReaders(key), as: principal)
      return answer(ReadersPage(found, form: form), call, status: .unprocessableContent)
    }
    let before = try call.asked("before", in: 1...Int.max).map(Int64.init)
    let found = try await app.ask(ListReaders(key, from: from, to: to, before: before), as: principal)
    var page = ReadersPage(found, form: form)
    if principal.may(.seePeople) {
      page.roles = Dictionary(
        uniqueKeysWithValues: try await app.ask(ListRoles(), as: principal).map { ($0.key, $0.label) })
    }
    if principal.may(.seeAccess), found.ticketClass != nil {
      page.could = try await could(key, to, principal)
    }
    let (first, last) = (try call.asked("from"), try call.asked("to"))
    page.pager = Pager(
      shows: Words.count(found.items.count, "reading", "readings") + (found.next == nil ? "" : " on this page"),
      next: found.next.map { Address.path(page.path, ["from": first, "to": last, "before": String($0)]) },
      first: before == nil ? nil : Address.path(page.path, ["from": first, "to": last]))
    return answer(page, call)
  }

  /// Who could read a ticket at the end of a span that has passed; now otherwise. Nil where it was not there then.
  private func could(_ key: TicketKey, _ to: Instant?, _ principal: Principal) async throws -> AccessHolders? {
    let at = to.flatMap { $0 < app.clock.now() ? $0 : nil }
    do {
      var holders = try await app.ask(WhoMayTicket(key, at: at), as: principal).holders
      // To work on it is to see it; who only may end it does not.
      holders.items = holders.items.filter { item in
        item.isRequester || item.lines.contains { $0.permission == .seeAllTickets }
      }
      return holders
    } catch MainstayError.invalid {
      return nil
    }
  }

  private func said(_ name: String, _ form: inout FormState, _ call: Call) -> Instant? {
    let text = form[name]
    guard !text.isEmpty else { return nil }
    do throws(SaidMoment.Unclear) {
      let zone = reader(call).zone
      // A day alone is meant whole.
      if let day = try? SaidDay.read(text, now: call.now, in: zone) {
        return SaidDay.start(
          of: name == "to" ? CivilDate(daysSince1970: day.daysSince1970 + 1) : day, in: zone)
      }
      return try SaidMoment.read(text, now: call.now, in: zone).at
    } catch {
      form.faults.append(FieldFault(name, error.message))
      return nil
    }
  }

  @Sendable private func breakGlass(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      try await proveIfAsked(form, call)
      let command = BreakGlass(TicketKey(form.said("ticket") ?? ""), because: form.said("reason") ?? "")
      _ = try await firstTime(command, call, form)
      return done(call, "/tickets/" + Address.encoded(command.ticket.text), "Its owner and those who watch were told.")
    } catch MainstayError.conflict("proof-needed", _) {
      let fault = FieldFault("current", "type it, so that nobody does this in your name")
      return answer(BreakGlassPage(form: FormState(form, faults: [fault])), call, status: .unprocessableContent)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(BreakGlassPage(form: FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}
