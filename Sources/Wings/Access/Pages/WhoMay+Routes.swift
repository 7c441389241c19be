import AccessUseCases
import AgreementsPages
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases
import TicketsPages
import TicketsUseCases

extension Pages {
  var whoMay: [Route] {
    [
      .page("/tickets/{ticket}/access", .permission(.seeAccess), feature: "Access", asks: ["at", "after"]) { call in
        let number = call.place("ticket")
        let path = "/tickets/" + Address.encoded(number)
        return try await whoMay(call, .queue, [Crumb("Queue", Place.queue.path), Crumb(number, path)], path) {
          WhoMayTicket(TicketKey(number), at: $0, after: $1)
        }
      },
      .page(
        "/agreements/{agreement}/access", .permission(.seeAccess), feature: "Access", asks: ["at", "after"]
      ) { call in
        let key = call.place("agreement")
        let path = "/agreements/" + Address.encoded(key)
        let crumbs = [Crumb("Agreements", Place.agreements.path), Crumb(key, path)]
        return try await whoMay(call, .agreements, crumbs, path) { WhoMayTerms(.agreement, key, at: $0, after: $1) }
      },
      .page(
        "/calendars/{calendar}/access", .permission(.seeAccess), feature: "Access", asks: ["at", "after"]
      ) { call in
        let key = call.place("calendar")
        let path = "/calendars/" + Address.encoded(key)
        let crumbs = [Crumb("Calendars", Place.calendars.path), Crumb(key, path)]
        return try await whoMay(call, .calendars, crumbs, path) { WhoMayTerms(.calendar, key, at: $0, after: $1) }
      },
    ]
  }

  private func whoMay<Q: Query>(
    _ call: Call, _ place: Place, _ crumbs: [Crumb], _ record: String,
    _ query: (_ at: Instant?, _ after: String?) -> Q
  ) async throws -> Answer where Q.Output == AccessAnswer {
    let (at, typed) = try past(call)
    let after = try call.asked("after")
    let found = try await app.ask(query(at, after), as: call.principal)
    let path = record + "/access"
    let pager = Pager(
      shows: Words.count(found.holders.items.count, "person", "people")
        + (found.holders.next == nil ? "" : " on this page"),
      next: found.holders.next.map { Address.path(path, ["at": typed, "after": $0]) },
      first: after == nil ? nil : Address.path(path, ["at": typed]))
    return answer(
      WhoMayPage(found, place: place, crumbs: crumbs, path: path, at: typed, pager: pager), call)
  }
}
