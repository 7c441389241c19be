import AgreementFiles
import Kernel
import Testing

/// Files made to break a reader get faults like any other.
@Suite(.timeLimit(.minutes(10))) struct HostileInputTests {
  private static let laughs: String = {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    return text
  }()

  @Test(arguments: [
    "", "\u{0}", "\u{feff}", "---\n...\n---\n", "%YAML 9.9\n---\na: b", "[", "{", "- - -", "a: b: c", "\t", "*a", "&a",
    "!!",
    "? [*a]\n: b", "null", "42", "just words", "[1, 2]", "{}", "calendars: []\nagreement: 5\ntimeline: no",
    "calendars: {a: }\nagreement: {}\ntimeline: []", "<<: *x", "a: &a [*a]", "{*a: 1}",
    "calendars: &c {a: *c}", "timeline: [[[[[[]]]]]]", "\"unclosed", "'", "a: |\n  text\n b: c",
  ]) func `odd texts are faulty files`(_ text: String) {
    #expect(!faults(text).isEmpty)
  }

  @Test(arguments: [100, 900, 5000, 100_000])
  func `nesting is bounded`(_ depth: Int) {
    #expect(!faults(String(repeating: "[", count: depth)).isEmpty)
    #expect(!faults("a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).isEmpty)
    #expect(!faults(String(repeating: "{a: ", count: depth) + String(repeating: "}", count: depth)).isEmpty)
    #expect(!faults(String(repeating: "- ", count: depth) + "x").isEmpty)
  }

  @Test func `aliases that multiply are bounded, as values and as keys`() {
    #expect(!faults(HostileInputTests.laughs).isEmpty)
    #expect(!faults(HostileInputTests.laughs + "? *a12\n: x\n? *a12\n: y\n").isEmpty)
    #expect(!faults(HostileInputTests.laughs + "{*a12: x, *a12 : y}\n").isEmpty)
    #expect(!faults(HostileInputTests.laughs + "[*a12, *a12]: x\n").isEmpty)
  }

  @Test func `bytes that are no text are a faulty file`() {
    for bytes in [[0xff, 0xfe, 0x41, 0x00], [0xc0, 0xaf], Array(0...255), [0x1f, 0x8b, 0x08]] as [[UInt8]] {
      #expect(throws: MainstayError.self) { _ = try Scenario(yaml: bytes, zones: ScenarioFolder.zones) }
    }
  }

  @Test func `many repeated keys are bounded`() {
    let many = faults(String(repeating: "a: 1\n", count: 500))
    #expect(many.count == 1 && many[0].contains("more than 40 times"), "\(many)")
    let under = faults("calendars:\n  b: {}\n" + String(repeating: "  a: {}\n", count: 45_000) + "agreement: {}\n")
    #expect(under.count == 1 && under[0].contains("first in line 3"), "\(under)")
    let names = (1...90).map { "a\($0): 1\na\($0): 2\n" }.joined()
    #expect(faults(names).count == YAMLLimit.repeatedKeys + 1)
  }

  @Test func `a file that is too long says the limit`() {
    let text = "# " + String(repeating: "x", count: YAMLLimit.bytes)
    #expect(faults(text) == [": the file is longer than \(YAMLLimit.bytes) bytes"])
  }

  @Test(arguments: [
    ("name: !!python/object:os.system x", "name: has the tag !!python/object:os.system"),
    ("name: !!int 12", "name: has the tag !!int"), ("name: !mine [1]", "name: has the tag !mine"),
    ("name: !!set {a: b}", "name: has the tag !!set"), ("!!binary name: x", "has the tag !!binary"),
  ])
  func `tags are refused`(text: String, expected: String) {
    #expect(faults(text).contains { $0.contains(expected) }, "\(faults(text))")
  }

  @Test func `aliases that stand for plain values are fine`() throws {
    let text = """
      calendars:
        desk: {timeZone: Europe/Paris, weekly: {mon: &day ["09:00-17:00"], tue: *day, wed: *day}}
      agreement:
        name: Gold
        objectives: [{name: r, metric: resolution, calendar: desk, target: PT4H}]
      timeline: [{at: 2025-06-03T09:00:00+02:00, event: opened}]
      """
    #expect(faults(text) == [])
  }
}
