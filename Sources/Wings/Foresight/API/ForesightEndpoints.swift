import Core
import Foresight
import ForesightUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import TicketsAPI
import TicketsUseCases

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofForesight(app: App) -> [Endpoint] { ForesightEndpoints(app: app).all }
}

/// Which models there are, how good they were, and which clocks are likeliest to miss.
struct ForesightEndpoints {
  let app: App

  var all: [Endpoint] { [show, learn] }

  private static let asked = JSONSchema.named(
    "ForesightAsked",
    .object([
      .init("moments", JSONSchema.count.says("At which held-back clocks were asked about.")), .init("missed", .count),
      .init("brier", JSONSchema.number.says("Mean squared error of the probabilities.")),
      .init("baseBrier", JSONSchema.number.says("Of the base rate, as it was known.")),
      .init("skill", JSONSchema.number.orNull.says("1 - brier / baseBrier; null where the base rate has no error.")),
    ]))

  private static let objective: JSONSchema = .object([
    .init("agreement", .string), .init("objective", .string),
    .init("clocks", JSONSchema.count.says("Decided clocks learnt from.")), .init("missed", .count),
    .init("silence", JSONSchema.string.orNull.says("Why nothing is said of its clocks; null where something is.")),
    .init("heldBack", asked.orNull),
  ])

  private static let trial: JSONSchema = .object([
    .init("from", JSONSchema.instant.says("Tickets opened since were held back.")), .init("tickets", .count),
    .init("clocks", .count), .init("missed", .count), .init("heldBack", asked),
    .init("skillError", JSONSchema.number.orNull.says("Standard error of the skill, with tickets as clusters.")),
    .init(
      "auc", JSONSchema.number.orNull.says("How often a clock that missed ranks before one that did not.")),
    .init("silent", JSONSchema.count.says("Moments of objectives with too little history before.")),
    .init(
      "reliability",
      .list(
        .object([
          .init("from", .number), .init("moments", .count), .init("predicted", .number), .init("seen", .number),
        ]))),
  ])

  private static let model = JSONSchema.named(
    "ForesightModel",
    .object([
      .init("number", .count), .init("way", JSONSchema.count.says("The version of the way of reckoning.")),
      .init("learntAt", .instant),
      .init("firstOpened", JSONSchema.instant.orNull.says("Of the tickets learnt from.")),
      .init("lastOpened", JSONSchema.instant.orNull), .init("tickets", .count), .init("moments", .count),
      .init("unreadable", JSONSchema.count.says("Tickets that could not be read.")),
      .init("leftOut", JSONSchema.count.says("Tickets of which time was left out afterwards.")),
      .init("older", JSONSchema.count.says("Tickets opened before those learnt from.")),
      .init("checkpoint", JSONSchema.count.orNull.says("The journal's last one then.")),
      .init("objectives", .list(objective)), .init("trial", trial.orNull),
    ]))

  private var show: Endpoint {
    Endpoint(
      .get, "/foresight", feature: "Foresight", id: "showForesight",
      "Shows which models foresee misses, how good they were on tickets that they had not seen, and which running clocks "
        + "are likeliest to miss",
      description: """
        The first model is in use. Clocks are those of tickets that you see, at most \(ForesightLimits.listed). What is \
        foreseen of a ticket's clocks stands with them in `/tickets/{ticket}`.
        """,
      access: .permission(.seeForesight),
      responses: [
        .init(
          .ok, "Models, the newest first, and clocks",
          .object([
            .init("models", .list(ForesightEndpoints.model)),
            .init(
              "likeliest",
              .list(
                .object([
                  .init("ticket", .string), .init("clock", .string), .init("cycle", .count),
                  .init("due", JSONSchema.instant.orNull), .init("foreseen", TicketSchemas.foreseen),
                ]))),
            .init("said", JSONSchema.count.says("Running clocks of which something is said.")),
            .init("silent", JSONSchema.count.says("Running clocks of which nothing is said.")),
            .init("wishedAt", JSONSchema.instant.orNull.says("Since when another model is waited for.")),
            .init("unreadable", JSONSchema.list(.string).says("Models that cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(ShowForesight(), as: call.principal)
        return .json([
          "models": .array(found.models.map(\.json)),
          "likeliest": .array(
            found.likeliest.map { line in
              [
                "ticket": .string(line.number), "clock": .string(line.clock.name),
                "cycle": .integer(Int64(line.clock.cycle)), "due": .instant(line.due) ?? .null,
                "foreseen": TicketJSON.json(line.clock),
              ]
            }),
          "said": .integer(Int64(found.said)), "silent": .integer(Int64(found.silent)),
          "wishedAt": .instant(found.wishedAt) ?? .null, "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var learn: Endpoint {
    Endpoint(
      .post, "/foresight/learn", feature: "Foresight", id: "learnForesight",
      "Has it learnt again which clocks miss, within minutes and in the background",
      access: .permission(.learnForesight), parameters: [.idempotencyKey],
      responses: [.init(.ok, "Wished for", .object([.init("wished", .boolean)]))],
      handler: { call in
        try await call.perform(LearnAgain(), on: app) { Outcome(.ok, ["wished": .bool(true)]) }
      })
  }
}

extension KeptModel {
  fileprivate var json: JSON {
    [
      "number": .integer(Int64(number)), "way": .integer(Int64(learnt.way)),
      "learntAt": .string(learnt.learntAt.rfc3339), "firstOpened": .instant(learnt.span?.first) ?? .null,
      "lastOpened": .instant(learnt.span?.last) ?? .null, "tickets": .integer(Int64(learnt.tickets)),
      "moments": .integer(Int64(learnt.moments)), "unreadable": .integer(Int64(learnt.unreadable)),
      "leftOut": .integer(Int64(learnt.leftOut)), "older": .integer(Int64(learnt.older)),
      "checkpoint": learnt.checkpoint.map { .integer(Int64($0)) } ?? .null,
      "objectives": .array(learnt.objectives.map(\.json)), "trial": learnt.trial?.json ?? .null,
    ]
  }
}

extension LearntModel.Objective {
  fileprivate var json: JSON {
    [
      "agreement": .string(agreement), "objective": .string(name), "clocks": .integer(Int64(learnt.clocks)),
      "missed": .integer(Int64(learnt.missed)), "silence": .text(silence) ?? .null, "heldBack": asked?.json ?? .null,
    ]
  }
}

extension LearntModel.Asked {
  fileprivate var json: JSON {
    [
      "moments": .integer(Int64(moments)), "missed": .integer(Int64(missed)), "brier": .short(brier),
      "baseBrier": .short(baseBrier), "skill": skill.map { .short($0) } ?? .null,
    ]
  }
}

extension LearntModel.Trial {
  fileprivate var json: JSON {
    [
      "from": .string(from.rfc3339), "tickets": .integer(Int64(tickets)), "clocks": .integer(Int64(clocks.clocks)),
      "missed": .integer(Int64(clocks.missed)), "heldBack": asked.json,
      "skillError": skillError.map { .short($0) } ?? .null, "auc": ranking.map { .short($0) } ?? .null,
      "silent": .integer(Int64(silent)),
      "reliability": .array(
        tenths.map {
          [
            "from": .short($0.from), "moments": .integer(Int64($0.moments)), "predicted": .short($0.predicted),
            "seen": .short($0.seen),
          ]
        }),
    ]
  }
}

extension JSON {
  fileprivate static func short(_ number: Double) -> JSON { .decimal(number.plain(decimals: 6)) }
}
