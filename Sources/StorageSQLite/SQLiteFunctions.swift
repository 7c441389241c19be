import GRDBSQLite
import Kernel

/// `lower` and `upper` for all scripts, one character for one, as PostgreSQL's C.UTF-8 does it;
/// SQLite's own know only A to Z. They may be used in indexes.
enum SQLiteFunctions {
  static func register(on handle: OpaquePointer) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    sqlite3_create_function_v2(
      handle, "lower", 1, flags, nil, { SQLiteFunctions.map($0, $2?[0], SQLiteFunctions.lower) }, nil, nil, nil)
    sqlite3_create_function_v2(
      handle, "upper", 1, flags, nil, { SQLiteFunctions.map($0, $2?[0], SQLiteFunctions.upper) }, nil, nil, nil)
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

  static func map(
    _ context: OpaquePointer?, _ value: OpaquePointer?, _ change: (Unicode.Scalar) -> Unicode.Scalar
  ) {
    guard let value, let start = sqlite3_value_text(value) else {
      sqlite3_result_null(context)
      return
    }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { result.append(change(scalar)) }
    var text = String(result)
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_result_text(
          context, $0.baseAddress, CInt(clamping: $0.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }
    }
  }
}
