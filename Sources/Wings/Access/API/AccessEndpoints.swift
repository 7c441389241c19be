import AccessUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import TicketsUseCases

/// What somebody may do, and who may do something, with the reasons; now, or at an instant of before.
struct AccessEndpoints {
  let app: App

  var all: [Endpoint] {
    [
      ofPerson,
      who(
        "/tickets/{record}/access", "whoMayTicket", "a ticket",
        .path("record", .line(1...100), "The ticket's number or id.")
      ) { WhoMayTicket(TicketKey($0), at: $1, after: $2) },
      who(
        "/agreements/{record}/access", "whoMayAgreement", "an agreement", .path("record", .key, "The agreement's key.")
      ) { WhoMayTerms(.agreement, $0, at: $1, after: $2) },
      who(
        "/calendars/{record}/access", "whoMayCalendar", "a calendar", .path("record", .key, "The calendar's key.")
      ) { WhoMayTerms(.calendar, $0, at: $1, after: $2) },
    ]
  }

  private static let past = Endpoint.Parameter.query(
    "at", .instant, "An instant of before, as the journal has it; now if not said.")

  private static let reach: JSONSchema = .named(
    "Reach",
    .object([
      .init("everywhere", .boolean), .init("organisations", .list(.string)),
      .init("desks", JSONSchema.list(.string).says("Tickets of the teams that belong to them.")),
      .init("teams", .list(.string)),
      .init("own", JSONSchema.boolean.says("Tickets that were given to them.")),
    ]))
  private static let part: JSONSchema = .named(
    "AccessPart",
    .object([
      .init("through", JSONSchema.oneOf(["home", "grant", "team"]).says("The home role, a grant, or a team's grant.")),
      .init("grant", JSONSchema.recordID.orNull), .init("team", JSONSchema.string.orNull),
      .init("role", JSONSchema.string.says("The role's key.")), .init("label", .string),
    ]))
  private static let line: JSONSchema = .named(
    "AccessLine",
    .object([
      .init("permission", .string), .init("words", JSONSchema.string.says("Behind \"may\".")),
      .init("reach", reach), .init("because", .list(part)),
    ]))

  private static func json(_ reach: Reach) -> JSON {
    [
      "everywhere": .bool(reach.isEverywhere), "organisations": .array(reach.organisations.sorted().map(JSON.string)),
      "desks": .array(reach.desks.sorted().map(JSON.string)), "teams": .array(reach.teams.sorted().map(JSON.string)),
      "own": .bool(reach.hasOwn),
    ]
  }

  private static func json(_ part: AccessReport.Part) -> JSON {
    let (through, grant, team): (String, RecordID?, String?) =
      switch part.source {
      case .home: ("home", nil, nil)
      case .grant(let id): ("grant", id, nil)
      case .team(let key, let id): ("team", id, key)
      }
    return [
      "through": .string(through), "grant": .text(grant?.text) ?? .null, "team": .text(team) ?? .null,
      "role": .string(part.role), "label": .string(part.label),
    ]
  }

  private static func json(_ line: AccessReport.Line) -> JSON {
    [
      "permission": .string(line.permission.name), "words": .string(line.permission.words),
      "reach": json(line.reach), "because": .array(line.parts.map(json)),
    ]
  }

  private var ofPerson: Endpoint {
    Endpoint(
      .get, "/people/{name}/access", feature: "Access", id: "showAccess",
      "Says what somebody may do, where, and through which grant",
      description: """
        One's own, or anybody's for who may see that. What a role of the product allowed then without anybody having \
        changed it is told as it allows it now.
        """,
      access: .permission(.ownTokens),
      parameters: [.path("name", .line(1...60), "The sign-in name."), AccessEndpoints.past],
      responses: [
        .init(
          .ok, "What they may do",
          .object([
            .init("name", .string), .init("at", .instant), .init("active", .boolean), .init("role", .string),
            .init("reach", JSONSchema.oneOf(HomeReach.self).says("Where the home role holds.")),
            .init("items", .list(AccessEndpoints.line)),
          ]))
      ],
      handler: { call in
        let report = try await app.ask(ShowAccess(of: call.place("name"), at: call.instant("at")), as: call.principal)
        return .json([
          "name": .string(report.name), "at": .string(report.at.rfc3339), "active": .bool(report.isActive),
          "role": .string(report.role.rawValue), "reach": .string(report.reach.rawValue),
          "items": .array(report.lines(app.features).map(AccessEndpoints.json)),
        ])
      })
  }

  private func who<Q: Query>(
    _ path: PathTemplate, _ id: String, _ what: String, _ place: Endpoint.Parameter,
    _ query: @escaping @Sendable (_ record: String, Instant?, _ after: String?) -> Q
  ) -> Endpoint where Q.Output == AccessAnswer {
    Endpoint(
      .get, path, feature: "Access", id: id, "Says who may see or change \(what), and through which grant",
      description: "By sign-in name, a page at a time; a page may be short and still have a next.",
      access: .permission(.seeAccess),
      parameters: [
        place, AccessEndpoints.past, .query("after", .line(1...60), "`next` of the page before."),
      ],
      responses: [
        .init(
          .ok, "Who may",
          .object([
            .init("name", .string), .init("at", .instant),
            .init(
              "items",
              .list(
                .object([
                  .init("person", JSONSchema.string.says("The sign-in name.")),
                  .init(
                    "requester", JSONSchema.boolean.says("Whether the ticket is for them, so that they follow it.")),
                  .init("may", .list(AccessEndpoints.line)),
                ]))), .init("next", JSONSchema.string.orNull),
          ]))
      ],
      handler: { call in
        let answer = try await app.ask(
          query(call.place("record"), call.instant("at"), call.text("after")), as: call.principal)
        return .json([
          "name": .string(answer.name), "at": .string(answer.holders.at.rfc3339),
          "items": .array(
            answer.holders.items.map { item in
              [
                "person": .string(item.name), "requester": .bool(item.isRequester),
                "may": .array(item.lines.map(AccessEndpoints.json)),
              ]
            }), "next": .text(answer.holders.next) ?? .null,
        ])
      })
  }
}
