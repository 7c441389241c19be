import Kernel

// Elements of HTML, each twice: around a closure, and around a text.
extension HTML {
  public func html(_ attributes: Attribute..., content: () -> Void) { element("html", attributes, content) }
  public func head(_ attributes: Attribute..., content: () -> Void) { element("head", attributes, content) }
  public func body(_ attributes: Attribute..., content: () -> Void) { element("body", attributes, content) }
  public func main(_ attributes: Attribute..., content: () -> Void) { element("main", attributes, content) }
  public func main(_ text: String, _ attributes: Attribute...) { element("main", attributes) { self.text(text) } }
  public func header(_ attributes: Attribute..., content: () -> Void) { element("header", attributes, content) }
  public func header(_ text: String, _ attributes: Attribute...) { element("header", attributes) { self.text(text) } }
  public func footer(_ attributes: Attribute..., content: () -> Void) { element("footer", attributes, content) }
  public func footer(_ text: String, _ attributes: Attribute...) { element("footer", attributes) { self.text(text) } }
  public func nav(_ attributes: Attribute..., content: () -> Void) { element("nav", attributes, content) }
  public func nav(_ text: String, _ attributes: Attribute...) { element("nav", attributes) { self.text(text) } }
  public func section(_ attributes: Attribute..., content: () -> Void) { element("section", attributes, content) }
  public func section(_ text: String, _ attributes: Attribute...) { element("section", attributes) { self.text(text) } }
  public func article(_ attributes: Attribute..., content: () -> Void) { element("article", attributes, content) }
  public func article(_ text: String, _ attributes: Attribute...) { element("article", attributes) { self.text(text) } }
  public func aside(_ attributes: Attribute..., content: () -> Void) { element("aside", attributes, content) }
  public func aside(_ text: String, _ attributes: Attribute...) { element("aside", attributes) { self.text(text) } }
  public func h1(_ attributes: Attribute..., content: () -> Void) { element("h1", attributes, content) }
  public func h1(_ text: String, _ attributes: Attribute...) { element("h1", attributes) { self.text(text) } }
  public func h2(_ attributes: Attribute..., content: () -> Void) { element("h2", attributes, content) }
  public func h2(_ text: String, _ attributes: Attribute...) { element("h2", attributes) { self.text(text) } }
  public func h3(_ attributes: Attribute..., content: () -> Void) { element("h3", attributes, content) }
  public func h3(_ text: String, _ attributes: Attribute...) { element("h3", attributes) { self.text(text) } }
  public func h4(_ attributes: Attribute..., content: () -> Void) { element("h4", attributes, content) }
  public func h4(_ text: String, _ attributes: Attribute...) { element("h4", attributes) { self.text(text) } }
  public func p(_ attributes: Attribute..., content: () -> Void) { element("p", attributes, content) }
  public func p(_ text: String, _ attributes: Attribute...) { element("p", attributes) { self.text(text) } }
  public func div(_ attributes: Attribute..., content: () -> Void) { element("div", attributes, content) }
  public func div(_ text: String, _ attributes: Attribute...) { element("div", attributes) { self.text(text) } }
  public func span(_ attributes: Attribute..., content: () -> Void) { element("span", attributes, content) }
  public func span(_ text: String, _ attributes: Attribute...) { element("span", attributes) { self.text(text) } }
  public func a(_ attributes: Attribute..., content: () -> Void) { element("a", attributes, content) }
  public func a(_ text: String, _ attributes: Attribute...) { element("a", attributes) { self.text(text) } }
  public func ul(_ attributes: Attribute..., content: () -> Void) { element("ul", attributes, content) }
  public func ol(_ attributes: Attribute..., content: () -> Void) { element("ol", attributes, content) }
  public func li(_ attributes: Attribute..., content: () -> Void) { element("li", attributes, content) }
  public func li(_ text: String, _ attributes: Attribute...) { element("li", attributes) { self.text(text) } }
  public func dl(_ attributes: Attribute..., content: () -> Void) { element("dl", attributes, content) }
  public func dt(_ attributes: Attribute..., content: () -> Void) { element("dt", attributes, content) }
  public func dt(_ text: String, _ attributes: Attribute...) { element("dt", attributes) { self.text(text) } }
  public func dd(_ attributes: Attribute..., content: () -> Void) { element("dd", attributes, content) }
  public func dd(_ text: String, _ attributes: Attribute...) { element("dd", attributes) { self.text(text) } }
  public func table(_ attributes: Attribute..., content: () -> Void) { element("table", attributes, content) }
  public func caption(_ attributes: Attribute..., content: () -> Void) { element("caption", attributes, content) }
  public func caption(_ text: String, _ attributes: Attribute...) { element("caption", attributes) { self.text(text) } }
  public func thead(_ attributes: Attribute..., content: () -> Void) { element("thead", attributes, content) }
  public func tbody(_ attributes: Attribute..., content: () -> Void) { element("tbody", attributes, content) }
  public func tfoot(_ attributes: Attribute..., content: () -> Void) { element("tfoot", attributes, content) }
  public func tr(_ attributes: Attribute..., content: () -> Void) { element("tr", attributes, content) }
  public func th(_ attributes: Attribute..., content: () -> Void) { element("th", attributes, content) }
  public func th(_ text: String, _ attributes: Attribute...) { element("th", attributes) { self.text(text) } }
  public func td(_ attributes: Attribute..., content: () -> Void) { element("td", attributes, content) }
  public func td(_ text: String, _ attributes: Attribute...) { element("td", attributes) { self.text(text) } }
  public func form(_ attributes: Attribute..., content: () -> Void) { element("form", attributes, content) }
  public func fieldset(_ attributes: Attribute..., content: () -> Void) { element("fieldset", attributes, content) }
  public func legend(_ attributes: Attribute..., content: () -> Void) { element("legend", attributes, content) }
  public func legend(_ text: String, _ attributes: Attribute...) { element("legend", attributes) { self.text(text) } }
  public func label(_ attributes: Attribute..., content: () -> Void) { element("label", attributes, content) }
  public func label(_ text: String, _ attributes: Attribute...) { element("label", attributes) { self.text(text) } }
  public func select(_ attributes: Attribute..., content: () -> Void) { element("select", attributes, content) }
  public func option(_ attributes: Attribute..., content: () -> Void) { element("option", attributes, content) }
  public func option(_ text: String, _ attributes: Attribute...) { element("option", attributes) { self.text(text) } }
  public func textarea(_ attributes: Attribute..., content: () -> Void) { element("textarea", attributes, content) }
  public func textarea(_ text: String, _ attributes: Attribute...) {
    element("textarea", attributes) { self.text(text) }
  }
  public func button(_ attributes: Attribute..., content: () -> Void) { element("button", attributes, content) }
  public func button(_ text: String, _ attributes: Attribute...) { element("button", attributes) { self.text(text) } }
  public func details(_ attributes: Attribute..., content: () -> Void) { element("details", attributes, content) }
  public func summary(_ attributes: Attribute..., content: () -> Void) { element("summary", attributes, content) }
  public func summary(_ text: String, _ attributes: Attribute...) { element("summary", attributes) { self.text(text) } }
  public func dialog(_ attributes: Attribute..., content: () -> Void) { element("dialog", attributes, content) }
  public func strong(_ attributes: Attribute..., content: () -> Void) { element("strong", attributes, content) }
  public func strong(_ text: String, _ attributes: Attribute...) { element("strong", attributes) { self.text(text) } }
  public func em(_ attributes: Attribute..., content: () -> Void) { element("em", attributes, content) }
  public func em(_ text: String, _ attributes: Attribute...) { element("em", attributes) { self.text(text) } }
  public func small(_ attributes: Attribute..., content: () -> Void) { element("small", attributes, content) }
  public func small(_ text: String, _ attributes: Attribute...) { element("small", attributes) { self.text(text) } }
  public func code(_ attributes: Attribute..., content: () -> Void) { element("code", attributes, content) }
  public func code(_ text: String, _ attributes: Attribute...) { element("code", attributes) { self.text(text) } }
  public func pre(_ attributes: Attribute..., content: () -> Void) { element("pre", attributes, content) }
  public func pre(_ text: String, _ attributes: Attribute...) { element("pre", attributes) { self.text(text) } }
  public func kbd(_ attributes: Attribute..., content: () -> Void) { element("kbd", attributes, content) }
  public func kbd(_ text: String, _ attributes: Attribute...) { element("kbd", attributes) { self.text(text) } }
  public func time(_ attributes: Attribute..., content: () -> Void) { element("time", attributes, content) }
  public func time(_ text: String, _ attributes: Attribute...) { element("time", attributes) { self.text(text) } }
  public func abbr(_ attributes: Attribute..., content: () -> Void) { element("abbr", attributes, content) }
  public func abbr(_ text: String, _ attributes: Attribute...) { element("abbr", attributes) { self.text(text) } }
  public func bdi(_ attributes: Attribute..., content: () -> Void) { element("bdi", attributes, content) }
  /// What people wrote into a line, such as a name or a subject, kept from turning what stands beside it; what is hidden
  /// in it is written out.
  public func bdi(_ text: String, _ attributes: Attribute...) {
    element("bdi", attributes) { self.text(text.revealed) }
  }
  public func del(_ attributes: Attribute..., content: () -> Void) { element("del", attributes, content) }
  public func del(_ text: String, _ attributes: Attribute...) { element("del", attributes) { self.text(text) } }
  public func ins(_ attributes: Attribute..., content: () -> Void) { element("ins", attributes, content) }
  public func ins(_ text: String, _ attributes: Attribute...) { element("ins", attributes) { self.text(text) } }
  public func figure(_ attributes: Attribute..., content: () -> Void) { element("figure", attributes, content) }
  public func figure(_ text: String, _ attributes: Attribute...) { element("figure", attributes) { self.text(text) } }
  public func figcaption(_ attributes: Attribute..., content: () -> Void) { element("figcaption", attributes, content) }
  public func figcaption(_ text: String, _ attributes: Attribute...) {
    element("figcaption", attributes) { self.text(text) }
  }
  public func blockquote(_ attributes: Attribute..., content: () -> Void) { element("blockquote", attributes, content) }
  public func blockquote(_ text: String, _ attributes: Attribute...) {
    element("blockquote", attributes) { self.text(text) }
  }
  public func template(_ attributes: Attribute..., content: () -> Void) { element("template", attributes, content) }
  public func output(_ attributes: Attribute..., content: () -> Void) { element("output", attributes, content) }
  public func output(_ text: String, _ attributes: Attribute...) { element("output", attributes) { self.text(text) } }

  // Void elements.
  public func br(_ attributes: Attribute...) { void("br", attributes) }
  public func hr(_ attributes: Attribute...) { void("hr", attributes) }
  public func input(_ attributes: Attribute...) { void("input", attributes) }
  public func meta(_ attributes: Attribute...) { void("meta", attributes) }
  public func link(_ attributes: Attribute...) { void("link", attributes) }
  public func col(_ attributes: Attribute...) { void("col", attributes) }
  public func img(_ attributes: Attribute...) { void("img", attributes) }
  public func wbr(_ attributes: Attribute...) { void("wbr", attributes) }

  /// The title of the page, in `head`.
  public func title(_ text: String) { element("title") { self.text(text) } }
  /// A script file; inline script cannot be written.
  public func script(src address: String, _ attributes: Attribute...) {
    element("script", [.src(address)] + attributes)
  }
}
