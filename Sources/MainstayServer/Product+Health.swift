import Core
import HTTPSupport
import Kernel
import Logging
import Metrics
import OperationsUseCases
import PeopleUseCases
import ServiceLifecycle
import Storage
import Synchronization

extension Product {
  /// One look at what must work for this node to be sent requests: that it can write, by writing that it is there.
  static func look(
    _ app: App, node: Node, workers: [any BackgroundWorker], told: ToldWork
  ) async -> [HealthCheck] {
    let engine = Principal.system("engine")
    do {
      let news = told.news(among: workers.flatMap { $0.workReports() })
      let stops = try await app.run(SeeNode(node, work: news), as: engine)
      told.have(news)
      for (id, name) in stops { for worker in workers { worker.stopWork(id, by: name) } }
    } catch {
      return [HealthCheck("database", good: false, await words(for: error, app))]
    }
    do {
      let health = try await app.ask(EngineHealth(), as: engine)
      measure(health)
      let late = health.modules.filter { $0.isLate(at: health.now) }.map(\.title)
      let failing =
        health.failing == 0
        ? ""
        : "; \(health.failing >= EngineHealth.counted ? "more than \(EngineHealth.counted - 1)" : "\(health.failing)")"
          + " failing, see the engine's page"
      return [
        HealthCheck("database", good: true, "answers and takes writes"),
        // A late engine is shown; it is no reason to keep people from the pages.
        HealthCheck(
          "engine", good: true, late: !late.isEmpty,
          (late.isEmpty ? "on time" : "late: " + late.joined(separator: ", ")) + failing),
      ]
    } catch MainstayError.unavailable(let reason) {
      return [HealthCheck("database", good: false, reason)]
    } catch StorageError.statement(_, let message, _) {
      // A table or a column is gone: what needs it fails for everybody.
      return [
        HealthCheck(
          "database", good: false,
          "its tables are not those of this version (\(message)); put it back from a backup, see `mainstay migrate "
            + "--status`")
      ]
    } catch {
      // A write has succeeded, so that people are served; what is wrong with the engine's rows is said.
      return [
        HealthCheck("database", good: true, "answers and takes writes"),
        HealthCheck("engine", good: true, "its state cannot be read: \(error)"),
      ]
    }
  }

  /// How many messages stand in each state, for `/metrics`; the same on every node.
  private static func measure(_ health: EngineHealth.Answer) {
    for state in Delivery.State.allCases where state != .delivered {
      Gauge(label: "mainstay_messages", dimensions: [("state", state.rawValue)])
        .record(Double(health.messages[state] ?? 0))
    }
  }

  /// Why nothing can be written, and whether reading goes on.
  private static func words(for error: any Error, _ app: App) async -> String {
    guard case MainstayError.unavailable(let reason) = error else { return "cannot be written; see the log" }
    let reads = (try? await app.ask(NeedsSetup(), as: .system("health"))) != nil
    return reads ? "can be read, but nothing can be written: \(reason)" : reason
  }
}

/// What this node has told of its background work, so that an end is told once.
final class ToldWork: Sendable {
  private let ended = Mutex<Set<RecordID>>([])

  func news(among reports: [WorkReport]) -> [WorkReport] {
    ended.withLock { ended in reports.filter { $0.outcome == nil || !ended.contains($0.id) } }
  }

  /// An import that goes on again ends once more.
  func have(_ reports: [WorkReport]) {
    ended.withLock { ended in
      for report in reports {
        if report.outcome == nil { ended.remove(report.id) } else { ended.insert(report.id) }
      }
    }
  }
}

/// Says every few seconds that this node is there, and takes leave at its end.
struct NodeService: Service {
  let product: Product
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var wasGood = true
      while !Task.isCancelled {
        let checks = await product.health.lookNow()
        let bad = checks.filter { !$0.isGood }
        if bad.isEmpty != wasGood {
          wasGood = bad.isEmpty
          if let first = bad.first {
            logger.error("not ready", metadata: ["check": "\(first.name)", "reason": "\(first.detail)"])
          } else {
            logger.notice("ready again")
          }
        }
        do { try await Task.sleep(for: .milliseconds(Node.beat.milliseconds)) } catch { return }
      }
    }
    // Where the database is away there is nobody to tell; the others notice by the silence.
    try? await product.app.run(LeaveNode(product.node.name), as: .system("engine"))
  }
}
