import Agreements
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
  var queue: [Route] {
    [
      .page(
        "/queue", .permission(.workTickets), feature: "Queue",
        asks: ["q", "sort", "after", "at", "columns", "column", "ticked", "beside"]
      ) { call in
        if let number = try await ticketAsked(call) { return .seeOther("/tickets/" + Address.encoded(number)) }
        if try call.asked("columns") != nil { return try keepColumns(call) }
        return answer(try await queuePage(call), call)
      },
      .page("/queue.csv", .permission(.workTickets), feature: "Queue", asks: ["q"], handler: queueFile),
      .form("/queue/assign", .permission(.workTickets), feature: "Queue", handler: assignMany),
      .form("/queue/take", .permission(.workTickets), feature: "Queue", handler: takeFromQueue),
      .page("/find", .permission(.openTickets), feature: "Find", handler: find),
    ]
  }

  /// The filter where none is asked for.
  private static let usualQuery = "is:open"

  private static let savedViews: [(title: String, query: String)] = [
    ("Open", "is:open"), ("Mine", "is:open assignee:me"), ("Unassigned", "is:open is:unassigned"),
    ("Late or due in 2 h", "is:open due:<2h"), ("Breached", "is:open is:breached"), ("On hold", "is:open is:held"),
    ("Resolved", "is:resolved"), ("Answered after closing", "is:closed is:returned"),
    ("Answered after resolving", "is:resolved is:returned"), ("Agreement undecided", "is:any is:undecided"),
    ("Owner cannot sign in", "is:open is:orphaned"),
  ]

  /// Views that stand among the others only while they hold a ticket: most days they are empty.
  private static let rareViews: Set<String> = [
    "is:closed is:returned", "is:resolved is:returned", "is:any is:undecided", "is:open is:orphaned",
  ]

  private func queuePage(_ call: Call) async throws -> QueuePage {
    let principal = try call.principal
    try principal.require(.workTickets)
    let since = live.position
    let query = try call.asked("q") ?? Pages.usualQuery
    let order = try call.asked("sort", oneOf: ListTickets.Order.self) ?? QueuePlace.usualOrder
    let filters = try Pages.savedViews.map { try TicketFilter(parsing: $0.query, by: principal, now: call.now) }
    let wanted: Result<TicketFilter, MainstayError> = Result { () throws(MainstayError) in
      try TicketFilter(parsing: query, by: principal, now: call.now)
    }
    // A place in the list that is not understood, say of an old address, is the first page.
    func place(_ name: String) throws -> ListTickets.Position? {
      try call.asked(name).flatMap { text in
        (try? PageCursor.position(text) as ListTickets.Position).flatMap { $0.order == order ? $0 : nil }
      }
    }
    let cursor = try place("at")
    var after = try place("after")
    if let cursor, let filter = try? wanted.get() {
      after = try? await app.ask(PageAround(filter, order: order, cursor), as: principal)
    }
    let isSilent = !query.isEmpty && !TicketFilter.asksStage(query)
    let list = (try? wanted.get()).map {
      ListTickets($0, order: order, after: after, withNames: true, withOthers: isSilent, withExtent: true)
    }
    let queue = try await app.ask(ShowQueue(views: filters, list: list), as: principal)
    let views = zip(Pages.savedViews, queue.counts).compactMap { view, count -> SavedView? in
      if count == 0, view.query != query, Pages.rareViews.contains(view.query) { return nil }
      return SavedView(view.title, query: view.query, count: count)
    }
    var page = QueuePage(
      views: views, query: query, facets: Pages.facets(query, teams: queue.teams.map(\.key), words: queue.words),
      rows: [],
      pager: Pager(shows: ""), sort: order.rawValue)
    let labels = WordLabels(queue.words)
    if let found = queue.page {
      page.rows = found.items.map { item in
        var row = QueueRow(item.ticket, item.clocks, item.foreseen, found.people, labels)
        row.place = QueuePlace(item.position, in: query, order)
        return row
      }
      page.cursor =
        cursor.flatMap { place in found.items.first { !$0.position.stands(before: place, in: order) } }?
        .ticket.number
      (page.unreadable, page.notes) = (found.unreadable, found.notes)
      page.total = found.extent?.total
      page.pager = Pager(
        shows: Pages.extent(found),
        next: found.next.map {
          Address.path("/queue", ["q": query, "sort": order.rawValue, "after": PageCursor.write($0)])
        }, first: after == nil ? nil : Address.path("/queue", ["q": query, "sort": order.rawValue]))
    }
    var faults = queue.faults
    if case .failure(.invalid(let found)) = wanted { faults = found }
    if !faults.isEmpty { page.fault = faults.map(\.message).joined(separator: "; ") }
    page.teams = queue.teams.map { Choice($0.key, $0.name) }
    page.assignees = queue.staff.map { Choice($0.name, $0.displayName) }
    page.columns = QueueColumn.chosen(call.cookie("columns"))
    page.here = Address.path(
      "/queue",
      ["q": query, "sort": try call.asked("sort"), "after": after.map { PageCursor.write($0) }])
    if queue.page != nil {
      page.live = LivePart(
        [.list] + page.rows.map { .line($0.number) }, since: since, path: page.here ?? call.address)
    }
    if let number = try call.asked("beside") { try await show(number, beside: &page, call) }
    page.ticked = Set(try call.asked("ticked")?.split(separator: ",").map(String.init) ?? [])
    if let others = queue.page?.others, others > 0 { page.others = (others, "is:any " + query) }
    return page
  }

  /// Shows a ticket beside the list, and leads each row there. One that is gone, or was none, is said.
  private func show(_ number: String, beside page: inout QueuePage, _ call: Call) async throws {
    let list = page.here ?? Place.queue.path
    func path(_ number: String) -> String {
      "\(list)\(list.contains("?") ? "&" : "?")beside=\(Address.encoded(number))"
    }
    do {
      let detail = try await app.ask(ShowTicket(TicketKey(number)), as: call.principal)
      let way = page.rows.first { $0.number == detail.row.number }?.path
      page.beside = BesideTicket(
        detail, path: way ?? "/tickets/" + Address.encoded(detail.row.number), list: list, for: reader(call))
    } catch MainstayError.notFound {
      page.notes.append("There is no ticket \(number) to show beside the list.")
      return
    }
    page.cursor = page.cursor ?? page.beside?.ticket.number
    // Few columns: the list has half of the room.
    page.columns.formIntersection([.priority, .deadline])
    for index in page.rows.indices { page.rows[index].besidePath = path(page.rows[index].number) }
    page.live = page.live.map { LivePart($0.topics, since: $0.since, path: path(number)) }
  }

  /// `5 tickets`, or where they lie among all: `51 to 100 of 224 tickets`.
  private static func extent(_ page: TicketsUseCases.TicketPage) -> String {
    let shown = page.items.count
    guard let extent = page.extent else { return Words.count(shown, "ticket", "tickets") }
    let bound = CountTickets.bound + 1
    let total = Words.bounded(extent.total, bound)
    // Beyond the bound nobody has counted how many stand before.
    guard extent.before < bound, shown > 0 else { return "\(shown) of \(total) tickets" }
    return "\(Words.grouped(extent.before + 1)) to \(Words.grouped(extent.before + shown)) of \(total) tickets"
  }

  /// Gives a ticket of the list to the reader, and answers its line as it stands then. What stands in the way is said
  /// by the page that is opened next.
  @Sendable private func takeFromQueue(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let number = form.said("ticket") ?? ""
    let principal = try call.principal
    do {
      let change = try await app.run(TakeTicket(TicketKey(number), from: form.said("owner")), as: principal)
      guard let line = try await app.ask(ChangedTickets([change.id]), as: principal).first else {
        return .seeOther("/tickets/" + Address.encoded(change.number))
      }
      let html = HTML(capacity: 2048)
      QueueRow(line.ticket, line.clocks, line.foreseen, line.people, line.labels)
        .write(html, QueueColumn.chosen(call.cookie("columns")), for: reader(call))
      return .html(html.bytes)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let why = faults.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }.joined(separator: " ")
      return done(call, "/tickets/" + Address.encoded(number), why, tone: .warn)
    }
  }

  /// Keeps the choice of columns, and goes to the list without it in the address.
  private func keepColumns(_ call: Call) throws -> Answer {
    let chosen = try call.queryPairs().filter { $0.name == "column" }.compactMap { QueueColumn(rawValue: $0.value) }
    let list = Address.path("/queue", ["q": try call.asked("q"), "sort": try call.asked("sort")])
    // Another site's link changes nothing that is kept.
    if call.comesFromElsewhere { return .seeOther(list) }
    return call.setting(
      cookie: "columns", to: QueueColumn.text(Set(chosen)), lasting: .days(365), .seeOther(list))
  }

  /// The number of the ticket, where nothing but a number of one is searched for.
  func ticketAsked(_ call: Call) async throws -> String? {
    guard let words = try call.asked("q") else { return nil }
    let parts = words.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count <= 8, parts[0].allSatisfy(\.isLetter), Int(parts[1]) != nil else {
      return nil
    }
    let key = TicketKey(words.uppercased())
    do {
      return try await app.ask(ShowTicket(key), as: call.principal).row.number
    } catch MainstayError.notFound {
      return nil
    }
  }

  private static let offeredTeams = 8
  private static let offeredPriorities = 8

  /// Clicks that put a filter into the box or take it out.
  private static func facets(_ query: String, teams: [String], words: [Word]) -> [Facet] {
    let labels = WordLabels(words)
    let terms = TicketFilter.terms(query)
    func facet(_ title: String, _ key: String, _ values: [String]) -> Facet {
      Facet(
        title,
        values.map { value in
          let term = TicketFilter.term(key, value)
          let isOn = terms.contains { $0.key == key && $0.value == value }
          let others = terms.filter { $0.key != key }.map(\.written)
          return Facet.Option(
            key == "priority" ? labels[.priority, value] ?? value : value,
            query: (isOn ? others : others + [term]).joined(separator: " "), isOn: isOn)
        })
    }
    var team = facet(Words.field("team"), "team", Array(teams.prefix(Pages.offeredTeams)))
    if teams.count > Pages.offeredTeams { team.more = "and \(teams.count - Pages.offeredTeams) more, as team:name" }
    let priorities = words.filter { $0.list == .priority && $0.isActive }.map(\.key)
    var priority = facet(Words.field("priority"), "priority", Array(priorities.prefix(Pages.offeredPriorities)))
    if priorities.count > Pages.offeredPriorities {
      priority.more = "and \(priorities.count - Pages.offeredPriorities) more, as priority:name"
    }
    return [priority, team]
  }

  /// Every ticket of the filter, to the last.
  @Sendable private func queueFile(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    try principal.require(.workTickets)
    let asked = try call.asked("q")
    let filter = try TicketFilter(parsing: asked ?? Pages.usualQuery, by: principal, now: call.now)
    let fields = TicketField.cells
    // Whoever named no filter is told by the file's name what that means.
    let name = asked == nil ? "queue-all-open" : "queue"
    return try await CSV.answer(named: name, fields.compactMap(\.cell?.heading)) {
      [app] (after: ListTickets.Position?) in
      let page = try await app.ask(ListTickets(filter, after: after, limit: PageLimits.most), as: principal)
      // A file that leaves a ticket out would be wrong silently.
      if let first = page.unreadable.first {
        throw MainstayError.unreadable(record: first, reason: "the file would lack it")
      }
      // So would one that is empty, or lacks what was not searched, without saying why.
      if after == nil, !page.notes.isEmpty { throw MainstayError.field("q", page.notes.joined(separator: " ")) }
      let rows = page.items.map { item in fields.map { $0.value(item.ticket).text } }
      return (rows, page.next)
    }
  }
}

