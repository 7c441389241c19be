import CSQLite
import Kernel
import Storage

/// A prepared statement.
final class SQLiteStatement {
  let pointer: OpaquePointer
  var isBusy = false
  private let parameters: Int

  /// Nil where SQLite refuses the text; its reason is the connection's last error. Throws `StorageError.statement` for
  /// none or more than one, of which SQLite would run the first and pass over the rest.
  init?(_ sql: String, on handle: OpaquePointer) throws {
    var prepared: OpaquePointer?
    let (code, rest) = sql.withCString { text in
      var rest: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(handle, text, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &prepared, &rest)
      return (code, rest.map { String(cString: $0) } ?? "")
    }
    guard code == SQLITE_OK else { return nil }
    guard let prepared, rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
      sqlite3_finalize(prepared)
      throw StorageError.statement(code: "several", message: "there must be one statement", sql: sql)
    }
    pointer = prepared
    parameters = Int(sqlite3_bind_parameter_count(pointer))
  }

  deinit { sqlite3_finalize(pointer) }

  func reset() {
    sqlite3_reset(pointer)
    isBusy = false
  }

  func bind(_ values: [SQLValue], sql: String) throws {
    guard values.count == parameters else {
      throw StorageError.statement(
        code: "parameters", message: "\(parameters) parameters, \(values.count) values", sql: sql)
    }
    var index: CInt = 1
    for value in values {
      let code =
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let number): sqlite3_bind_int64(pointer, index, number)
        case .real(let number): sqlite3_bind_double(pointer, index, number)
        case .bool(let flag): sqlite3_bind_int64(pointer, index, flag ? 1 : 0)
        case .text(let text): try bind(text, index)
        case .bytes(let bytes): bind(bytes, index)
        }
      guard code == SQLITE_OK else {
        throw StorageError.statement(code: "\(code)", message: "value \(index) cannot be bound", sql: sql)
      }
      index += 1
    }
  }

  private func bind(_ text: String, _ index: CInt) throws -> CInt {
    var text = text
    return try text.withUTF8 { bytes in
      // PostgreSQL has no text with a zero byte, so there is none here either.
      guard !bytes.contains(0) else { throw MainstayError.field("", "contains a zero character") }
      return bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(pointer, index, $0.baseAddress, CInt(clamping: $0.count), Self.copied)
      }
    }
  }

  private func bind(_ bytes: [UInt8], _ index: CInt) -> CInt {
    bytes.isEmpty
      ? sqlite3_bind_zeroblob(pointer, index, 0)
      : bytes.withUnsafeBytes {
        sqlite3_bind_blob(pointer, index, $0.baseAddress, CInt(clamping: $0.count), Self.copied)
      }
  }

  /// Tells SQLite to keep a copy of what is bound: its macro SQLITE_TRANSIENT.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row on which a statement stands.
struct SQLiteRow: Storage.Row {
  let pointer: OpaquePointer

  func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(pointer, CInt(column)) == SQLITE_NULL
  }

  func int64(_ column: Int) throws -> Int64 {
    guard sqlite3_column_type(pointer, CInt(column)) == SQLITE_INTEGER else { throw mismatch(column, "an integer") }
    return sqlite3_column_int64(pointer, CInt(column))
  }

  func double(_ column: Int) throws -> Double {
    let type = sqlite3_column_type(pointer, CInt(column))
    guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw mismatch(column, "a number") }
    return sqlite3_column_double(pointer, CInt(column))
  }

  func text(_ column: Int) throws -> String {
    // What is compared with a text and found is one: bytes that read alike are not.
    guard sqlite3_column_type(pointer, CInt(column)) == SQLITE_TEXT,
      let start = sqlite3_column_text(pointer, CInt(column))
    else { throw mismatch(column, "text") }
    let count = Int(sqlite3_column_bytes(pointer, CInt(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int) throws -> [UInt8] {
    guard sqlite3_column_type(pointer, CInt(column)) == SQLITE_BLOB else { throw mismatch(column, "bytes") }
    let start = sqlite3_column_blob(pointer, CInt(column))
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, CInt(column)))))
  }

  func bool(_ column: Int) throws -> Bool {
    switch try int64(column) {
    case 0: return false
    case 1: return true
    case let other: throw StorageError.column(index: column, expected: "true or false", found: "\(other)")
    }
  }

  private func mismatch(_ column: Int, _ expected: String) -> StorageError {
    let found =
      switch sqlite3_column_type(pointer, CInt(column)) {
      case SQLITE_NULL: "null"
      case SQLITE_INTEGER: "an integer"
      case SQLITE_FLOAT: "a real number"
      case SQLITE_BLOB: "bytes"
      default: "text"
      }
    return .column(index: column, expected: expected, found: found)
  }
}
