import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// Reading tickets and opening them.
struct TicketEndpoints {
  let app: App

  var all: [Endpoint] { [list, counts, open, show, change, messages, history] }

  private var list: Endpoint {
    Endpoint(
      .get, "/tickets", feature: "Tickets", id: "listTickets", "Lists tickets with their clocks",
      description: """
        Open tickets by next deadline where nothing else is asked. Requesters see their own, newest first; what they \
        are not shown (team, assignee, vendors, the desk's own clocks) they cannot filter by. Teams and people are \
        named by key and sign-in name, or by what they are called where only one is; a name that is nobody's is refused.
        """,
      access: .permission(.openTickets),
      parameters: TicketFilterParameters.all + [
        .query(
          "order", .oneOf(ListTickets.Order.self),
          "By next deadline, newest first, or open ones by what can be done: due next, late, on hold, without a deadline; "
            + "or first those with a clock that is likeliest to miss."
        ),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Tickets of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of tickets",
          .object([
            .init("items", .list(TicketSchemas.item)), .init("next", JSONSchema.string.orNull),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("Records that belong here and cannot be read: table, key, column and why.")),
            TicketSchemas.notes,
          ]))
      ],
      handler: { call in
        let order = call.text("order").flatMap(ListTickets.Order.init) ?? .due
        let page = try await app.ask(
          ListTickets(
            try TicketFilterParameters.read(call), order: order,
            after: try call.text("cursor").map { text throws(MainstayError) in
              let position: ListTickets.Position = try PageCursor.position(text)
              return try position.within(order, field: "cursor")
            },
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json(bytes: TicketJSON.page(page))
      })
  }

  private var counts: Endpoint {
    Endpoint(
      .get, "/ticket-count", feature: "Tickets", id: "countTickets", "Counts tickets",
      description: "Counts up to \(CountTickets.bound); more is said as `bounded`.",
      access: .permission(.openTickets), parameters: TicketFilterParameters.all,
      responses: [
        .init(
          .ok, "How many", .object([.init("count", .count), .init("bounded", .boolean), TicketSchemas.notes]))
      ],
      handler: { call in
        let filter = try TicketFilterParameters.read(call)
        let count = try await app.ask(CountTickets([filter]), as: call.principal).first ?? 0
        let notes =
          count == 0 || !filter.words.isEmpty
          ? try await app.ask(ListTickets(filter, limit: 1), as: call.principal).notes : []
        return .json([
          "count": .integer(Int64(min(count, CountTickets.bound))), "bounded": .bool(count > CountTickets.bound),
          "notes": .array(notes.map(JSON.string)),
        ])
      })
  }

  private var open: Endpoint {
    Endpoint(
      .post, "/tickets", feature: "Tickets", id: "openTicket", "Opens a ticket",
      description: "It is routed, finds the agreement that covers it, and its clocks start.",
      access: .permission(.openTickets), parameters: [.idempotencyKey],
      body: .named(
        "TicketDraft",
        .object([
          .init(
            "title",
            JSONSchema.within(.title).says("What it is about.", example: "Printer on floor 3 is offline")),
          .optional("description", .within(.description)),
          .optional(
            "kind",
            JSONSchema.key.says(
              "incident, request, problem, change, or what else this desk has; its default if not said.",
              example: "incident")),
          .optional("requester", JSONSchema.within(.name).says("Only staff may name another.")),
          .optional(
            "attributes",
            TicketSchemas.attributes.says(
              "Whatever agreements name.", example: ["priority": "P2", "category": "printing"])),
          .optional("team", JSONSchema.key.orNull.says("The desk's first team where none is named.", example: nil)),
          .optional("assignee", JSONSchema.within(.name).orNull),
          .optional(
            "follows",
            TicketSchemas.key.orNull.says(
              "A ticket that has ended and that this one goes on from: they are linked, and a missing description is "
                + "what its requester wrote last.", example: nil)),
        ])),
      responses: [.init(.created, "Opened", TicketSchemas.change, hasVersion: true)],
      handler: { call in
        let body = call.body
        let attributes = body["attributes"]?.objectValue?.compactMapValues(\.stringValue) ?? [:]
        let command = OpenTicket(
          kind: try body["kind"]?.stringValue.map(TicketEndpoints.kind),
          title: body["title"]?.stringValue ?? "",
          description: body["description"]?.stringValue ?? "", requester: body["requester"]?.stringValue,
          attributes: attributes, team: body["team"]?.stringValue, assignee: body["assignee"]?.stringValue,
          follows: body["follows"]?.stringValue.map { TicketKey($0) })
        return try await call.perform(command, on: app) { TicketJSON.change(true, $0) }
      })
  }

