import Kernel
import Testing

@Suite("Characters that nobody sees", .timeLimit(.minutes(10)))
struct HiddenCharacterTests {
  @Test(
    "are written out for people",
    arguments: [
      ("Marc", "Marc"), ("pay \u{202e}gnp.exe", "pay \\u202egnp.exe"), ("Ma\u{200b}rc", "Ma\\u200brc"),
      ("\u{feff}Marc", "\\ufeffMarc"), ("\u{2066}a\u{2069}", "\\u2066a\\u2069"), ("a\u{2028}b", "a\\u2028b"),
      ("a\u{7}b\u{7f}", "a\\u0007b\\u007f"), ("so\u{ad}ft", "so\\u00adft"), ("\u{e0041}", "\\udb40\\udc41"),
      ("\u{5d0}\u{200f}(1)", "\u{5d0}\\u200f(1)"), ("a\tb\nc", "a\tb\nc"),
    ])
  func revealed(_ text: String, _ shown: String) { #expect(text.revealed == shown) }

  @Test(
    "what writing and emoji need is none of them",
    arguments: [
      "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}", "\u{1f468}\u{200d}\u{1f469}", "\u{2764}\u{fe0f}",
      "Gr\u{fc}\u{df}e", "\u{a0}",
    ])
  func kept(_ text: String) { #expect(text.revealed == text) }

  @Test("names hold none, so that none looks like another; a subject may be pasted with them")
  func names() {
    for bounds in [TextBounds.displayName, .label] {
      #expect(bounds.fault(in: "Ma\u{200b}rc")?.contains("\\u200b") == true)
      #expect(bounds.fault(in: "\u{feff}Marc") != nil)
      #expect(bounds.fault(in: "\u{1f468}\u{200d}\u{1f469}") == nil)
    }
    #expect(TextBounds.title.fault(in: "Printer\u{200b} is offline") == nil)
  }

  @Test(
    "keys are letters, digits and hyphens",
    arguments: [
      ("P1", true), ("awaiting-parts", true), ("3rd-line", true), ("", false), ("-x", false), ("a b", false),
      ("a_b", false), ("caf\u{e9}", false), ("a/b", false), (String(repeating: "x", count: 100), true),
      (String(repeating: "x", count: 101), false),
    ])
  func keys(_ text: String, _ fits: Bool) { #expect((TextBounds.key.fault(in: text) == nil) == fits) }
}
