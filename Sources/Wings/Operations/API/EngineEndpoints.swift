import Core
import HTTPSupport
import HTTPTypes
import Kernel
import OperationsUseCases

/// How the background work fares.
struct EngineEndpoints {
  let app: App

  var all: [Endpoint] { [health, retry, work, stopWork] }

  private static let module = JSONSchema.named(
    "EngineModule",
    .object([
      .init("module", .string), .init("node", .string), .init("startedAt", JSONSchema.instant.orNull),
      .init("finishedAt", JSONSchema.instant.orNull), .init("handled", .count),
      .init("late", JSONSchema.boolean.says("Has finished no cycle for a minute.")),
      .init("lastError", JSONSchema.string.orNull), .init("failedAt", JSONSchema.instant.orNull),
      .init(
        "aside",
        JSONSchema.string.orNull.says("Why its node leaves it to another one, which does it on time: all is well.")),
    ]))

  private static let failure = JSONSchema.named(
    "ItemFailure",
    .object([
      .init("module", .string), .init("item", JSONSchema.string.says("The record: `ticket/<id>`.")),
      .init("name", JSONSchema.string.says("What people call it: `INC-1024`.")), .init("error", .string),
      .init("remedy", JSONSchema.string.says("What to do about it.")), .init("firstAt", .instant),
      .init("lastAt", .instant), .init("tries", .count), .init("nextAt", .instant),
    ]))

  private func json(_ failure: ItemFailure) -> JSON {
    [
      "module": .string(failure.item.module), "item": .string(failure.item.key), "name": .string(failure.name),
      "error": .string(failure.error), "remedy": .string(app.features.remedy(for: failure.item)),
      "firstAt": .string(failure.firstAt.rfc3339),
      "lastAt": .string(failure.lastAt.rfc3339), "tries": .integer(Int64(failure.tries)),
      "nextAt": .string(failure.nextAt.rfc3339),
    ]
  }

  private var nodeWork: JSONSchema {
    JSONSchema.named(
      "NodeWork",
      .object([
        .init("id", .recordID), .init("kind", .oneOf(app.features.workKinds.map(\.name))), .init("name", .string),
        .init("node", .string), .init("startedBy", .string), .init("startedAt", .instant),
        .init("progress", JSONSchema.count.says("Thousandths that are done.")), .init("underWay", .boolean),
        .init("stopBy", JSONSchema.string.orNull.says("Who has asked to stop it.")),
        .init("endedAt", JSONSchema.instant.orNull), .init("outcome", JSONSchema.string.orNull),
      ]))
  }

  private static func json(_ work: NodeWork, at now: Instant) -> JSON {
    [
      "id": .string(work.report.id.text), "kind": .string(work.report.kind.name),
      "name": .string(work.report.name), "node": .string(Node.host(work.node)),
      "startedBy": .string(work.report.startedBy), "startedAt": .string(work.report.startedAt.rfc3339),
      "progress": .integer(Int64(work.report.progress)), "underWay": .bool(work.isUnderWay(at: now)),
      "stopBy": .text(work.stopBy) ?? .null, "endedAt": .instant(work.endedAt) ?? .null,
      "outcome": .text(work.report.outcome) ?? .null,
    ]
  }

  private var work: Endpoint {
    Endpoint(
      .get, "/engine/background", feature: "Engine", id: "listWork",
      "Lists work that people have started and that goes on in the background of a node, the newest first",
      access: .permission(.seeHealth),
      responses: [.init(.ok, "Work of all nodes", .object([.init("items", .list(nodeWork))]))],
      handler: { call in
        let work = try await app.ask(ListWork(), as: call.principal)
        return .json(["items": .array(work.map { EngineEndpoints.json($0, at: call.now) })])
      })
  }

  private var stopWork: Endpoint {
    Endpoint(
      .post, "/engine/background/{work}/stop", feature: "Engine", id: "stopWork",
      "Asks the node that does a piece of background work to stop it",
      description: "It does within a few seconds. What may start it may stop it.",
      access: .permission(.seeHealth), parameters: [.path("work", .recordID, "The work's id."), .idempotencyKey],
      responses: [.init(.accepted, "Asked", .object([.init("id", .recordID)]))],
      handler: { call in
        let id = call.place("work")
        return try await call.perform(StopWork(RecordID(id)), on: app) { _ in Outcome(.accepted, ["id": .string(id)]) }
      })
  }

  private var retry: Endpoint {
    Endpoint(
      .post, "/engine/retries", feature: "Engine", id: "retryFailures", "Has what fails tried again at once",
      description: "One item, those of one part of the engine, or all. What is tried again waits no longer pause.",
      access: .permission(.retryWork), parameters: [.idempotencyKey],
      body: .object([.optional("module", .line(1...100)), .optional("item", .line(1...200))]),
      responses: [
        .init(.accepted, "Tried again", .object([.init("count", JSONSchema.count.says("How many are tried again."))]))
      ],
      handler: { call in
        let command = RetryFailures(module: call.body["module"]?.stringValue, item: call.body["item"]?.stringValue)
        return try await call.perform(command, on: app) { count in
          Outcome(.accepted, ["count": .integer(Int64(count))])
        }
      })
  }

  private var health: Endpoint {
    Endpoint(
      .get, "/engine", feature: "Engine", id: "showEngine", "Says how the background work fares",
      access: .permission(.seeHealth),
      responses: [
        .init(
          .ok, "Health",
          .named(
            "EngineHealth",
            .object([
              .init("now", .instant), .init("modules", .list(EngineEndpoints.module)),
              .init(
                "dueTickets",
                JSONSchema.count.says(
                  "Tickets whose clocks should have been looked at by now; \(EngineHealth.counted) means more than "
                    + "\(EngineHealth.counted - 1).")),
              .init("oldestDue", JSONSchema.instant.orNull),
              .init(
                "failing",
                JSONSchema.count.says(
                  "Items that fail and are tried again; \(EngineHealth.counted) means more than "
                    + "\(EngineHealth.counted - 1).")),
              .init(
                "failures",
                JSONSchema.list(EngineEndpoints.failure).says(
                  "The oldest \(ItemFailure.listed) of them. Everything else goes on meanwhile.")),
              .init(
                "messages",
                JSONSchema.object(Delivery.State.allCases.map { .init($0.rawValue, .count) }).says(
                  "By state; \(EngineHealth.counted) means more than \(EngineHealth.counted - 1).")),
            ])))
      ],
      handler: { call in
        let health = try await app.ask(EngineHealth(), as: call.principal)
        return .json([
          "now": .string(health.now.rfc3339), "modules": .array(health.modules.map { json($0, at: health.now) }),
          "dueTickets": .integer(Int64(health.dueTickets)), "oldestDue": .instant(health.oldestDue) ?? .null,
          "failing": .integer(Int64(health.failing)),
          "failures": .array(health.failures.map(json)),
          "messages": .object(
            Dictionary(
              uniqueKeysWithValues: Delivery.State.allCases.map {
                ($0.rawValue, .integer(Int64(health.messages[$0] ?? 0)))
              })),
        ])
      })
  }

  private func json(_ module: ModuleHealth, at now: Instant) -> JSON {
    [
      "module": .string(module.module), "node": .string(module.node),
      "startedAt": .instant(module.startedAt) ?? .null, "finishedAt": .instant(module.finishedAt) ?? .null,
      "handled": .integer(module.handled), "late": .bool(module.isLate(at: now)),
      "lastError": .text(module.fault) ?? .null,
      "failedAt": .instant(module.standsAside ? nil : module.failedAt) ?? .null, "aside": .text(module.aside) ?? .null,
    ]
  }
}
