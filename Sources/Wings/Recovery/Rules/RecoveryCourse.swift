import Kernel
import Synchronization

/// How far a recovery is, told while it goes on, and the way to stop it from elsewhere.
public final class RecoveryCourse: Sendable {
  /// What is being looked for.
  public enum Phase: Hashable, Sendable {
    case reading
    /// Opening hours, the so manieth.
    case hours(Int)
    /// Dates on which the so manieth hours are closed.
    case closures(Int)
    /// Every case is held against the rules.
    case holding

    public var words: String {
      switch self {
      case .reading: "reading the cases"
      case .hours(1): "looking for the hours"
      case .hours(let number): "looking for the hours, way \(number) of reckoning"
      case .closures: "looking for closed dates and targets"
      case .holding: "holding every case against the rules"
      }
    }
  }

  private let phaseNow = Mutex(Phase.reading)
  private let tried = Atomic<Int>(0)
  private let stopped = Atomic(false)

  private let isOver: @Sendable () -> Bool

  /// - Parameter isOver: whether it has taken as long as it may.
  public init(until isOver: @escaping @Sendable () -> Bool = { false }) { self.isOver = isOver }

  public var phase: Phase { phaseNow.withLock { $0 } }
  /// Weeks of hours that were held against the cases so far.
  public var weeksTried: Int { tried.load(ordering: .relaxed) }
  public var isStopped: Bool { stopped.load(ordering: .relaxed) }

  /// Asks it to stop; it does before the next week is tried.
  public func stop() { stopped.store(true, ordering: .relaxed) }

  /// How much is done, 0 to 1: a guess that never goes back, as nobody knows beforehand how many weeks are tried.
  public var share: Double {
    switch phase {
    case .reading: 0
    case .hours, .closures: 0.05 + 0.85 * Double(weeksTried) / Double(weeksTried + RecoveryCourse.usual)
    case .holding: 0.95
    }
  }

  /// Weeks that are tried for one set of hours, about.
  private static let usual = 4000

  func enter(_ phase: Phase) { phaseNow.withLock { $0 = phase } }

  /// Counts a week that is tried; false where nothing more is to be tried.
  func tries() -> Bool {
    tried.add(1, ordering: .relaxed)
    if isOver() { stop() }
    return !isStopped
  }

  func requireGoing() throws(MainstayError) {
    guard !isStopped else { throw .conflict(code: "recovery-stopped", message: "The recovery was stopped.") }
  }
}
