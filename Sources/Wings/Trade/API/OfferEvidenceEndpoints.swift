import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevelsUseCases
import Trade
import TradeUseCases

/// Figures that offers rest on.
struct OfferEvidenceEndpoints {
  let app: App
  let zones: any ZoneSource
  let report: OfferReporting

  var all: [Endpoint] { [attach, recompute] + DocumentFormat.allCases.map(document) }

  private static func place(of format: DocumentFormat) -> PathTemplate {
    switch format {
    case .pdf: "/offers/{offer}/pdf"
    case .xlsx: "/offers/{offer}/xlsx"
    case .html: "/offers/{offer}/html"
    }
  }

  private func document(_ format: DocumentFormat) -> Endpoint {
    let told =
      switch format {
      case .pdf: "as PDF, on A4; 503 where this machine has nothing to make it with"
      case .xlsx: "as a spreadsheet, a sheet a table"
      case .html: "as a page that is whole in itself, to be printed on A4"
      }
    return Endpoint(
      .get, OfferEvidenceEndpoints.place(of: format), feature: "Trade", id: "fetchOffer\(format.rawValue.uppercased())",
      "Takes an offer away \(told)", access: .permission(.seeOffers), parameters: [OfferEndpoints.place],
      responses: [.init(.ok, "The file", .string, type: format.mediaType)],
      handler: { call in
        let report = report(try await app.ask(ShowOffer(OfferEndpoints.number(call)), as: call.principal), app)
        return Answer.bytes(try await app.document(report, as: format), type: format.mediaType)
          .header(.contentDisposition, "attachment; filename=\"\(report.name).\(format.rawValue)\"")
      })
  }

  private static let outcome = JSONSchema.named(
    "FigureOutcome",
    .object([
      .init("round", .count), .init("figure", .count), .init("label", .string),
      .init("verdict", .oneOf(["same", "differs", "impossible"])),
      .init("words", JSONSchema.string.says("The same in a sentence.")),
      .init("remarks", JSONSchema.list(.string).says("What has changed since and may be why.")),
      .optional("changes", .list(.object([.init("path", .string), .init("was", .string), .init("is", .string)]))),
    ]))

  private var attach: Endpoint {
    Endpoint(
      .post, "/offers/{offer}/figures", feature: "Trade", id: "attachOfferFigure",
      "Counts a figure and attaches it to the round that stands",
      description: """
        `question` is what `POST /agreements/curve` takes, without a draft. Confidential tickets are left out, and no \
        ticket is named. At most \(CurveLimits.tickets) tickets are replayed; the command line has no such bound.
        """,
      access: .permission(.tradeOffers), parameters: [OfferEndpoints.place],
      body: .named(
        "OfferFigureDraft",
        .object([
          .init("label", .within(Offer.labelBounds)), .init("question", .any),
          .optional(
            "basis",
            JSONSchema.oneOf(OfferFigure.Basis.self).says("Which text is asked of; what is in force if not said.")),
        ])),
      responses: [
        .init(
          .created, "Attached",
          .object([
            .init("round", .count), .init("figure", .count), .init("answer", .any), .init("journal", .any),
          ]))
      ],
      handler: { call in
        let figure = try await app.attachFigure(
          to: OfferEndpoints.number(call), call.string("label"), CurveQuestion(json: call.body["question"] ?? .null),
          on: OfferFigure.Basis(rawValue: call.string("basis")) ?? .inForce, zones: zones, as: call.principal)
        return .json(
          [
            "round": .integer(Int64(figure.round)), "figure": .integer(Int64(figure.number)), "answer": figure.answer,
            "journal": figure.checkpoint,
          ], status: .created)
      })
  }

  private var recompute: Endpoint {
    Endpoint(
      .get, "/offers/{offer}/recount", feature: "Trade", id: "recomputeOffer",
      "Counts every figure of an offer again, and says whether each still comes out", access: .permission(.seeOffers),
      parameters: [OfferEndpoints.place],
      responses: [.init(.ok, "What came of each", .object([.init("figures", .list(OfferEvidenceEndpoints.outcome))]))],
      handler: { call in
        let look = try await app.ask(ShowOffer(OfferEndpoints.number(call)), as: call.principal)
        let outcomes = try await app.recompute(
          OfferDocument(look), zones: zones, most: CurveLimits.tickets, as: call.principal)
        return .json(["figures": .array(outcomes.map(\.json))])
      })
  }
}
