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
    var out = ByteWriter()
    write(into: &out)
    return out.text
  }

  /// The canonical text as bytes of UTF-8.
  public var canonicalBytes: [UInt8] {
    var out = ByteWriter()
    write(into: &out)
    return out.bytes
  }

  public func write(into out: inout ByteWriter) {
    switch self {
    case .null: out.append("null" as StaticString)
    case .bool(let b): out.append((b ? "true" : "false") as StaticString)
    case .integer(let n): out.append(decimal: n)
    case .decimal(let text): out.append(text)
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
  public static func write(_ string: String, into out: inout ByteWriter) {
    out.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { source in
      var clean = 0
      for position in 0..<source.count where isEscaped(source[position]) {
        out.append(source[clean..<position])
        clean = position + 1
        switch source[position] {
        case 0x08: out.append("\\b" as StaticString)
        case 0x09: out.append("\\t" as StaticString)
        case 0x0a: out.append("\\n" as StaticString)
        case 0x0c: out.append("\\f" as StaticString)
        case 0x0d: out.append("\\r" as StaticString)
        case 0..<0x20:
          out.append("\\u00" as StaticString)
          out.append(hexadecimal: source[position])
        default:
          out.append(UInt8(ascii: "\\"))
          out.append(source[position])
        }
      }
      out.append(source[clean..<source.count])
    }
    out.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func isEscaped(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5c }
}
