import Markup
import Testing

@Suite("Elements", .timeLimit(.minutes(10)))
struct ElementTests {
  func written(_ write: (HTML) -> Void) -> String {
    let html = HTML()
    write(html)
    return html.string
  }

  @Test("elements nest, void elements have no end tag")
  func nesting() {
    let html = written { html in
      html.ul(.class("people")) {
        for name in ["Kim", "Åsa"] { html.li(name, .id(name.lowercased())) }
      }
      html.br()
      html.input(.type("checkbox"), .checked(), .required(false))
    }
    #expect(
      html == "<ul class=\"people\"><li id=\"kim\">Kim</li><li id=\"åsa\">Åsa</li></ul><br>"
        + "<input type=\"checkbox\" checked>")
  }

  @Test("conditions leave attributes out")
  func conditions() {
    #expect(written { $0.a("x", .href("/"), .current(true)) } == "<a href=\"/\" aria-current=\"page\">x</a>")
    #expect(written { $0.a("x", .href("/"), .current(false), .when(false, .id("i"))) } == "<a href=\"/\">x</a>")
    #expect(
      written { $0.span("x", .data("at", "1"), .ariaHidden) } == "<span data-at=\"1\" aria-hidden=\"true\">x</span>")
  }

  @Test(
    "coordinates have two decimals and no exponent",
    arguments: [
      (0, "0"), (12, "12"), (12.5, "12.5"), (12.25, "12.25"), (12.256, "12.26"), (-0.5, "-0.5"), (0.05, "0.05"),
      (-0.001, "0"), (Double.nan, "0"), (Double.infinity, "0"), (1_000_000, "1000000"),
    ])
  func coordinates(_ number: Double, _ text: String) {
    #expect(HTML.decimal(number) == text)
  }

  @Test("a drawing says what it shows, or hides as decoration")
  func drawing() {
    let shown = written { html in
      html.svg(width: 100, height: 8.5, label: "Half used") { html.rect(x: 0, y: 0, width: -3, height: 8) }
    }
    #expect(
      shown == "<svg viewBox=\"0 0 100 8.5\" role=\"img\" aria-label=\"Half used\">"
        + "<rect x=\"0\" y=\"0\" width=\"0\" height=\"8\"></rect></svg>")
    #expect(
      written { $0.svg(width: 1, height: 1, label: nil) {} } == "<svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"></svg>")
  }
}
