import CLibICal
import Synchronization

/// The one door to libical, which keeps process-wide state: one caller at a time, errors reported, not fatal.
enum LibICal {
  private static let door = Mutex(false)

  static func use<Result: Sendable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try door.withLock { isPrepared throws(Failure) in
      if !isPrepared {
        icalerror_set_errors_are_fatal(0)
        isPrepared = true
      }
      return try body()
    }
  }
}
