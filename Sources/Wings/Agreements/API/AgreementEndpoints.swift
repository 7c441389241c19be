import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel

/// Agreements and calendars: their versions, what changed between them, and applying new ones.
package struct AgreementEndpoints {
  let app: App
  let reader: AgreementFileReader

  var all: [Endpoint] {
    [agreements, agreement, agreementDiff, calendars, calendar, calendarDiff, plan, apply, standings]
  }

  private static let difference = JSONSchema.named(
    "Difference",
    .object([
      .init("path", .string), .init("old", JSONSchema.any.says("Null where nothing stood.")),
      .init("new", JSONSchema.any.says("Null where nothing stands any more.")),
    ]))

  private static func json(_ difference: JSONDifference) -> JSON {
    ["path": .string(difference.path), "old": difference.old ?? .null, "new": difference.new ?? .null]
  }

  private static let version = JSONSchema.named(
    "AgreementVersion",
    .object([
      .init("id", .recordID), .init("key", .string), .init("version", .count), .init("name", .string),
      .init("effectiveFrom", .instant), .init("validFrom", JSONSchema.instant.orNull),
      .init("validTo", JSONSchema.instant.orNull), .init("appliedAt", .instant), .init("appliedBy", .string),
      .init("scope", .any), .init("calendars", JSONSchema.any.says("The calendar versions that it rests on.")),
      .init("terms", JSONSchema.any.says("In the vocabulary of agreement files.")),
      .init(
        "particulars",
        JSONSchema.any.says("Kind, parties, signatories, clauses and the like, in the vocabulary of agreement files.")),
      .init("termination", termination.orNull),
    ]))

  private static let termination = JSONSchema.named(
    "AgreementEnd",
    .object([
      .init("effective", .instant), .init("toldAt", JSONSchema.instant.says("When the other side was told.")),
      .init("reason", .string),
      .init("noticeKept", JSONSchema.boolean.orNull.says("Null where no period of notice is agreed.")),
    ]))

  private static func json(_ termination: AgreementTermination?, _ period: NoticePeriod?) -> JSON {
    guard let termination else { return .null }
    return [
      "effective": .string(termination.effective.rfc3339), "toldAt": .string(termination.toldAt.rfc3339),
      "reason": .string(termination.reason),
      "noticeKept": termination.isNoticeKept(period).map(JSON.bool) ?? .null,
    ]
  }

  private static let standing = JSONSchema.named(
    "AgreementStanding",
    .object([
      .init("key", .string), .init("name", .string), .init("life", .oneOf(AgreementLife.self)),
      .init("version", JSONSchema.count.orNull.says("The newest; null where there is only a proposal.")),
      .init("kind", JSONSchema.oneOf(AgreementParticulars.Kind.self).orNull),
      .init("end", JSONSchema.instant.orNull.says("When it ends, or ended.")), .init("termination", termination.orNull),
      .init("reviewDate", JSONSchema.date.orNull),
      .init("reviewDue", JSONSchema.boolean.says("Whether that is at most 30 days ahead, by the date of UTC.")),
      .init("negotiated", JSONSchema.boolean.says("Whether a proposal waits that would change it.")),
    ]))

  private static func json(_ one: AgreementStanding, on today: CivilDate) -> JSON {
    [
      "key": .string(one.key), "name": .string(one.name), "life": .string(one.life.rawValue),
      "version": one.version.map { .integer(Int64($0)) } ?? .null, "kind": .text(one.kind?.rawValue) ?? .null,
      "end": .instant(one.end) ?? .null, "termination": json(one.termination, one.noticePeriod),
      "reviewDate": .text(one.reviewDate?.iso8601) ?? .null, "reviewDue": .bool(one.isReviewDue(on: today)),
      "negotiated": .bool(one.isNegotiated),
    ]
  }

  private var standings: Endpoint {
    Endpoint(
      .get, "/agreements/standings", feature: "Agreements", id: "listAgreementStandings",
      "Lists where agreements stand in their lives",
      description: "Those that there are, and those that are only proposed: draft, in negotiation, agreed, in force, "
        + "expired, terminated.",
      access: .permission(.seeAgreements),
      parameters: [
        .query("life", .oneOf(AgreementLife.self), "Those that stand there; all if not said."),
        .query("reviewDue", .boolean, "Those whose review is due, or is not."),
      ],
      responses: [
        .init(.ok, "By key", .object([.init("items", .list(AgreementEndpoints.standing))]))
      ],
      handler: { call in
        let today = app.deskDay(of: call.now)
        let (life, due) = (call.text("life"), call.flag("reviewDue"))
        let found = try await app.ask(AgreementStandings(), as: call.principal).filter { one in
          (life == nil || one.life.rawValue == life) && (due == nil || one.isReviewDue(on: today) == due)
        }
        return .json(["items": .array(found.map { AgreementEndpoints.json($0, on: today) })])
      })
  }

  private static func json(_ version: AgreementVersion) -> JSON {
    [
      "id": .string(version.id.text), "key": .string(version.key), "version": .integer(Int64(version.version)),
      "name": .string(version.terms.agreement.name), "effectiveFrom": .string(version.effectiveFrom.rfc3339),
      "validFrom": .instant(version.terms.validFrom) ?? .null, "validTo": .instant(version.terms.validTo) ?? .null,
      "appliedAt": .string(version.appliedAt.rfc3339), "appliedBy": .string(version.appliedBy),
      "scope": .object(version.terms.scope.mapValues { .array($0.map(JSON.string)) }),
      "calendars": .object(version.calendarVersions.mapValues { .integer(Int64($0)) }),
      "terms": version.terms.agreement.json, "particulars": .object(version.terms.particulars.members),
      "termination": json(version.terms.termination, version.terms.particulars.noticePeriod),
    ]
  }

  private static let calendarVersion = JSONSchema.named(
    "CalendarVersion",
    .object([
      .init("key", .string), .init("version", .count), .init("appliedAt", .instant), .init("appliedBy", .string),
      .init("definition", JSONSchema.any.says("In the vocabulary of calendar files.")),
    ]))

  private static func json(_ version: CalendarVersion) -> JSON {
    [
      "key": .string(version.key), "version": .integer(Int64(version.version)),
      "appliedAt": .string(version.appliedAt.rfc3339), "appliedBy": .string(version.appliedBy),
      "definition": version.definition.json,
    ]
  }

  private static let key = Endpoint.Parameter.path("key", .line(1...100), "Its key.")
  private static let versions = [
    Endpoint.Parameter.query("from", .integer(1...1_000_000), "The older version.", required: true),
    Endpoint.Parameter.query("to", .integer(1...1_000_000), "The newer version.", required: true),
  ]

  private func reading<Output: Sendable>(
    _ path: PathTemplate, _ id: String, _ summary: String, _ parameters: [Endpoint.Parameter], _ items: JSONSchema,
    _ ask: @escaping @Sendable (Call) async throws -> [Output], _ json: @escaping @Sendable (Output) -> JSON
  ) -> Endpoint {
    Endpoint(
      .get, path, feature: "Agreements", id: id, summary, access: .permission(.seeAgreements), parameters: parameters,
      responses: [.init(.ok, summary, .object([.init("items", .list(items))]))],
      handler: { call in .json(["items": .array(try await ask(call).map(json))]) })
  }

  /// As above, of versions: those that cannot be read are named beside the others.
  private func listing<Output: Sendable>(
    _ path: PathTemplate, _ id: String, _ summary: String, _ parameters: [Endpoint.Parameter], _ items: JSONSchema,
    of subject: PlannedChange.Subject, _ ask: @escaping @Sendable (Call, String?) async throws -> [Output],
    _ json: @escaping @Sendable (Output) -> JSON
  ) -> Endpoint {
    Endpoint(
      .get, path, feature: "Agreements", id: id, summary, access: .permission(.seeAgreements), parameters: parameters,
      responses: [
        .init(
          .ok, summary,
          .object([
            .init("items", .list(items)),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("Versions that belong here and cannot be read: table, key, column and why.")
            ),
          ]))
      ],
      handler: { call in
        let key = parameters.isEmpty ? nil : call.place("key")
        let found = try await ask(call, key)
        let broken = try await app.ask(UnreadableVersions(subject, key: key), as: call.principal)
        return .json(["items": .array(found.map(json)), "unreadable": .array(broken.map { .string($0.words) })])
      })
  }

  private var agreements: Endpoint {
    listing(
      "/agreements", "listAgreements", "Lists all agreements' versions, newest first", [], AgreementEndpoints.version,
      of: .agreement, { try await app.ask(AgreementVersions(key: $1), as: $0.principal) },
      { AgreementEndpoints.json($0) })
  }

  private var agreement: Endpoint {
    listing(
      "/agreements/{key}/versions", "listAgreementVersions", "Lists an agreement's versions, newest first",
      [AgreementEndpoints.key], AgreementEndpoints.version, of: .agreement,
      { try await app.ask(AgreementVersions(key: $1), as: $0.principal) }, { AgreementEndpoints.json($0) })
  }

  private var agreementDiff: Endpoint {
    reading(
      "/agreements/{key}/differences", "diffAgreement", "Says what changed between two versions of an agreement",
      [AgreementEndpoints.key] + AgreementEndpoints.versions, AgreementEndpoints.difference,
      { call in
        try await app.ask(
          AgreementDifference(
            key: call.place("key"), from: call.integer("from") ?? 0, to: call.integer("to") ?? 0), as: call.principal)
      }, { AgreementEndpoints.json($0) })
  }

  private var calendars: Endpoint {
    listing(
      "/calendars", "listCalendars", "Lists all calendars' versions, newest first", [],
      AgreementEndpoints.calendarVersion, of: .calendar,
      { try await app.ask(CalendarVersions(key: $1), as: $0.principal) }, { AgreementEndpoints.json($0) })
  }

  private var calendar: Endpoint {
    listing(
      "/calendars/{key}/versions", "listCalendarVersions", "Lists a calendar's versions, newest first",
      [AgreementEndpoints.key], AgreementEndpoints.calendarVersion, of: .calendar,
      { try await app.ask(CalendarVersions(key: $1), as: $0.principal) }, { AgreementEndpoints.json($0) })
  }

  private var calendarDiff: Endpoint {
    reading(
      "/calendars/{key}/differences", "diffCalendar", "Says what changed between two versions of a calendar",
      [AgreementEndpoints.key] + AgreementEndpoints.versions, AgreementEndpoints.difference,
      { call in
        try await app.ask(
          CalendarDifference(
            key: call.place("key"), from: call.integer("from") ?? 0, to: call.integer("to") ?? 0), as: call.principal)
      }, { AgreementEndpoints.json($0) })
  }

  /// Files that one request may carry.
  private static let files = 100
  private static let draft = JSONSchema.named(
    "AgreementFiles",
    .object([
      .init(
        "files",
        .list(
          .object([
            .init("name", JSONSchema.line(1...200).says("Stands before each fault's path.", example: "desk.yaml")),
            .init(
              "text",
              JSONSchema.prose(1...500_000).says(
                "YAML in the vocabulary of agreement files.",
                example: "calendars:\n  always:\n    timeZone: UTC\n    weekly: {mon: [\"00:00-24:00\"]}\n")),
          ]), 1...files))
    ]))

  /// What applying drafts does to one calendar or agreement.
  package static let planned = JSONSchema.named(
    "PlannedChange",
    .object([
      .init("subject", .oneOf(["calendar", "agreement"])), .init("key", .string),
      .init("oldVersion", JSONSchema.count.orNull), .init("newVersion", .count), .init("changes", .boolean),
      .init("differences", .list(difference)),
      .init(
        "unreadable",
        JSONSchema.string.orNull.says("Why nobody can say what changes: the version that there is cannot be read.")),
      .init(
        "unknownWords",
        JSONSchema.list(.string).says(
          "Priorities, categories, hold reasons, vendors and kinds that it names and this desk does not have.")),
      .init(
        "remarks",
        JSONSchema.list(.string).says(
          "What of it can run and is hardly meant, such as a first response that is promised later than the solution.")),
      .init(
        "assumptions",
        JSONSchema.list(.string).says(
          "What is taken for granted of when it begins, and how many clocks a first day in the past concerns.")),
    ]))

  private static func json(_ changes: [PlannedChange]) -> JSON { ["items": .array(items(changes))] }

  /// Each as `planned` has it.
  package static func items(_ changes: [PlannedChange]) -> [JSON] {
    changes.map { change in
      [
        "subject": .string(change.subject.rawValue), "key": .string(change.key),
        "oldVersion": change.oldVersion.map { .integer(Int64($0)) } ?? .null,
        "newVersion": .integer(Int64(change.newVersion)), "changes": .bool(change.isChange),
        "differences": .array(change.differences.map { AgreementEndpoints.json($0) }),
        "unreadable": .text(change.unreadable) ?? .null,
        "unknownWords": .array(change.unknownWords.map(JSON.string)),
        "remarks": .array(change.remarks.map { .string($0.sentence) }),
        "assumptions": .array(change.assumptions.map(JSON.string)),
      ]
    }
  }

  private func drafts(_ call: Call) async throws -> AgreementDrafts {
    let files = call.body["files"]?.arrayValue ?? []
    return try await reader(files.map { ($0["name"]?.stringValue ?? "", $0["text"]?.stringValue ?? "") })
  }

  private var plan: Endpoint {
    Endpoint(
      .post, "/agreements/plan", feature: "Agreements", id: "planAgreements",
      "Says what applying files would change, without changing it", access: .permission(.changeAgreements),
      body: AgreementEndpoints.draft, bodyBytes: 4 << 20,
      responses: [.init(.ok, "The plan", .object([.init("items", .list(AgreementEndpoints.planned))]))],
      handler: { call in
        try call.principal.require(.changeAgreements)
        return .json(AgreementEndpoints.json(try await app.ask(PlanAgreements(drafts(call)), as: call.principal)))
      })
  }

  private var apply: Endpoint {
    Endpoint(
      .post, "/agreements/apply", feature: "Agreements", id: "applyAgreements",
      "Makes new versions of what differs",
      description: "What is unchanged stays. Clocks of tickets that are open already do not move.",
      access: .permission(.changeAgreements), parameters: [.idempotencyKey], body: AgreementEndpoints.draft,
      bodyBytes: 4 << 20,
      responses: [.init(.ok, "What was done", .object([.init("items", .list(AgreementEndpoints.planned))]))],
      handler: { call in
        // Reading files is work, so those who may not apply them are refused first.
        try call.principal.require(.changeAgreements)
        return try await call.perform(ApplyAgreements(await drafts(call)), on: app) {
          Outcome(.ok, AgreementEndpoints.json($0))
        }
      })
  }
}
