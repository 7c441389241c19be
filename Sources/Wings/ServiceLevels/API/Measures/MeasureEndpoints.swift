import Agreements
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases
import TicketsAPI

/// Measured objectives: shares and counts over many tickets of a period, and the tickets behind each number.
struct MeasureEndpoints {
  let app: App

  var all: [Endpoint] { [list, tickets] }

  private static let condition = JSONSchema.named(
    "MeasureCondition",
    .object([.init("attribute", .string), .init("values", JSONSchema.list(.string).says("One of these."))]))

  private static let target = JSONSchema.named(
    "MeasuredTarget",
    .object([
      .init(
        "target",
        JSONSchema.string.orNull.says("`95%`, or a number of tickets; null of what no row fits.", example: "95%")),
      .init("when", JSONSchema.list(condition).says("For which tickets; empty: for any that no row before fits.")),
      .init("numerator", .count), .init("denominator", .count), .init("verdict", .oneOf(MeasureVerdict.names)),
      .init(
        "missedBy", JSONSchema.count.orNull.says("How many too few, or too many; null unless missed.")),
      .init(
        "surely",
        JSONSchema.boolean.orNull.says(
          "Whether the interval lies wholly on one side of the target; null of no verdict.")),
    ]))

  private static let period = JSONSchema.named(
    "MeasuredPeriod",
    .object([
      .init("period", JSONSchema.string.says("Of the objective's zone.", example: "2026-11")), .init("from", .instant),
      .init("to", JSONSchema.instant.says("The first instant behind it.")),
      .init("provisional", JSONSchema.boolean.says("Whether the passing of time alone can still change it.")),
      .init(
        "settlesAt", JSONSchema.instant.orNull.says("Until when it can; null where it can no more, or no ticket can.")),
      .init(
        "value", JSONSchema.string.orNull.says("As people read it; null where nothing is counted.", example: "91.3 %")),
      .init("numerator", .count), .init("denominator", .count),
      .init("leftOut", JSONSchema.count.says("In neither, by a rule that the reason of each names.")),
      .init("pending", JSONSchema.count.says("In neither yet: its time is not up.")),
      .init(
        "samples", JSONSchema.count.says("Instants at which tickets were counted: a mean is the numerator by these.")),
      .init("low", JSONSchema.number.orNull.says("Wilson's interval at 95 %, of shares.")),
      .init("high", JSONSchema.number.orNull), .init("verdict", .oneOf(MeasureVerdict.names)),
      .init("versions", JSONSchema.list(.count).says("Of the agreement, by which it is counted.")),
      .init(
        "atEnd",
        JSONSchema.object([.init("numerator", .count), .init("denominator", .count)]).orNull
          .says("As it was known when the period ended; null while it runs, and where nothing was known.")),
      .init("targets", .list(target)),
    ]))

  private static let line = JSONSchema.named(
    "MeasuredObjective",
    .object([
      .init("name", .string), .init("measure", .oneOf(MeasureKind.all.map(\.name))),
      .init("unit", .oneOf(MeasureUnit.self)), .init("aim", .oneOf(MeasureAim.self)),
      .init("formula", JSONSchema.string.says("What is divided by what, in sentences.")),
      .init("definition", JSONSchema.any.says("As the agreement's file has it.")), .init("version", .count),
      .init("zone", JSONSchema.string.says("By whose dates its periods begin.")),
      .init(
        "promised",
        JSONSchema.string.orNull.says(
          "The share of the periods of a year that must reach their targets.", example: "90%")),
      .init("periodsReached", JSONSchema.count.says("Of those told here that have ended.")),
      .init("periodsJudged", .count),
      .init(
        "periodsLeftOut", JSONSchema.count.says("Asked for, and not counted: too many tickets belong to those after.")),
      .init("periods", JSONSchema.list(period).says("Newest first.")),
    ]))

  private static let asked: [Endpoint.Parameter] = [
    .path("agreement", .line(1...200), "The key of an agreement."),
    .query("period", .line(7...7), "A month like 2026-11 or a quarter like 2026-Q4; the one that runs if not said."),
    .query("asOf", .instant, "What the journal knew at this instant is counted; now if not said."),
  ]

  private func period(_ call: Call) throws -> MeasurePeriod? {
    guard let text = call.text("period") else { return nil }
    guard let period = MeasurePeriod(parsing: text) else {
      throw MainstayError.field("period", "is a month like 2026-11 or a quarter like 2026-Q4")
    }
    return period
  }

  private func asOf(_ call: Call) throws -> Instant? { call.text("asOf").flatMap { try? Instant(parsing: $0) } }

