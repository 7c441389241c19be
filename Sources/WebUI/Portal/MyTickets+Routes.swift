import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import People
import Tickets

extension Pages {
  var portal: [Route] {
    [
      .page("/my/tickets", .permission(.openTickets), feature: "Portal") { call in
        if let number = try await ticketAsked(call) { return .seeOther("/my/tickets/" + Address.encoded(number)) }
        let since = live.position
        let search = try call.asked("q") ?? ""
        var filter = TicketFilter()
        filter.stage = .any
        filter.requester = try call.principal.name
        filter.words = search.split(separator: " ").prefix(TicketFilter.mostWords).map(String.init)
        let after = try call.asked("after").map { try TicketCursor.read($0, .opened, field: "after") }
        let found = try await app.ask(ListTickets(filter, order: .opened, after: after), as: call.principal)
        var page = MyTicketsPage(found, search: search, isFirst: after == nil)
        page.live = LivePart([.mine], since: since, path: call.address)
        return answer(page, call)
      },
      .page("/my/tickets/{ticket}", .permission(.openTickets), feature: "Portal") { call in
        answer(try await myTicketPage(call, FormState()), call)
      },
      .form("/my/tickets/{ticket}/answer", .permission(.openTickets), feature: "Portal") { call in
        let form = try call.form()
        do {
          let reopens = form["reopen"] == "yes"
          let change = try await app.run(
            AnswerTicket(TicketKey(call.place("ticket")), body: form.said("text") ?? "", reopens: reopens),
            as: call.principal)
          return done(
            call, "/my/tickets/" + Address.encoded(change.number),
            reopens ? "Your ticket is open again. We work on it." : "Sent. We have your answer.")
        } catch {
          guard let faults = Pages.faults(error, renaming: ["body": "text"]) else { throw error }
          return answer(
            try await myTicketPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
        }
      },
    ]
  }

  private func myTicketPage(_ call: Call, _ form: FormState) async throws -> MyTicketPage {
    let since = live.position
    let detail = try await app.ask(ShowTicket(TicketKey(call.place("ticket"))), as: call.principal)
    let row = detail.row
    return MyTicketPage(
      number: row.number, subject: detail.text.title, state: row.state,
      needsAnswer: row.holds.contains("awaiting-requester"), version: row.version,
      // An answer that was made private is none for its requester.
      timeline: detail.timeline().filter {
        ($0.kind == .message || $0.kind == .change) && ($0.answer == nil || $0.said != nil)
      }, mayReply: !row.state.isFinal,
      form: form, openedAt: row.openedAt,
      live: LivePart(
        [.ticket(row.number)], since: since, path: "/my/tickets/" + Address.encoded(row.number)))
  }
}

extension MyTicketsPage {
  init(_ found: Application.TicketPage, search: String, isFirst: Bool) {
    self.init(
      rows: found.items.map { item in
        Row(
          number: item.ticket.number, subject: item.ticket.title, state: item.ticket.state,
          needsAnswer: item.ticket.state == .open && item.ticket.holds.contains("awaiting-requester"),
          updatedAt: item.ticket.updatedAt)
      },
      pager: Pager(
        shows: Words.count(found.items.count, "ticket", "tickets") + (found.next == nil ? "" : " on this page"),
        next: found.next.map {
          Address.path("/my/tickets", ["q": search, "after": TicketCursor.write($0, .opened)])
        },
        first: isFirst ? nil : Address.path("/my/tickets", ["q": search])), search: search)
  }
}
