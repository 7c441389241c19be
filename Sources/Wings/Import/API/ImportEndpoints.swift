import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging
import ServiceLevels
import ServiceLevelsUseCases

/// Imports: what was brought in, and bringing in more.
struct ImportEndpoints {
  let app: App
  let imports: BackgroundImports
  let reader: HistoryReader

  var all: [Endpoint] { [list, show, upload, uploadMapped] }

  static let counts = JSONSchema.map(.count, keys: .line, count: 0...TextPattern.unbounded)
  static let tally = JSONSchema.named(
    "ImportTally",
    .object([
      .init("tickets", .count), .init("known", JSONSchema.count.says("Brought in before; they stay as they are.")),
      .init("updated", JSONSchema.count.says("Brought in before; newer updates were added.")), .init("events", .count),
      .init("added", JSONSchema.count.says("Events added to tickets brought in before.")),
      .init("held", JSONSchema.count.says("Incidents held back as a whole: of each at least one row is listed.")),
      .init("faults", JSONSchema.count.says("Rows, and tickets, that could not be used.")),
      .init(
        "renumbered",
        JSONSchema.count.says("New tickets that got numbers of our own, as others here have theirs; each is listed.")),
      .init("first", JSONSchema.instant.orNull), .init("last", JSONSchema.instant.orNull),
      .init("states", counts), .init("priorities", counts),
      .init("recorded", .object([.init("met", .count), .init("missed", .count)])),
      .init("withoutAgreement", JSONSchema.count.says("Tickets that no agreement covers: they have no clocks.")),
      .init(
        "retiredWords",
        JSONSchema.map(.list(.string), keys: .line, count: 0...TextPattern.unbounded).says(
          "Words that this desk did not have, by list; they are added as retired, so that nobody chooses them yet.")),
    ]))
  static let reading = JSONSchema.named(
    "ImportReading",
    .object([
      .init("encoding", .string), .init("delimiter", .string),
      .init("order", JSONSchema.string.orNull.says("day-first or month-first; null where dates leave no choice.")),
      .init("dates", JSONSchema.string.says("How dates are written, and what their order was decided by.")),
      .init("states", .string), .init("notes", .list(.string)),
    ])
  ).orNull.says("How the file was read, decided from the whole of it.")
  static let fault = JSONSchema.named(
    "ImportFault",
    .object([
      .init("line", .count), .init("number", JSONSchema.string.orNull), .init("reason", .string),
      .init("note", JSONSchema.boolean.says("It came in nevertheless.")),
    ]))

  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("url", .string), .init("source", .string), .init("name", .string),
    .init(
      "digest", JSONSchema.string.says("The same file is the same import, but for a later try of what it held back.")),
    .init("zone", .string),
    .init("finished", .boolean),
    .init("underWay", JSONSchema.boolean.says("Whether the node that answers is importing it.")),
    .init("share", JSONSchema.number.orNull.says("How much has been read, 0 to 1, where this node knows.")),
    .init(
      "stoppedBy",
      JSONSchema.string.orNull.says("Why this node stopped before the end; sent once more, the file goes on there.")),
    .init("rows", JSONSchema.count.says("Rows that are done with.")), .init("tally", tally), .init("reading", reading),
    .init("startedAt", .instant), .init("startedBy", .string), .init("updatedAt", .instant),
  ]
  static let item = JSONSchema.named("Import", .object(fields))

  func members(_ watched: WatchedImport) -> [String: JSON] {
    let run = watched.run
    let (isUnderWay, share, reason): (Bool, Double?, String?) =
      switch watched.course {
      case .underWay(let share): (true, share, nil)
      case .finished: (false, 1, nil)
      case .stopped(let reason): (false, nil, reason)
      }
    return [
      "id": .string(run.id.text), "url": .string(ImportEndpoints.url(run.id)), "source": .string(run.identity.source),
      "name": .string(run.identity.name), "digest": .string(run.identity.digest), "zone": .string(run.identity.zone),
      "finished": .bool(run.isFinished), "underWay": .bool(isUnderWay),
      "share": share.map { Share(Int($0 * 1000), of: 1000).json } ?? .null,
      "stoppedBy": .text(reason) ?? .null,
      "rows": .integer(Int64(run.position)),
      "tally": run.tally.json, "reading": run.identity.reading?.json ?? .null,
      "startedAt": .string(run.startedAt.rfc3339), "startedBy": .string(run.startedBy),
      "updatedAt": .string(run.updatedAt.rfc3339),
    ]
  }

  static func url(_ run: RecordID) -> String { "/api/v1/imports/" + run.text }

  private var list: Endpoint {
    Endpoint(
      .get, "/imports", feature: "Import", id: "listImports", "Lists imports, newest first",
      description: "The newest \(ImportLimits.listed).", access: .permission(.importHistory),
      responses: [.init(.ok, "Imports", .object([.init("items", .list(ImportEndpoints.item))]))],
      handler: { call in
        .json(["items": .array(try await imports.list(as: call.principal).map { .object(members($0)) })])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/imports/{import}", feature: "Import", id: "showImport",
      "Shows an import: how far it is, what came in, and what could not be used",
      access: .permission(.importHistory), parameters: [.path("import", .recordID, "The import's id.")],
      responses: [
        .init(
          .ok, "The import",
          .named(
            "ImportDetail",
            .object(
              ImportEndpoints.fields + [
                .init(
                  "faults",
                  JSONSchema.list(ImportEndpoints.fault).says(
                    "At most \(ImportLimits.faults); the tally counts all. Deleted with what is remembered of background work."
                  ))
              ])))
      ],
      handler: { call in
        let watched = try await imports.show(RecordID(call.place("import")), as: call.principal)
        var members = members(watched)
        members["faults"] = .array(watched.faults.map(\.json))
        return .json(.object(members))
      })
  }

  static let report = JSONSchema.named(
    "ImportReport",
    .object([
      .init("run", JSONSchema.recordID.orNull.says("Null of a dry run.")), .init("dryRun", .boolean),
      .init("finishedBefore", .boolean), .init("resumedAt", .count), .init("rows", .count), .init("tally", tally),
      .init("reading", reading), .init("faults", .list(fault)),
      .init("samples", JSONSchema.list(sample).says("The first new tickets of a dry run; none otherwise.")),
    ]))

  /// What every upload of history may say besides, and what answers it.
  static let parameters: [Endpoint.Parameter] = [
    .query(
      "dates", .oneOf(DateOrder.self), "Which comes first in dates like 4/3/2025, where the file does not show it."),
    .query("dryRun", .boolean, "Say what would come in, and write nothing."),
    .query("again", .boolean, "Try once more what an import of this file held back."),
    .query("name", .line(1...200), "What people call the file."),
  ]
  static let media = ["text/csv", "application/gzip", "application/octet-stream"]
  static let taken: [Endpoint.Response] = [
    .init(.ok, "What a dry run would bring in, or what an import brought in before", report),
    .init(.accepted, "Under way; Location says where to look", item),
  ]

  private var upload: Endpoint {
    Endpoint(
      .post, "/imports/servicenow", feature: "Import", id: "importServiceNow",
      "Imports a ServiceNow incident log: CSV, one row an update, plain or gzip",
      description: """
        The body is the file, at most \(ImportLimits.uploaded >> 20) MB. It is read once as a whole first: delimiter, \
        encoding, the order of dates and codes are decided and said in `reading`; where the file does not show the \
        order of its dates and `dates` does not either, the answer is 422 and nothing is begun. The import goes on \
        behind the answer, which says where to look. The same file is imported once; where an import of it stopped, \
        it goes on; with `again`, incidents that it held back are tried once more. Of tickets that are known, newer \
        updates are added. A dry run reads everything within the request \
        and writes nothing; one that takes longer than a request may is answered 503.
        """,
      access: .permission(.importHistory),
      parameters: [
        .query(
          "zone", JSONSchema.line(1...100).says("An IANA zone.", example: "America/Sao_Paulo"),
          "The time zone of the file's times.", required: true)
      ] + ImportEndpoints.parameters, media: ImportEndpoints.media, bodyBytes: ImportLimits.uploaded,
      responses: ImportEndpoints.taken,
      handler: { call in try await take(call, call.bytes, .serviceNowLog, named: "a ServiceNow log") })
  }
}
