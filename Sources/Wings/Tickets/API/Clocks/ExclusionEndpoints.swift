import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import TicketsUseCases

/// The register of exclusions.
struct ExclusionEndpoints {
  let app: App

  var all: [Endpoint] { [list] }

  private static let record = JSONSchema.named(
    "ExclusionRecord",
    .object([
      .init("ticket", JSONSchema.string.orNull.says("Its number; null for one that stands in an agreement.")),
      .init(
        "agreement",
        JSONSchema.object([.init("key", .string), .init("version", .count), .init("name", .string)]).orNull.says(
          "The first version that has it; null for one of a ticket.")),
      .init("from", .instant), .init("to", .instant), .init("reason", .string),
      .init("evidence", JSONSchema.string.orNull.says("Or the clause that it rests on.")), .init("approver", .string),
      .init("approvedAt", JSONSchema.instant.says("When it was recorded, or applied with the agreement.")),
      .init(
        "breachesUndone",
        JSONSchema.count.says("Clocks that are breached without it and not with it, over those approved before it.")),
      .init("ticketsEvaluated", .count),
      .init("allEvaluated", JSONSchema.boolean.says("Whether these are all the tickets that it concerns.")),
    ]))

  private static func json(_ record: ExclusionRecord) -> JSON {
    var (ticket, agreement) = (JSON.null, JSON.null)
    switch record.source {
    case .ticket(let row, _): ticket = .string(row.number)
    case .agreement(let key, let version, let name):
      agreement = ["key": .string(key), "version": .integer(Int64(version)), "name": .string(name)]
    }
    return [
      "ticket": ticket, "agreement": agreement, "from": .string(record.from.rfc3339),
      "to": .string(record.to.rfc3339), "reason": .string(record.reason),
      "evidence": .text(record.evidence) ?? .null, "approver": .string(record.approver),
      "approvedAt": .string(record.at.rfc3339), "breachesUndone": .integer(Int64(record.undone.breaches)),
      "ticketsEvaluated": .integer(Int64(record.undone.tickets)), "allEvaluated": .bool(record.undone.isWhole),
    ]
  }

  private static let position = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("stream", .line(1...200)),
    .init("sequence", .integer(0...Int64.max)),
  ])

  private var list: Endpoint {
    Endpoint(
      .get, "/exclusions", feature: "Clocks", id: "listExclusions",
      "Lists the times that were left out of clocks, newest approval first",
      description: """
        Those of tickets and those that stand in agreements. For one of an agreement at most \
        \(ExclusionLimits.evaluatedEach) tickets are evaluated, the newest, and \(ExclusionLimits.evaluated) for a page.
        """,
      access: .permission(.seeCompliance),
      parameters: [
        .query("limit", .integer(1...Int64(PageLimits.most)), "Exclusions of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of exclusions",
          .object([.init("items", .list(ExclusionEndpoints.record)), .init("next", JSONSchema.string.orNull)]))
      ],
      handler: { call in
        let before = try call.text("cursor").map { try PageCursor.read($0, as: ExclusionEndpoints.position) }
        let found = try await app.exclusions(
          before: before.map {
            ListExclusions.Position(
              at: Instant(milliseconds: $0["at"]?.integerValue ?? 0), stream: $0["stream"]?.stringValue ?? "",
              sequence: $0["sequence"]?.integerValue ?? 0)
          }, limit: call.integer("limit") ?? PageLimits.usual, as: call.principal)
        return .json([
          "items": .array(found.items.map(ExclusionEndpoints.json)),
          "next": found.next.map {
            .string(
              PageCursor.write([
                "at": .integer($0.at.milliseconds), "stream": .string($0.stream), "sequence": .integer($0.sequence),
              ]))
          } ?? .null,
        ])
      })
  }
}
