import Kernel

// Drawings. Appearance comes from classes, since the content security policy forbids inline styles.
extension HTML {
  /// A drawing of `width` by `height` user units that scales with its box. `label` says what it
  /// shows to those who cannot see it; nil for decoration.
  public func svg(
    width: Double, height: Double, label: String?, _ attributes: Attribute..., content: () -> Void
  ) {
    let name: [Attribute] = label.map { [.role("img"), .aria("label", $0)] } ?? [.ariaHidden]
    let box = "0 0 \(HTML.decimal(width)) \(HTML.decimal(height))"
    element("svg", [Attribute("viewBox", .text(box))] + name + attributes, content)
  }

  public func g(_ attributes: Attribute..., content: () -> Void) { element("g", attributes, content) }
  public func defs(content: () -> Void) { element("defs", [], content) }

  public func rect(x: Double, y: Double, width: Double, height: Double, _ attributes: Attribute...) {
    rect(x: x, y: y, width: width, height: height, attributes) {}
  }

  /// A rectangle with something inside, such as a `title` that shows on hover.
  public func rect(
    x: Double, y: Double, width: Double, height: Double, _ attributes: [Attribute], content: () -> Void
  ) {
    let place: [Attribute] = [
      .number("x", x), .number("y", y), .number("width", max(0, width)), .number("height", max(0, height)),
    ]
    element("rect", place + attributes, content)
  }

  public func line(x1: Double, y1: Double, x2: Double, y2: Double, _ attributes: Attribute...) {
    let place: [Attribute] = [
      .number("x1", x1), .number("y1", y1), .number("x2", x2), .number("y2", y2),
    ]
    element("line", place + attributes)
  }

  public func circle(x: Double, y: Double, radius: Double, _ attributes: Attribute...) {
    element("circle", [.number("cx", x), .number("cy", y), .number("r", radius)] + attributes)
  }

  /// A path by its own language (`M0 0L10 10`).
  public func path(_ data: String, _ attributes: Attribute...) {
    element("path", [Attribute("d", .text(data))] + attributes)
  }

  public func svgText(_ text: String, x: Double, y: Double, _ attributes: Attribute...) {
    element("text", [.number("x", x), .number("y", y)] + attributes) { self.text(text) }
  }

  /// A symbol of a sprite file.
  public func use(_ address: String) { element("use", [.href(address)]) }

  /// Slanting lines, for surfaces that must differ without colour.
  public func hatch(id: String, _ attributes: Attribute...) {
    let pattern: [Attribute] = [
      .id(id), Attribute("patternUnits", .fixed("userSpaceOnUse")), .number("width", 6), .number("height", 6),
      Attribute("patternTransform", .fixed("rotate(45)")),
    ]
    element("pattern", pattern + attributes) {
      rect(x: 0, y: 0, width: 6, height: 6, .class("hatch-ground"))
      rect(x: 0, y: 0, width: 2, height: 6, .class("hatch-line"))
    }
  }

  /// A coordinate as drawings write it: at most two decimals.
  public static func decimal(_ number: Double) -> String {
    var out = ByteWriter()
    Decimal.write(number, into: &out)
    return out.text
  }
}
