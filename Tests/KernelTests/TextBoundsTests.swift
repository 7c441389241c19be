import Kernel
import Testing

@Suite("Bounds of texts", .timeLimit(.minutes(10)))
struct TextBoundsTests {
  private static let accent = "\u{301}"

  @Test(
    "a text is bounded in scalars, bytes, marks and shape",
    arguments: [
      ("Printer on floor 3", true), ("", false), ("  \u{3000}", false), (String(repeating: "x", count: 300), true),
      (String(repeating: "x", count: 301), false), (String(repeating: "\u{1f600}", count: 300), true),
      // One letter as readers see it.
      ("e" + String(repeating: accent, count: 500_000), false), ("e" + String(repeating: accent, count: 31), false),
      ("e" + String(repeating: accent, count: 30), true), ("caf\u{65}\u{301} a\u{308}\u{300}", true),
      ("two\nlines", false), ("a\ttab", false), ("a\u{2028}b", false), ("bell\u{7}", false),
      ("pay \u{202e}gnp.exe", false), ("\u{2066}isolated\u{2069}", false),
      ("\u{200b}", false), ("\u{3164}", false), (" \u{2800}\u{2060}\u{feff}", false), ("\u{fe0f}\u{e0041}", false),
      ("\u{200b}x", true), ("\u{2801}", true),
      ("\u{5d0}\u{200f}(1)", true), ("\u{627}\u{644}\u{633}\u{644}\u{627}\u{645} \u{61c}12", true),
    ])
  func titles(text: String, fits: Bool) {
    #expect((TextBounds.title.fault(in: text) == nil) == fits)
  }

  @Test("prose has lines, tabs and any direction, and a description may be empty")
  func prose() {
    #expect(TextBounds.message.fault(in: "one\r\n\ttwo \u{202b}x\u{202c}") == nil)
    #expect(TextBounds.message.fault(in: " \n ") == "must not be empty")
    #expect(TextBounds.description.fault(in: "") == nil)
    #expect(
      TextBounds.message.fault(in: String(repeating: "x", count: 100_001)) == "may have at most 100000 characters")
    #expect(TextBounds.message.fault(in: "bell\u{7}") == "may not contain control characters")
  }

  @Test("bytes bound what letters do not")
  func bytes() {
    #expect(TextBounds.signInName.fault(in: String(repeating: "\u{e9}", count: 31)) != nil)
    #expect(TextBounds.mailAddress.fault(in: String(repeating: "\u{e9}", count: 128)) != nil)
    #expect(TextBounds.password.fault(in: "short") == "needs at least 12 characters")
  }

  @Test(
    "a beginning by bytes is whole scalars", arguments: [(0, ""), (1, "a"), (2, "a"), (3, "a\u{e9}"), (9, "a\u{e9}b")])
  func prefix(bytes: Int, expected: String) {
    #expect("a\u{e9}b".prefix(utf8Bytes: bytes) == expected)
  }
}
