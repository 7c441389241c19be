import AgreementsUseCases
import Core
import Kernel
import Recovery
import Synchronization

/// A file whose cases were read, for the rule behind them.
public struct RecoveryUpload: Sendable {
  public var name: String
  /// SHA-256 of its bytes, in hexadecimal.
  public var digest: String
  public var settings: RecoverySettings
  public var cases: CaseReader.Cases

  public init(_ name: String, digest: String, _ settings: RecoverySettings, _ cases: CaseReader.Cases) {
    (self.name, self.digest, self.settings, self.cases) = (name, digest, settings, cases)
  }
}

/// Searches for rules that go on behind the request that began them, one at a time on this node. The cases are in its
/// memory alone and gone with the search: one that is broken off begins anew with its file.
public final class BackgroundRecoveries: BackgroundWorker {
  private struct State {
    /// Whether one goes on or is about to.
    var isBusy = false
    var current: RecordID?
    var course = RecoveryCourse()
    var task: Task<Void, Never>?
    /// The last ones, the newest at the end; only that one can be under way.
    var reports: [WorkReport] = []
    var isStopped = false
    /// Whether somebody asked for the end of the one under way.
    var wasAsked = false
  }

  let app: App
  public let reader: CaseReader
  private let state = Mutex(State())
  private let threads = ComputingThreads(width: 1, most: 2, busy: "rules are being looked for")

  public init(_ app: App, reader: CaseReader) { (self.app, self.reader) = (app, reader) }

  /// Begins a search and comes back while it is under way.
  ///
  /// - Parameter failed: told of what stopped it before the end.
  /// - Throws: `conflict("recovery-under-way")` while this node looks for another rule; what `BeginRecovery` throws.
  public func begin(
    _ upload: RecoveryUpload, as principal: Principal, failed: @escaping @Sendable (any Error) -> Void = { _ in }
  ) async throws -> RecoveryRun {
    try principal.require(.proposeAgreements)
    try state.withLock { state in
      if state.isStopped { throw MainstayError.unavailable(reason: "The server is stopping.") }
      guard !state.isBusy else {
        let name = state.reports.last?.name ?? "another file"
        throw MainstayError.conflict(
          code: "recovery-under-way", message: "The rule behind \(name) is being looked for; wait until that is done.")
      }
      state.isBusy = true
    }
    let run: RecoveryRun
    do {
      run = try await app.run(BeginRecovery(upload.name, digest: upload.digest, upload.settings), as: principal)
    } catch {
      state.withLock { $0.isBusy = false }
      throw error
    }
    let (clock, end) = (app.clock, app.clock.now() + RecoveryLimits.time)
    let course = RecoveryCourse { clock.now() >= end }
    state.withLock { state in
      (state.current, state.course, state.wasAsked) = (run.id, course, false)
      let report = WorkReport(
        id: run.id, kind: .recovery, name: run.name, startedBy: principal.name, startedAt: run.begunAt, progress: 0)
      state.reports = state.reports.suffix(RecoveryLimits.listed - 1) + [report]
      if state.isStopped { course.stop() }
      state.task = Task { await carryOut(upload, run, course, as: principal, failed) }
    }
    return run
  }

  /// Asks a search to stop, for somebody on any node.
  public func stopWork(_ id: RecordID, by name: String) {
    state.withLock { state in
      guard state.current == id else { return }
      state.wasAsked = true
      state.course.stop()
    }
  }

  /// What goes on and what has ended lately.
  public func workReports() -> [WorkReport] {
    state.withLock { state in
      state.reports.map { report in
        var report = report
        if report.id == state.current { report.progress = min(max(Int(state.course.share * 1000), 0), 1000) }
        return report
      }
    }
  }

  /// Waits until nothing is under way.
  public func settle() async { await state.withLock { $0.task }?.value }

  /// Begins no more, breaks off what is under way, and waits for it.
  public func stop() async {
    let task = state.withLock { state in
      state.isStopped = true
      state.course.stop()
      return state.task
    }
    await task?.value
  }

