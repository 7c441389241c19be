import Markup
import Testing

@Suite("Everything written is escaped", .timeLimit(.minutes(10)))
struct EscapingTests {
  func written(_ write: (HTML) -> Void) -> String {
    let html = HTML()
    write(html)
    return html.string
  }

  @Test(
    "text cannot become markup",
    arguments: [
      ("plain words, ümläut, 日本", "plain words, ümläut, 日本"),
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
      ("it's \"quoted\"", "it's \"quoted\""),
      ("nul\u{0} and \u{8}bell\u{7}", "nul\u{fffd} and \u{fffd}bell\u{fffd}"),
      ("tab\tand\nline", "tab\tand\nline"),
      ("", ""),
    ])
  func text(_ given: String, _ expected: String) {
    #expect(written { $0.text(given) } == expected)
  }

  @Test(
    "an attribute value cannot leave its quotes",
    arguments: [
      (#"x" onclick="evil()"#, "x&quot; onclick=&quot;evil()"),
      ("it's", "it&#39;s"), ("<b>&", "&lt;b&gt;&amp;"), ("\u{1}", "\u{fffd}"),
    ])
  func attribute(_ given: String, _ expected: String) {
    #expect(written { $0.span("", .title(given)) } == "<span title=\"\(expected)\"></span>")
  }

  @Test("event handlers, inline styles and frame documents are left out", arguments: ["a"])
  func forbiddenNames(_ value: String) {
    let html = written {
      $0.div(
        Attribute("onclick", value), Attribute("ONLOAD", value), Attribute("style", value),
        Attribute("srcdoc", value), Attribute("lang", "en")
      ) {}
    }
    #expect(html == "<div lang=\"en\"></div>")
  }

  @Test("markup known to be safe goes in as it is")
  func trusted() {
    let safe = TrustedHTML(Array("<b>x</b>".utf8), because: "written here")
    #expect(written { $0.trusted(safe) } == "<b>x</b>")
  }
}

@Suite("Addresses", .timeLimit(.minutes(10)))
struct AddressTests {
  @Test(
    "an address that could run script becomes #",
    arguments: [
      ("/tickets/INC-1", "/tickets/INC-1"), ("#top", "#top"), ("?q=a:b", "?q=a:b"), ("a/b:c", "a/b:c"),
      ("tickets", "tickets"), ("https://example.org/x?y=1#z", "https://example.org/x?y=1#z"),
      ("mailto:kim@example.org", "mailto:kim@example.org"), ("HTTP://example.org", "HTTP://example.org"),
      ("javascript:alert(1)", "#"), ("JaVaScRiPt:alert(1)", "#"), (" javascript:alert(1)", "#"),
      ("java\nscript:alert(1)", "#"), ("java\tscript:alert(1)", "#"), ("data:text/html,x", "#"),
      ("vbscript:x", "#"), ("//evil.example", "#"), ("/\\evil.example", "#"), ("\u{1}javascript:x", "#"),
    ])
  func checked(_ given: String, _ expected: String) {
    #expect(Address.checked(given) == expected)
  }

  @Test("every attribute that holds an address is checked", arguments: ["javascript:alert(1)"])
  func attributes(_ evil: String) {
    let html = HTML()
    html.a("x", .href(evil))
    html.form(.action(evil)) {}
    html.button("b", .formaction(evil))
    html.img(.src(evil))
    html.a("y", Attribute("href", evil))
    #expect(!html.string.contains("javascript"))
  }

  @Test("queries are percent-encoded, missing values left out")
  func query() {
    #expect(
      Address.path("/queue", ["q": "is:open due:<2h", "after": nil, "s": "a&b"])
        == "/queue?q=is%3Aopen%20due%3A%3C2h&s=a%26b")
    #expect(Address.path("/queue", [:]) == "/queue")
  }
}
