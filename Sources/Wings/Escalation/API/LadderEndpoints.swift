import Core
import Escalation
import EscalationUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// Ladders: who is told when while clocks run out.
struct LadderEndpoints {
  let app: App

  var all: [Endpoint] { [list, show, save, turn, dryRun] }

  private static let place = Endpoint.Parameter.path("ladder", .within(SaveLadder.keyBounds), "The ladder's key.")

  private var list: Endpoint {
    Endpoint(
      .get, "/ladders", feature: "Escalation", id: "listLadders", "Lists ladders by their newest versions",
      access: .permission(.seeLadders),
      responses: [
        .init(
          .ok, "All of them, by key",
          .object([
            .init("items", .list(LadderJSON.version)),
            .init(
              "running",
              JSONSchema.map(.count, keys: .line, count: 0...LadderLimit.ladders)
                .says("How many clocks are on each, by key; 0 where it is left out.")),
            .init("unreadable", JSONSchema.list(.string).says("What cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(ListLadders(), as: call.principal)
        return .json([
          "items": .array(found.items.map { .object(LadderJSON.members($0)) }),
          "running": .object(found.running.mapValues { .integer(Int64($0)) }),
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/ladders/{ladder}", feature: "Escalation", id: "showLadder", "Shows a ladder with its versions",
      access: .permission(.seeLadders), parameters: [LadderEndpoints.place],
      responses: [
        .init(
          .ok, "The newest version first, at most \(ShowLadder.most)",
          .object([
            .init("versions", .list(LadderJSON.version)),
            .init("running", JSONSchema.count.says("How many clocks are on it.")),
            .init("unreadable", JSONSchema.list(.string)),
          ]), hasVersion: true)
      ],
      handler: { call in
        let found = try await app.ask(ShowLadder(call.place("ladder")), as: call.principal)
        return .json(
          [
            "versions": .array(found.versions.map { .object(LadderJSON.members($0)) }),
            "running": .integer(Int64(found.running)), "unreadable": .array(found.unreadable.map(JSON.string)),
          ], version: found.newest.version)
      })
  }

  private var save: Endpoint {
    Endpoint(
      .put, "/ladders/{ladder}", feature: "Escalation", id: "saveLadder", "Makes a ladder, or gives it another version",
      description: """
        Clocks that start two seconds later and after go by it; those that run go on by the version that they began with. \
        A ladder is never deleted: it is turned off. What has not changed makes no version.
        """,
      access: .permission(.manageLadders), parameters: [LadderEndpoints.place, .ifMatch], body: LadderJSON.body,
      responses: [.init(.ok, "Saved", LadderJSON.version, hasVersion: true)],
      handler: { call in
        let command = SaveLadder(
          call.place("ladder"), try Ladder(json: call.body), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(LadderJSON.members($0)), version: $0.version)
        }
      })
  }

  private var turn: Endpoint {
    Endpoint(
      .post, "/ladders/{ladder}/switch", feature: "Escalation", id: "switchLadder", "Turns a ladder off, or on again",
      description: "A new version that says the same. Clocks that run go on as they began.",
      access: .permission(.manageLadders), parameters: [LadderEndpoints.place, .ifMatch],
      body: .named("LadderSwitch", .object([.init("on", .boolean)])),
      responses: [.init(.ok, "Done", LadderJSON.version, hasVersion: true)],
      handler: { call in
        let command = SwitchLadder(
          call.place("ladder"), on: call.body["on"]?.boolValue ?? false, expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(LadderJSON.members($0)), version: $0.version)
        }
      })
  }

  private var dryRun: Endpoint {
    Endpoint(
      .post, "/ladders/dry-run", feature: "Escalation", id: "dryRunLadder",
      "Says what a ladder would do, and whom it would tell, if a clock started or breached at an instant",
      description: """
        With `ladder`, the key of one that is kept, or `body`, one that is not yet. Either `starts` or `breaches`. It goes \
        by the agreement in force and by who is on duty at each instant, as if nobody acknowledged. Nothing is written, \
        and nobody is told.
        """,
      access: .permission(.seeLadders),
      body: .named(
        "LadderQuestion",
        .object([
          .optional("ladder", .within(SaveLadder.keyBounds)), .optional("body", LadderJSON.body),
          .init("agreement", .line(1...200)), .init("objective", .line(1...200)), .optional("starts", .instant),
          .optional("breaches", .instant),
          .optional("attributes", .map(.line(1...200), keys: .line, count: 0...50)),
          .optional("team", .line(1...200)), .optional("assignee", .line(1...200)),
        ])),
      responses: [.init(.ok, "What would happen", LadderJSON.dryRun)],
      handler: { call in
        .json(LadderJSON.json(try await app.ask(try LadderEndpoints.question(call.body), as: call.principal)))
      })
  }

  private static func question(_ body: JSON) throws -> DryRunLadder {
    var faults: [FieldFault] = []
    let which: DryRunLadder.Which
    switch (body["ladder"]?.stringValue, body["body"]) {
    case (let key?, nil): which = .kept(key)
    case (nil, let said?):
      do throws(MainstayError) { which = .draft(try Ladder(json: said)) } catch {
        guard case .invalid(let found) = error else { throw error }
        throw MainstayError.invalid(found.map { FieldFault("body.\($0.path)", $0.message) })
      }
    default:
      which = .kept("")
      faults.append(FieldFault("ladder", "stands alone: give either the key of a ladder, or a ladder as body"))
    }
    func instant(_ name: String) -> Instant? { body[name]?.stringValue.flatMap { try? Instant(parsing: $0) } }
    var begin = DryRunLadder.Begin.starts(.earliest)
    switch (instant("starts"), instant("breaches")) {
    case (let at?, nil): begin = .starts(at)
    case (nil, let at?): begin = .breaches(at)
    default: faults.append(FieldFault("starts", "stands alone: give either starts or breaches"))
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return DryRunLadder(
      which, agreement: body["agreement"]?.stringValue ?? "", objective: body["objective"]?.stringValue ?? "", begin,
      attributes: (body["attributes"]?.objectValue ?? [:]).compactMapValues(\.stringValue),
      team: body["team"]?.stringValue, assignee: body["assignee"]?.stringValue)
  }
}
