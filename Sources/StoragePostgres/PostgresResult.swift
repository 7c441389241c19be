import CLibPQ
import Kernel
import Storage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows that a statement gave; freed with its last reference.
final class PostgresResult {
  let pointer: OpaquePointer
  init(_ pointer: OpaquePointer) { self.pointer = pointer }
  deinit { PQclear(pointer) }

  var rowCount: Int { Int(PQntuples(pointer)) }

  /// What the server says it did: `COMMIT`, `INSERT 0 1`.
  var command: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// Rows that an INSERT, UPDATE or DELETE changed.
  var changes: Int {
    guard let status = PQcmdStatus(pointer), status.pointee != CChar(bitPattern: UInt8(ascii: "S")) else { return 0 }
    return PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
  }

  func row(_ index: Int) -> PostgresRow { PostgresRow(result: pointer, index: CInt(index)) }
}

/// One row of a result in text format.
struct PostgresRow: Row {
  /// The type number of BYTEA.
  private static let bytesType: Oid = 17

  let result: OpaquePointer
  let index: CInt

  func isNull(_ column: Int) -> Bool { PQgetisnull(result, index, CInt(column)) != 0 }

  func int64(_ column: Int) throws -> Int64 {
    let digits = try value(column, "an integer")
    var result: Int64 = 0
    let isNegative = digits.first == UInt8(ascii: "-")
    guard digits.count > (isNegative ? 1 : 0) else { throw mismatch(column, "an integer") }
    for digit in isNegative ? digits.dropFirst() : digits[...] {
      guard (0x30...0x39).contains(digit) else { throw mismatch(column, "an integer") }
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      let step = Int64(digit - 0x30)
      // Below zero all the way for negative numbers, so that the least one fits.
      let (sum, carry) =
        isNegative ? product.subtractingReportingOverflow(step) : product.addingReportingOverflow(step)
      guard !overflow, !carry else { throw mismatch(column, "an integer of 64 bits") }
      result = sum
    }
    return result
  }

  func double(_ column: Int) throws -> Double {
    guard let number = Double(String(decoding: try value(column, "a number"), as: UTF8.self)) else {
      throw mismatch(column, "a number")
    }
    return number
  }

  func text(_ column: Int) throws -> String {
    String(decoding: try value(column, "text"), as: UTF8.self)
  }

  func bytes(_ column: Int) throws -> [UInt8] {
    let text = try value(column, "bytes")
    guard PQftype(result, CInt(column)) == Self.bytesType, text.starts(with: [0x5C, 0x78]) else {
      throw mismatch(column, "bytes")
    }
    return [UInt8](unsafeUninitializedCapacity: text.count / 2 - 1) { buffer, count in
      while count < text.count / 2 - 1 {
        buffer[count] = Self.nibble(text[2 + 2 * count]) << 4 | Self.nibble(text[3 + 2 * count])
        count += 1
      }
    }
  }

  func bool(_ column: Int) throws -> Bool {
    switch try value(column, "a truth value").first {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: throw mismatch(column, "a truth value")
    }
  }

  private func value(_ column: Int, _ expected: String) throws -> UnsafeBufferPointer<UInt8> {
    guard column < PQnfields(result), !isNull(column), let start = PQgetvalue(result, index, CInt(column)) else {
      throw StorageError.column(index: column, expected: expected, found: "null")
    }
    let count = Int(PQgetlength(result, index, CInt(column)))
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    return bytes.assumingMemoryBound(to: UInt8.self)
  }

  private func mismatch(_ column: Int, _ expected: String) -> StorageError {
    .column(index: column, expected: expected, found: "of type \(PQftype(result, CInt(column)))")
  }

  private static func nibble(_ digit: UInt8) -> UInt8 {
    digit <= UInt8(ascii: "9") ? digit & 15 : (digit & 15) + 9
  }
}
