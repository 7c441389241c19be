import Agreements
import HTTPSupport
import Kernel
import Services
import ServicesUseCases

/// Services and what is promised and stated of them, as programs read them.
enum ServiceJSON {
  static let percent = JSONSchema.string.orNull.says(
    "Percent with six decimals, rounded down; null where there is nothing to measure.", example: "99.860335")
  static let seconds = JSONSchema.string.says("Exact decimal seconds.", example: "2592.5")

  static let rule = JSONSchema.named(
    "AvailabilityRule",
    .object([
      .init("uncovered", .oneOf(AvailabilityRule.Uncovered.self)),
      .init("unknown", .oneOf(AvailabilityRule.Unknown.self)),
      .init("degraded", JSONSchema.string.says("How much degraded time counts, 0 to 1.", example: "0.5")),
      .init("maintenance", .oneOf(AvailabilityRule.Maintenance.self)),
    ]))

  static func json(_ rule: AvailabilityRule) -> JSON {
    [
      "uncovered": .string(rule.uncovered.rawValue), "unknown": .string(rule.unknown.rawValue),
      "degraded": .string(rule.degraded.text), "maintenance": .string(rule.maintenance.rawValue),
    ]
  }

  static let figure = JSONSchema.named(
    "AvailabilityFigure",
    .object([
      .init("target", JSONSchema.string.says("Percent.")), .init("availability", percent),
      .init("met", JSONSchema.boolean.orNull.says("Null where there is nothing to measure.")),
      .init("measuredSeconds", seconds), .init("badSeconds", JSONSchema.string.says("Seconds that count as down.")),
      .init("budgetLeftSeconds", JSONSchema.string.says("Of the whole period; below 0 where more was bad.")),
    ]))

  static func json(_ figure: StatedFigure) -> JSON {
    [
      "target": .string(figure.target), "availability": .text(figure.availability) ?? .null,
      "met": figure.met.map(JSON.bool) ?? .null, "measuredSeconds": .string(figure.seconds["denominator"] ?? "0"),
      "badSeconds": .string(figure.seconds["bad"] ?? "0"),
      "budgetLeftSeconds": .string(figure.seconds["budgetLeft"] ?? "0"),
    ]
  }

  static let statement = JSONSchema.named(
    "AvailabilityStatement",
    .object([
      .init("period", .string), .init("number", JSONSchema.count.says("1 is the close, later ones restate it.")),
      .init("figure", figure), .init("reason", JSONSchema.string.orNull.says("Why it was stated again.")),
      .init("promise", JSONSchema.count.says("The version of the promise.")), .init("statedAt", .instant),
    ]))

  static func json(_ statement: AvailabilityStatement) -> JSON {
    [
      "period": .string(statement.period.text), "number": .integer(Int64(statement.number)),
      "figure": json(statement.figure), "reason": .text(statement.reason) ?? .null,
      "promise": .integer(Int64(statement.promise)), "statedAt": .string(statement.statedAt.rfc3339),
    ]
  }

  static let promise = JSONSchema.named(
    "AvailabilityPromise",
    .object([
      .init("target", .string), .init("period", .oneOf(ServicePeriod.Kind.self)), .init("timeZone", .string),
      .init("calendar", JSONSchema.string.orNull.says("The calendar of service time; null: all of the period.")),
      .init("rule", rule),
      .init("shortest", JSONSchema.string.says("An unbroken stretch of trouble that is shorter counts as up.")),
      .init(
        "notice",
        JSONSchema.string.orNull.says("How long before it begins maintenance is told that nobody has to approve.")),
      .init(
        "mostAnnounced",
        JSONSchema.string.orNull.says(
          "How much of such maintenance one period may have; more of it somebody approves. Null: no bound, of old versions."
        )),
    ]))

  static func json(_ promise: AvailabilityPromise) -> JSON {
    [
      "target": .string(promise.target.text), "period": .string(promise.period.rawValue),
      "timeZone": .string(promise.timeZone), "calendar": .text(promise.calendar) ?? .null,
      "rule": json(promise.rule), "shortest": .string(promise.shortest.iso8601),
      "notice": .text(promise.notice?.iso8601) ?? .null,
      "mostAnnounced": .text(promise.mostAnnounced?.iso8601) ?? .null,
    ]
  }

  static let version = JSONSchema.named(
    "AvailabilityPromiseVersion",
    .object([
      .init("number", .count), .init("from", .date),
      .init("promise", promise.orNull.says("Null: from that date on nothing is promised.")),
      .init("madeAt", .instant),
    ]))

  static func json(_ version: PromiseVersion) -> JSON {
    [
      "number": .integer(Int64(version.number)), "from": .string(version.from.iso8601),
      "promise": version.promise.map(json) ?? .null, "madeAt": .string(version.madeAt.rfc3339),
    ]
  }
}
