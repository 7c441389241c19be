import Kernel
import Testing

@Suite("JSON", .timeLimit(.minutes(10)))
struct JSONTests {
  @Test(
    "the canonical text has sorted keys, no white space and the shortest escapes",
    arguments: [
      (#" { "b" : 1 , "a" : [ true , null , -0 ] } "#, #"{"a":[true,null,0],"b":1}"#),
      (#"{"aa":1,"a":2,"B":3,"":4}"#, #"{"":4,"B":3,"a":2,"aa":1}"#),
      (#""\u00e9\u000a\u001f\/\"\\""#, "\"é\\n\\u001f/\\\"\\\\\""), (#""\ud83d\ude00""#, "\"😀\""),
      // RFC 8785 section 3.2.3 sorts by UTF-16: the emoji's surrogates stand before U+FB33.
      (
        "{\"\u{fb33}\":1,\"😀\":2,\"\u{20ac}\":3,\"\\r\":4,\"1\":5,\"ö\":6,\"\u{80}\":7}",
        "{\"\\r\":4,\"1\":5,\"\u{80}\":7,\"ö\":6,\"\u{20ac}\":3,\"😀\":2,\"\u{fb33}\":1}"
      ),
      ("9223372036854775807", "9223372036854775807"), ("[]", "[]"), ("{}", "{}"), ("\"\"", "\"\""),
    ])
  func canonical(text: String, expected: String) throws {
    let value = try JSON(parsing: text)
    #expect(value.canonical.utf8.elementsEqual(expected.utf8), "\(value.canonical)")
    #expect(try JSON(parsing: value.canonical) == value)
  }

  @Test(
    "numbers that are not whole or do not fit keep their text",
    arguments: ["1.5", "-0.25", "1e9", "1E+2", "9223372036854775808", "0.10"])
  func decimals(text: String) throws { #expect(try JSON(parsing: text) == .decimal(text)) }

  @Test(
    "what is not JSON is refused",
    arguments: [
      "", " ", "tru", "nul", "truex", "01", "-", "+1", ".5", "1.", "1e", "1e+", "--1", "0x10", "NaN", "Infinity",
      "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
      "\"a\nb\"", "\"\u{0}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", "{1:2}", "{\"a\"}", "{\"a\":}",
      "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "{a:1}", "'a'", "1 2", "null,", "\u{feff}1", "// x\n1",
    ])
  func refused(text: String) {
    #expect(throws: JSON.Malformed.self) { try JSON(parsing: text) }
  }

  @Test(
    "bytes that are no UTF-8 are refused", arguments: [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSON.Malformed.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
    #expect(throws: JSON.Malformed.self) { try JSON(parsing: [0x22, 0x5c, 0x6e] + bytes + [0x22]) }
  }

  @Test("nesting is bounded", arguments: [64, 65, 1_000_000])
  func depth(_ depth: Int) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    if depth <= 64 {
      #expect(throws: Never.self) { try JSON(parsing: text) }
    } else {
      #expect(throws: JSON.Malformed.self) { try JSON(parsing: text) }
      #expect(throws: JSON.Malformed.self) { try JSON(parsing: String(repeating: "{\"a\":", count: depth)) }
    }
  }

  @Test("any value reads back from its canonical text", arguments: UInt64(1)...150)
  func roundTrip(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let value = Self.value(depth: 4, &dice)
    #expect(try JSON(parsing: value.canonical) == value)
    #expect(try JSON(parsing: JSON(parsing: value.canonical).canonical).canonical == value.canonical)
  }

  @Test("garbage is refused or read, and does no harm", arguments: UInt64(1)...150)
  func garbage(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    for _ in 0..<40 {
      var bytes = Array(Self.value(depth: 3, &dice).canonical.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]\",:\\u0".utf8)[Int.random(in: 0..<10, using: &dice)], at: place)
        default: bytes.removeLast(bytes.count - place)
        }
      }
      if let value = try? JSON(parsing: bytes) { #expect(try JSON(parsing: value.canonical) == value) }
    }
  }

  private static func value(depth: Int, _ dice: inout SplitMix64) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &dice) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &dice))
    case 2: return .integer(Int64.random(in: Int64.min...Int64.max, using: &dice))
    case 3: return .integer(Int64.random(in: -3...3, using: &dice))
    case 4: return .string(text(&dice))
    case 5: return .array((0..<Int.random(in: 0..<4, using: &dice)).map { _ in value(depth: depth - 1, &dice) })
    default:
      var members: [String: JSON] = [:]
      for _ in 0..<Int.random(in: 0..<4, using: &dice) { members[text(&dice)] = value(depth: depth - 1, &dice) }
      return .object(members)
    }
  }

  private static func text(_ dice: inout SplitMix64) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1f}", "\u{7f}", "é", "\u{301}", "€", "😀",
      "\u{fb33}",
      "\u{2028}", "\u{ffff}", "\u{10ffff}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0..<6, using: &dice) {
      text.unicodeScalars.append(scalars[Int.random(in: 0..<scalars.count, using: &dice)])
    }
    return text
  }

  @Test("differences name the leaves that differ, and named elements by their names")
  func differences() throws {
    let old = try JSON(parsing: #"{"a":1,"b":{"c":[1,2]},"o":[{"name":"x","t":1},{"name":"y","t":2}],"gone":null}"#)
    let new = try JSON(parsing: #"{"a":2,"b":{"c":[1,3,4]},"o":[{"name":"y","t":2},{"name":"z"},{"name":"x","t":5}]}"#)
    let found = old.differences(to: new)
    #expect(found.map(\.path) == ["a", "b.c[1]", "b.c[2]", "gone", "o[x].t", "o[z]"])
    #expect(found.map(\.old) == [1, 2, nil, .null, 1, nil])
    #expect(found.map(\.new) == [2, 3, 4, nil, 5, ["name": "z"]])
    #expect(old.differences(to: old).isEmpty)
    #expect(JSON.null.differences(to: 1).map(\.path) == [""])
  }

  @Test("accessors give what is there and nothing else")
  func accessors() {
    let value: JSON = ["text": "a", "number": 1, "flag": true, "list": [1], "none": nil]
    #expect(value["text"]?.stringValue == "a" && value["number"]?.integerValue == 1)
    #expect(value["flag"]?.boolValue == true && value["list"]?.arrayValue == [1] && value["none"] == JSON.null)
    #expect(value["text"]?.integerValue == nil && value["missing"] == nil && JSON.null["a"] == nil)
    #expect(
      JSON.members(["a": .text(nil), "b": .text("x"), "c": .instant(Instant(milliseconds: 0))]) == [
        "b": "x", "c": "1970-01-01T00:00:00Z",
      ])
  }
}
