import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// Rosters, and overrides on them.
struct RosterEndpoints {
  let app: App

  var all: [Endpoint] { [list, make, show, change, close, override, endOverride] }

  private static let place = Endpoint.Parameter.path("roster", .recordID, "The roster's id.")
  static let cursor = PageCursor.parameter
  static let days = Endpoint.Parameter.query(
    "days", .integer(Int64(DutyLimits.gapDaysAsked.lowerBound)...Int64(DutyLimits.gapDaysAsked.upperBound)),
    "How far ahead gaps are looked for; \(DutyLimits.gapDays) if not said.")

  private static let saved = JSONSchema.named(
    "SavedRoster",
    .object([
      .init("id", .recordID), .init("url", .string), .init("team", .string), .init("version", .count),
      .init("from", JSONSchema.instant.says("From when on the plan is in force.")), .init("number", .count),
      .init("remarks", remarks),
    ]))

  private static let remarks = JSONSchema.list(.string).says(
    "What the plan does that may not have been meant, a sentence each: a layer that never gives duty, a beginning that "
      + "nobody has, a time that was read otherwise than it was written.")

  private static func remarks(_ remarks: [RosterRemark], _ people: DutyPeople) -> JSON {
    .array(remarks.map { .string($0.words(name: people.name, time: \.rfc3339)) })
  }

  private static func outcome(_ saved: SavedRoster, _ status: HTTPResponse.Status) -> Outcome {
    Outcome(
      status,
      [
        "id": .string(saved.id.text), "url": .string(DutyJSON.url(saved.id)), "team": .string(saved.team),
        "version": .integer(Int64(saved.version)), "from": .string(saved.from.rfc3339),
        "number": .integer(Int64(saved.number)), "remarks": remarks(saved.remarks, saved.people),
      ], version: saved.version)
  }

  private static let from = JSONSchema.Field.optional(
    "from", JSONSchema.instant.orNull.says("From when on it is in force; now if not said. Never in the past."))

