import Core
import Journal
import Kernel
import Synchronization

/// A verification of the whole journal that runs on this node, or ran here since the node started.
public struct VerificationRun: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case finished(VerificationReport)
    /// Stopped before its end: by a person, or with the node.
    case stopped(by: String)
    case failed(String)
  }
  public var id: RecordID
  public var startedBy: String
  public var startedAt: Instant
  public var progress = JournalProgress(done: 0, total: 0)
  /// Nil while it runs.
  public var outcome: Outcome?
  public var endedAt: Instant?

  public init(id: RecordID, startedBy: String, startedAt: Instant) {
    (self.id, self.startedBy, self.startedAt) = (id, startedBy, startedAt)
  }

  public var isRunning: Bool { outcome == nil }

  /// The first finding of all so far; nil where nothing was found.
  public var firstFinding: JournalFinding? {
    if case .finished(let report) = outcome { report.findings.first.first } else { progress.finding }
  }

  /// Runs that a node remembers.
  public static let kept = 20
  /// A run that takes longer is given up.
  public static let longest = Duration.hours(12)
}

/// The verifications of this node: one at a time, the last ones remembered as long as the process lives.
public final class JournalVerifier: Sendable {
  private struct State {
    /// Newest first; only the first can be running.
    var runs: [VerificationRun] = []
    var task: Task<Void, Never>?
    /// Who asked for the stop of the run under way.
    var stoppedBy: String?
    var isClosed = false
  }
  private let state = Mutex(State())

  init() {}

  /// Starts a run in the background.
  /// - Throws: `forbidden` without the permission to see the journal, `conflict` while one is under way.
  public func start(on app: App, as principal: Principal) throws -> VerificationRun {
    try start(on: app, as: principal) { try await app.verify(as: principal, progress: $0) }
  }

  /// What does the work: tells its progress, and ends early where that throws.
  typealias Verification =
    @Sendable (_ progress: @Sendable (JournalProgress) throws -> Void) async throws -> VerificationReport

  func start(on app: App, as principal: Principal, _ verification: @escaping Verification) throws -> VerificationRun {
    try principal.require(.seeJournal)
    let run = VerificationRun(
      id: app.ids.next(at: app.clock.now()), startedBy: principal.name, startedAt: app.clock.now())
    try state.withLock { state throws in
      guard !state.isClosed else { throw MainstayError.unavailable(reason: "This node is stopping.") }
      guard state.runs.first?.isRunning != true else {
        throw MainstayError.conflict(
          code: "verification-underway", message: "A verification is under way on this node already.")
      }
      state.runs = Array(([run] + state.runs).prefix(VerificationRun.kept))
      state.stoppedBy = nil
      state.task = Task { [self] in await work(run, app.clock, verification) }
    }
    return run
  }

  private var remembered: [VerificationRun] { state.withLock { $0.runs } }

  /// The runs that this node remembers, newest first.
  public func runs(as principal: Principal) throws -> [VerificationRun] {
    try principal.require(.seeJournal)
    return state.withLock { $0.runs }
  }

  public func run(_ id: RecordID, as principal: Principal) throws -> VerificationRun {
    guard let run = try runs(as: principal).first(where: { $0.id == id }) else {
      throw MainstayError.notFound(kind: "verification", id: id.text)
    }
    return run
  }

  /// Asks a run to stop; one that has ended stays as it is. Returns once it has ended.
  public func stop(_ id: RecordID, as principal: Principal) async throws -> VerificationRun {
    let isRunning = try run(id, as: principal).isRunning
    let task = state.withLock { state -> Task<Void, Never>? in
      guard isRunning, state.runs.first?.id == id else { return nil }
      if state.stoppedBy == nil { state.stoppedBy = principal.name }
      return state.task
    }
    task?.cancel()
    await task?.value
    return try run(id, as: principal)
  }

  /// Asks a run to stop without waiting for it, for somebody on another node.
  public func stopWork(_ id: RecordID, by name: String) {
    let task = state.withLock { state -> Task<Void, Never>? in
      guard let run = state.runs.first, run.id == id, run.isRunning else { return nil }
      if state.stoppedBy == nil { state.stoppedBy = name }
      return state.task
    }
    task?.cancel()
  }

  /// Stops what runs and takes nothing more: the node ends.
  public func close() async {
    let task = state.withLock { state in
      state.isClosed = true
      if state.stoppedBy == nil { state.stoppedBy = "the end of the server" }
      return state.task
    }
    task?.cancel()
    await task?.value
  }

  /// Returns once no run is under way.
  public func idle() async { await state.withLock { $0.task }?.value }

  private func work(_ run: VerificationRun, _ clock: any Clock, _ verification: Verification) async {
    let outcome: VerificationRun.Outcome
    do {
      let report = try await verification { progress in
        change(run.id) { $0.progress = progress }
        if clock.now() - run.startedAt > VerificationRun.longest {
          throw MainstayError.limit(
            name: "hours of a verification", limit: Int(VerificationRun.longest.milliseconds / 3_600_000))
        }
      }
      outcome = .finished(report)
    } catch is CancellationError {
      outcome = .stopped(by: state.withLock { $0.stoppedBy } ?? "the server")
    } catch let error as MainstayError {
      outcome = .failed(VerificationRun.words(error))
    } catch {
      // Internals stay out of sight; what the database said is in its own log.
      outcome = .failed("The database did not answer as it should.")
    }
    change(run.id) { run in
      run.outcome = outcome
      run.endedAt = clock.now()
      if case .finished(let report) = outcome {
        run.progress = JournalProgress(
          done: report.counts.streams, total: report.counts.streams, entries: report.counts.entries,
          finding: report.findings.first.first)
      }
    }
  }

  private func change(_ id: RecordID, _ body: (inout VerificationRun) -> Void) {
    state.withLock { state in
      guard let index = state.runs.firstIndex(where: { $0.id == id }) else { return }
      body(&state.runs[index])
    }
  }
}

extension VerificationRun {
  fileprivate static func words(_ error: MainstayError) -> String {
    switch error {
    case .unavailable(let reason): reason
    case .away: MainstayError.awayWords
    case .unreadable(let record, let reason): "\(record) cannot be read: \(reason)."
    case .limit(let name, let limit): "It took longer than it may: \(limit) \(name)."
    case .forbidden: "Whoever started it may no longer see the journal."
    default: "It could not go on."
    }
  }
}

extension JournalVerifier: BackgroundWorker {
  public func workReports() -> [WorkReport] {
    remembered.map { run in
      let share = run.progress.total > 0 ? run.progress.done * 1000 / run.progress.total : 0
      return WorkReport(
        id: run.id, kind: .verification, name: "journal", startedBy: run.startedBy, startedAt: run.startedAt,
        progress: run.isRunning ? min(share, 999) : share, outcome: run.outcome.map(JournalVerifier.words))
    }
  }

  private static func words(_ outcome: VerificationRun.Outcome) -> String {
    switch outcome {
    case .finished(let report):
      report.findings.isEmpty ? "Everything holds." : "\(report.findings.total) things do not hold."
    case .stopped(let name): "Stopped by \(name)."
    case .failed(let reason): reason
    }
  }
}
