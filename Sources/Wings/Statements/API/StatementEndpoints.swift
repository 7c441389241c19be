import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Statements
import StatementsUseCases

/// Monthly statements of agreements.
struct StatementEndpoints {
  let app: App

  var all: [Endpoint] { [list, issue, show, correct, preview] + DocumentFormat.allCases.map(document) }

  private static let place = Endpoint.Parameter.path("statement", .line(1...13), "Its name, like `STM-7`.")
  private static let month = JSONSchema.line(7...7).says("Like `2026-11`.")

  private static func number(_ call: Call) throws -> Int {
    guard let number = Statement.number(call.place("statement")) else {
      throw MainstayError.notFound(kind: "statement", id: call.place("statement"))
    }
    return number
  }

  private static let brief = JSONSchema.named(
    "StatementBrief",
    .object([
      .init("name", .string), .init("url", .string), .init("agreement", JSONSchema.string.says("Its key.")),
      .init("month", month), .init("issuedAt", .instant),
      .init("issuedBy", JSONSchema.string.says("A display name, or a part of the product.")),
      .init("supersedes", JSONSchema.string.orNull.says("The one whose place it took.")),
      .init("supersededBy", JSONSchema.string.orNull.says("The one that took its place; null of one that stands.")),
    ]))

  private static let signed = JSONSchema.named(
    "SignedStatement",
    .object([
      .init(
        "statement",
        JSONSchema.any.says("All that it says, as docs/statements.md describes it; times are instants or milliseconds.")
      ),
      .init("digest", JSONSchema.string.says("SHA-256 of its canonical JSON (RFC 8785), in hexadecimal.")),
      .init("key", JSONSchema.string.says("The public Ed25519 key, in hexadecimal.")),
      .init("signature", JSONSchema.string.says("Over `mainstay statement`, a newline and the canonical JSON.")),
    ]))

  private static func brief(_ shown: StatementTitle) -> JSON {
    [
      "name": .string(shown.name), "url": .string("/api/v1/statements/\(shown.name)"),
      "agreement": .string(shown.agreement), "month": .string(shown.month),
      "issuedAt": .string(shown.issuedAt.rfc3339), "issuedBy": .string(shown.issuedBy),
      "supersedes": shown.supersedes.map { .string(Statement.name($0)) } ?? .null,
      "supersededBy": shown.successor.map { .string(Statement.name($0)) } ?? .null,
    ]
  }

  private static func made(_ row: StatementRow) -> Outcome { Outcome(.created, row.signed.file) }

  private var list: Endpoint {
    Endpoint(
      .get, "/statements", feature: "Statements", id: "listStatements", "Lists statements, the newest first",
      access: .permission(.seeStatements),
      parameters: [
        .query("agreement", .key, "Of this agreement."),
        .query("below", .integer(1...999_999_999), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Statements of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(StatementEndpoints.brief)), .init("next", JSONSchema.integer(1...999_999_999).orNull),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListStatements(
            of: call.text("agreement"), below: call.integer("below"), limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json([
          "items": .array(found.statements.map(StatementEndpoints.brief)),
          "next": found.next.map { .integer(Int64($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/statements/{statement}", feature: "Statements", id: "showStatement",
      "Shows a statement with its signature, as `mainstay verify` takes it",
      access: .permission(.seeStatements), parameters: [StatementEndpoints.place],
      responses: [.init(.ok, "The statement", StatementEndpoints.signed)],
      handler: { call in
        .json(try await app.ask(ShowStatement(StatementEndpoints.number(call)), as: call.principal).row.signed.file)
      })
  }

  private func document(_ format: DocumentFormat) -> Endpoint {
    let told =
      switch format {
      case .pdf: "as PDF, on A4; 503 where this machine has nothing to make it with"
      case .xlsx: "as a spreadsheet: numbers, dates and lengths as such, a sheet a table"
      case .html: "as a page that is whole in itself, to be printed on A4"
      }
    return Endpoint(
      .get, Endpoint.statementFile(format), feature: "Statements", id: "fetchStatement\(format.rawValue.uppercased())",
      "Takes a statement away \(told)", access: .permission(.seeStatements), parameters: [StatementEndpoints.place],
      responses: [.init(.ok, "The file", .string, type: format.mediaType)],
      handler: { call in
        let report = try await app.ask(ReportStatement(StatementEndpoints.number(call)), as: call.principal)
        return Answer.bytes(try await app.document(report, as: format), type: format.mediaType)
          .header(.contentDisposition, "attachment; filename=\"\(report.name).\(format.rawValue)\"")
      })
  }

  private var issue: Endpoint {
    Endpoint(
      .post, "/statements", feature: "Statements", id: "issueStatement", "Issues the statement of a month that is over",
      description: """
        It is sealed, signed and never changed. Refused with 409 where the month has one already, or confidential tickets \
        count in it for which you are not cleared.
        """,
      access: .permission(.issueStatements), parameters: [.idempotencyKey],
      body: .named("StatementDraft", .object([.init("agreement", .key), .init("month", StatementEndpoints.month)])),
      responses: [.init(.created, "Issued", StatementEndpoints.signed)],
      handler: { call in
        let counted = try await app.countMonth(
          of: call.string("agreement"), call.string("month"), as: call.principal)
        return try await call.perform(IssueStatement(counted), on: app) { StatementEndpoints.made($0) }
      })
  }

  private var correct: Endpoint {
    Endpoint(
      .post, "/statements/{statement}/correction", feature: "Statements", id: "correctStatement",
      "Issues a new statement in the place of another",
      description: "It says why, and figure by figure what changed. The other stays as it is.",
      access: .permission(.issueStatements), parameters: [StatementEndpoints.place, .idempotencyKey],
      body: .named(
        "StatementCorrection",
        .object([
          .init(
            "reason",
            JSONSchema.within(Statement.reasonBounds).says("It is signed and stays; leave out names of people."))
        ])),
      responses: [.init(.created, "Issued", StatementEndpoints.signed)],
      handler: { call in
        let (number, reason) = (try StatementEndpoints.number(call), call.string("reason"))
        let counted = try await app.countMonth(correcting: number, because: reason, as: call.principal)
        let command = CorrectStatement(number, because: reason, counted: counted)
        return try await call.perform(command, on: app) { StatementEndpoints.made($0) }
      })
  }

  private var preview: Endpoint {
    Endpoint(
      .get, "/statement-previews/{agreement}/{month}", feature: "Statements", id: "previewStatement",
      "Says what a statement of a month would say now, also of one that still runs",
      description: "Neither kept nor signed; its `standing` is `provisional`.",
      access: .permission(.issueStatements),
      parameters: [
        .path("agreement", .key, "Its key."), .path("month", .line(7...7), "Like `2026-11`."),
      ],
      responses: [.init(.ok, "The statement as it would be", .any)],
      handler: { call in
        let query = PreviewStatement(of: call.place("agreement"), month: call.place("month"))
        return .json(try await app.ask(query, as: call.principal).statement.body)
      })
  }
}

extension Endpoint {
  /// Where a format of a statement is.
  fileprivate static func statementFile(_ format: DocumentFormat) -> PathTemplate {
    switch format {
    case .pdf: "/statements/{statement}/pdf"
    case .xlsx: "/statements/{statement}/xlsx"
    case .html: "/statements/{statement}/html"
    }
  }
}
