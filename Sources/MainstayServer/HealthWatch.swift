import HTTPSupport
import Kernel
import Synchronization

/// How this node's database and engine stand, known without asking them each time: whoever asks gets an answer
/// within `HealthLimits.answer`, also while the database gives none.
final class HealthWatch: Sendable {
  /// One look: whether a write succeeds, and what is late.
  typealias Probe = @Sendable () async -> [HealthCheck]

  private struct State {
    var last: (checks: [HealthCheck], at: ContinuousClock.Instant)?
    var underWay: (task: Task<[HealthCheck], Never>, since: ContinuousClock.Instant)?
  }

  private let probe: Probe
  private let limits: HealthLimits
  private let state = Mutex(State())

  init(limits: HealthLimits = HealthLimits(), probe: @escaping Probe) { (self.limits, self.probe) = (limits, probe) }

  /// What was found last where that is fresh; else what is found now, as long as that comes in time.
  func readiness() async -> [HealthCheck] {
    enum Answer { case known([HealthCheck]), coming(Task<[HealthCheck], Never>) }
    // At once, so that no second look begins while the first one ends.
    let answer = state.withLock { state -> Answer in
      if let last = state.last, ContinuousClock.now - last.at < limits.fresh { return .known(last.checks) }
      return .coming(look(&state))
    }
    switch answer {
    case .known(let checks): return checks
    case .coming(let task): if let checks = await HealthWatch.value(of: task, within: limits.answer) { return checks }
    }
    let (last, since) = state.withLock { ($0.last, $0.underWay?.since) }
    if let last, ContinuousClock.now - last.at < limits.known { return last.checks }
    let seconds = since.map { ContinuousClock.now - $0 }?.components.seconds ?? 0
    let detail = "has not answered for \(max(1, seconds)) s; look at its server or the disk that holds it"
    return [HealthCheck("database", good: false, detail)]
  }

  /// Looks now, or joins the look that is under way, and waits for its end.
  @discardableResult
  func lookNow() async -> [HealthCheck] { await state.withLock { look(&$0) }.value }

  private func look(_ state: inout State) -> Task<[HealthCheck], Never> {
    if let underWay = state.underWay { return underWay.task }
    let task = Task { [self] in
      let checks = await probe()
      self.state.withLock { state in
        state.last = (checks, .now)
        state.underWay = nil
      }
      return checks
    }
    state.underWay = (task, .now)
    return task
  }

  /// Nil where it does not come within `bound`; the task goes on.
  private static func value<T: Sendable>(of task: Task<T, Never>, within bound: Swift.Duration) async -> T? {
    let (stream, continuation) = AsyncStream.makeStream(of: T?.self, bufferingPolicy: .bufferingOldest(1))
    let waiting = Task { continuation.yield(await task.value) }
    let timer = Task {
      try? await Task.sleep(for: bound)
      continuation.yield(nil)
    }
    defer {
      waiting.cancel()
      timer.cancel()
    }
    for await value in stream { return value }
    return nil
  }
}

/// Bounds of answers about health.
struct HealthLimits: Sendable {
  /// An answer comes within this.
  var answer = Swift.Duration.milliseconds(700)
  /// What was found is told again for this long without another look.
  var fresh = Swift.Duration.seconds(2)
  /// What was found counts for this long while another look goes on.
  var known = Swift.Duration.seconds(5)
}
