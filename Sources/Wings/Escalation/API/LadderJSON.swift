import Escalation
import EscalationUseCases
import HTTPSupport
import Kernel
import Reach
import ReachUseCases

/// Ladders and what they do, as the API writes them.
enum LadderJSON {
  private static let rung: JSONSchema = .named(
    "LadderRung",
    .object([
      .init(
        "when",
        JSONSchema.line(1...60).says(
          """
          75%, -PT1H, breach, +PT30M or +PT30M wall, as thresholds are written; \"after the one before\" comes only where \
          the rung before was not acknowledged or reached nobody.
          """, example: "75%")),
      .init(
        "tell",
        JSONSchema.list(.line(1...220), 1...LadderLimit.tells).says(
          """
          assignee, requester, team, lead, deputy, duty, person:NAME or role:KEY; a team's key may follow as in \
          lead:network, else it is the team that has the ticket. duty is whoever is on duty at that instant.
          """)),
      .optional(
        "say",
        JSONSchema.within(LadderLimit.wording).says(
          "What people read, with places in braces: "
            + LadderWording.places.map { "{\($0.name)}" }.joined(separator: ", ") + ".",
          example: "{number}: {clock} is due {due}.")),
      .optional(
        "hours",
        JSONSchema.object([
          .init("calendar", JSONSchema.line(1...200).says("The key of a calendar.")),
          .optional("outside", .oneOf(LadderWindow.Outside.self)),
        ]).says("When people are told; outside of it the message waits, or the next rung takes its place.")),
      .optional(
        "acknowledge",
        JSONSchema.object([
          .init("within", .duration),
          .optional("by", JSONSchema.any.says("How many of those who were told, or \"all\"; 1 if not said.")),
          .optional(
            "repeat",
            JSONSchema.integer(0...Int64(LadderLimit.again)).says("How often they are told again before the next rung.")
          ),
        ])),
      .optional(
        "unlessAcknowledged", JSONSchema.boolean.says("Falls away once an earlier rung was acknowledged.")),
    ]))

  /// What a ladder says, as it is read and written.
  static let fields: [JSONSchema.Field] = [
    .init("name", .within(LadderLimit.name)),
    .optional("agreements", JSONSchema.list(.line(1...200), 0...LadderLimit.keys).says("Keys; none means all.")),
    .optional("objectives", JSONSchema.list(.line(1...200), 0...LadderLimit.keys).says("Names; none means all.")),
    .optional(
      "when",
      JSONSchema.map(.any, keys: .line, count: 0...16).says(
        "Attributes that a ticket must have, each with a value or a list of values.", example: ["priority": ["P1"]])),
    .init("rungs", .list(rung, 1...LadderLimit.rungs)),
    .optional(
      "again",
      JSONSchema.integer(0...Int64(LadderLimit.again)).says(
        "How often it begins anew after its last rung was not acknowledged.")),
    .optional(
      "quietOnHold", JSONSchema.boolean.says("Whether nothing is sent and no time for acknowledgements runs in holds.")),
  ]

  static let body: JSONSchema = .named("LadderBody", .object(fields))

  static let version: JSONSchema = .named(
    "Ladder",
    .object([
      .init("key", .string), .init("url", .string), .init("version", .count),
      .init("on", JSONSchema.boolean.says("Whether clocks that start go by it.")),
      .init("from", JSONSchema.instant.says("Clocks that start from then on go by this version.")),
      .init("madeAt", .instant), .init("madeBy", .string), .init("ladder", body),
      .init(
        "remarks",
        JSONSchema.list(.string).says(
          "What of it is retired or not there any more, a sentence each; in lists, and of older versions, empty.")),
    ]))

  static func members(_ version: LadderVersion) -> [String: JSON] {
    [
      "key": .string(version.key), "url": .string("/api/v1/ladders/" + version.key),
      "version": .integer(Int64(version.version)), "on": .bool(version.isOn), "from": .string(version.from.rfc3339),
      "madeAt": .string(version.madeAt.rfc3339), "madeBy": .string(version.madeBy), "ladder": version.ladder.json,
      "remarks": .array(version.remarks.map(JSON.string)),
    ]
  }

  private static let failedAt = JSONSchema.instant.orNull.says(
    "When it was known that it told nobody at its moment: not one of its messages arrives, or quiet hours hold them all."
  )

  private static let reached: JSONSchema = .named(
    "EscalationReached",
    .object([
      .init("person", JSONSchema.string.says("A sign-in name.")), .init("audience", .string),
      .init("obstacle", JSONSchema.string.orNull.says("Why they cannot be told; null where they can.")),
      .init(
        "heldUntil",
        JSONSchema.instant.orNull.says("Until when their quiet hours would hold what is still to come; null: none do.")),
      .init(
        "delivery",
        JSONSchema.string.orNull.says(
          "waiting, underway, arrived, failed or dropped; null of what is still to come, or is kept no longer.")),
      .init("deliveryWhy", JSONSchema.string.orNull), .init("seenAt", JSONSchema.instant.orNull),
      .init("acknowledgedAt", JSONSchema.instant.orNull),
    ]))

