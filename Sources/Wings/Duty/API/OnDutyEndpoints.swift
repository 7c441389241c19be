import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// Who is on duty, and where nobody will be.
struct OnDutyEndpoints {
  let app: App

  var all: [Endpoint] { [who, gaps] }

  private var who: Endpoint {
    Endpoint(
      .get, "/duty", feature: "Duty", id: "whoIsOnDuty", "Says who is on duty at an instant, and why",
      description: "Of the past it says what was in force then, also of rosters that were closed since.",
      access: .permission(.seeRosters),
      parameters: [
        .query("at", .instant, "The instant; now if not said."), .query("team", .key, "The key of a team."),
        .query("roster", .recordID, "One roster alone."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Rosters of a page; \(PageLimits.usual) if not said."),
        RosterEndpoints.cursor,
      ],
      responses: [
        .init(
          .ok, "Who is on duty",
          .object([
            .init("at", .instant), .init("items", .list(DutyJSON.onDuty)), .init("next", JSONSchema.string.orNull),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("What cannot be read, a line each; its rosters are left out.")),
          ]))
      ],
      handler: { call in
        let after: ListRosters.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let found = try await app.ask(
          WhoIsOnDuty(
            at: call.instant("at"), team: call.text("team"), roster: call.text("roster").map(RecordID.init),
            after: after, limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "at": .string(found.at.rfc3339), "items": .array(found.items.map { DutyJSON.onDuty($0, found.people) }),
          "next": found.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var gaps: Endpoint {
    Endpoint(
      .get, "/duty/gaps", feature: "Duty", id: "listDutyGaps", "Lists where nobody will be on duty who should",
      description: """
        Somebody who is away without a deputy, cannot sign in any more, or has no mail address, makes a gap too. A page \
        looks at up to \(PageLimits.most) rosters.
        """,
      access: .permission(.seeRosters),
      parameters: [
        RosterEndpoints.days,
        .query("team", .key, "The key of a team."), RosterEndpoints.cursor,
      ],
      responses: [
        .init(
          .ok, "Gaps, by beginning",
          .object([
            .init("until", .instant), .init("rosters", JSONSchema.count.says("How many were looked at.")),
            .init("items", .list(.object([.init("roster", DutyJSON.roster), .init("gap", DutyJSON.shift)]))),
            .init("next", JSONSchema.string.orNull),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("What cannot be read, a line each; its rosters are left out.")),
          ]))
      ],
      handler: { call in
        let after: ListRosters.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let found = try await app.ask(
          ListDutyGaps(days: call.integer("days") ?? DutyLimits.gapDays, team: call.text("team"), after: after),
          as: call.principal)
        return .json([
          "until": .string(found.until.rfc3339), "rosters": .integer(Int64(found.rosters)),
          "items": .array(
            found.items.map {
              ["roster": DutyJSON.roster($0.roster), "gap": DutyJSON.shift($0.gap, found.people)]
            }), "next": found.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }
}