  private static func kind(_ text: String) throws(MainstayError) -> TicketKind {
    guard let kind = TicketKind(rawValue: text) else { throw .field("kind", "is no kind of ticket") }
    return kind
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/tickets/{ticket}", feature: "Tickets", id: "showTicket", "Shows a ticket",
      access: .permission(.openTickets), parameters: [TicketSchemas.parameter, .ifNoneMatch],
      responses: [.init(.ok, "The ticket", TicketSchemas.detail, hasVersion: true), .notModified],
      handler: { call in
        let detail = try await app.ask(ShowTicket(TicketKey(call.place("ticket"))), as: call.principal)
        // Clocks move without a new version, so the tag is that of all that is shown.
        return call.unlessSeen(.json(bytes: TicketJSON.detail(detail), showing: detail.ticket.version))
      })
  }

  private var change: Endpoint {
    Endpoint(
      .patch, "/tickets/{ticket}", feature: "Tickets", id: "changeTicket", "Changes what a ticket says",
      description: "Attributes such as category and service; null takes one away. A new priority needs a reason.",
      access: .permission(.workTickets), parameters: [TicketSchemas.parameter, .ifMatch],
      body: .named(
        "TicketPatch",
        .object([
          .optional(
            "set",
            JSONSchema.map(
              JSONSchema.within(.name).orNull,
              keys: TextPattern.line(TextBounds.name.length),
              count: 1...TicketLimits.attributes
            ).says("Attributes by name.", example: ["category": "network"])),
          .optional("reason", JSONSchema.within(.name)), .optional("title", .within(.title)),
          .optional("description", .within(.description)),
        ])),
      responses: [.init(.ok, "Changed", TicketSchemas.change, hasVersion: true)],
      handler: { call in
        let set = (call.body["set"]?.objectValue ?? [:]).mapValues(\.stringValue)
        let command = ChangeTicket(
          TicketKey(call.place("ticket")), set: set, reason: call.body["reason"]?.stringValue,
          title: call.body["title"]?.stringValue, description: call.body["description"]?.stringValue,
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { TicketJSON.change(false, $0) }
      })
  }

  private var messages: Endpoint {
    Endpoint(
      .get, "/tickets/{ticket}/messages", feature: "Tickets", id: "listMessages", "Lists answers and notes",
      description: """
        The newest \(ShowTicket.mostMessages), oldest first; `earlier` is there where more were written before them. \
        Requesters see no notes.
        """,
      access: .permission(.openTickets),
      parameters: [
        TicketSchemas.parameter,
        .query("before", .recordID, "Only messages before this one: `earlier` as it was read."),
      ],
      responses: [
        .init(
          .ok, "Messages",
          .object([.init("items", .list(TicketSchemas.message)), .init("earlier", JSONSchema.recordID.orNull)]))
      ],
      handler: { call in
        let before = call.text("before").map { RecordID($0) }
        let detail = try await app.ask(
          ShowTicket(TicketKey(call.place("ticket")), before: before), as: call.principal)
        let earlier = detail.hasEarlier ? detail.messages.first?.id.text : nil
        return .json([
          "items": .array(detail.messages.map(TicketJSON.message)), "earlier": .text(earlier) ?? .null,
        ])
      })
  }

  private var history: Endpoint {
    Endpoint(
      .get, "/tickets/{ticket}/history", feature: "Tickets", id: "listHistory", "Lists what happened to a ticket",
      description: "As the journal has it, in the order in which it was recorded.",
      access: .permission(.openTickets), parameters: [TicketSchemas.parameter],
      responses: [
        .init(
          .ok, "What happened",
          .object([
            .init("items", .list(TicketSchemas.happening)),
            .init(
              "unreadable",
              JSONSchema.string.orNull.says(
                "What is left out: the first entry that this version does not understand, and why.")),
          ]))
      ],
      handler: { call in
        let detail = try await app.ask(ShowTicket(TicketKey(call.place("ticket"))), as: call.principal)
        return .json([
          "items": .array(detail.history.map(TicketJSON.happening)), "unreadable": .text(detail.readOnly) ?? .null,
        ])
      })
  }
}

/// The filter of lists of tickets as query parameters.
enum TicketFilterParameters {
  static let all: [Endpoint.Parameter] =
    [
      .query(
        "filter", .within(.filter), "In the words of the queue's box, as `is:open team:network due:<2h printer`."),
      .query("stage", .oneOf(TicketFilter.Stage.self), "Open ones if not said."),
    ] + TicketField.filters.flatMap(fields) + [
      .query("held", .boolean, "On hold, or not."),
      .query("breached", .boolean, "Only those with a breached clock that still runs."),
      .query("orphaned", .boolean, "Only those whose owner can no longer sign in."),
      .query("undecided", .boolean, "Only those of which nobody can tell which agreement covers them."),
      .query("returned", .boolean, "Only those whose requester answered after they had been resolved or closed."),
      .query("dueBefore", .instant, "With a deadline before this instant."),
      .query("dueFrom", .instant, "With a deadline at this instant or after it."),
    ]

  private static func fields(_ filter: TicketField.Filter) -> [Endpoint.Parameter] {
    [.query(filter.key, TicketSchemas.asked(filter), filter.says)]
      + (filter.knowsNone ? [.query("unassigned", .boolean, "Only those that nobody has.")] : [])
  }

  static func read(_ call: Call) throws -> TicketFilter {
    var filter = TicketFilter()
    if let text = call.text("filter") {
      filter = try TicketFilter(parsing: text, by: call.principal, now: call.now)
    }
    /// A parameter goes before what the filter says of the same.
    func said(_ key: String) -> String? {
      let text = call.text(key)
      if text != nil { filter.written[key] = nil }
      return text
    }
    if let stage = call.text("stage").flatMap(TicketFilter.Stage.init) { filter.stage = stage }
    for key in TicketField.filters.map(\.key) { if let value = said(key) { filter[key] = value } }
    if let unassigned = call.flag("unassigned") { filter.isUnassigned = unassigned }
    if let held = call.flag("held") { filter.isHeld = held }
    if let breached = call.flag("breached") { filter.isBreached = breached }
    if let orphaned = call.flag("orphaned") { filter.isOrphaned = orphaned }
    if let undecided = call.flag("undecided") { filter.isUndecided = undecided }
    if let returned = call.flag("returned") { filter.isReturned = returned }
    if let before = call.instant("dueBefore") { filter.dueBefore = before }
    if let from = call.instant("dueFrom") { filter.dueFrom = from }
    return filter
  }
}
