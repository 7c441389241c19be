import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  var portal: [Route] {
    [
      .page("/my/tickets", .permission(.openTickets), feature: "Portal", asks: ["q", "after"]) { call in
        if let number = try await ticketAsked(call) { return .seeOther("/my/tickets/" + Address.encoded(number)) }
        let since = live.position
        let search = try call.asked("q") ?? ""
        var filter = try TicketFilter(words: search)
        filter.stage = .any
        filter.requester = try call.principal.name
        let after: ListTickets.Position? = try call.asked("after").map { text throws(MainstayError) in
          let position: ListTickets.Position = try PageCursor.position(text, field: "after")
          return try position.within(.opened, field: "after")
        }
        let found = try await app.ask(
          ListTickets(filter, order: .opened, after: after, withOutcomes: true), as: call.principal)
        var page = MyTicketsPage(found, search: search, isFirst: after == nil)
        page.notes = found.notes
        page.live = LivePart([.mine], since: since, path: call.address)
        return answer(page, call)
      },
      .page("/my/tickets/{ticket}", .permission(.openTickets), feature: "Portal") { call in
        answer(try await myTicketPage(call, FormState()), call)
      },
      .form("/my/tickets/{ticket}/answer", .permission(.openTickets), feature: "Portal") { call in
        let form = try call.form()
        do {
          let key = TicketKey(call.place("ticket"))
          let text = form.said("text") ?? ""
          if form["follow"] == "yes" {
            let made = try await once(OpenTicket(title: "", description: text, follows: key), call, form)
            return done(
              call, "/my/tickets/" + Address.encoded(made.number), "\(made.number) is open. It goes on from \(key).")
          }
          let before = form["was"].flatMap(TicketState.init) ?? .open
          let change = try await once(AnswerTicket(key, body: text, reopens: form["reopen"] == "yes"), call, form)
          return done(
            call, "/my/tickets/" + Address.encoded(change.number), Pages.heard(before: before, after: change.state))
        } catch {
          guard let faults = Pages.faults(error, renaming: ["body": "text"]) else { throw error }
          return answer(
            try await myTicketPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
        }
      },
    ]
  }

  /// What became of an answer.
  private static func heard(before: TicketState, after: TicketState) -> String {
    switch after {
    case .open: before == .open ? "Sent. We have your answer." : "Your ticket is open again. We work on it."
    case .closed: "Sent. We see your answer, but the ticket stays closed. If you need more, open a new one from here."
    case .resolved, .cancelled, .merged: "Sent. We have your answer."
    }
  }

  private func myTicketPage(_ call: Call, _ form: FormState) async throws -> MyTicketPage {
    let since = live.position
    let before = try call.method == .get ? call.asked("before").map { RecordID($0) } : nil
    let detail = try await app.ask(
      ShowTicket(TicketKey(call.place("ticket")), before: before), as: call.principal)
    let row = detail.row
    let path = "/my/tickets/" + Address.encoded(row.number)
    var page = MyTicketPage(
      number: row.number, subject: detail.text.title, state: row.state,
      needsAnswer: detail.awaitsRequester, version: row.version,
      // An answer that was made private is none for its requester.
      timeline: detail.timeline { Moments.text($0, .day, for: reader(call)) }.filter {
        ($0.kind == .message || $0.kind == .change) && ($0.answer == nil || $0.said != nil)
      }, mayReply: !row.state.isFinal,
      form: form, earlier: detail.earlier.map { Address.path(path, ["before": $0]) },
      latest: before == nil ? nil : path,
      related: detail.links.map { ($0.ticket.number, $0.ticket.title) }, openedAt: row.openedAt, closedAt: row.closedAt,
      reopensUntil: row.state == .closed
        ? row.closedAt.map { $0 + app.desk.reopenWindow }.flatMap { $0 >= call.now ? $0 : nil } : nil,
      live: LivePart([.ticket(row.number)], since: since, path: call.method == .get ? call.address : path))
    (page.outcome, page.survivor) = (detail.outcome, detail.mergedInto?.number)
    return page
  }
}

extension MyTicketsPage {
  init(_ found: TicketsUseCases.TicketPage, search: String, isFirst: Bool) {
    self.init(
      rows: found.items.map { item in
        Row(
          number: item.ticket.number, subject: item.ticket.title, state: item.ticket.state,
          needsAnswer: item.ticket.state == .open && !found.awaiting.isDisjoint(with: item.ticket.holds),
          updatedAt: item.ticket.updatedAt, outcome: found.outcomes[item.ticket.id]?.state)
      },
      pager: Pager(
        shows: Words.count(found.items.count, "ticket", "tickets") + (found.next == nil ? "" : " on this page"),
        next: found.next.map {
          Address.path("/my/tickets", ["q": search, "after": PageCursor.write($0)])
        },
        first: isFirst ? nil : Address.path("/my/tickets", ["q": search])), search: search)
  }
}