  private var list: Endpoint {
    Endpoint(
      .get, "/rosters", feature: "Duty", id: "listRosters", "Lists the rosters that run, a page at a time",
      description: "With who is on duty now, who is next, and the gaps of the next \(DutyLimits.gapDays) days.",
      access: .permission(.seeRosters),
      parameters: [
        .query("team", .key, "The key of a team."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Rosters of a page; \(PageLimits.usual) if not said."),
        RosterEndpoints.cursor,
      ],
      responses: [
        .init(
          .ok, "A page of rosters",
          .object([
            .init(
              "items",
              .list(
                .object([
                  .init("roster", DutyJSON.roster), .init("timeZone", .string), .init("version", .count),
                  .init("now", DutyJSON.shift.orNull),
                  .init("next", DutyJSON.shift.orNull.says("The next shift of somebody else.")),
                  .init("goesOn", JSONSchema.boolean.says("Whether who has duty now has it on, and nobody else.")),
                  .init("gaps", .list(DutyJSON.shift)), .init("mayChange", .boolean),
                ]))), .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("What cannot be read, a line each; its rosters are left out.")),
          ]))
      ],
      handler: { call in
        let after: ListRosters.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListRosters(team: call.text("team"), after: after, limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json([
          "items": .array(
            page.items.map { item in
              [
                "roster": DutyJSON.roster(item.roster), "timeZone": .string(item.timeZone),
                "version": .integer(Int64(item.version)),
                "now": item.now.map { DutyJSON.shift($0, page.people) } ?? .null,
                "next": item.next.shift.map { DutyJSON.shift($0, page.people) } ?? .null,
                "goesOn": .bool(item.next == .goesOn),
                "gaps": .array(item.gaps.map { DutyJSON.shift($0, page.people) }), "mayChange": .bool(item.mayChange),
              ]
            }), "next": page.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(page.unreadable.map(JSON.string)),
        ])
      })
  }

  private var make: Endpoint {
    Endpoint(
      .post, "/rosters", feature: "Duty", id: "makeRoster", "Makes a roster of a team",
      description: "By leads of the team, at most \(DutyLimits.rostersOfTeam) a team.",
      access: .permission(.editRosters), parameters: [.idempotencyKey],
      body: .named("RosterDraft", .object([.init("team", .key), RosterEndpoints.from] + PlanJSON.fields)),
      responses: [.init(.created, "Made", RosterEndpoints.saved, hasVersion: true)],
      handler: { call in
        let command = MakeRoster(
          team: call.string("team"), PlanJSON.draft(call.body), from: call.bodyInstant("from"))
        return try await call.perform(command, on: app) { RosterEndpoints.outcome($0, .created) }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/rosters/{roster}", feature: "Duty", id: "showRoster", "Shows a roster with its shifts of a stretch",
      description: "Shifts lie against each other without a hole; where nobody has duty, `gap` says why.",
      access: .permission(.seeRosters),
      parameters: [
        RosterEndpoints.place, .query("from", .instant, "Where the shifts begin; now if not said."),
        .query("to", .instant, "Where they end; a week later if not said, 400 days at most."), RosterEndpoints.days,
      ],
      responses: [
        .init(
          .ok, "The roster",
          .object([
            .init("roster", DutyJSON.roster), .init("version", .count), .init("closedAt", JSONSchema.instant.orNull),
            .init("plan", .object(PlanJSON.fields)),
            .init("remarks", RosterEndpoints.remarks), .init("shifts", .list(DutyJSON.shift)),
            .init("gaps", JSONSchema.list(DutyJSON.shift).says("Of as many days ahead as `days` says.")),
            .init(
              "overlaps",
              JSONSchema.list(DutyJSON.overlap).says(
                "Where somebody has duty here and on another roster at once, as many days ahead as `days` says.")),
            .init("overrides", .list(DutyJSON.override)), .init("swaps", .list(DutyJSON.swap)),
            .init("mayChange", .boolean),
          ]), hasVersion: true)
      ],
      handler: { call in
        let found = try await app.ask(
          ShowRoster(
            RecordID(call.place("roster")), from: call.instant("from"), to: call.instant("to"),
            gapDays: call.integer("days") ?? DutyLimits.gapDays),
          as: call.principal)
        let people = found.people
        return .json(
          [
            "roster": DutyJSON.roster(found.roster), "version": .integer(Int64(found.version)),
            "closedAt": .instant(found.closedAt) ?? .null,
            "plan": .object(PlanJSON.members(found.plan, people.signIn)),
            "remarks": RosterEndpoints.remarks(found.remarks, people),
            "shifts": .array(found.shifts.map { DutyJSON.shift($0, people) }),
            "gaps": .array(found.gaps.map { DutyJSON.shift($0, people) }),
            "overlaps": .array(found.overlaps.items.map { DutyJSON.overlap($0, people) }),
            "overrides": .array(found.overrides.map { DutyJSON.override($0, people) }),
            "swaps": .array(found.swaps.map(DutyJSON.swap)), "mayChange": .bool(found.mayChange),
          ], version: found.version)
      })
  }

  private var change: Endpoint {
    Endpoint(
      .put, "/rosters/{roster}", feature: "Duty", id: "changeRoster", "Gives a roster another plan as a whole",
      description: "From now or from a later instant on. What was in force before stays what it was.",
      access: .permission(.editRosters), parameters: [RosterEndpoints.place, .ifMatch],
      body: .named("RosterChange", .object([RosterEndpoints.from] + PlanJSON.fields)),
      responses: [.init(.ok, "Changed", RosterEndpoints.saved, hasVersion: true)],
      handler: { call in
        let command = ChangeRoster(
          RecordID(call.place("roster")), PlanJSON.draft(call.body), from: call.bodyInstant("from"),
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { RosterEndpoints.outcome($0, .ok) }
      })
  }

  private var close: Endpoint {
    Endpoint(
      .delete, "/rosters/{roster}", feature: "Duty", id: "closeRoster", "Closes a roster",
      description: "From now on nobody has duty by it. Who had it before stays known.",
      access: .permission(.editRosters), parameters: [RosterEndpoints.place, .ifMatch],
      responses: [.init(.noContent, "Closed", nil)],
      handler: { call in
        try await app.run(
          CloseRoster(RecordID(call.place("roster")), expecting: call.seenVersion()), as: call.principal)
        return .noContent
      })
  }

  private var override: Endpoint {
    Endpoint(
      .post, "/rosters/{roster}/overrides", feature: "Duty", id: "makeDutyOverride",
      "Gives duty to somebody for a while, whoever would have it else",
      description: "Where they have duty on another roster at the same time, `overlaps` of the roster says so.",
      access: .permission(.editRosters), parameters: [RosterEndpoints.place, .idempotencyKey],
      body: .named(
        "DutyOverrideDraft",
        .object([
          .init("person", .within(.signInName)), .optional("from", JSONSchema.instant.orNull), .init("to", .instant),
        ])),
      responses: [.init(.created, "Made", .object([.init("id", .recordID), .init("url", .string)]))],
      handler: { call in
        let command = MakeOverride(
          RecordID(call.place("roster")), person: call.string("person"), from: call.bodyInstant("from"),
          to: call.bodyInstant("to") ?? call.now)
        return try await call.perform(command, on: app) { made in
          Outcome(.created, ["id": .string(made.id.text), "url": .string("/api/v1/duty-overrides/\(made.id)")])
        }
      })
  }

  private var endOverride: Endpoint {
    Endpoint(
      .delete, "/duty-overrides/{override}", feature: "Duty", id: "endDutyOverride", "Takes an override back",
      description: "What it gave until now stays so.", access: .permission(.editRosters),
      parameters: [.path("override", .recordID, "The override's id.")],
      responses: [.init(.noContent, "Taken back", nil)],
      handler: { call in
        _ = try await app.run(EndOverride(RecordID(call.place("override"))), as: call.principal)
        return .noContent
      })
  }
}
