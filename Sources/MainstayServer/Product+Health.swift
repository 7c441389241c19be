import Core
import HTTPSupport
import Kernel
import Logging
import Metrics
import OperationsUseCases
import PeopleUseCases
import ReachUseCases
import ServiceLifecycle
import Storage
import Synchronization

extension Product {
  /// What a look goes by, and keeps from one to the next.
  struct Looking: Sendable {
    var node: Node
    var workers: [any BackgroundWorker]
    /// Bytes that must be free where the database's file is.
    var diskFloor: Int64
    let told = ToldWork()
    let proofs = ProofTimes()
    let clock = ClockWatch()
  }

  /// One look at what must work for this node to be sent requests: that it can write, by writing that it is there, and
  /// that there is room for more than that.
  static func look(_ app: App, on database: any Database, _ looking: Looking) async -> [HealthCheck] {
    let checks = await write(app, on: database, looking)
    looking.proofs.ended(well: checks.allSatisfy(\.isGood))
    return checks
  }

  private static func write(_ app: App, on database: any Database, _ looking: Looking) async -> [HealthCheck] {
    let engine = Principal.system("engine")
    do {
      let news = looking.told.news(among: looking.workers.flatMap { $0.workReports() })
      let proof = looking.proofs.isDue ? app.ids.secret(bytes: Node.proofBytes) : []
      let stops = try await app.run(SeeNode(looking.node, work: news, proof: proof), as: engine)
      looking.told.have(news)
      for (id, name) in stops { for worker in looking.workers { worker.stopWork(id, by: name) } }
    } catch {
      return [await fault(error, app)]
    }
    if let words = shortage(of: database.freeBytes, floor: looking.diskFloor) {
      return [HealthCheck("database", good: false, words)]
    }
    var checks: [HealthCheck]
    do {
      checks = try await engineChecks(app)
    } catch MainstayError.unavailable(let reason) {
      return [HealthCheck("database", good: false, reason)]
    } catch MainstayError.away(let internals) {
      return [HealthCheck("database", good: false, MainstayError.awayWords, internals: internals)]
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
      checks = [
        HealthCheck("database", good: true, "answers and takes writes"),
        HealthCheck("engine", good: true, "its state cannot be read; see the log", internals: "\(error)"),
      ]
    }
    // Neither keeps people from the pages, nor anything from being written.
    if let fault = await looking.clock.look(app, looking.node) {
      checks.append(HealthCheck("clock", good: true, late: true, fault.words("this node")))
    }
    if case .other? = try? await app.ask(AskSecretsStanding(), as: engine) {
      checks.append(
        HealthCheck(
          "secrets key", good: true, late: true,
          "the file of this node holds another key than the one with which this database seals; see the log"))
    }
    if let mail = try? await app.ask(MailStanding(), as: engine) { checks.append(mailCheck(mail)) }
    return checks
  }

  /// A mail server that is away keeps nobody from the pages, and no message of another way.
  private static func mailCheck(_ standing: MailStanding.Answer) -> HealthCheck {
    guard let error = standing.error else {
      return HealthCheck("mail server", good: true, "takes mail, as far as it was tried")
    }
    let since = standing.failedAt.map { ", last at \($0.rfc3339)" } ?? ""
    return HealthCheck(
      "mail server", good: true, late: true, "mail is not taken\(since); messages wait and are tried again",
      internals: error)
  }

  private static func engineChecks(_ app: App) async throws -> [HealthCheck] {
    let health = try await app.ask(EngineHealth(), as: .system("engine"))
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
  }

  /// That there is less room than there must be; nil where there is enough, or nobody knows. A small write still finds
  /// room in the log's own slack when nothing else does.
  static func shortage(of free: Int64?, floor: Int64) -> String? {
    guard let free, free < floor else { return nil }
    let megabyte: Int64 = 1 << 20
    return "only \(free / megabyte) MB are free on the disk that holds it, and \(floor / megabyte) MB must be "
      + "(\(Setting.diskFloor.rawValue)): changes may fail at any moment; make room"
  }

  /// How many messages stand in each state, for `/metrics`; the same on every node.
  private static func measure(_ health: EngineHealth.Answer) {
    for state in Delivery.State.allCases where state != .delivered {
      Gauge(label: "mainstay_messages", dimensions: [("state", state.rawValue)])
        .record(Double(health.messages[state] ?? 0))
    }
  }

  /// Why nothing can be written, and whether reading goes on.
  private static func fault(_ error: any Error, _ app: App) async -> HealthCheck {
    switch error {
    case MainstayError.unavailable(let reason):
      let reads = (try? await app.ask(NeedsSetup(), as: .system("health"))) != nil
      return HealthCheck(
        "database", good: false, reads ? "can be read, but nothing can be written: \(reason)" : reason)
    case MainstayError.away(let internals):
      return HealthCheck("database", good: false, MainstayError.awayWords, internals: internals)
    default:
      return HealthCheck("database", good: false, "cannot be written; see the log", internals: "\(error)")
    }
  }
}

/// When a node writes as much as a change of people's takes: at first, about once a minute, and each time while all is not
/// well, so that it is ready again only once such a write succeeds.
final class ProofTimes: Sendable {
  /// Looks from one to the next.
  private static let pace = 30
  private let looks = Mutex(0)

  var isDue: Bool { looks.withLock { $0 % ProofTimes.pace == 0 } }

  func ended(well: Bool) { looks.withLock { $0 = well ? ($0 + 1) % ProofTimes.pace : 0 } }
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
      var remarks: [String: String] = [:]
      while !Task.isCancelled {
        let checks = await product.health.lookNow()
        let bad = checks.filter { !$0.isGood }
        if bad.isEmpty != wasGood {
          wasGood = bad.isEmpty
          if let first = bad.first {
            logger.error("not ready", metadata: first.metadata)
          } else {
            logger.notice("ready again")
          }
        }
        remarks = tell(checks, after: remarks)
        do { try await Task.sleep(for: .milliseconds(Node.beat.milliseconds)) } catch { return }
      }
    }
    // Where the database is away there is nobody to tell; the others notice by the silence.
    try? await product.app.run(LeaveNode(product.node.name), as: .system("engine"))
  }

  /// Says what is amiss beside readiness once when it begins and once when it is over. That the engine is late is told
  /// where the engine runs.
  private func tell(_ checks: [HealthCheck], after known: [String: String]) -> [String: String] {
    let late = checks.filter { $0.isGood && $0.isLate && $0.name != "engine" }
    for check in late where known[check.name] == nil { logger.warning("amiss", metadata: check.metadata) }
    let now = Dictionary(late.map { ($0.name, $0.detail) }) { first, _ in first }
    // While the node is not ready nothing else is looked at.
    guard checks.allSatisfy(\.isGood) else { return known }
    for name in known.keys.sorted() where now[name] == nil {
      logger.notice("well again", metadata: ["check": "\(name)"])
    }
    return now
  }
}

extension HealthCheck {
  fileprivate var metadata: Logger.Metadata {
    var metadata: Logger.Metadata = ["check": "\(name)", "reason": "\(detail)"]
    if let internals { metadata["cause"] = "\(internals)" }
    return metadata
  }
}
