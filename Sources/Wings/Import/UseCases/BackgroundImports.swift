import Core
import Kernel
import Synchronization

/// A source that was handed over as a whole: which one it is, and how to read it from its beginning.
public struct ImportUpload: Sendable {
  public var identity: ImportIdentity
  public var open: @Sendable () throws -> any HistorySource

  public init(_ identity: ImportIdentity, open: @escaping @Sendable () throws -> any HistorySource) {
    (self.identity, self.open) = (identity, open)
  }
}

/// Imports that go on behind the request that began them, one at a time on this node. What they have
/// done is committed portion by portion, so that one that stops goes on when its source comes again.
public final class BackgroundImports: BackgroundWorker {
  /// How an import of this node fares.
  public struct Standing: Hashable, Sendable {
    public var isUnderWay: Bool
    /// How much of the source has been read, 0 to 1; nil until that is known.
    public var share: Double?
    /// Why it stopped before the end, for people.
    public var stoppedBy: String?
    /// What came of it at its end, for people.
    public var outcome = "Imported."
  }

  private struct State {
    var identity: ImportIdentity?
    var task: Task<Void, Never>?
    var standings: [RecordID: Standing] = [:]
    /// The last ones, the newest at the end; only that one can be under way.
    var reports: [WorkReport] = []
    /// Who wants the one under way stopped.
    var stopBy: String?
    var isStopped = false
  }

  let app: App
  private let state = Mutex(State())

  public init(_ app: App) { self.app = app }

  /// Begins an import, or goes on with one, and comes back while it is under way; what is finished is left alone.
  ///
  /// - Parameters:
  ///   - again: tries once more what was held back where the source had reached its end.
  ///   - failed: told of what stopped it before the end.
  /// - Throws: `conflict("import-under-way")` while this node imports another source; what `BeginImport` throws.
  public func begin(
    _ upload: ImportUpload, as principal: Principal, again: Bool = false,
    failed: @escaping @Sendable (any Error) -> Void = { _ in }
  ) async throws -> ImportRun {
    try principal.require(.importHistory)
    try state.withLock { try check($0, upload.identity) }
    let run = try await app.run(BeginImport(upload.identity, again: again), as: principal)
    guard !run.isFinished else { return run }
    try state.withLock { state in
      try check(state, upload.identity)
      guard state.identity == nil else { return }
      state.identity = upload.identity
      let before = state.standings[run.id]?.share
      // What ended long ago is told by its run alone.
      if state.standings.count >= ImportLimits.listed { state.standings.removeAll() }
      state.standings[run.id] = Standing(isUnderWay: true, share: before)
      state.stopBy = nil
      let report = WorkReport(
        id: run.id, kind: .import, name: upload.identity.name, startedBy: principal.name,
        startedAt: app.clock.now(), progress: 0)
      state.reports = Array(state.reports.filter { $0.id != run.id }.suffix(ImportLimits.listed - 1)) + [report]
      state.task = Task { await carryOut(upload, run.id, as: principal, again: again, failed) }
    }
    return run
  }

  /// How imports fare here, by their ids; those that this node has seen.
  package func standings() -> [RecordID: Standing] { state.withLock { $0.standings } }

  /// Asks an import to stop behind the portion that is being written, for somebody on any node.
  public func stopWork(_ id: RecordID, by name: String) {
    let task = state.withLock { state -> Task<Void, Never>? in
      guard state.reports.last?.id == id, state.identity != nil else { return nil }
      state.stopBy = name
      return state.task
    }
    task?.cancel()
  }

  /// What goes on and what has ended lately.
  public func workReports() -> [WorkReport] {
    state.withLock { state in
      state.reports.map { report in
        var report = report
        guard let standing = state.standings[report.id] else { return report }
        report.progress = min(max(Int((standing.share ?? 0) * 1000), 0), 1000)
        if !standing.isUnderWay { report.outcome = standing.stoppedBy ?? standing.outcome }
        return report
      }
    }
  }

  /// Waits until nothing is under way.
  public func settle() async { await state.withLock { $0.task }?.value }

  /// Begins no more, breaks off what is under way behind the portion that is being written, and waits for it.
  public func stop() async {
    let task = state.withLock { state in
      state.isStopped = true
      state.task?.cancel()
      return state.task
    }
    await task?.value
  }

  private func check(_ state: State, _ identity: ImportIdentity) throws {
    if state.isStopped { throw MainstayError.unavailable(reason: "The server is stopping.") }
    guard let current = state.identity,
      (current.source, current.digest, current.zone) != (identity.source, identity.digest, identity.zone)
    else { return }
    throw MainstayError.conflict(
      code: "import-under-way", message: "\(current.name) is being imported; wait until that is done.")
  }

  private func carryOut(
    _ upload: ImportUpload, _ run: RecordID, as principal: Principal, again: Bool,
    _ failed: @Sendable (any Error) -> Void
  ) async {
    var stoppedBy: String?
    var outcome = "Imported."
    do {
      let report = try await app.importHistories(
        upload.identity, from: try upload.open(), as: principal, again: again
      ) { progress in
        state.withLock { $0.standings[run]?.share = progress.share }
      }
      outcome = report.tally.outcome
    } catch {
      let name = state.withLock { $0.stopBy }
      stoppedBy = error is CancellationError ? name.map { "Stopped by \($0)." } : nil
      stoppedBy = stoppedBy ?? BackgroundImports.words(error)
      failed(error)
    }
    state.withLock { state in
      state.standings[run]?.isUnderWay = false
      state.standings[run]?.stoppedBy = stoppedBy
      state.standings[run]?.outcome = outcome
      if stoppedBy == nil { state.standings[run]?.share = 1 }
      (state.identity, state.task) = (nil, nil)
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case is CancellationError: "The server stopped."
    case MainstayError.invalid(let faults): faults.map { $0.path + ": " + $0.message }.joined(separator: "; ")
    case MainstayError.conflict(_, let message): message
    case MainstayError.unavailable(let reason): reason
    case MainstayError.away: MainstayError.awayWords
    case MainstayError.forbidden:
      "Whoever began it may no longer import. What was imported stays; the rest did not come in."
    default: "Something failed on our side; the log has it."
    }
  }
}
