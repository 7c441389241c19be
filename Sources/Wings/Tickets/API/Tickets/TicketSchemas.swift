import Agreements
import HTTPSupport
import Kernel
import Tickets
import TicketsUseCases

/// The shapes of tickets in the API.
package enum TicketSchemas {
  /// A number like INC-1024, or as another tool wrote it, or an id.
  static let key = JSONSchema.line(1...TicketLimits.name).says(
    "A number like INC-1024, or the id; imported tickets keep the number that the other tool gave them.",
    example: "INC-1")
  static let parameter = Endpoint.Parameter.path("ticket", key, "The ticket, by number or id.")

  static let notes = JSONSchema.Field(
    "notes",
    JSONSchema.list(.string).says(
      "How it was looked for, a sentence each: a value that no recent ticket has, texts that were not searched."))

  static let name = JSONSchema.within(.name)
  static let attributes = JSONSchema.map(
    name, keys: TextPattern.line(TextBounds.name.length),
    count: 0...TicketLimits.attributes)

  package static let clock = JSONSchema.named(
    "TicketClock",
    .object([
      .init("clock", .string.says("The objective's name.")), .init("metric", .oneOf(Metric.self)),
      .init("cycle", .count), .init("state", .oneOf(ClockState.self)),
      .init("targetSeconds", JSONSchema.number.orNull),
      .init(
        "elapsedSeconds",
        JSONSchema.number.orNull.says("Consumed by `asOf`; null for requesters while the clock has not stopped.")),
      .init("startedAt", .instant),
      .init("due", JSONSchema.instant.orNull.says("Null for requesters while a hold pauses the clock.")),
      .init("stoppedAt", JSONSchema.instant.orNull),
      .init("breachedAt", JSONSchema.instant.orNull), .init("beyondHorizon", JSONSchema.boolean.orNull),
      .init(
        "asOf",
        JSONSchema.instant.orNull.says(
          "When it was computed; a running clock has moved on since. Null for requesters while the clock has not "
            + "stopped.")),
      .init("foreseen", foreseen.orNull),
    ]))

  /// What is foreseen of a clock, as `TicketJSON` writes it.
  package static let foreseen = JSONSchema.named(
    "ForeseenClock",
    .object([
      .init(
        "probability",
        JSONSchema.number.orNull.says("That the clock misses; null where there is too little history to say.")),
      .init("similar", JSONSchema.count.says("Similar clocks of the past.")),
      .init("missed", JSONSchema.count.says("Of these that missed.")),
      .init(
        "because", JSONSchema.list(.string).says("What these have in common, or why nothing is said, a line each.")),
      .init("model", JSONSchema.count.says("The number of the model that says it.")),
      .init("since", JSONSchema.instant.says("Since when it says that.")),
    ]))

  /// What a ticket is in lists, member by member as `TicketJSON` writes it.
  static let rowFields: [JSONSchema.Field] = TicketField.listed.flatMap { field in
    let schema = schema(field.shape)
    let one = JSONSchema.Field(field.name, field.says.map { schema.says($0) } ?? schema)
    return field.name == "number" ? [one, .init("url", .string)] : [one]
  }

  private static func schema(_ shape: TicketField.Shape) -> JSONSchema {
    switch shape {
    case .id: .recordID
    case .key: .key
    case .text: .string
    case .texts: .list(.string)
    case .instant: .instant
    case .flag: .boolean
    case .count: .count
    case .oneOf(let values): .oneOf(values)
    case .optional(let shape): schema(shape).orNull
    }
  }

  /// What lists are asked for by a field's filter.
  static func asked(_ filter: TicketField.Filter) -> JSONSchema {
    switch TicketField.of(filter)?.shape {
    case .oneOf(let values): .oneOf(values)
    case .key: .key
    default: JSONSchema.within(.name)
    }
  }

  package static let row = JSONSchema.named("TicketRow", .object(rowFields))
  static let item = JSONSchema.named("TicketItem", .object(rowFields + [.init("clocks", .list(clock))]))

  static let detail = JSONSchema.named(
    "Ticket",
    .object(
      rowFields + [
        .init("description", .string),
        .init("attributes", .map(.string, keys: .line, count: 0...TextPattern.unbounded)),
        .init("clocks", .list(clock)),
        .init("links", .list(.object([.init("relation", .oneOf(TicketRelation.self)), .init("ticket", row)]))),
        .init("mergedInto", row.orNull),
        .init(
          "mergedOutcome",
          JSONSchema.object([.init("state", .oneOf(TicketState.self)), .init("at", JSONSchema.instant.orNull)]).orNull
            .says(
              "Where the ticket stands that it was merged into, or that one in turn; told to its requester also where "
                + "that is somebody else's.")),
        .init(
          "readOnly",
          JSONSchema.string.orNull.says(
            "Why this node takes no change of it: a newer version wrote to it. Changes are answered 409 ticket-read-only."
          )
        ),
        .init(
          "clockFault",
          JSONSchema.string.orNull.says(
            "Why its clocks do not go on: the agreement that holds or may hold for it cannot be read.")
        ),
        .init(
          "agreementVersion",
          JSONSchema.named(
            "AgreementPin", .object([.init("key", .string), .init("version", .count), .init("name", .string)])
          )
          .orNull),
      ]))

  static let change = JSONSchema.named(
    "TicketChange",
    .object([
      .init("id", .recordID), .init("number", .string), .init("url", .string),
      .init("version", JSONSchema.count.says("To be sent with the next change as If-Match.")),
      .init("state", JSONSchema.oneOf(TicketState.self).says("Where the ticket stands now.")),
    ]))

  static let message = JSONSchema.named(
    "Message",
    .object([
      .init("id", .recordID), .init("at", .instant), .init("author", .string),
      .init("side", .oneOf(["staff", "requester"])), .init("public", .boolean),
      .init("withdrawnAt", JSONSchema.instant.orNull), .init("body", .string),
    ]))

  static let happening = JSONSchema.named(
    "TicketHappening",
    .object([
      .init(
        "sequence",
        JSONSchema.count.says("Its place in the ticket's journal stream; for requesters among what they are shown.")),
      .init("kind", .string), .init("at", .instant), .init("recordedAt", .instant), .init("actor", .string),
      .init("details", .any),
    ]))
}
