import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

/// People and teams.
struct PeopleEndpoints {
  let app: App
  let signIns: SignInLimits

  var all: [Endpoint] { [list, add, show, change, handOver, setPassword, teams, addTeam] }

  /// Sign-in names.
  private static let name = JSONSchema.shaped(
    TextPattern([.of("a"..."z", "0"..."9", "-"..."-", "."...".", "_"..."_", count: 1...60)]), 1...60)
  private static let parameter = Endpoint.Parameter.path("name", name, "The sign-in name.")

  private static let person = JSONSchema.named(
    "Person",
    .object([
      .init("id", .recordID), .init("name", .string), .init("url", .string), .init("displayName", .string),
      .init("email", JSONSchema.string.orNull), .init("role", .oneOf(Role.allCases.map(\.rawValue))),
      .init("organisation", JSONSchema.string.orNull), .init("teams", .list(.string)), .init("active", .boolean),
      .init("version", .count),
    ]))

  private static let roles = JSONSchema.oneOf(Role.allCases.filter { $0 != .system }.map(\.rawValue))
  private static let details: [JSONSchema.Field] = [
    .init("displayName", .line(1...100)), .init("role", roles),
    .optional(
      "email",
      JSONSchema.shaped(
        TextPattern([.of("!"..."?", "A"..."~", count: 1...100), .one("@"), .of("!"..."?", "A"..."~", count: 1...100)]),
        3...201
      )
      .orNull),
    .optional("organisation", JSONSchema.line(1...100).orNull),
    .optional("teams", .list(.key, 0...50).says("Keys of teams.", example: [])),
    .optional("active", .boolean),
  ]

  private static func json(_ person: Person) -> JSON {
    [
      "id": .string(person.id.text), "name": .string(person.name), "url": .string("/api/v1/people/" + person.name),
      "displayName": .string(person.displayName), "email": .text(person.email) ?? .null,
      "role": .string(person.role.rawValue), "organisation": .text(person.organisation) ?? .null,
      "teams": .array(person.teams.map(JSON.string)), "active": .bool(person.isActive),
      "version": .integer(Int64(person.version)),
    ]
  }