  private func carryOut(
    _ upload: RecoveryUpload, _ run: RecoveryRun, _ course: RecoveryCourse, as principal: Principal,
    _ failed: @Sendable (any Error) -> Void
  ) async {
    var outcome: String
    do {
      let key = RecoveryKey.of(upload.name)
      let found = try await threads.run {
        try Recovery(upload.cases.recorded, within: upload.settings.within, key: key, course: course).recovered()
      }
      let written = reader.write(found, title: upload.name)
      let run = try await app.run(
        FinishRecovery(
          run.id, RecoveryFound(found, written, notes: upload.cases.notes),
          examples: written.json["contradictions"]?.arrayValue ?? []), as: principal)
      outcome = "Explained \(run.found?.explained ?? 0) of \(run.found?.cases ?? 0) cases."
    } catch {
      outcome = words(error)
      failed(error)
      do {
        try await app.run(EndRecovery(run.id, because: outcome), as: principal)
      } catch {
        // Then it counts as gone: nobody tells of it any more.
        failed(error)
      }
    }
    state.withLock { state in
      if let place = state.reports.firstIndex(where: { $0.id == run.id }) {
        (state.reports[place].outcome, state.reports[place].progress) = (outcome, 1000)
      }
      (state.isBusy, state.current, state.task) = (false, nil, nil)
    }
  }

  private func words(_ error: any Error) -> String {
    switch error {
    case MainstayError.conflict("recovery-stopped", _):
      let (wasAsked, isStopped) = state.withLock { ($0.wasAsked, $0.isStopped) }
      if wasAsked { return "It was stopped." }
      return isStopped
        ? "The server stopped."
        : "It took longer than \(RecoveryLimits.time.milliseconds / 60_000) minutes. Give a part of the file, or fewer "
          + "columns to class by."
    case MainstayError.invalid(let faults):
      return faults.map { $0.path.isEmpty ? $0.message : "\($0.path) \($0.message)" }.joined(separator: "; ")
    case MainstayError.conflict(_, let message): return message
    case MainstayError.unavailable(let reason): return reason
    case MainstayError.away: return MainstayError.awayWords
    case MainstayError.forbidden: return "Whoever began it may no longer propose changes of agreements."
    default: return "Something failed on our side; the log has it."
    }
  }
}

extension BackgroundRecoveries {
  /// The newest recoveries.
  public func list(as principal: Principal) async throws -> (recoveries: [ListedRecovery], unreadable: [String]) {
    // First what is under way, then what is recorded: one that ends in between has then ended, and is not gone.
    let (here, work) = (under(), try await app.ask(WorkUnderWay(.recovery), as: principal))
    let found = try await app.ask(ListRecoveries(), as: principal)
    let now = app.clock.now()
    let listed = found.recoveries.map { one in
      ListedRecovery(
        one,
        RecoveryStanding(
          endedAt: one.endedAt, stopped: one.stopped, begunAt: one.begunAt, here: here[one.id],
          elsewhere: work[one.id], at: now))
    }
    return (listed, found.unreadable)
  }

  /// One recovery with all that it found.
  ///
  /// - Throws: what `ShowRecovery` throws.
  public func show(_ id: RecordID, as principal: Principal) async throws -> WatchedRecovery {
    let (here, work) = (under(), try await app.ask(WorkUnderWay(.recovery), as: principal))
    let found = try await app.ask(ShowRecovery(id), as: principal)
    let standing = RecoveryStanding(
      endedAt: found.run.endedAt, stopped: found.run.stopped, begunAt: found.run.begunAt, here: here[id],
      elsewhere: work[id], at: app.clock.now())
    return WatchedRecovery(found.run, begunBy: found.begunBy, standing)
  }

  /// Holds other cases against the rules that a recovery found, read as its own were.
  ///
  /// - Throws: `conflict` where it found none; what reading the file throws.
  public func check(
    _ id: RecordID, against bytes: [UInt8], as principal: Principal
  ) async throws -> RuleBook.Holding {
    let run = try await app.ask(ShowRecovery(id), as: principal).run
    guard let found = run.found else {
      throw MainstayError.conflict(code: "nothing-recovered", message: "It has no rule to hold cases against.")
    }
    return try await reader.hold(found.file, reader.read(bytes, run.settings), run.settings)
  }

  private func under() -> [RecordID: RecoveryCourse] {
    state.withLock { state in state.current.map { [$0: state.course] } ?? [:] }
  }
}

/// What keys of what was recovered begin with.
enum RecoveryKey {
  /// `cases-dev` of `cases_dev.csv.gz`.
  static func of(_ name: String) -> String {
    let plain = name.lowercased().prefix { $0 != "." }
    var key = ""
    for letter in plain.unicodeScalars {
      if ("a"..."z").contains(letter) || ("0"..."9").contains(letter) {
        key.unicodeScalars.append(letter)
      } else if !key.isEmpty, key.last != "-" {
        key += "-"
      }
    }
    key = String(key.drop { !$0.isLetter }.prefix(RecoveryLimits.key))
    while key.last == "-" { key.removeLast() }
    return key.isEmpty ? "recovered" : key
  }
}
