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
  /// Gives the ticked tickets away, or all open ones of somebody. First shows what would happen, then does it.
  @Sendable func assignMany(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    try principal.require(.workTickets)
    let form = try call.form()
    let back = Pages.back(form["back"], or: Place.queue.path)
    let (team, (assignee, toNobody)) = (form.said("team"), Pages.owner(form))
    let owner = form.said("owner")
    var (ticked, beyond) = (form.all("ticket"), 0)
    if owner == nil, form["everything"] == "yes" { (ticked, beyond) = try await wholeList(form, call) }
    guard owner != nil || !ticked.isEmpty, team != nil || assignee != nil || toNobody else {
      let first = owner != nil ? "Choose" : ticked.isEmpty ? "Tick some tickets and choose" : "Now choose"
      return done(
        call, QueuePage.ticking(ticked, on: back), "\(first) a team or a person\(ticked.isEmpty ? " first" : "").",
        tone: .warn)
    }
    guard ticked.count <= PageLimits.most else {
      return done(call, back, "At most \(PageLimits.most) tickets are assigned at once.", tone: .warn)
    }
    guard form["confirmed"] == "yes" else {
      var page = try await preview(owner, ticked, team, assignee, back, call)
      (page.toNobody, page.beyond) = (toNobody, beyond)
      return answer(page, call)
    }
    if let owner { return try await handOver(owner, team, assignee, toNobody, back, call) }
    var refused: [String] = []
    for number in ticked {
      do {
        let command = AssignTicket(
          TicketKey(number), team: team, assignee: assignee, toNobody: toNobody, mustChange: true)
        _ = try await once(command, call, form, part: number)
      } catch let error as MainstayError {
        guard let faults = Pages.faults(error) else { throw error }
        refused.append("\(number) (\(faults.map(\.message).joined(separator: ", ")))")
      }
    }
    return assigned(ticked.count - refused.count, refused, back, call)
  }

  /// The numbers of all tickets of a list, in its order, up to the bound; and how many there are beyond it.
  private func wholeList(_ form: Form, _ call: Call) async throws -> (numbers: [String], beyond: Int) {
    let filter = try TicketFilter(parsing: form["q"] ?? "", by: call.principal, now: call.now)
    let order = try form.said("sort", oneOf: ListTickets.Order.self) ?? QueuePlace.usualOrder
    let page = try await app.ask(
      ListTickets(filter, order: order, limit: PageLimits.most, withExtent: true), as: call.principal)
    // What cannot be read would be left out without a word.
    if let first = page.unreadable.first {
      throw MainstayError.unreadable(record: first, reason: "the list would lack it")
    }
    let numbers = page.items.map(\.ticket.number)
    return (numbers, max(0, (page.extent?.total ?? numbers.count) - numbers.count))
  }

  private func preview(
    _ owner: String?, _ ticked: [String], _ team: String?, _ assignee: String?, _ back: String, _ call: Call
  ) async throws -> AssignManyPage {
    let principal = try call.principal
    var rows: [AssignManyPage.Row] = []
    var more = 0
    if let owner {
      let found = try await app.openTickets(of: owner, as: principal).rows
      let name = try await app.ask(ShowPerson(owner), as: principal).displayName
      rows = found.prefix(PageLimits.most).map {
        AssignManyPage.Row(
          number: $0.number, subject: $0.title, team: $0.team, assignee: PersonName(owner, display: name))
      }
      more = found.count - rows.count
    } else {
      let found = try await app.ask(ListNamedTickets(ticked.map(TicketKey.init)), as: principal)
      rows = found.tickets.map { ticket in
        AssignManyPage.Row(
          number: ticket.number, subject: ticket.title, team: ticket.team,
          assignee: ticket.assignee.map(found.people.person))
      }
    }
    var chosen: PersonName?
    if let assignee {
      let person = try? await app.ask(ShowPerson(assignee), as: principal)
      chosen = PersonName(assignee, display: person?.displayName)
    }
    return AssignManyPage(rows: rows, team: team, assignee: chosen, back: back, owner: owner, more: more)
  }

  private func handOver(
    _ owner: String, _ team: String?, _ assignee: String?, _ toNobody: Bool, _ back: String, _ call: Call
  ) async throws -> Answer {
    do {
      let done = try await app.handOver(
        from: owner, team: team, assignee: assignee, toNobody: toNobody, as: call.principal)
      var refused = done.refused.prefix(Pages.shownRefusals).map { refusal -> String in
        let reasons = Pages.faults(refusal.error)?.map(\.message) ?? ["others changed it meanwhile"]
        return "\(refusal.number) (\(reasons.joined(separator: ", ")))"
      }
      if done.refused.count > refused.count { refused.append("\(done.refused.count - refused.count) more") }
      if done.hasMore { refused.append("what is beyond \(App.mostHandedOver); send it again for those") }
      return assigned(done.given.count, refused, back, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return done(call, back, "Nothing was assigned: \(faults.map(\.message).joined(separator: ", ")).", tone: .warn)
    }
  }

  /// Refusals that one line has room for.
  private static let shownRefusals = 5

  private func assigned(_ count: Int, _ refused: [String], _ back: String, _ call: Call) -> Answer {
    let given = Words.count(count, "ticket", "tickets")
    return refused.isEmpty
      ? done(call, back, "\(given) assigned.")
      : done(call, back, "\(given) assigned. Not: " + refused.joined(separator: "; "), tone: .warn)
  }
}