extension QueueRow {
  init(
    _ ticket: TicketRow, _ clocks: [ClockRow], _ foreseen: [ForeseenClock], _ people: PeopleNames, _ labels: WordLabels
  ) {
    self.init(
      number: ticket.number, subject: ticket.title, requester: people.person(ticket.requester),
      category: ticket.category.map { labels[.category, $0] ?? $0 },
      priority: ticket.priority, state: ticket.state, holds: ticket.holds, vendors: ticket.vendors, team: ticket.team,
      assignee: ticket.assignee.map(people.person), clock: clocks.mostUrgent.map { ClockFigure($0) },
      openedAt: ticket.openedAt,
      updatedAt: ticket.updatedAt, isReturned: ticket.returnedAt != nil)
    isUndecided = ticket.undecidedSince != nil
    self.labels = labels
    self.foreseen = foreseen.filter { $0.chance != nil }.max { ($0.chance ?? 0) < ($1.chance ?? 0) }
  }
}

extension [ClockRow] {
  /// The one that a line has room for: the next deadline, else a breach that goes on, else the last to stop.
  var mostUrgent: ClockRow? {
    let open = filter { $0.isOpen && $0.state != .idle }
    return open.filter { $0.due != nil }.min { ($0.due ?? .latest) < ($1.due ?? .latest) } ?? open.first
      ?? filter { $0.state == .breached }.first
      ?? self.max { ($0.stoppedAt ?? .earliest) < ($1.stoppedAt ?? .earliest) }
  }
}
