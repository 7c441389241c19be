extension JSON {
  /// What is wrong with a text that is not JSON, and at which byte.
  public struct Malformed: Error, Hashable, Sendable {
    public var reason: String
    public var offset: Int
  }

  /// Reads one JSON value. Whole numbers that fit 64 bits become `.integer`, others `.decimal`.
  /// Nesting deeper than `depth` and repeated keys are refused.
  public init(parsing text: some Collection<UInt8>, depth: Int = 64) throws(Malformed) {
    var parser = JSONParser(bytes: Array(text), depth: depth)
    self = try parser.document()
  }

  public init(parsing text: String) throws(Malformed) { try self.init(parsing: text.utf8) }
}

private struct JSONParser {
  let bytes: [UInt8]
  var depth: Int
  var position = 0

  init(bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  mutating func document() throws(JSON.Malformed) -> JSON {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw fault("something stands after the value") }
    return value
  }

  private func fault(_ reason: String) -> JSON.Malformed { .init(reason: reason, offset: position) }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
  }

  private mutating func value() throws(JSON.Malformed) -> JSON {
    skipSpace()
    guard position < bytes.count else { throw fault("the text ends where a value should stand") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSON) throws(JSON.Malformed) -> JSON {
    let matches = text.withUTF8Buffer { word in
      position + word.count <= bytes.count
        && bytes[position..<position + word.count].elementsEqual(word)
    }
    guard matches else { throw fault("this is no JSON value") }
    position += text.utf8CodeUnitCount
    return value
  }

  private mutating func object() throws(JSON.Malformed) -> JSON {
    try enter()
    var members: [String: JSON] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { depth += 1; return .object(members) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw fault("a key should stand here")
      }
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
      let value = try value()
      guard members.updateValue(value, forKey: key) == nil else { throw fault("the key \(key) is repeated") }
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw fault("an object is not closed") }
    depth += 1
    return .object(members)
  }

  private mutating func array() throws(JSON.Malformed) -> JSON {
    try enter()
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { depth += 1; return .array(elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw fault("an array is not closed") }
    depth += 1
    return .array(elements)
  }

  private mutating func enter() throws(JSON.Malformed) {
    guard depth > 0 else { throw fault("it is nested too deeply") }
    depth -= 1
    position += 1
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func string() throws(JSON.Malformed) -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5c, bytes[position] >= 0x20 {
      position += 1
    }
    if position < bytes.count, bytes[position] == 0x22 {
      let text = try utf8(bytes[start..<position])
      position += 1
      return text
    }
    var out = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        return try utf8(out[...])
      }
      guard byte >= 0x20 else { throw fault("a control character stands in a string") }
      position += 1
      if byte == 0x5c { out.append(contentsOf: try escape()) } else { out.append(byte) }
    }
    throw fault("a string is not closed")
  }

  private func utf8(_ slice: ArraySlice<UInt8>) throws(JSON.Malformed) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw fault("a string is not UTF-8") }
    return text
  }

  private mutating func escape() throws(JSON.Malformed) -> [UInt8] {
    guard position < bytes.count else { throw fault("a string is not closed") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case 0x22, 0x5c, 0x2f: return [byte]
    case UInt8(ascii: "u"):
      var scalar = try hex4()
      if (0xd800..<0xdc00).contains(scalar) {
        guard take(0x5c), take(UInt8(ascii: "u")) else { throw fault("half of a surrogate pair") }
        let low = try hex4()
        guard (0xdc00..<0xe000).contains(low) else { throw fault("half of a surrogate pair") }
        scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let unicode = Unicode.Scalar(scalar) else { throw fault("half of a surrogate pair") }
      return Array(String(unicode).utf8)
    default: throw fault("there is no such escape")
    }
  }

  private mutating func hex4() throws(JSON.Malformed) -> UInt32 {
    guard position + 4 <= bytes.count,
      let text = String(validating: bytes[position..<position + 4], as: UTF8.self),
      text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let value = UInt32(text, radix: 16)
    else { throw fault("an escape needs four hexadecimal digits") }
    position += 4
    return value
  }

  private mutating func number() throws(JSON.Malformed) -> JSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
      throw fault("this is no JSON value")
    }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      guard digits() > 0 else { throw fault("a fraction has no digits") }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw fault("an exponent has no digits") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int64(text) { return .integer(value) }
    return .decimal(text)
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 { position += 1 }
    return position - start
  }
}
