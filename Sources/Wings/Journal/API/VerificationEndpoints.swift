import Core
import HTTPSupport
import HTTPTypes
import Journal
import JournalUseCases
import Kernel

/// Verifications of the whole journal: started, followed, stopped.
struct VerificationEndpoints {
  let app: App

  var all: [Endpoint] { [start, list, show, stop] }

  private static let path = PathTemplate("/journal/verifications/{verification}")
  private static let parameter = Endpoint.Parameter.path("verification", .recordID, "The run's id.")

  private enum Stage: String, CaseIterable { case running, clean, different, stopped, failed }

  private var run: JSONSchema {
    JSONSchema.named(
      "Verification",
      .object([
        .init("id", .recordID),
        .init(
          "state",
          JSONSchema.oneOf(Stage.self).says("`clean` and `different` have a report: all holds, or something does not.")),
        .init("startedBy", .string), .init("startedAt", .instant), .init("endedAt", JSONSchema.instant.orNull),
        .init(
          "progress",
          .object([.init("streams", .count), .init("ofStreams", .count), .init("entries", .count)])),
        .init(
          "firstFinding",
          JSONSchema.object([
            .init("kind", .oneOf(JournalFinding.Kind.self)), .init("subject", .string),
            .init("sequence", JSONSchema.integer(Int64.min...Int64.max).orNull), .init("message", .string),
          ]).orNull.says("Also while it runs.")),
        .init("reason", JSONSchema.string.orNull.says("Who stopped it, or why it failed.")),
        .init("report", JournalJSON.report(app.features.records).orNull),
      ]))
  }

  private static func json(_ run: VerificationRun) -> JSON {
    var (stage, reason, report) = (Stage.running, String?.none, JSON.null)
    switch run.outcome {
    case nil: break
    case .finished(let found):
      (stage, report) = (found.isClean ? .clean : .different, JournalJSON.json(found))
    case .stopped(let by): (stage, reason) = (.stopped, by)
    case .failed(let why): (stage, reason) = (.failed, why)
    }
    return [
      "id": .string(run.id.text), "state": .string(stage.rawValue), "startedBy": .string(run.startedBy),
      "startedAt": .string(run.startedAt.rfc3339), "endedAt": .instant(run.endedAt) ?? .null,
      "progress": [
        "streams": .integer(Int64(run.progress.done)), "ofStreams": .integer(Int64(run.progress.total)),
        "entries": .integer(Int64(run.progress.entries)),
      ],
      "firstFinding": run.firstFinding.map { finding in
        [
          "kind": .string(finding.kind.rawValue), "subject": .string(finding.subject),
          "sequence": finding.sequence.map(JSON.integer) ?? .null, "message": .string(finding.message),
        ]
      } ?? .null,
      "reason": .text(reason) ?? .null, "report": report,
    ]
  }

  private var start: Endpoint {
    Endpoint(
      .post, "/journal/verifications", feature: "Journal", id: "startVerification",
      "Starts to recompute the whole journal and all that follows from it",
      description: """
        It runs in the background of the node that took the request, one at a time; `Location` says where to follow \
        it. Another is a conflict meanwhile. It ends with the node.
        """,
      access: .permission(.seeJournal), responses: [.init(.accepted, "Started", run)],
      handler: { call in
        let run = try app.verifier.start(on: app, as: call.principal)
        return Answer.json(VerificationEndpoints.json(run), status: .accepted)
          .header(.location, Endpoint.base.description + "/journal/verifications/" + run.id.text)
      })
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/journal/verifications", feature: "Journal", id: "listVerifications",
      "Lists the verifications that this node remembers, newest first",
      description: "The last \(VerificationRun.kept) since the node started.",
      access: .permission(.seeJournal),
      responses: [
        .init(.ok, "Verifications", .object([.init("items", .list(run))]))
      ],
      handler: { call in
        .json(["items": .array(try app.verifier.runs(as: call.principal).map(VerificationEndpoints.json))])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, VerificationEndpoints.path, feature: "Journal", id: "showVerification",
      "Says how far a verification is, and what it found",
      description: """
        Only the node that runs it knows all of it; another answers 409 and says where it runs, or ran, and how it \
        stands, as `GET /api/v1/engine/background` does.
        """,
      access: .permission(.seeJournal), parameters: [VerificationEndpoints.parameter],
      responses: [.init(.ok, "The verification", run)],
      handler: { call in
        let id = RecordID(call.place("verification"))
        do {
          return .json(VerificationEndpoints.json(try app.verifier.run(id, as: call.principal)))
        } catch MainstayError.notFound {
          throw try await elsewhere(id, call)
        }
      })
  }

  /// That another node has this verification, in words.
  private func elsewhere(_ id: RecordID, _ call: Call) async throws -> MainstayError {
    let work = try await app.ask(ShowWork(id, kind: .verification), as: call.principal)
    let node = Node.host(work.node)
    let standing: String
    if let outcome = work.report.outcome {
      standing = "It ran on another node (\(node)), which has its report: \(outcome)"
    } else if work.isUnderWay(at: call.now) {
      standing = "It runs on another node (\(node)) and has done \(work.report.progress / 10) %."
    } else {
      standing = "It ran on another node (\(node)), which is gone."
    }
    return .conflict(code: "on-another-node", message: standing)
  }

  private var stop: Endpoint {
    Endpoint(
      .post, VerificationEndpoints.path + "/stopping", feature: "Journal", id: "stopVerification",
      "Stops a verification; one that has ended stays as it is",
      access: .permission(.seeJournal), parameters: [VerificationEndpoints.parameter],
      responses: [.init(.ok, "The verification as it stands", run)],
      handler: { call in
        let id = RecordID(call.place("verification"))
        return .json(VerificationEndpoints.json(try await app.verifier.stop(id, as: call.principal)))
      })
  }
}
