import Agreements
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

/// How the promises in force are kept.
struct LevelEndpoints {
  let app: App

  var all: [Endpoint] { [list] }

  private static let month = JSONSchema.named(
    "MonthLevel",
    .object([
      .init("month", JSONSchema.string.says("Of the objective's zone.", example: "2026-03")), .init("met", .count),
      .init("breached", .count),
      .init("attainment", JSONSchema.number.orNull.says("met / (met + breached), 0 to 1; null where nothing ended.")),
      .init("low", JSONSchema.number.orNull.says("Wilson's interval at 95 %.")),
      .init("high", JSONSchema.number.orNull),
    ]))

  private static let objective = JSONSchema.named(
    "ObjectiveLevel",
    .object([
      .init("name", .string), .init("metric", .oneOf(Metric.self)), .init("kind", .oneOf(PromiseKind.self)),
      .init("team", JSONSchema.string.orNull.says("The team that owes it.")),
      .init("vendor", JSONSchema.string.orNull.says("The one vendor that owes it.")),
      .init(
        "promised",
        JSONSchema.string.orNull.says(
          "The share of its clocks that must be met in a month; null where the agreement names none.", example: "95%")),
      .init(
        "verdict",
        JSONSchema.oneOf(ComplianceVerdict.names).says(
          "Of this month: kept beyond luck (`holds`), kept by too few to tell it from luck, short of the share, or not to "
            + "be judged.")),
      .init("lacking", JSONSchema.count.orNull.says("How many more would have had to be met; null unless `short`.")),
      .init(
        "room",
        JSONSchema.count.orNull.says("How many more can end late before it is broken; null where it is not kept.")),
      .init("zone", JSONSchema.string.says("Of its calendar, by whose months it is measured.")),
      .init("running", JSONSchema.count.says("Clocks that run now.")), .init("paused", .count),
      .init("near", JSONSchema.count.says("Of those that run, due within `nearSeconds`.")),
      .init("months", JSONSchema.list(LevelEndpoints.month).says("Oldest first; the present one is last.")),
    ]))

  private var list: Endpoint {
    Endpoint(
      .get, "/service-levels", feature: "Compliance", id: "listServiceLevels",
      "Says how each objective in force is kept, this month and in the months before",
      description: """
        Tickets under former versions of an agreement count with it. The clocks behind a number are listed by \
        `/compliance/tickets`, with `objective`, `by=agreement` and `group`. Where something that belongs here cannot be \
        read, the answer is 503 `unreadable`, never figures that lack it.
        """,
      access: .permission(.seeCompliance),
      parameters: [.query("agreement", .line(1...100), "The key of one agreement; all in force if not said.")],
      responses: [
        .init(
          .ok, "The agreements in force",
          .named(
            "ServiceLevels",
            .object([
              .init("asOf", .instant), .init("nearSeconds", .count),
              .init(
                "monthsLeftOut",
                JSONSchema.count.says(
                  "Months that the trend lacks, as more than \(ShowServiceLevels.mostCounted) clocks ended after them.")
              ),
              .init(
                "agreements",
                .list(
                  .named(
                    "AgreementLevel",
                    .object([
                      .init("key", .string), .init("name", .string), .init("version", .count),
                      .init(
                        "scope", JSONSchema.any.says("Attributes of the tickets that it covers, with their values.")),
                      .init("objectives", .list(LevelEndpoints.objective)),
                    ])))),
            ])))
      ],
      handler: { call in
        let report = try await app.ask(ShowServiceLevels(agreement: call.text("agreement")), as: call.principal)
        return .json(try report.whole().json)
      })
  }
}
