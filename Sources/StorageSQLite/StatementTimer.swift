import CSQLite
import Kernel

/// Stops a statement that runs longer than its limit. The clock is read only once a statement has
/// run some thousand instructions, so short ones pay nothing.
final class StatementTimer {
  /// Instructions of SQLite's machine between two looks at the clock.
  private static let interval: CInt = 10_000

  var seconds: Int
  private var started: ContinuousClock.Instant?

  init(seconds: Int) { self.seconds = seconds }

  /// A new statement starts.
  func begin() { started = nil }

  func attach(to handle: OpaquePointer) {
    sqlite3_progress_handler(
      handle, Self.interval,
      { context in
        guard let context else { return 0 }
        return Unmanaged<StatementTimer>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func detach(from handle: OpaquePointer) {
    sqlite3_progress_handler(handle, 0, nil, nil)
  }

  private var isOver: Bool {
    let now = ContinuousClock.now
    guard let started else {
      started = now
      return false
    }
    return now - started > .seconds(seconds)
  }
}
