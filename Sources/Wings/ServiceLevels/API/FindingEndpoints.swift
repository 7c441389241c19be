import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

/// What of agreements is hardly meant.
struct FindingEndpoints {
  let app: App
  let zones: any ZoneSource

  var all: [Endpoint] { [find] }

  /// A finding, as other answers have it too.
  package static let finding = JSONSchema.named(
    "AgreementFinding",
    .object([
      .init("kind", .oneOf(AgreementFinding.Kind.self)), .init("severity", .oneOf(AgreementFinding.Severity.self)),
      .init("agreement", JSONSchema.string.orNull.says("The key of the agreement that it is about.")),
      .init("objective", .string.orNull),
      .init("row", JSONSchema.count.orNull.says("Of the objective's targets, from 1.")),
      .init("calendar", JSONSchema.string.orNull.says("The key of the calendar that it is about.")),
      .init("sentence", .string),
      .init(
        "evidence",
        .list(.object([.init("words", .string), .init("count", JSONSchema.count.orNull)]))),
      .init("tickets", JSONSchema.list(.string).says("Numbers of some of those that are counted.")),
      .init("page", JSONSchema.string.says("Where it is mended.", example: "/agreements/gold#o-resolution")),
    ]))

  private static let answer = JSONSchema.named(
    "AgreementFindings",
    .object([
      .init("asOf", .instant), .init("from", .instant), .init("to", .instant),
      .init("agreements", JSONSchema.count.says("That were looked through.")),
      .init("tickets", JSONSchema.count.says("Opened in the span, that were read.")),
      .init("errors", .count), .init("warnings", .count), .init("notes", .count),
      .init("findings", JSONSchema.list(finding).says("The worst first.")),
      .init("bounds", JSONSchema.list(.string).says("Bounds of the work that were hit, a sentence each.")),
      .init("notLookedAt", JSONSchema.list(.string).says("What could not be looked at, a sentence each.")),
    ]))

  private var find: Endpoint {
    Endpoint(
      .get, "/agreements/findings", feature: "Agreements", id: "listAgreementFindings",
      "Says what of the agreements in force is hardly meant, by their definitions and by what became of tickets",
      description: """
        Overlaps, rows that nothing reaches, calendars whose closures end, targets that nobody can keep, tickets that no \
        agreement covers, hours that miss when tickets are opened. Nothing is written. Counts are of the tickets of which \
        the caller sees compliance.
        """,
      access: .permission(.seeAgreements),
      parameters: [
        .query("from", .date, "The first day of openings; a year before the end if not said."),
        .query("to", .date, "The last day of openings; today if not said."),
        .query("zone", .line(1...100), "The time zone of the days; UTC if not said."),
      ],
      responses: [.init(.ok, "What was found", FindingEndpoints.answer)],
      handler: { call in
        let zone: ZoneRules
        do {
          zone = try zones.rules(for: call.text("zone") ?? "UTC")
        } catch {
          throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
        }
        let span = ComplianceScope(
          objective: nil, firstDay: call.text("from").flatMap { CivilDate(parsing: $0) },
          lastDay: call.text("to").flatMap { CivilDate(parsing: $0) }, in: zone)
        let found = try await app.ask(FindAgreementFindings(from: span.from, to: span.to), as: call.principal)
        return .json(found.json)
      })
  }
}
