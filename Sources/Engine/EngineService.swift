import Core
import Kernel
import Logging
import MessagesUseCases
import Metrics
import OperationsUseCases
import ServiceLifecycle

/// Runs the engine's modules side by side until shutdown. Each cycle is guarded: an error is noted
/// and the next cycle tries again; other modules do not notice.
public struct EngineService: Service {
  public let app: App
  /// Unique to this process.
  public let node: String
  public let modules: [EngineModule]
  let logger: Logger

  /// A node that has died is replaced after this long.
  static let lease = Kernel.Duration.seconds(150)
  /// An idle module's health is written at most this often.
  static let idleNote = Kernel.Duration.seconds(20)
  static let mostBackoff = Kernel.Duration.seconds(60)
  /// Whether what keeps a node from a module has gone is looked at this often.
  static let obstaclePause = Kernel.Duration.seconds(30)
  /// Rests this long where the database is away, so that what is due is recorded within seconds of its return.
  static let awayPause = Kernel.Duration.seconds(2)

  public init(app: App, node: String, modules: [EngineModule], logger: Logger) {
    (self.app, self.node, self.modules, self.logger) = (app, node, modules, logger)
  }

  public func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      for module in modules {
        group.addTask {
          await cancelWhenGracefulShutdown { await loop(module) }
          await module.stop()
        }
      }
    }
  }

  /// Runs every module's cycles until none finds anything more to do: for tests, and for commands
  /// that finish what is due before they end. Returns how many items were handled.
  @discardableResult
  public func catchUp() async throws -> Int {
    var total = 0
    while true {
      var handled = 0
      for module in modules {
        handled += try await module.cycle(app, module.batch)
        handled += await module.finish()
      }
      total += handled
      if handled == 0 { return total }
    }
  }

  /// Tells the log of what has begun to fail: once, as the engine's page has it from then on.
  private func logFailures() {
    for failure in app.failures.take() {
      logger.log(
        level: app.features.failsElsewhere(failure.item) ? .warning : .error,
        "\(failure.name) cannot be handled: \(failure.error)",
        metadata: [
          "module": "\(failure.item.module)", "item": "\(failure.item.key)", "next": "\(failure.nextAt.rfc3339)",
          "remedy": "\(app.features.remedy(for: failure.item))",
        ])
    }
  }

  /// Tells the log which destinations have begun to fail and which have recovered, once each.
  private func logDestinations() {
    for turn in app.destinations.take() {
      let metadata: Logger.Metadata = [
        "channel": "\(turn.destination.channel)", "destination": "\(turn.destination.key)",
      ]
      if let error = turn.error {
        logger.warning("messages to \(turn.name) do not arrive: \(error)", metadata: metadata)
      } else {
        logger.notice("messages to \(turn.name) arrive again", metadata: metadata)
      }
    }
  }

  private func loop(_ module: EngineModule) async {
    var state = LoopState()
    while !Task.isCancelled {
      let pause = await turn(module, &state)
      guard pause > .zero else { continue }
      do { try await Task.sleep(for: .milliseconds(pause.milliseconds)) } catch { return }
    }
  }

  struct LoopState {
    var lease: Lease?
    /// What kept this node from the module when it was looked at last.
    var obstacle: String?
    var failures = 0
    var notedAt: Instant?
  }

  /// One cycle; how long to rest after it.
  func turn(_ module: EngineModule, _ state: inout LoopState) async -> Kernel.Duration {
    let startedAt = app.clock.now()
    defer {
      logFailures()
      logDestinations()
    }
    do {
      if let why = try await module.obstacle(app) {
        await note(module, why, isNew: why != state.obstacle, startedAt)
        state.obstacle = why
        return EngineService.obstaclePause
      }
      if state.obstacle != nil {
        try await app.run(
          ForgetObstacle(module: EngineService.row(of: module, on: node), node: node), as: EngineModule.principal)
        state.obstacle = nil
        logger.notice("this node can run it now", metadata: ["module": "\(module.name)"])
      }
      if module.sharing == .oneNode {
        state.lease = try await app.run(
          TakeLease(module: module.name, node: node, length: module.interval + EngineService.lease),
          as: EngineModule.principal)
        guard state.lease != nil else { return module.interval }
      }
      let handled = try await module.cycle(app, module.batch)
      Counter(label: "mainstay_engine_handled", dimensions: [("module", module.name)]).increment(by: handled)
      state.failures = 0
      if handled > 0 || EngineService.isNoteDue(at: startedAt, after: state.notedAt) {
        await note(module, state, CycleOutcome(startedAt: startedAt, handled: handled))
        state.notedAt = startedAt
      }
      return handled >= module.batch ? .zero : module.interval
    } catch is CancellationError {
      return module.interval
    } catch {
      state.failures += 1
      Counter(label: "mainstay_engine_failed", dimensions: [("module", module.name)]).increment()
      logger.error("engine module failed", metadata: ["module": "\(module.name)", "error": "\(error)"])
      await note(module, state, CycleOutcome(startedAt: startedAt, handled: 0, error: "\(error)"))
      return EngineService.pause(after: state.failures, of: error)
    }
  }

  /// The row in which a node says by itself how a module fares there.
  private static func row(of module: EngineModule, on node: String) -> String { "\(module.name)@\(node)" }

  static func pause(after failures: Int, of error: any Error) -> Kernel.Duration {
    if case MainstayError.unavailable = error { return awayPause }
    return min(.seconds(1 << Int64(min(failures, 6))), mostBackoff)
  }

  /// A note that lies ahead was written before the clock was put back.
  static func isNoteDue(at now: Instant, after noted: Instant?) -> Bool {
    noted.map { now - $0 >= idleNote || $0 > now } ?? true
  }

  /// What keeps this node from a module that other nodes may run meanwhile.
  private func note(_ module: EngineModule, _ obstacle: String, isNew: Bool, _ startedAt: Instant) async {
    if isNew { logger.warning("\(obstacle)", metadata: ["module": "\(module.name)"]) }
    var own = module
    own.sharing = .everyNode
    await note(own, LoopState(), CycleOutcome(startedAt: startedAt, handled: 0, error: obstacle))
  }

  private func note(_ module: EngineModule, _ state: LoopState, _ outcome: CycleOutcome) async {
    let name = module.sharing == .oneNode ? module.name : EngineService.row(of: module, on: node)
    do {
      try await app.run(
        EndCycle(module: name, node: node, lease: state.lease, outcome), as: EngineModule.principal)
    } catch {
      logger.warning("cycle not noted", metadata: ["module": "\(module.name)", "error": "\(error)"])
    }
  }
}
