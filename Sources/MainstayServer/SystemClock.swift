import Foundation
import Kernel

/// The present by the machine's clock.
public struct SystemClock: Clock {
  public init() {}

  /// A double holds the seconds since 1970 to far below a millisecond until the year 10000.
  public func now() -> Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}