  private static func draft(_ name: String, _ body: JSON) -> PersonDraft {
    PersonDraft(
      name: name, displayName: body["displayName"]?.stringValue ?? "", email: body["email"]?.stringValue,
      role: body["role"]?.stringValue.flatMap(Role.init) ?? .requester,
      organisation: body["organisation"]?.stringValue,
      teams: body["teams"]?.arrayValue?.compactMap(\.stringValue) ?? [], isActive: body["active"]?.boolValue ?? true)
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
          .object([.init("items", .list(PeopleEndpoints.person)), .init("next", JSONSchema.string.orNull)]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListPeople(
            search: call.text("q") ?? "", after: call.text("after"), limit: call.integer("limit") ?? PeopleLimits.listed
          ),
          as: call.principal)
        return .json(["items": .array(found.people.map(PeopleEndpoints.json)), "next": .text(found.next) ?? .null])
      })
  }

  private var add: Endpoint {
    Endpoint(
      .post, "/people", feature: "People", id: "addPerson", "Adds somebody, who can sign in once a password is set",
      access: .permission(.managePeople), parameters: [.idempotencyKey],
      body: .named("NewPerson", .object([.init("name", PeopleEndpoints.name)] + PeopleEndpoints.details)),
      responses: [.init(.created, "Added", PeopleEndpoints.person, hasVersion: true)],
      handler: { call in
        let draft = PeopleEndpoints.draft(call.string("name"), call.body)
        return try await call.perform(AddPerson(draft), on: app) {
          Outcome(.created, PeopleEndpoints.json($0), version: $0.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/people/{name}", feature: "People", id: "showPerson", "Shows somebody",
      access: .permission(.seePeople), parameters: [PeopleEndpoints.parameter],
      responses: [.init(.ok, "The person", PeopleEndpoints.person, hasVersion: true)],
      handler: { call in
        let person = try await app.ask(ShowPerson(call.place("name")), as: call.principal)
        return call.unlessSeen(.json(PeopleEndpoints.json(person), version: person.version))
      })
  }

  private var change: Endpoint {
    Endpoint(
      .put, "/people/{name}", feature: "People", id: "changePerson", "Changes somebody as a whole",
      description: "Deactivating ends the sessions at once.", access: .permission(.managePeople),
      parameters: [PeopleEndpoints.parameter, .ifMatch],
      body: .named("PersonDetails", .object(PeopleEndpoints.details)),
      responses: [.init(.ok, "Changed", PeopleEndpoints.person, hasVersion: true)],
      handler: { call in
        let command = ChangePerson(
          PeopleEndpoints.draft(call.place("name"), call.body), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { Outcome(.ok, PeopleEndpoints.json($0), version: $0.version) }
      })
  }

  private var handOver: Endpoint {
    Endpoint(
      .post, "/people/{name}/handover", feature: "People", id: "handOverTickets", "Gives somebody's open tickets away",
      description: """
        To a team, another person, or both; at most \(App.mostHandedOver) at once, each by itself: what cannot be given \
        is listed with the reason and keeps no other. A repeat gives away what is left.
        """, access: .permission(.workTickets), parameters: [PeopleEndpoints.parameter],
      body: .object([.optional("team", JSONSchema.key.orNull), .optional("assignee", TicketSchemas.name.orNull)]),
      responses: [
        .init(
          .ok, "What became of them",
          .named(
            "HandedOver",
            .object([
              .init("given", JSONSchema.list(.string).says("Numbers of tickets with a new owner.", example: ["INC-7"])),
              .init("refused", .list(.object([.init("number", .string), .init("reason", .string)]))),
              .init("more", JSONSchema.boolean.says("There are more; send it again.")),
            ])))
      ],
      handler: { call in
        let owner = try await app.ask(ShowPerson(call.place("name")), as: call.principal)
        let done = try await app.handOver(
          from: owner.name, team: call.body["team"]?.stringValue, assignee: call.body["assignee"]?.stringValue,
          as: call.principal)
        return .json([
          "given": .array(done.given.map(JSON.string)),
          "refused": .array(
            done.refused.map {
              ["number": .string($0.number), "reason": .string(Problem($0.error, limits: call.limits).detail)]
            }), "more": .bool(done.hasMore),
        ])
      })
  }

  private var setPassword: Endpoint {
    Endpoint(
      .put, "/people/{name}/password", feature: "People", id: "setPassword", "Sets a password",
      description: """
        One's own, which takes the present one too, or anybody's where one manages people. Ends the person's sessions.
        """, access: .signedIn,
      parameters: [PeopleEndpoints.parameter],
      body: .object([
        .init(
          "password",
          JSONSchema.prose(PeopleLimits.shortestPassword...PeopleLimits.longestPassword)
            .says("Long and not used elsewhere.", example: "correct horse battery")),
        .optional(
          "current", JSONSchema.prose(1...PeopleLimits.longestPassword).says("The present password, for one's own.")),
      ]),
      responses: [.init(.noContent, "Set", nil)],
      handler: { call in
        let (name, principal) = (call.place("name"), try call.principal)
        if name == principal.name { try await confirm(call.body["current"]?.stringValue, of: principal, call) }
        try await app.setPassword(of: name, to: call.string("password"), as: principal)
        return .noContent
      })
  }

  /// Asks for the present password as a sign-in does, so that who finds a session or a token cannot keep the account.
  private func confirm(_ password: String?, of principal: Principal, _ call: Call) async throws {
    guard let password else { throw MainstayError.field("current", "your present password is needed too") }
    try signIns.count(name: principal.name, address: call.remote, at: call.now)
    do {
      let proof = try await app.signIn(name: principal.name, password: password)
      try await app.run(SignOut(token: proof.token), as: principal)
    } catch MainstayError.invalid {
      throw MainstayError.field("current", "is not your present password")
    }
    signIns.succeeded(name: principal.name)
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

  private var addTeam: Endpoint {
    Endpoint(
      .post, "/teams", feature: "People", id: "addTeam", "Adds a team", access: .permission(.managePeople),
      parameters: [.idempotencyKey], body: .object([.init("key", .key), .init("name", .line(1...100))]),
      responses: [.init(.created, "Added", PeopleEndpoints.team)],
      handler: { call in
        try await call.perform(AddTeam(key: call.string("key"), name: call.string("name")), on: app) {
          Outcome(.created, PeopleEndpoints.json($0))
        }
      })
  }
}
