import Kernel
import Synchronization

/// Record ids as UUIDv7 and secrets from the system's random source.
///
/// Each id of one source sorts after the ones before it, also within a millisecond and when the
/// clock steps back: the random part then grows by a random step (RFC 9562, section 6.2, method 2).
public final class SystemIDSource: IDSource {
  private struct Last {
    var milliseconds: UInt64 = 0
    /// 12 bits.
    var high: UInt64 = 0
    /// 62 bits.
    var low: UInt64 = 0
  }

  private let last = Mutex(Last())

  public init() {}

  public func next(at now: Instant) -> RecordID {
    var generator = SystemRandomNumberGenerator()
    let (a, b) = (generator.next(), generator.next())
    let time = UInt64(clamping: now.milliseconds)
    let id = last.withLock { last in
      if time > last.milliseconds {
        last = Last(milliseconds: time, high: a & 0x7ff, low: b & lowMask)
      } else {
        last.low += (a & 0xffff_ffff) + 1
        if last.low > lowMask {
          last.low &= lowMask
          last.high += 1
        }
        if last.high > 0xfff {
          last = Last(milliseconds: last.milliseconds + 1, high: a >> 53 & 0x7ff, low: b & lowMask)
        }
      }
      return last
    }
    return RecordID(
      uuidText(
        high: id.milliseconds << 16 | 0x7000 | id.high,
        low: 0x8000_0000_0000_0000 | id.low))
  }

  public func secret(bytes count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    // Eight at a time, as each draw asks the system.
    while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

private let lowMask: UInt64 = (1 << 62) - 1

private func uuidText(high: UInt64, low: UInt64) -> String {
  String(unsafeUninitializedCapacity: 36) { buffer in
    var position = 0
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
        buffer[position] = UInt8(ascii: "-")
        position += 1
      }
      let word = nibble < 16 ? high : low
      let value = UInt8(truncatingIfNeeded: word >> UInt64((15 - nibble % 16) * 4)) & 15
      buffer[position] = value < 10 ? 48 + value : 87 + value
      position += 1
    }
    return position
  }
}
