import Kernel
import Storage

/// Values laid out as libpq wants them: one run of bytes, and where each value begins in it. Kept by
/// a connection so that statements need no memory of their own.
struct PostgresParameters {
  private var bytes: [CChar] = []
  private var starts: [Int] = []
  private var lengths: [CInt] = []
  private var formats: [CInt] = []
  private var pointers: [UnsafePointer<CChar>?] = []

  private static let textFormat: CInt = 0
  private static let binaryFormat: CInt = 1
  private static let isNull = -1

  /// Bytes of the values.
  var size: Int { bytes.count }

  mutating func set(_ values: [SQLValue]) throws {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    for value in values {
      let start = bytes.count
      switch value {
      case .null: break
      case .integer(let number): append("\(number)")
      case .real(let number): append("\(number)")
      case .bool(let flag): append(flag ? "t" : "f")
      case .text(let text):
        append(text)
        guard !bytes[start...].contains(0) else { throw MainstayError.field("", "contains a zero character") }
      case .bytes(let raw): raw.withUnsafeBytes { bytes.append(contentsOf: $0.bindMemory(to: CChar.self)) }
      }
      starts.append(value == .null ? Self.isNull : start)
      lengths.append(CInt(clamping: bytes.count - start))
      if case .bytes = value { formats.append(Self.binaryFormat) } else { formats.append(Self.textFormat) }
      bytes.append(0)
    }
  }

  /// Calls `send` with the count, values, lengths and formats.
  mutating func withPointers<T>(
    _ send: (CInt, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> T
  ) -> T {
    pointers.removeAll(keepingCapacity: true)
    return bytes.withUnsafeBufferPointer { bytes in
      for start in starts { pointers.append(start == Self.isNull ? nil : bytes.baseAddress.map { $0 + start }) }
      return pointers.withUnsafeBufferPointer { pointers in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { formats in
            send(CInt(pointers.count), pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
    }
  }
}
