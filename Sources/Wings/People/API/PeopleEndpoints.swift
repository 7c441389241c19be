import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// People and teams.
package struct PeopleEndpoints {
  let app: App
  let signIns: SignInLimits

  var all: [Endpoint] {
    [list, add, show, change, setPassword.endingAccess, link, refusedSignIns, teams, addTeam, renameTeam]
  }

  /// Sign-in names.
  private static let name = JSONSchema.shaped(
    TextPattern([.of("a"..."z", "0"..."9", "-"..."-", "."...".", "_"..."_", count: 1...60)]), 1...60)
  package static let parameter = Endpoint.Parameter.path("name", name, "The sign-in name.")

  private static let person = JSONSchema.named(
    "Person",
    .object([
      .init("id", .recordID), .init("name", .string), .init("url", .string), .init("displayName", .string),
      .init("email", JSONSchema.string.orNull), .init("role", .oneOf(Role.allCases.map(\.rawValue))),
      .init("organisation", JSONSchema.string.orNull), .init("teams", .list(.string)), .init("active", .boolean),
      .init("version", .count), .init("reach", JSONSchema.oneOf(HomeReach.self).says("Where the role holds.")),
    ]))

  private static let roles = JSONSchema.oneOf(Role.allCases.filter { $0 != .system }.map(\.rawValue))
  private static let email = JSONSchema.shaped(
    TextPattern([.of("!"..."?", "A"..."~", count: 1...64), .one("@"), .of("!"..."?", "A"..."~", count: 1...189)]),
    TextBounds.mailAddress.length
  ).orNull
  private static let organisation = JSONSchema.within(.name).orNull
  private static let teamKeys = JSONSchema.list(.key, 0...50).says("Keys of teams.", example: [])

  private static let reach = JSONSchema.oneOf(HomeReach.self).says(
    "Where the role holds: everywhere, in their organisation, in their teams, or on what was given to them.")
  private static let newDetails: [JSONSchema.Field] = [
    .init("displayName", .within(.displayName)), .init("role", roles), .optional("email", email),
    .optional("organisation", organisation), .optional("teams", teamKeys), .optional("active", .boolean),
    .optional("reach", reach),
  ]
  /// The whole of somebody: what is left out is asked for, so that nobody loses or gets something by silence.
  private static let details: [JSONSchema.Field] = [
    .init("displayName", .within(.displayName)), .init("role", roles), .init("email", email),
    .init("organisation", organisation), .init("teams", teamKeys), .init("active", .boolean),
    // It came later: who does not know it leaves it as it is.
    .optional("reach", reach),
  ]

  private static func json(_ person: Person) -> JSON {
    [
      "id": .string(person.id.text), "name": .string(person.name), "url": .string("/api/v1/people/" + person.name),
      "displayName": .string(person.displayName), "email": .text(person.email) ?? .null,
      "role": .string(person.role.rawValue), "organisation": .text(person.organisation) ?? .null,
      "teams": .array(person.teams.map(JSON.string)), "active": .bool(person.isActive),
      "version": .integer(Int64(person.version)), "reach": .string(person.reach.rawValue),
    ]
  }

  private static func draft(_ name: String, _ body: JSON, reach: HomeReach = .everything) -> PersonDraft {
    PersonDraft(
      name: name, displayName: body["displayName"]?.stringValue ?? "", email: body["email"]?.stringValue,
      role: body["role"]?.stringValue.flatMap(Role.init) ?? .requester,
      organisation: body["organisation"]?.stringValue,
      teams: body["teams"]?.arrayValue?.compactMap(\.stringValue) ?? [], isActive: body["active"]?.boolValue ?? true,
      reach: body["reach"]?.stringValue.flatMap(HomeReach.init) ?? reach)
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/people", feature: "People", id: "listPeople", "Lists people by name",
      description: "A page has at most \(PeopleLimits.listed); `next` says where the next begins.",
      access: .permission(.seePeople),
      parameters: [
        .query("q", .line(0...ListPeople.longestSearch), "Words in sign-in name, name or team."),
        .query("after", PeopleEndpoints.name, "`next` of the page before."),
        .query("limit", .integer(1...Int64(PeopleLimits.listed)), "People of a page."),
      ],
      responses: [
        .init(
          .ok, "People",
          .object([
            .init("items", .list(PeopleEndpoints.person)), .init("next", JSONSchema.string.orNull),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("Who of this page cannot be read, with record and column.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListPeople(
            search: call.text("q") ?? "", after: call.text("after"), limit: call.integer("limit") ?? PeopleLimits.listed
          ),
          as: call.principal)
        return .json([
          "items": .array(found.people.map(PeopleEndpoints.json)), "next": .text(found.next) ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var add: Endpoint {
    Endpoint(
      .post, "/people", feature: "People", id: "addPerson", "Adds somebody, who can sign in once a password is set",
      description: """
        A manager, an administrator, and somebody of a team that holds grants is added only by somebody who is signed in \
        and has proved the own password (`proveSession`). Who lacks what the team's grants give is refused \
        (`beyond-own`).
        """,
      access: .permission(.managePeople), parameters: [.idempotencyKey],
      body: .named(
        "NewPerson",
        .object(
          [
            .init("name", PeopleEndpoints.name),
            .optional(
              "takesTickets",
              JSONSchema.boolean.says("Tickets that were opened or imported for this name before become theirs.")),
          ] + PeopleEndpoints.newDetails)),
      responses: [.init(.created, "Added", PeopleEndpoints.person, hasVersion: true)],
      handler: { call in
        let draft = PeopleEndpoints.draft(call.string("name"), call.body)
        return try await call.perform(
          AddPerson(draft, takesTickets: call.body["takesTickets"]?.boolValue ?? false), on: app
        ) {
          Outcome(.created, PeopleEndpoints.json($0), version: $0.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/people/{name}", feature: "People", id: "showPerson", "Shows somebody",
      access: .permission(.seePeople), parameters: [PeopleEndpoints.parameter, .ifNoneMatch],
      responses: [.init(.ok, "The person", PeopleEndpoints.person, hasVersion: true), .notModified],
      handler: { call in
        let person = try await app.ask(ShowPerson(call.place("name")), as: call.principal)
        return call.unlessSeen(.json(PeopleEndpoints.json(person), version: person.version))
      })
  }

  private var change: Endpoint {
    Endpoint(
      .put, "/people/{name}", feature: "People", id: "changePerson", "Changes somebody as a whole",
      description: """
        The body is the whole: a member that is left out is refused, so that nothing changes unsaid. \
        Deactivating ends sessions and tokens at once and for good. Another role, a team that holds grants, and letting a \
        manager or an administrator sign in again, take somebody who is signed in and has proved the own password \
        (`proveSession`). Who lacks what the team's grants give, or may do less than the person, is refused \
        (`beyond-own`).
        """, access: .permission(.managePeople),
      parameters: [PeopleEndpoints.parameter, .ifMatch],
      body: .named("PersonDetails", .object(PeopleEndpoints.details)),
      responses: [.init(.ok, "Changed", PeopleEndpoints.person, hasVersion: true)],
      handler: { call in
        let old = try await app.ask(ShowPerson(call.place("name")), as: call.principal)
        let command = ChangePerson(
          PeopleEndpoints.draft(call.place("name"), call.body, reach: old.reach), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { Outcome(.ok, PeopleEndpoints.json($0), version: $0.version) }
      })
  }

  private var setPassword: Endpoint {
    Endpoint(
      .put, "/people/{name}/password", feature: "People", id: "setPassword", "Sets a password",
      description: """
        One's own, which takes the present one too, or anybody's where one manages people, is signed in and has proved \
        the own password (`proveSession`); then the person's tokens are revoked. Ends the person's sessions.
        """, access: .signedIn,
      parameters: [PeopleEndpoints.parameter],
      body: .object([
        .init(
          "password",
          JSONSchema.within(.password)
            .says("Long and not used elsewhere.", example: "correct horse battery")),
        .optional(
          "current", JSONSchema.prose(1...PeopleLimits.longestPassword).says("The present password, for one's own.")),
        .optional("revokeTokens", JSONSchema.boolean.says("With one's own: whether to revoke one's tokens too.")),
      ]),
      responses: [.init(.noContent, "Set", nil)],
      handler: { call in
        try await call.setPassword(
          of: call.place("name"), to: call.string("password"), current: call.body["current"]?.stringValue,
          revokingTokens: call.body["revokeTokens"]?.boolValue ?? false, on: app, signIns)
        return .noContent
      })
  }

  private var link: Endpoint {
    Endpoint(
      .post, "/people/{name}/sign-in-link", feature: "People", id: "makeSignInLink",
      "Makes a link by which somebody chooses a password",
      description: """
        It works once, within \(PeopleLimits.signInLink.milliseconds / 86_400_000) days, and ends one that was made \
        before. It takes somebody who is signed in and has proved the own password (`proveSession`).
        """,
      access: .permission(.managePeople), parameters: [PeopleEndpoints.parameter],
      responses: [
        .init(
          .ok, "The link, told this once",
          .named(
            "SignInLink",
            .object([
              .init("path", JSONSchema.string.says("Below the address by which people reach the desk.")),
              .init("expiresAt", .instant),
            ])))
      ],
      handler: { call in
        let link = try await app.run(MakeSignInLink(for: call.place("name")), as: call.principal)
        return .json([
          "path": .string("/welcome?token=" + link.secret), "expiresAt": .string(link.expiresAt.rfc3339),
        ])
      })
  }

  private var refusedSignIns: Endpoint {
    Endpoint(
      .get, "/refused-sign-ins", feature: "People", id: "listRefusedSignIns", "Counts refused sign-ins by name and day",
      description: "Of the last \(PeopleLimits.refusals.milliseconds / 86_400_000) days (UTC), the newest first.",
      access: .permission(.managePeople),
      responses: [
        .init(
          .ok, "Refused sign-ins",
          .object([
            .init(
              "items",
              .list(
                .object([
                  .init("name", JSONSchema.string.orNull.says("Null stands for all names that nobody has.")),
                  .init("day", .instant), .init("count", .count), .init("lastAt", .instant),
                  .init("lastAddress", .string),
                ])))
          ]))
      ],
      handler: { call in
        let refused = try await app.ask(ListRefusedSignIns(), as: call.principal)
        return .json([
          "items": .array(
            refused.map {
              [
                "name": .text($0.name) ?? .null, "day": .string($0.begins.rfc3339), "count": .integer(Int64($0.count)),
                "lastAt": .string($0.lastAt.rfc3339), "lastAddress": .string($0.lastAddress),
              ]
            })
        ])
      })
  }

  private static let team = JSONSchema.named("Team", .object([.init("key", .string), .init("name", .string)]))

  private static func json(_ team: Team) -> JSON { ["key": .string(team.key), "name": .string(team.name)] }

  private var teams: Endpoint {
    Endpoint(
      .get, "/teams", feature: "People", id: "listTeams", "Lists teams by key", access: .permission(.openTickets),
      responses: [.init(.ok, "Teams", .object([.init("items", .list(PeopleEndpoints.team))]))],
      handler: { call in
        let teams = try await app.ask(ListTeams(), as: call.principal)
        return .json(["items": .array(teams.map(PeopleEndpoints.json))])
      })
  }

  private var renameTeam: Endpoint {
    Endpoint(
      .patch, "/teams/{team}", feature: "People", id: "renameTeam", "Gives a team another name",
      description: "Its key stays.", access: .permission(.managePeople),
      parameters: [.path("team", .key, "The team's key.")], body: .object([.init("name", .within(.label))]),
      responses: [.init(.ok, "Renamed", PeopleEndpoints.team)],
      handler: { call in
        let team = try await app.run(
          RenameTeam(key: call.place("team"), name: call.string("name")), as: call.principal)
        return .json(PeopleEndpoints.json(team))
      })
  }

  private var addTeam: Endpoint {
    Endpoint(
      .post, "/teams", feature: "People", id: "addTeam", "Adds a team", access: .permission(.managePeople),
      parameters: [.idempotencyKey], body: .object([.init("key", .key), .init("name", .within(.label))]),
      responses: [.init(.created, "Added", PeopleEndpoints.team)],
      handler: { call in
        try await call.perform(AddTeam(key: call.string("key"), name: call.string("name")), on: app) {
          Outcome(.created, PeopleEndpoints.json($0))
        }
      })
  }
}
