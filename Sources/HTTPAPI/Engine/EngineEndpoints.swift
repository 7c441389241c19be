import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

/// How the background work fares.
struct EngineEndpoints {
  let app: App

  var all: [Endpoint] { [health] }

  private static let module = JSONSchema.named(
    "EngineModule",
    .object([
      .init("module", .string), .init("node", .string), .init("startedAt", JSONSchema.instant.orNull),
      .init("finishedAt", JSONSchema.instant.orNull), .init("handled", .count),
      .init("late", JSONSchema.boolean.says("Has finished no cycle for a minute.")),
      .init("lastError", JSONSchema.string.orNull), .init("failedAt", JSONSchema.instant.orNull),
    ]))

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
              .init("dueTickets", JSONSchema.count.says("Tickets whose clocks should have been looked at by now.")),
              .init("oldestDue", JSONSchema.instant.orNull),
              .init("messages", .object(Delivery.State.allCases.map { .init($0.rawValue, .count) })),
            ])))
      ],
      handler: { call in
        let health = try await app.ask(EngineHealth(), as: call.principal)
        return .json([
          "now": .string(health.now.rfc3339), "modules": .array(health.modules.map { json($0, at: health.now) }),
          "dueTickets": .integer(Int64(health.dueTickets)), "oldestDue": .instant(health.oldestDue) ?? .null,
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
      "lastError": .text(module.lastError) ?? .null, "failedAt": .instant(module.failedAt) ?? .null,
    ]
  }
}
