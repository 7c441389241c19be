import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

extension Pages {
  var engine: [Route] {
    [
      .page("/engine", .permission(.seeHealth), feature: "EngineHealth") { call in
        answer(EnginePage(try await app.ask(EngineHealth(), as: call.principal)), call)
      }
    ]
  }
}

extension EnginePage {
  init(_ health: EngineHealth.Answer) {
    self.init(
      modules: health.modules.map { Module($0, at: health.now) }, dueNow: health.dueTickets,
      nextDue: health.oldestDue, waiting: (health.messages[.waiting] ?? 0) + (health.messages[.sending] ?? 0),
      deadLetters: health.messages[.dead] ?? 0)
  }
}

extension EnginePage.Module {
  private static let purposes = [
    "clocks": "records thresholds and breaches at their own instants", "outbox": "delivers messages",
    "housekeeping": "forgets what has expired", "sealing": "signs checkpoints",
    "heartbeat": "tells an outside watcher that all is well",
  ]

  init(_ health: ModuleHealth, at now: Instant) {
    // Modules that run on every node carry its name behind their own.
    let name = String(health.module.prefix { $0 != "@" })
    let fails = health.failedAt.map { failed in health.finishedAt.map { failed >= $0 } ?? true } ?? false
    let took = health.startedAt.flatMap { start in health.finishedAt.map { $0 - start } }.flatMap {
      $0 < .zero ? nil : $0
    }
    self.init(
      name: name, does: EnginePage.Module.purposes[name] ?? "background work", lastCycle: health.finishedAt,
      took: took, outcome: "\(Words.grouped(Int(health.handled))) handled in all",
      fault: fails ? health.lastError : nil,
      isLate: health.isLate(at: now), node: String(health.node.prefix { $0 != ":" }))
  }
}
