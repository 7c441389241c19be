import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Journal
import Kernel
import Logging
import Proposals
import Recovery
import RecoveryUseCases
import ServiceLevels
import ServiceLevelsUseCases

/// Rules behind what another tool recorded.
struct RecoveryEndpoints {
  let app: App
  let recoveries: BackgroundRecoveries
  let files: AgreementFileReader

  var all: [Endpoint] { [list, look, begin, show, file, check, adopt] }

  private static let place = Endpoint.Parameter.path("recovery", .recordID, "The recovery's id.")
  private static let media = ["text/csv", "application/gzip", "application/octet-stream"]

  static func url(_ id: RecordID) -> String { "/api/v1/recoveries/" + id.text }

  // MARK: Shapes

  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("url", .string), .init("name", JSONSchema.string.says("What people call the file.")),
    .init("state", .oneOf(["under-way", "found", "stopped"])),
    .init("share", JSONSchema.number.orNull.says("A guess of how much is done, 0 to 1, while it is under way.")),
    .init("stoppedBy", JSONSchema.string.orNull.says("Why it ended without a result.")),
    .init("begunAt", .instant), .init("begunBy", JSONSchema.string.says("A display name, or a part of the product.")),
    .init("endedAt", JSONSchema.instant.orNull),
    .init("cases", JSONSchema.count.orNull.says("Cases with something to explain.")),
    .init("explained", JSONSchema.count.orNull.says("Those that the rules give as recorded.")),
    .init("proposal", JSONSchema.recordID.orNull.says("The agreement proposal that it was adopted by.")),
  ]
  private static let item = JSONSchema.named("Recovery", .object(fields))
  private static let detail = JSONSchema.named(
    "RecoveryDetail",
    .object(
      fields + [
        .init("digest", JSONSchema.string.says("SHA-256 of the file's bytes, in hexadecimal.")),
        .init("settings", JSONSchema.any.says("How the file was said to be read.")),
        .init("notes", JSONSchema.list(.string).says("How the file was read, and what is odd about it.")),
        .init(
          "result",
          JSONSchema.any.says(
            "As `mainstay recover --json` prints it (docs/recover.md); null before it is found. Cases that contradict are "
              + "deleted with what is remembered of background work.")),
      ]))
  private static let holding = JSONSchema.named(
    "RecoveryHolding",
    .object([
      .init("cases", .count), .init("due", counts), .init("verdict", counts),
      .init("without", JSONSchema.count.says("Cases that no rule covers.")),
    ]))
  private static let counts = JSONSchema.named(
    "RecoveryCounts", .object([.init("compared", .count), .init("explained", .count)]))
  private static let column = JSONSchema.named(
    "RecoveryColumn",
    .object([
      .init("name", .string), .init("filled", .count), .init("samples", .list(.string)),
      .init("times", JSONSchema.boolean.says("Whether its cells are dates with times.")),
      .init("values", JSONSchema.count.says("Different values; 0 where they are many.")),
    ]))
  private static let firstLook = JSONSchema.named(
    "RecoveryLook",
    .object([
      .init("digest", .string), .init("rows", JSONSchema.count.says("Rows that were looked at.")),
      .init("whole", JSONSchema.boolean.says("Whether these are all.")), .init("delimiter", .string),
      .init("encoding", .string), .init("columns", .list(column)),
      .init("guess", JSONSchema.any.says("Which columns may tell what: opened, due, stopped, verdict, class.")),
      .init("asked", JSONSchema.list(.string).says("What has to be said, as the file does not show it.")),
      .init("obstacles", JSONSchema.list(.string).says("What no answer helps against.")),
      .init("notes", .list(.string)),
    ]))

  private static func members(_ title: RecoveryTitle, _ standing: RecoveryStanding) -> [String: JSON] {
    let (state, share, reason): (String, Double?, String?) =
      switch standing {
      case .underWay(let share, _): ("under-way", share, nil)
      case .found: ("found", nil, nil)
      case .stopped(let reason): ("stopped", nil, reason ?? "The server that looked for it is gone.")
      }
    return [
      "id": .string(title.id.text), "url": .string(url(title.id)), "name": .string(title.name),
      "state": .string(state), "share": share.map { Share(Int($0 * 1000), of: 1000).json } ?? .null,
      "stoppedBy": .text(reason) ?? .null, "begunAt": .string(title.begunAt.rfc3339),
      "begunBy": .string(title.begunBy), "endedAt": .instant(title.endedAt) ?? .null,
      "cases": title.cases.map { .integer(Int64($0)) } ?? .null,
      "explained": title.explained.map { .integer(Int64($0)) } ?? .null,
      "proposal": .text(title.proposal?.text) ?? .null,
    ]
  }

  private static func json(_ watched: WatchedRecovery) -> JSON {
    let run = watched.run
    var members = members(RecoveryTitle(run, begunBy: watched.begunBy), watched.standing)
    members["digest"] = .string(run.digest)
    members["settings"] = run.settings.json
    members["notes"] = .array(run.notes.map(JSON.string))
    members["result"] = run.result ?? .null
    return .object(members)
  }

  // MARK: Looking

  private var list: Endpoint {
    Endpoint(
      .get, "/recoveries", feature: "Recovery", id: "listRecoveries", "Lists recoveries, newest first",
      description: "The newest \(RecoveryLimits.listed).", access: .permission(.proposeAgreements),
      responses: [
        .init(
          .ok, "Recoveries",
          .object([
            .init("items", .list(RecoveryEndpoints.item)),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await recoveries.list(as: call.principal)
        return .json([
          "items": .array(found.recoveries.map { .object(RecoveryEndpoints.members($0.title, $0.standing)) }),
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/recoveries/{recovery}", feature: "Recovery", id: "showRecovery",
      "Shows a recovery: how far it is, or the rule that it found",
      access: .permission(.proposeAgreements), parameters: [RecoveryEndpoints.place],
      responses: [.init(.ok, "The recovery", RecoveryEndpoints.detail)],
      handler: { call in
        .json(RecoveryEndpoints.json(try await recoveries.show(RecordID(call.place("recovery")), as: call.principal)))
      })
  }

  private var file: Endpoint {
    Endpoint(
      .get, "/recoveries/{recovery}/agreement", feature: "Recovery", id: "fetchRecoveredAgreement",
      "Takes what was found away as an agreement file", access: .permission(.proposeAgreements),
      parameters: [RecoveryEndpoints.place], responses: [.init(.ok, "The file", .any, type: "application/yaml")],
      handler: { call in
        let run = try await app.ask(ShowRecovery(RecordID(call.place("recovery"))), as: call.principal).run
        guard let found = run.found else {
          throw MainstayError.conflict(code: "nothing-recovered", message: "It has no rule yet, or found none.")
        }
        return Answer.bytes(Array(found.file.utf8), type: "application/yaml")
          .header(.contentDisposition, "attachment; filename=\"\(AdoptRecovery.fileName)\"")
      })
  }

  private var look: Endpoint {
    Endpoint(
      .post, "/recoveries/look", feature: "Recovery", id: "lookAtCases",
      "Looks at a file of cases: its columns, what they may tell, and what has to be said",
      description: "The body is the file: CSV, plain or gzip, a row a case. Nothing is kept.",
      access: .permission(.proposeAgreements), media: RecoveryEndpoints.media, bodyBytes: RecoveryLimits.uploaded,
      responses: [.init(.ok, "What the file shows", RecoveryEndpoints.firstLook)],
      handler: { call in
        try call.principal.require(.proposeAgreements)
        return .json(RecoveryEndpoints.json(try await recoveries.reader.look(at: call.bytes), sha256Hex(call.bytes)))
      })
  }

  private static func json(_ look: FirstLook, _ digest: String) -> JSON {
    let guess = RoleGuess(look)
    let columns = look.columns.map { column -> JSON in
      [
        "name": .string(column.name), "filled": .integer(Int64(column.filled)),
        "samples": .array(column.samples.map(JSON.string)), "times": .bool(column.times != nil),
        "values": .integer(Int64(column.values.count)),
      ]
    }
    return [
      "digest": .string(digest), "rows": .integer(Int64(look.rows)), "whole": .bool(look.isWhole),
      "delimiter": .string(look.delimiter), "encoding": .string(look.encoding), "columns": .array(columns),
      "guess": .members([
        "opened": .text(guess.opened), "due": .text(guess.due), "stopped": .text(guess.stopped),
        "verdict": guess.verdict.map { .string("\($0.column)=\($0.met)") },
        "class": .array(guess.classes.map(JSON.string)),
      ]),
      "asked": .array(guess.questions(of: look).map(JSON.string)),
      "obstacles": .array(guess.obstacles(of: look).map(JSON.string)), "notes": .array(look.notes.map(JSON.string)),
    ]
  }

  // MARK: Acting

  private var begin: Endpoint {
    Endpoint(
      .post, "/recoveries", feature: "Recovery", id: "recoverRule",
      "Looks for the rule behind the due times or verdicts that another tool recorded",
      description: """
        The body is the file: CSV, plain or gzip, a row a case, at most \(RecoveryLimits.uploaded >> 20) MB. It is looked \
        through as a whole first: columns that are not there, mixed zones or forms of dates, and dates that could be read \
        either way are answered 422, and nothing is begun. The search goes on behind the answer, one at a time on a node; \
        the file is kept no longer than that. Say `due`, or `stopped` and `verdict`, or all three; of an incident log \
        (`source=servicenow`) neither.
        """,
      access: .permission(.proposeAgreements),
      parameters: [
        .query(
          "source", .oneOf(["cases", "servicenow"]), "A row a case, or a ServiceNow incident log; cases if not said."),
        .query("opened", .line(1...1000), "The column of the opening."),
        .query("due", .line(1...1000), "The column of the recorded due time."),
        .query("stopped", .line(1...1000), "The column of when the case was resolved or closed."),
        .query("verdict", .line(3...2000), "The column of the verdict, and its value for met: `made_sla=true`."),
        .query(
          "class", JSONSchema.list(.line(1...1000), 0...CaseColumns.mostClasses),
          "Columns that promises may depend on, the widest first."),
        .query(
          "zone", JSONSchema.line(1...100).says("An IANA zone.", example: "Europe/Lisbon"),
          "Whose clock the times are by, and whose days the calendar's are.", required: true),
        .query(
          "dates", .oneOf(DateOrder.self), "Which comes first in dates like 4/3/2025, where the file does not show it."),
        .query(
          "format", .line(1...60), "How times are written, as a Unicode date pattern, where the file does not show it."),
        .query("within", .duration, "How far a due time may be off and still be explained; PT5M if not said."),
        .query("name", .within(RecoveryLimits.nameBounds), "What people call the file."),
      ], media: RecoveryEndpoints.media, bodyBytes: RecoveryLimits.uploaded,
      responses: [.init(.accepted, "Under way; Location says where to look", RecoveryEndpoints.item)],
      handler: take)
  }

  @Sendable private func take(_ call: Call) async throws -> Answer {
    // Reading files is work, so those who may not are refused first.
    let principal = try call.principal
    try principal.require(.proposeAgreements)
    let settings = try RecoveryEndpoints.settings(call)
    let cases = try await recoveries.reader.read(call.bytes, settings)
    let name = call.text("name") ?? "cases"
    let logger = call.logger
    let run = try await recoveries.begin(
      RecoveryUpload(name, digest: sha256Hex(call.bytes), settings, cases), as: principal
    ) { error in
      logger.warning("a recovery stopped", metadata: ["error": "\(error)"])
    }
    let watched = try await recoveries.show(run.id, as: principal)
    let members = RecoveryEndpoints.members(RecoveryTitle(watched.run, begunBy: watched.begunBy), watched.standing)
    return Answer.json(.object(members), status: .accepted).header(.location, RecoveryEndpoints.url(run.id))
  }

  private static func settings(_ call: Call) throws -> RecoverySettings {
    let within = try RecoverySettings.within(call.text("within"))
    var columns: CaseColumns?
    if call.text("source") != "servicenow" {
      columns = CaseColumns(
        opened: call.text("opened") ?? "", due: call.text("due"), stopped: call.text("stopped"),
        classes: call.list("class") ?? [])
      if let verdict = call.text("verdict") {
        // The last equals sign: names of columns have them more often than verdicts.
        guard let sign = verdict.lastIndex(of: "="), sign > verdict.startIndex,
          verdict.index(after: sign) < verdict.endIndex
        else { throw MainstayError.field("verdict", "must be a column and its value for met, like made_sla=true") }
        columns?.verdict = CaseColumns.Verdict(
          column: String(verdict[..<sign]), met: String(verdict[verdict.index(after: sign)...]))
      }
    }
    return RecoverySettings(
      columns: columns, zone: call.text("zone") ?? "", order: call.text("dates").flatMap(DateOrder.init),
      pattern: call.text("format"), within: within)
  }

  private var check: Endpoint {
    Endpoint(
      .post, "/recoveries/{recovery}/check", feature: "Recovery", id: "checkRecoveredRule",
      "Holds other cases against the rules that were found",
      description: "The body is a file with the columns of the first one, read as that was. Nothing is kept.",
      access: .permission(.proposeAgreements), parameters: [RecoveryEndpoints.place], media: RecoveryEndpoints.media,
      bodyBytes: RecoveryLimits.uploaded, responses: [.init(.ok, "How the rules hold", RecoveryEndpoints.holding)],
      handler: { call in
        let principal = try call.principal
        try principal.require(.proposeAgreements)
        let holding = try await recoveries.check(
          RecordID(call.place("recovery")), against: call.bytes, as: principal)
        return .json(holding.told)
      })
  }

  private var adopt: Endpoint {
    Endpoint(
      .post, "/recoveries/{recovery}/adoption", feature: "Recovery", id: "adoptRecoveredRule",
      "Makes an agreement proposal of what was found",
      description: """
        Nothing is in force by it: others look at it and decide. Its reason names the file's SHA-256 and how many cases \
        the rules explain. 409 where that was done before.
        """,
      access: .permission(.proposeAgreements), parameters: [RecoveryEndpoints.place, .idempotencyKey],
      body: .named(
        "RecoveryAdoption",
        .object([
          .optional("title", JSONSchema.within(Proposal.titleBounds).says("What the proposal is called."))
        ])),
      responses: [
        .init(
          .created, "Proposed",
          .named(
            "RecoveryAdopted",
            .object([
              .init("proposal", .recordID),
              .init("url", JSONSchema.string.says("The proposal in this API, to look at and decide about.")),
            ])))
      ],
      handler: { call in
        let principal = try call.principal
        let id = RecordID(call.place("recovery"))
        let run = try await app.ask(ShowRecovery(id), as: principal).run
        guard let found = run.found else {
          throw MainstayError.conflict(
            code: "nothing-recovered", message: "It has no rule that could be adopted.")
        }
        let drafts = try await files([(AdoptRecovery.fileName, found.file)])
        let command = AdoptRecovery(id, title: call.body["title"]?.stringValue, drafts: drafts)
        return try await call.perform(command, on: app) { proposal in
          Outcome(
            .created,
            [
              "proposal": .string(proposal.id.text), "url": .string("/api/v1/agreement-proposals/" + proposal.id.text),
            ])
        }
      })
  }
}

extension RuleBook.Holding {
  fileprivate var told: JSON {
    func counts(_ count: Count) -> JSON {
      ["compared": .integer(Int64(count.compared)), "explained": .integer(Int64(count.explained))]
    }
    return [
      "cases": .integer(Int64(cases)), "due": counts(due), "verdict": counts(verdict),
      "without": .integer(Int64(without)),
    ]
  }
}

extension RecoveryTitle {
  init(_ run: RecoveryRun, begunBy: String) {
    self.init(
      id: run.id, name: run.name, begunAt: run.begunAt, begunBy: begunBy, endedAt: run.endedAt, stopped: run.stopped,
      cases: run.found?.cases, explained: run.found?.explained, proposal: run.proposal)
  }
}
