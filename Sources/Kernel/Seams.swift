/// Where the present comes from. Read once per request or engine cycle and passed on as a value.
public protocol Clock: Sendable {
  func now() -> Instant
}

/// Where record ids and secrets come from: the only source of randomness that the product knows.
public protocol IDSource: Sendable {
  /// A new UUIDv7 (RFC 9562) whose time part is `now`: later ids sort after earlier ones.
  func next(at now: Instant) -> RecordID
  /// Unpredictable bytes, for tokens and salts.
  func secret(bytes count: Int) -> [UInt8]
}

/// The id of a record: a UUIDv7 in its usual 36 characters, lower case.
public struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }
  public var description: String { text }
  public static func < (a: RecordID, b: RecordID) -> Bool { a.text < b.text }
}