  private var list: Endpoint {
    Endpoint(
      .get, "/agreements/{agreement}/measures", feature: "Compliance", id: "listMeasures",
      "Says how the measured objectives of an agreement stand in a period",
      description: """
        Shares and counts over many tickets, each with the rule that counts it. A ticket is counted by the version of the \
        agreement in force at the instant at which it is counted, so that no later version changes a past period. Only \
        tickets of which the caller sees compliance are counted. Where one cannot be read, the answer is 503 \
        `unreadable`, never figures that lack it.
        """,
      access: .permission(.seeCompliance),
      parameters: MeasureEndpoints.asked + [
        .query("measure", .line(1...200), "The name of one measured objective; all if not said."),
        .query(
          "periods", .integer(1...Int64(MeasureLimits.periods)),
          "How many periods, this one and those before; 1 if not said."
        ),
      ],
      responses: [
        .init(
          .ok, "The measured objectives",
          .named(
            "Measures",
            .object([
              .init("asOf", .instant),
              .init(
                "agreements",
                .list(
                  .named(
                    "MeasuredAgreement",
                    .object([
                      .init("key", .string), .init("name", .string), .init("measures", .list(MeasureEndpoints.line)),
                    ])))),
            ])))
      ],
      handler: { call in
        let report = try await app.ask(
          ShowMeasures(
            agreement: call.place("agreement"), measure: call.text("measure"), period: try period(call),
            periods: call.integer("periods") ?? 1, asOf: try asOf(call)),
          as: call.principal)
        return .json(try report.whole().json)
      })
  }

  private static let item = JSONSchema.named(
    "MeasuredTicket",
    .object([
      .init("ticket", TicketSchemas.row),
      .init("countedAt", JSONSchema.instant.says("The instant at which it is counted.")),
      .init("part", .oneOf(MeasurePart.self)),
      .init("weight", JSONSchema.count.says("How often: 1, but of a mean the days on which it was counted.")),
      .init("reason", JSONSchema.string.says("Why, in a word.", example: "reopened")), .init("words", .string),
      .init("reasonAt", JSONSchema.instant.orNull.says("The instant that the reason is about.")),
      .init("target", JSONSchema.string.orNull.says("To which it is held; null: no row fits.")),
      .init("version", JSONSchema.count.says("Of the agreement, by which it is counted.")),
    ]))

  private var tickets: Endpoint {
    Endpoint(
      .get, "/agreements/{agreement}/measures/{measure}/tickets", feature: "Compliance", id: "listMeasuredTickets",
      "Lists the tickets behind a number of a measured objective, each with why it is counted so",
      description: """
        In the order of the instants at which they are counted. The weights of all pages add up to `count`. Where one that \
        may belong here cannot be read, the answer is 503 `unreadable`.
        """,
      access: .permission(.seeCompliance),
      parameters: MeasureEndpoints.asked + [
        .path("measure", .line(1...200), "The name of a measured objective."),
        .query("part", .oneOf(MeasureSlice.self), "Which of the numbers; the denominator if not said."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Items of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of tickets",
          .object([
            .init("period", .string), .init("asOf", .instant), .init("items", .list(MeasureEndpoints.item)),
            .init("next", JSONSchema.string.orNull),
            .init("count", JSONSchema.count.says("The number that these stand behind, all pages together.")),
          ]))
      ],
      handler: { call in
        let after: MeasuredTicketPage.Position? = try call.text("after").map {
          try PageCursor.position($0, field: "after")
        }
        let page = try await app.ask(
          ListMeasuredTickets(
            call.text("part").flatMap(MeasureSlice.init) ?? .denominator, of: call.place("measure"),
            in: call.place("agreement"), period: try period(call), asOf: try asOf(call), after: after,
            limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal
        ).whole()
        return .json(bytes: MeasureEndpoints.bytes(page))
      })
  }

  private static func bytes(_ page: MeasuredTicketPage) -> [UInt8] {
    var out = JSONWriter(capacity: page.items.count * 1200 + 256)
    out.object { out in
      out.member("period", page.period.text)
      out.member("asOf", page.asOf.rfc3339)
      out.key("items")
      out.array(page.items) { out, item in
        out.object { out in
          out.key("ticket")
          out.object { TicketJSON.write(item.ticket, into: &$0) }
          out.member("countedAt", item.placed.item.at.rfc3339)
          out.member("part", item.placed.item.part.rawValue)
          out.member("weight", item.placed.item.weight)
          out.member("reason", item.placed.item.reason.code)
          out.member("words", item.placed.item.reason.words)
          out.member("reasonAt", item.placed.item.reason.at?.rfc3339)
          out.member("target", item.placed.target?.level.text)
          out.member("version", item.placed.version)
        }
      }
      out.member("next", page.next.map { PageCursor.write($0) })
      out.member("count", page.count)
    }
    return out.bytes
  }
}
