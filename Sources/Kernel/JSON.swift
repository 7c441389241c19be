/// A JSON value of the subset that the product writes and hashes: numbers are whole.
///
/// The canonical text (RFC 8785 for this subset: keys in code unit order, no white space, the
/// shortest escapes) is what the journal hashes, so it never changes shape.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A decimal number by its text, as `14400.5`: for answers to programs, never in the journal.
  case decimal(String)
  case string(String)
  case array([JSON])
  case object([String: JSON])
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
  public init(nilLiteral: ()) { self = .null }
}

extension JSON {
  public subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }
  public var stringValue: String? { if case .string(let s) = self { s } else { nil } }
  public var integerValue: Int64? { if case .integer(let n) = self { n } else { nil } }
  public var boolValue: Bool? { if case .bool(let b) = self { b } else { nil } }
  public var arrayValue: [JSON]? { if case .array(let a) = self { a } else { nil } }
  public var objectValue: [String: JSON]? { if case .object(let o) = self { o } else { nil } }

  /// An object of the members that are not nil.
  public static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    var object: [String: JSON] = [:]
    for (key, value) in members { if let value { object[key] = value } }
    return .object(object)
  }
  /// A string, or nil for nil: for `members`.
  public static func text(_ value: String?) -> JSON? { value.map(JSON.string) }
  /// An instant as RFC 3339, or nil for nil.
  public static func instant(_ value: Instant?) -> JSON? { value.map { .string($0.rfc3339) } }
}

extension JSON {
  /// The one text of this value: keys sorted by UTF-16 code units, no white space.
  public var canonical: String {
    var out: [UInt8] = []
    out.reserveCapacity(128)
    write(into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  public func write(into out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let b): out.append(contentsOf: (b ? "true" : "false").utf8)
    case .integer(let n): out.append(contentsOf: String(n).utf8)
    case .decimal(let text): out.append(contentsOf: text.utf8)
    case .string(let s): JSON.write(s, into: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        element.write(into: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      // UTF-16 order as RFC 8785 asks; for the ASCII keys in use it equals byte order.
      let keys = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
      for (index, key) in keys.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        JSON.write(key, into: &out)
        out.append(UInt8(ascii: ":"))
        members[key]!.write(into: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// A JSON string with the escapes of RFC 8785, quotes included.
  public static func write(_ string: String, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case 0x22: out.append(contentsOf: [0x5c, 0x22])
      case 0x5c: out.append(contentsOf: [0x5c, 0x5c])
      case 0x08: out.append(contentsOf: [0x5c, 0x62])
      case 0x09: out.append(contentsOf: [0x5c, 0x74])
      case 0x0a: out.append(contentsOf: [0x5c, 0x6e])
      case 0x0c: out.append(contentsOf: [0x5c, 0x66])
      case 0x0d: out.append(contentsOf: [0x5c, 0x72])
      case 0..<0x20:
        let hex = Array("0123456789abcdef".utf8)
        out.append(contentsOf: Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
