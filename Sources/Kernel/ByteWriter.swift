/// Bytes that grow at their end: what pages and answers are written into.
///
/// A page makes tens of thousands of small writes. An array looks at each of them whether somebody else holds it; this
/// has one owner by its type, so that a write is a look at the room left and a copy.
public struct ByteWriter: ~Copyable, @unchecked Sendable {
  @usableFromInline var start: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var used = 0

  /// How many bytes have been written.
  public var count: Int { used }

  /// - Parameter capacity: Bytes reserved at first; it grows by itself.
  public init(capacity: Int = 256) {
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  /// What has been written, as a copy.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: used)) }

  /// What has been written, as text; bytes that are no UTF-8 are replaced.
  public var text: String { String(decoding: UnsafeBufferPointer(start: start, count: used), as: UTF8.self) }

  /// Calls `body` with what has been written; the pointer is good for as long as that lasts.
  public func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    try body(UnsafeBufferPointer(start: start, count: used))
  }

  /// Forgets what has been written and keeps the room.
  public mutating func removeAll() { used = 0 }

  @inlinable @inline(__always)
  mutating func reserve(_ more: Int) { if capacity - used < more { grow(more) } }

  @usableFromInline @inline(never)
  mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, used + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: start, count: used)
    start.deallocate()
    (start, capacity) = (moved, larger)
  }

  @inlinable
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    start[used] = byte
    used &+= 1
  }

  @inlinable
  public mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let first = more.baseAddress else { return }
    reserve(more.count)
    (start + used).update(from: first, count: more.count)
    used &+= more.count
  }

  @inlinable
  public mutating func append(_ more: Slice<UnsafeBufferPointer<UInt8>>) { append(UnsafeBufferPointer(rebasing: more)) }

  @inlinable
  public mutating func append(_ more: [UInt8]) { more.withUnsafeBufferPointer { append($0) } }

  /// A literal, which must not be a single scalar.
  @inlinable
  public mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A text as it is.
  @inlinable
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// A whole number in decimal digits.
  public mutating func append(decimal number: Int64) {
    reserve(20)
    if number < 0 { append(UInt8(ascii: "-")) }
    var (rest, digits) = (number.magnitude, 1)
    var limit: UInt64 = 10
    while digits < 19, rest >= limit { (digits, limit) = (digits + 1, limit &* 10) }
    if rest >= 1_000_000_000_000_000_000 { digits = rest >= 10_000_000_000_000_000_000 ? 20 : 19 }
    reserve(digits)
    for place in stride(from: used + digits - 1, through: used, by: -1) {
      start[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
      rest /= 10
    }
    used += digits
  }
}
