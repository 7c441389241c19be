import Kernel
import Storage

extension SQLValue {
  static func instant(_ instant: Instant) -> SQLValue { .integer(instant.milliseconds) }
  static func instant(_ instant: Instant?) -> SQLValue { .integer(instant?.milliseconds) }
}

extension Row {
  func instant(_ column: Int) throws -> Instant { Instant(milliseconds: try int64(column)) }
  func optionalInstant(_ column: Int) throws -> Instant? {
    try optionalInt64(column).map(Instant.init(milliseconds:))
  }
}