  static let escalated: JSONSchema = .named(
    "Escalated",
    .object([
      .init("ticket", .recordID), .init("number", .string), .init("ladder", .string), .init("ladderName", .string),
      .init("version", .count), .init("clock", .string), .init("cycle", .count),
      .init("rung", JSONSchema.count.says("Its place in the ladder, from 1.")), .init("when", .string),
      .init("pass", JSONSchema.count.says("0 the first time through the ladder.")),
      .init("attempt", JSONSchema.count.says("0 the first time in its pass.")),
      .init("cause", .oneOf(LadderFiring.Cause.self)), .init("state", .oneOf(LadderFiring.State.self)),
      .init("dueAt", .instant), .init("at", JSONSchema.instant.says("When it came, or comes.")),
      .init("opensAt", JSONSchema.instant.orNull), .init("why", .string),
      .init("needed", JSONSchema.count.says("Acknowledgements that it wants; 0: none.")),
      .init("acknowledgedAt", JSONSchema.instant.orNull), .init("askedUntil", JSONSchema.instant.orNull),
      .init("failedAt", failedAt),
      .init("asking", JSONSchema.boolean.says("Whether it waits for acknowledgements.")),
      .init("people", .list(reached)),
    ]))

  static func json(_ one: Escalated) -> JSON {
    let firing = one.firing
    return [
      "ticket": .string(one.run.ticket.text), "number": .string(one.number), "ladder": .string(one.run.ladder),
      "ladderName": .string(one.ladder), "version": .integer(Int64(one.version)), "clock": .string(one.run.clock),
      "cycle": .integer(Int64(one.run.cycle)), "rung": .integer(Int64(firing.step.rung + 1)),
      "when": .string(one.rung.moment.text), "pass": .integer(Int64(firing.step.pass)),
      "attempt": .integer(Int64(firing.step.attempt)), "cause": .string(firing.cause.rawValue),
      "state": .string(firing.state.rawValue), "dueAt": .string(firing.dueAt.rfc3339),
      "at": .string(firing.firedAt.rfc3339), "opensAt": .instant(firing.opensAt) ?? .null, "why": .string(firing.why),
      "needed": .integer(Int64(firing.needed)), "acknowledgedAt": .instant(firing.acknowledgedAt) ?? .null,
      "failedAt": .instant(firing.failedAt) ?? .null,
      "askedUntil": .instant(one.askedUntil) ?? .null, "asking": .bool(one.isAsking),
      "people": .array(one.people.map(json)),
    ]
  }

  static func json(_ one: Escalated.Reached) -> JSON {
    [
      "person": .string(one.name), "audience": .string(one.audience.text), "obstacle": .text(one.obstacle) ?? .null,
      "heldUntil": .instant(one.heldUntil) ?? .null,
      "delivery": .text(one.standing?.state.rawValue) ?? .null, "deliveryWhy": .text(one.standing?.why) ?? .null,
      "seenAt": .instant(one.seenAt) ?? .null, "acknowledgedAt": .instant(one.acknowledgedAt) ?? .null,
    ]
  }

  static let dryRun: JSONSchema = .named(
    "LadderDryRun",
    .object([
      .init("startsAt", JSONSchema.instant.orNull), .init("due", JSONSchema.instant.orNull),
      .init("appliesNot", JSONSchema.string.orNull.says("Why the ladder would not be for such a ticket.")),
      .init("note", JSONSchema.string.orNull),
      .init("assumed", JSONSchema.string.orNull.says("What was taken for granted.")),
      .init(
        "lines",
        .list(
          .object([
            .init("at", .instant), .init("dueAt", .instant), .init("rung", .count), .init("when", .string),
            .init("cause", .oneOf(LadderFiring.Cause.self)), .init("state", .oneOf(LadderFiring.State.self)),
            .init("opensAt", JSONSchema.instant.orNull), .init("failedAt", failedAt), .init("why", .string),
            .init("words", .string),
            .init("people", .list(reached)),
          ]))),
    ]))

  static func json(_ run: DryRun) -> JSON {
    [
      "startsAt": .instant(run.startsAt) ?? .null, "due": .instant(run.due) ?? .null,
      "appliesNot": .text(run.appliesNot) ?? .null, "note": .text(run.note) ?? .null,
      "assumed": .text(run.assumed) ?? .null,
      "lines": .array(
        run.lines.map { line in
          [
            "at": .string(line.firing.firedAt.rfc3339), "dueAt": .string(line.firing.dueAt.rfc3339),
            "rung": .integer(Int64(line.firing.step.rung + 1)), "when": .string(line.rung.moment.text),
            "cause": .string(line.firing.cause.rawValue), "state": .string(line.firing.state.rawValue),
            "opensAt": .instant(line.firing.opensAt) ?? .null, "failedAt": .instant(line.firing.failedAt) ?? .null,
            "why": .string(line.firing.why), "words": .string(line.words), "people": .array(line.people.map(json)),
          ]
        }),
    ]
  }
}
