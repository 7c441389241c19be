import CSQLite
import Kernel

/// `lower` and `upper` for all scripts, one character for one, as PostgreSQL's C.UTF-8 does it;
/// SQLite's own know only A to Z. They may be used in indexes.
enum SQLiteFunctions {
  static func register(on handle: OpaquePointer) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    sqlite3_create_function_v2(
      handle, "lower", 1, flags, nil,
      { SQLiteFunctions.map($0, $2?[0], asciiFrom: UInt8(ascii: "A"), SQLiteFunctions.lower) }, nil, nil, nil)
    sqlite3_create_function_v2(
      handle, "upper", 1, flags, nil,
      { SQLiteFunctions.map($0, $2?[0], asciiFrom: UInt8(ascii: "a"), SQLiteFunctions.upper) }, nil, nil, nil)
  }

  static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar }
    return scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
  }

  static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return ("a"..."z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) - 32) : scalar }
    let mapping = scalar.properties.uppercaseMapping.unicodeScalars
    // One letter that becomes two (ß) stays as it is.
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  /// - Parameter asciiFrom: The first of the 26 letters of ASCII that change; they change in their sixth bit.
  static func map(
    _ context: OpaquePointer?, _ value: OpaquePointer?, asciiFrom first: UInt8,
    _ change: (Unicode.Scalar) -> Unicode.Scalar
  ) {
    guard let value, let start = sqlite3_value_text(value) else {
      sqlite3_result_null(context)
      return
    }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    // Most texts are ASCII, and a search looks at many.
    if bytes.allSatisfy({ $0 < 0x80 }) {
      // One more, as the empty text has an address too: without one SQLite would take it for null.
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { changed in
        for (place, byte) in bytes.enumerated() { changed[place] = byte &- first < 26 ? byte ^ 0x20 : byte }
        give(UnsafeBufferPointer(rebasing: changed[..<bytes.count]), context)
      }
      return
    }
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { result.append(change(scalar)) }
    var text = String(result)
    text.withUTF8 { give($0, context) }
  }

  private static func give(_ bytes: UnsafeBufferPointer<UInt8>, _ context: OpaquePointer?) {
    bytes.withMemoryRebound(to: CChar.self) {
      sqlite3_result_text(
        context, $0.baseAddress, CInt(clamping: $0.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }
}
