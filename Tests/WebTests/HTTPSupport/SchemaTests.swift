@testable import HTTPSupport
import Kernel
import Testing

@Suite("Schemas", .timeLimit(.minutes(10)))
struct SchemaTests {
  static let ticket = JSONSchema.object([
    .init("title", .line(1...10)),
    .init("priority", .oneOf(["P1", "P2"])),
    .optional("labels", .list(.key, 0...2)),
    .optional("due", .instant),
    .optional("weight", .integer(0...9)),
    .optional("note", JSONSchema.prose(0...100).orNull),
    .optional("extra", .map(.boolean, keys: .key, count: 0...1)),
  ])

  static let cases: [(String, [String])] = [
    (#"{"title":"a","priority":"P1"}"#, []),
    (#"{"title":"a","priority":"P1","note":null,"labels":["x"],"extra":{"k":true},"weight":9.0}"#, []),
    (#"{}"#, ["title", "priority"]),
    (#"[]"#, [""]),
    (#"{"title":"","priority":"P9"}"#, ["title", "priority"]),
    (#"{"title":"12345678901","priority":"P1"}"#, ["title"]),
    (#"{"title":"é€𝄞éé€𝄞ééé","priority":"P1"}"#, []),
    (#"{"title":"a\nb","priority":"P1"}"#, ["title"]),
    (#"{"title":"a","priority":"P1","note":"a\nb"}"#, []),
    (#"{"title":"a","priority":"P1","note":"a\u0000b"}"#, ["note"]),
    (#"{"title":"a","priority":"P1","labels":["X","ok","ok"]}"#, ["labels", "labels[0]"]),
    (#"{"title":"a","priority":"P1","due":"2025-06-02"}"#, ["due"]),
    (#"{"title":"a","priority":"P1","due":"2025-06-02T00:00:00Z"}"#, []),
    (#"{"title":"a","priority":"P1","weight":10}"#, ["weight"]),
    (#"{"title":"a","priority":"P1","weight":1.5}"#, ["weight"]),
    (#"{"title":"a","priority":"P1","weight":"1"}"#, ["weight"]),
    (#"{"title":"a","priority":"P1","extra":{"A":1,"b":2}}"#, ["extra", "extra.A", "extra.A"]),
    (#"{"title":"a","priority":"P1","oops":1}"#, ["oops"]),
    (#"{"title":1,"priority":null,"labels":{},"oops":1}"#, ["title", "priority", "labels", "oops"]),
  ]

  @Test("all faults come at once with their paths", arguments: cases)
  func faults(text: String, paths: [String]) throws {
    #expect(SchemaTests.ticket.faults(in: try JSON(parsing: text)).map(\.path) == paths)
  }

  @Test("a schema's own examples fit it")
  func examples() {
    #expect(SchemaTests.ticket.faults(in: SchemaTests.ticket.example).isEmpty)
    #expect(SchemaTests.ticket.faults(in: SchemaTests.ticket.smallestExample).isEmpty)
    #expect(SchemaTests.ticket.smallestExample == ["title": "x", "priority": "P1"])
  }

  @Test(
    "a pattern documents what it checks",
    arguments: [
      (TextPattern.key, "^[a-z0-9][a-z0-9\\-_]{0,63}$", ["a", "net-1", "0_"], ["", "-a", "A", "a b"]),
      (
        TextPattern.line,
        "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$", ["", "é b", "\u{200f}"],
        ["a\tb", "\u{7f}", "\u{202e}", "\u{2067}", "\u{2028}"]
      ),
      (
        TextPattern.prose, "^[^\\u0000-\\u0008\\u000b-\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$", ["a\r\n\tb"],
        ["\u{0}", "\u{85}"]
      ),
      (
        TextPattern([.one("I"), .of("0"..."9", count: 1...3)], [.of("a"..."f", count: 2)]),
        "^(?:I[0-9]{1,3}|[a-f]{2})$", ["I1", "I123", "ab"], ["I", "I1234", "abc", "Iab"]
      ),
    ])
  func patterns(pattern: TextPattern, expression: String, good: [String], bad: [String]) {
    #expect(pattern.expression == expression)
    #expect(good.allSatisfy(pattern.matches))
    #expect(!bad.contains(where: pattern.matches))
  }

  @Test("one answer names a hundred faults at most, and counts the others")
  func bounded() {
    let many = JSON.array(Array(repeating: .null, count: 500))
    let faults = JSONSchema.list(.key).faults(in: many)
    #expect(faults.count == 101 && faults.last?.message == "and 400 more" && faults.total == 500)
    let members = Dictionary(uniqueKeysWithValues: (0..<80_000).map { ("k\($0)", JSON.null) })
    let unknown = JSONSchema.object([.optional("word", .key)]).faults(in: .object(members))
    #expect(unknown.count == 101 && unknown.last?.message == "and 79,900 more")
    #expect(unknown.first?.message == "is unknown here; known are word")
    let problem = Problem(MainstayError.invalid(unknown + unknown), limits: HTTPLimits())
    #expect(problem.faults.count == 101 && problem.faults.last?.message == "and 159,900 more")
    #expect(problem.detail == "160,000 faults; each names its field.")
  }

  @Test(
    "a number says its bounds and its field, whatever stands in its place",
    arguments: ["0", "201", "100000", "99999999999999999999", "1.5", "ten", "", "1,2"])
  func numbers(_ text: String) {
    let schema = JSONSchema.integer(1...200)
    let faults = schema.faults(in: schema.read([text]), at: "limit")
    #expect(faults == [FieldFault("limit", "must be a whole number from 1 to 200")])
  }
}
