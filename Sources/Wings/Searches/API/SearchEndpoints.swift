import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Searches
import SearchesUseCases
import TicketsUseCases

/// Saved searches: those of one's own and those of one's teams.
struct SearchEndpoints {
  let app: App

  var all: [Endpoint] { [list, save, show, change, remove] }

  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("url", .string), .init("name", .string),
    .init(
      "query",
      JSONSchema.string.says("What stands in the queue's filter box; `me` in it is whoever reads it.")),
    .init("savedBy", JSONSchema.string.says("A sign-in name.")),
    .init("team", JSONSchema.string.orNull.says("The team's key; null where it is the saver's own.")),
    .init("createdAt", .instant), .init("version", .count),
  ]

  private static let item: JSONSchema = .named(
    "SearchFound",
    .object(
      fields + [
        .init("mayChange", JSONSchema.boolean.says("Whether you may change and remove it.")),
        .init(
          "count",
          JSONSchema.count.orNull.says(
            """
            Tickets that it finds; \(CountTickets.bound + 1) means more than \(CountTickets.bound). Null where words are \
            looked for, behind the first \(CountTickets.mostFilters) of a page, and where `fault` says why there are none.
            """)),
        .init("fault", JSONSchema.string.orNull.says("Why the queue would refuse its filter now.")),
      ]))

  private static let search: JSONSchema = .named("Search", .object(fields))

  private static func members(_ search: SavedSearch) -> [String: JSON] {
    [
      "id": .string(search.id.text), "url": .string("/api/v1/searches/" + search.id.text),
      "name": .string(search.name), "query": .string(search.query), "savedBy": .string(search.saver),
      "team": .text(search.team) ?? .null, "createdAt": .string(search.createdAt.rfc3339),
      "version": .integer(Int64(search.version)),
    ]
  }

  private static func json(_ item: SearchList.Item) -> JSON {
    var members = members(item.search)
    members["mayChange"] = .bool(item.mayChange)
    (members["count"], members["fault"]) = (.null, .null)
    switch item.found {
    case .tickets(let count): members["count"] = .integer(Int64(count))
    case .uncounted: break
    case .nothing(let fault): members["fault"] = .string(fault)
    }
    return .object(members)
  }

  private static let name = JSONSchema.within(SavedSearch.nameBounds)
  private static let query = JSONSchema.within(SavedSearch.queryBounds)
    .says("As it is written in the queue's filter box.", example: "is:open team:network priority:P1")
  private static let place = Endpoint.Parameter.path("search", .recordID, "The search's id.")

  private var list: Endpoint {
    Endpoint(
      .get, "/searches", feature: "Searches", id: "listSearches", "Lists saved searches, a page at a time",
      description: """
        Your own first, then those of your teams by team and name; managers and administrators see those of all teams.
        """,
      access: .permission(.workTickets),
      parameters: [
        .query(
          "limit", .integer(1...Int64(PageLimits.most)), "Searches of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of searches",
          .object([
            .init("items", .list(SearchEndpoints.item)),
            .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let after: ListSearches.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListSearches(after: after, limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(page.items.map(SearchEndpoints.json)),
          "next": page.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(page.unreadable.map(JSON.string)),
        ])
      })
  }

  private var save: Endpoint {
    Endpoint(
      .post, "/searches", feature: "Searches", id: "saveSearch", "Saves a filter of the queue",
      description: """
        For yourself, at most \(SavedSearch.mostOfPerson), or with `team` for one of your teams, at most \
        \(SavedSearch.mostOfTeam). A filter that the queue does not understand is refused.
        """,
      access: .permission(.workTickets), parameters: [.idempotencyKey],
      body: .named(
        "SearchDraft",
        .object([
          .init("name", SearchEndpoints.name), .init("query", SearchEndpoints.query),
          .optional("team", JSONSchema.key.says("The key of a team that you work in.")),
        ])),
      responses: [.init(.created, "Saved", SearchEndpoints.search, hasVersion: true)],
      handler: { call in
        let command = SaveSearch(
          name: call.string("name"), query: call.string("query"), team: call.body["team"]?.stringValue)
        return try await call.perform(command, on: app) {
          Outcome(.created, .object(SearchEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/searches/{search}", feature: "Searches", id: "showSearch", "Shows a saved search",
      access: .permission(.workTickets), parameters: [SearchEndpoints.place],
      responses: [.init(.ok, "The search", SearchEndpoints.item, hasVersion: true)],
      handler: { call in
        let found = try await app.ask(ShowSearch(RecordID(call.place("search"))), as: call.principal)
        return .json(SearchEndpoints.json(found), version: found.search.version)
      })
  }

  private var change: Endpoint {
    Endpoint(
      .patch, "/searches/{search}", feature: "Searches", id: "changeSearch",
      "Gives a saved search another name or filter",
      description: """
        What is left out stays, and so does whose it is. A team's search is changed by its saver, by leads of the team, \
        and by managers and administrators.
        """,
      access: .permission(.workTickets), parameters: [SearchEndpoints.place, .ifMatch],
      body: .named(
        "SearchChange",
        .object([.optional("name", SearchEndpoints.name), .optional("query", SearchEndpoints.query)])),
      responses: [.init(.ok, "Changed", SearchEndpoints.search, hasVersion: true)],
      handler: { call in
        let command = ChangeSearch(
          RecordID(call.place("search")), name: call.body["name"]?.stringValue,
          query: call.body["query"]?.stringValue, expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(SearchEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/searches/{search}", feature: "Searches", id: "removeSearch", "Takes a saved search away",
      description: "By whom it may be changed. It cannot be brought back, only saved anew.",
      access: .permission(.workTickets), parameters: [SearchEndpoints.place, .ifMatch],
      responses: [.init(.noContent, "Taken away", nil)],
      handler: { call in
        try await app.run(
          RemoveSearch(RecordID(call.place("search")), expecting: call.seenVersion()), as: call.principal)
        return .noContent
      })
  }
}
