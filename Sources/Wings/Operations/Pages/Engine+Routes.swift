import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import OperationsUseCases

extension Pages {
  var engine: [Route] {
    [
      .page("/engine", .permission(.seeHealth), feature: "EngineHealth") { call in
        var page = EnginePage(try await app.ask(EngineHealth(), as: call.principal), app.features)
        let work = try await app.ask(ListWork(), as: call.principal)
        let principal = try call.principal
        page.work = work.map { EnginePage.Work($0, at: call.now, for: principal) }
        return answer(page, call)
      },
      .form("/engine/background/{work}/stop", .permission(.seeHealth), feature: "EngineHealth") { call in
        do {
          try await app.run(StopWork(RecordID(call.place("work"))), as: call.principal)
          return done(call, "/engine", "It stops within a few seconds.")
        } catch MainstayError.conflict(_, let message) {
          return done(call, "/engine", message, tone: .plain)
        }
      },
      .form("/engine/retries", .permission(.retryWork), feature: "EngineHealth") { call in
        let form = try call.form()
        do {
          let count = try await app.run(
            RetryFailures(module: form.said("module"), item: form.said("item")), as: call.principal)
          return done(call, "/engine", count == 0 ? "Nothing fails any more." : "Trying again within a second or two.")
        } catch MainstayError.notFound {
          return done(call, "/engine", "It does not fail any more.")
        }
      },
    ]
  }
}

extension EnginePage {
  init(_ health: EngineHealth.Answer, _ features: Features) {
    self.init(
      modules: health.modules.map { Module($0, at: health.now) },
      dueNow: Words.bounded(health.dueTickets, EngineHealth.counted),
      nextDue: health.oldestDue,
      waiting: Words.bounded(
        min((health.messages[.waiting] ?? 0) + (health.messages[.sending] ?? 0), EngineHealth.counted),
        EngineHealth.counted),
      deadLetters: Words.bounded(health.messages[.dead] ?? 0, EngineHealth.counted))
    failures = health.failures.map { Failure($0, remedy: features.remedy(for: $0.item)) }
    failing = Words.bounded(health.failing, EngineHealth.counted)
  }
}

extension EnginePage.Work {
  init(_ work: NodeWork, at now: Instant, for principal: Principal) {
    let isUnderWay = work.isUnderWay(at: now)
    let standing: String
    if let outcome = work.report.outcome {
      standing = outcome
    } else if !isUnderWay {
      standing = "Its server is gone."
    } else {
      standing = work.stopBy.map { "\($0) has asked to stop it." } ?? "under way"
    }
    self.init(
      id: work.report.id.text, title: work.report.title, node: Node.host(work.node), startedBy: work.report.startedBy,
      startedAt: work.report.startedAt, progress: work.report.progress, standing: standing,
      mayStop: isUnderWay && work.stopBy == nil && principal.may(work.report.kind.permission))
  }
}

extension EnginePage.Failure {
  init(_ failure: ItemFailure, remedy: String) {
    let ticket = failure.item.key.hasPrefix("ticket/") ? String(failure.item.key.dropFirst("ticket/".count)) : nil
    self.init(
      module: failure.item.module, item: failure.item.key, name: failure.name,
      path: ticket.map { "/tickets/" + Address.encoded($0) }, error: failure.error, remedy: remedy,
      since: failure.firstAt, tries: failure.tries, nextTry: failure.nextAt)
  }
}

extension EnginePage.Module {
  private static let purposes = [
    "clocks": "records thresholds and breaches at their own instants", "outbox": "delivers messages",
    "escalations": "tells people by ladders as clocks run out",
    "escalation-audit": "looks for rungs of ladders that should have come and did not",
    "reach": "looks again at messages to people that are held or under way",
    "housekeeping": "forgets servers that are gone", "retention": "deletes what has ended and is no longer kept",
    "directories": "brings people to what directories say",
    "availability": "states how available services were in periods that have ended",
    "foresight": "says how likely running clocks miss, by what past ones tell",
    "tallies": "counts for figures of compliance what has changed",
    "agreement-ends": "ends clocks with the agreements that were ended",
    "offers": "writes down which offers have lapsed or were overtaken",
    "sealing": "signs checkpoints",
    "heartbeat": "tells an outside watcher that all is well",
  ]

  init(_ health: ModuleHealth, at now: Instant) {
    let name = health.part
    let fails = health.failedAt.map { failed in health.finishedAt.map { failed >= $0 } ?? true } ?? false
    let took = health.startedAt.flatMap { start in health.finishedAt.map { $0 - start } }.flatMap {
      $0 < .zero ? nil : $0
    }
    self.init(
      name: name, does: EnginePage.Module.purposes[name] ?? "background work", lastCycle: health.finishedAt,
      took: took,
      outcome: health.aside.map { "Left to the other nodes, which do it. \($0)" }
        ?? "\(Words.grouped(Int(health.handled))) handled in all",
      fault: fails ? health.fault : nil,
      isLate: health.isLate(at: now), node: Node.host(health.node), standsAside: health.standsAside)
  }
}
