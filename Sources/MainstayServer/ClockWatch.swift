import Core
import Kernel
import Synchronization

/// Holds a node's clock, look by look, against what others have written and against the time that has passed in the
/// process, and notes on the engine's page what is wrong with it.
final class ClockWatch: Sendable {
  /// A jump is told for this long: nothing else may show it later.
  static let toldFor = Swift.Duration.seconds(3600)

  private struct State {
    /// The clock and the process at the last look.
    var last: (clock: Instant, process: ContinuousClock.Instant)?
    var jump: (fault: ClockFault, at: ContinuousClock.Instant)?
    /// What stands on the engine's page; nil before the first look.
    var noted: ClockFault??
  }
  private let state = Mutex(State())

  /// What is wrong with the clock at present; nil where all is well, and where nobody can be asked.
  func look(_ app: App, _ node: Node) async -> ClockFault? {
    let engine = Principal.system("engine")
    let before = app.clock.now()
    guard let found = try? await app.ask(ClockWitnesses(node.name), as: engine) else { return nil }
    let after = app.clock.now()
    let jump = jump(at: after, .now)
    let fault = found.fault(before: before, after: after) ?? jump
    guard isNews(fault) else { return fault }
    if (try? await app.run(NoteClock(node, fault), as: engine)) != nil { state.withLock { $0.noted = .some(fault) } }
    return fault
  }

  /// How far the clock has moved beside the process since the look before, where that is more than it may; told for a
  /// while. A machine that slept has moved both.
  func jump(at clock: Instant, _ process: ContinuousClock.Instant) -> ClockFault? {
    state.withLock { state in
      if let last = state.last {
        let (seconds, attoseconds) = (process - last.process).components
        let passed = Duration(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        let off = (clock - last.clock) - passed
        if Duration(milliseconds: Int64(clamping: off.milliseconds.magnitude)) > ClockFault.tolerance {
          state.jump = (ClockFault(.process, off: off), process)
        }
      }
      state.last = (clock, process)
      if let jump = state.jump, process - jump.at > ClockWatch.toldFor { state.jump = nil }
      return state.jump?.fault
    }
  }

  /// Whether the engine's page does not say so yet: the same witness, and about as far off, is no news.
  private func isNews(_ fault: ClockFault?) -> Bool {
    state.withLock { state in
      guard let noted = state.noted else { return true }
      guard let noted, let fault else { return noted != fault }
      let change = (fault.off - noted.off).milliseconds.magnitude
      return fault.witness != noted.witness || change > ClockFault.tolerance.milliseconds.magnitude
    }
  }
}
