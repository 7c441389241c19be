import Agreements
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevelsUseCases
import Tickets
import TicketsUseCases

/// Which agreement applies, and why none of the others does.
struct CoverageEndpoints {
  let app: App

  var all: [Endpoint] { [which] }

  private static let condition = JSONSchema.named(
    "ScopeCondition",
    .object([
      .init("attribute", .string), .init("wanted", JSONSchema.list(.string).says("One of these is asked for.")),
      .init("found", JSONSchema.string.orNull.says("What the ticket has; null where it has none.")),
    ]))

  private static let answer = JSONSchema.named(
    "AgreementCoverage",
    .object([
      .init("openedAt", .instant), .init("kind", .string), .init("attributes", .any),
      .init("number", JSONSchema.string.orNull.says("Of a ticket that there is.")),
      .init("applies", JSONSchema.string.orNull.says("The key of the agreement that applies; null: none does.")),
      .init(
        "recorded",
        JSONSchema.object([.init("key", .string), .init("version", .count)]).orNull
          .says("Under which the clocks of a ticket that there is run, as it was found when it was opened.")),
      .init(
        "agreements",
        .list(
          .object([
            .init("key", .string), .init("name", .string), .init("version", .count),
            .init(
              "verdict", .oneOf(["applies", "lessSpecific", "behind", "outOfScope", "notYet", "over"])),
            .init("behind", JSONSchema.string.orNull.says("The key of the one that goes before it.")),
            .init("misses", JSONSchema.list(condition).says("What its scope asks for that the ticket does not have.")),
            .init("at", JSONSchema.instant.orNull.says("When it began, or was over.")),
          ]))),
      .init(
        "clocks",
        .list(
          .object([
            .init("objective", .string), .init("target", JSONSchema.string.orNull),
            .init("because", .list(condition)), .init("passedOver", .count),
            .init("due", JSONSchema.instant.orNull.says("Had nothing happened since the opening.")),
          ]))),
      .init("unreadable", .list(.string)),
    ]))

  private static func json(_ miss: ScopeMiss) -> JSON {
    [
      "attribute": .string(miss.attribute), "wanted": .array(miss.wanted.map(JSON.string)),
      "found": .text(miss.found) ?? .null,
    ]
  }

  private static func json(_ one: CoverageAnswer.Agreement) -> JSON {
    var members: [String: JSON] = [
      "key": .string(one.key), "name": .string(one.name), "version": .integer(Int64(one.version)),
      "verdict": .string(one.reason.name), "behind": .null, "misses": [], "at": .null,
    ]
    switch one.reason {
    case .applies: break
    case .lessSpecific(let other), .behind(let other): members["behind"] = .string(other)
    case .outOfScope(let misses): members["misses"] = .array(misses.map(json))
    case .notYet(let at), .over(let at): members["at"] = .string(at.rfc3339)
    }
    return .object(members)
  }

  private static func json(_ answer: CoverageAnswer) -> JSON {
    [
      "openedAt": .string(answer.openedAt.rfc3339), "kind": .string(answer.kind),
      "attributes": .object(answer.attributes.mapValues(JSON.string)), "number": .text(answer.number) ?? .null,
      "applies": .text(answer.applying?.key) ?? .null,
      "recorded": answer.recorded.map { ["key": .string($0.key), "version": .integer(Int64($0.version))] } ?? .null,
      "agreements": .array(answer.agreements.map(json)),
      "clocks": .array(
        answer.clocks.map { clock in
          [
            "objective": .string(clock.objective), "target": .text(clock.length?.text) ?? .null,
            "because": .array(clock.met.map(json)), "passedOver": .integer(Int64(clock.passedOver)),
            "due": .instant(clock.due) ?? .null,
          ]
        }), "unreadable": .array(answer.unreadable.map(JSON.string)),
    ]
  }

  private var which: Endpoint {
    Endpoint(
      .post, "/agreements/which", feature: "Agreements", id: "whichAgreement",
      "Says which agreement applies to a ticket, and why none of the others does",
      description: "Of a ticket that there is, by `ticket`; else of one that is made up. Nothing is written.",
      access: .permission(.seeAgreements),
      body: .named(
        "AgreementQuestion",
        .object([
          .optional("ticket", JSONSchema.line(1...64).says("A number or an id; the rest is left out then.")),
          .optional("kind", JSONSchema.line(1...100).says("Of a made-up ticket; incident if not said.")),
          .optional(
            "attributes",
            .list(
              .object([
                .init("name", .within(.name)), .init("value", .within(.name)),
              ]), 0...100)),
          .optional("openedAt", JSONSchema.instant.says("Now if not said.")),
        ])),
      responses: [.init(.ok, "Which, and why", CoverageEndpoints.answer)],
      handler: { call in
        let subject: WhichAgreement.Subject
        if let ticket = call.body["ticket"]?.stringValue {
          subject = .ticket(TicketKey(ticket))
        } else {
          var attributes: [String: String] = [:]
          for (index, one) in (call.body["attributes"]?.arrayValue ?? []).enumerated() {
            let name = one["name"]?.stringValue ?? ""
            guard attributes.updateValue(one["value"]?.stringValue ?? "", forKey: name) == nil else {
              throw MainstayError.field("attributes[\(index)].name", "stands there twice")
            }
          }
          subject = .madeUp(
            attributes: attributes, kind: call.body["kind"]?.stringValue ?? TicketKind.incident.rawValue,
            openedAt: try call.body["openedAt"]?.stringValue.map { try Instant(parsing: $0) })
        }
        return .json(CoverageEndpoints.json(try await app.ask(WhichAgreement(subject), as: call.principal)))
      })
  }
}
