import Components
import Core
import EscalationUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import TicketsUseCases

extension Pages {
  var escalations: [Route] {
    [
      .page(
        "/escalations", .permission(.seeLadders), feature: "Escalation",
        asks: ["hours", "mine", "unacknowledged", "team", "from"]
      ) { call in
        let hours = try call.asked("hours", in: ListComing.range) ?? ListComing.usual
        var form = FormState()
        for name in ["mine", "unacknowledged", "team"] { form.values[name] = try call.asked(name) ?? "" }
        let coming = try await app.ask(
          ListComing(
            hours: hours, mine: form["mine"] == "yes", unacknowledged: form["unacknowledged"] == "yes",
            team: form["team"].isEmpty ? nil : form["team"]), as: call.principal)
        let teams = try await app.ask(LadderChoices(), as: call.principal).teams
        let first = try call.asked("from", in: 0...ListComing.most) ?? 0
        return answer(EscalationsPage(hours: hours, coming: coming, form: form, teams: teams, first: first), call)
      },
      .page("/escalations/fired", .permission(.seeLadders), feature: "Escalation", asks: ["after"]) { call in
        let before: ListFired.Position? = try call.askedPlace("after")
        let fired = try await app.ask(ListFired(before: before), as: call.principal)
        return answer(
          FiredPage(
            fired: fired,
            pager: Pager(
              shows: Words.count(fired.items.count, "rung", "rungs") + (fired.next == nil ? "" : " on this page"),
              next: fired.next.map { Address.path("/escalations/fired", ["after": PageCursor.write($0)]) },
              first: before == nil ? nil : "/escalations/fired")), call)
      },
      .page("/escalations/{ticket}", .permission(.seeLadders), feature: "Escalation") { call in
        let found = try await app.ask(ShowEscalations(TicketKey(call.place("ticket"))), as: call.principal)
        let isUnseen = try found.fired.contains { one in
          try one.people.contains { try $0.name == call.principal.name && $0.obstacle == nil && $0.seenAt == nil }
        }
        // A message's link leads here: whoever opens it has seen it.
        if isUnseen { _ = try? await app.run(NoteEscalationSeen(found.id), as: call.principal) }
        return answer(TicketEscalationsPage(found), call)
      },
      .form(
        "/escalations/{ticket}/acknowledge", .permission(.acknowledgeEscalations), feature: "Escalation",
        handler: acknowledge),
    ]
  }

  @Sendable private func acknowledge(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = call.place("ticket")
    let path = "/escalations/" + Address.encoded(number)
    do {
      let answer = try await firstTime(AcknowledgeEscalation(TicketKey(number)), call, form)
      let late =
        answer.map { $0.late > 0 } ?? false
        ? " It came after its time: the next rung had its turn, and that is noted." : ""
      return done(call, Pages.back(form.said("back"), or: path), "\(answer?.number ?? number) is acknowledged.\(late)")
    } catch MainstayError.conflict(_, let message) {
      let found = try await app.ask(ShowEscalations(TicketKey(number)), as: call.principal)
      return answer(TicketEscalationsPage(found, fault: message), call, status: .conflict)
    }
  }
}
