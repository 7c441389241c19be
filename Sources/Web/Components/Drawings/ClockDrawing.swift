import Agreements
import Kernel
import Markup

/// Draws clocks on a common axis. Widths are percentages, so that a drawing fits any box without
/// stretching its text and lines.
package struct ClockDrawing {
  package let axis: TimeAxis
  let reader: Reader
  /// Segments narrower than this share of the axis are drawn with their neighbours.
  static let finest = 0.15
  /// Shapes of one clock at most; a bar of this many differs in nothing that an eye could see.
  static let mostShapes = 400

  package init(_ clocks: [ClockFigure], reader: Reader) {
    axis = TimeAxis(clocks, now: reader.now)
    self.reader = reader
  }

  /// The bar of one clock.
  package func bar(_ html: HTML, _ clock: ClockFigure, height: Double) {
    html.element(
      "svg",
      [
        .class("drawing"), Attribute("width", "100%"), .number("height", height), .role("img"),
        .aria("label", ClockWords.sentence(clock, for: reader)),
      ]
    ) {
      for mark in axis.marks(for: reader) {
        vertical(html, mark.at, 0, height, "grid-line")
      }
      segments(html, clock, top: 4, height: height - 8)
      if let due = clock.due, clock.state != .cancelled {
        if due <= axis.to {
          vertical(html, due, 0, height, clock.state == .breached ? "due-line missed" : "due-line")
        } else {
          label(html, "due \(Moments.text(due, .short, for: reader)) \u{203a}", 100, y: height / 2 + 4, "due-beyond")
        }
      }
      if let stop = clock.stoppedAt { stopMark(html, stop, height: height) }
      if clock.isOpen { vertical(html, reader.now, 0, height, "now-line") }
    }
  }

  /// The line of local times below the bars.
  package func scale(_ html: HTML) {
    html.element("svg", [.class("drawing"), Attribute("width", "100%"), .number("height", 16), .ariaHidden]) {
      for mark in axis.marks(for: reader) {
        if let text = mark.label { label(html, text, axis.place(mark.at), y: 12, mark.isMinor ? "minor" : "") }
      }
    }
  }

  package func label(_ html: HTML, _ text: String, _ place: Double, y: Double, _ name: String) {
    let anchor = LabelPlace(text, at: place).anchor.rawValue
    html.element(
      "text",
      [percent("x", place), .number("y", y), Attribute("text-anchor", anchor), .when(!name.isEmpty, .class(name))]
    ) { html.text(text) }
  }

  private func vertical(_ html: HTML, _ at: Instant, _ top: Double, _ bottom: Double, _ name: String) {
    let place = percent("x1", axis.place(at))
    html.element(
      "line", [place, percent("x2", axis.place(at)), .number("y1", top), .number("y2", bottom), .class(name)])
  }

  private func stopMark(_ html: HTML, _ at: Instant, height: Double) {
    html.element(
      "circle", [percent("cx", axis.place(at)), .number("cy", height / 2), .number("r", 3.5), .class("stop-mark")])
  }

  private func percent(_ name: StaticString, _ value: Double) -> Attribute {
    Attribute(name, HTML.decimal(value) + "%")
  }

  private func segments(_ html: HTML, _ clock: ClockFigure, top: Double, height: Double) {
    for shape in shapes(clock) {
      let inset = shape.look == .closed ? height * 0.3 : 0
      var attributes: [Attribute] = [
        percent("x", shape.from), percent("width", max(0.2, shape.to - shape.from)), .number("y", top + inset),
        .number("height", height - 2 * inset),
      ]
      switch shape.look {
      case .counted: attributes.append(.class("seg-counted"))
      case .over: attributes.append(.class("seg-over"))
      case .closed: attributes.append(.class("seg-closed"))
      case .paused: attributes.append(Attribute("fill", "url(#hatch-pause)"))
      case .excluded: attributes += HTML.excludedLook
      }
      html.element("rect", attributes)
    }
    if clock.isOpen, let due = clock.due, due > reader.now { ahead(html, clock, to: due, top: top, height: height) }
  }

  /// What lies between now and the deadline: open hours as boxes, closed ones as the thin line that they are in the
  /// past, so that one sees why two hours that are left end on Monday.
  private func ahead(_ html: HTML, _ clock: ClockFigure, to due: Instant, top: Double, height: Double) {
    func rect(_ from: Instant, _ to: Instant, inset: Double, _ name: String) {
      let (left, right) = (axis.place(from), axis.place(to))
      guard right > left else { return }
      html.element(
        "rect",
        [
          percent("x", left), percent("width", right - left), .number("y", top + inset),
          .number("height", height - 2 * inset), .class(name),
        ])
    }
    var shut = reader.now
    for window in clock.openAhead ?? [reader.now..<due] {
      rect(shut, window.lowerBound, inset: height * 0.3, "seg-closed")
      rect(window.lowerBound, window.upperBound, inset: 0.5, "seg-ahead")
      shut = window.upperBound
    }
    rect(shut, due, inset: height * 0.3, "seg-closed")
  }

  enum Look { case counted, over, closed, paused, excluded }
  private struct Shape {
    var from: Double
    var to: Double
    var look: Look
  }

  /// Segments as shapes: cut at the breach, and thinned to what can be told apart.
  private func shapes(_ clock: ClockFigure) -> [Shape] {
    var shapes: [Shape] = []
    func add(_ from: Instant, _ to: Instant, _ look: Look) {
      let shape = Shape(from: axis.place(from), to: axis.place(to), look: look)
      if let last = shapes.last, last.look == look || (shape.to - shape.from < ClockDrawing.finest && shapes.count > 40)
      {
        shapes[shapes.count - 1].to = shape.to
      } else if shapes.count < ClockDrawing.mostShapes {
        shapes.append(shape)
      }
    }
    for stretch in ClockDrawing.stretches(of: clock) { add(stretch.from, stretch.to, stretch.look) }
    return shapes
  }

  /// A clock's segments as they look, the one in which it breached as two.
  static func stretches(of clock: ClockFigure) -> [(from: Instant, to: Instant, look: Look)] {
    clock.segments.flatMap { segment -> [(from: Instant, to: Instant, look: Look)] in
      let look = look(segment)
      guard look == .counted, let breach = clock.breachedAt, breach < segment.to else {
        return [(segment.from, segment.to, look)]
      }
      let over = (from: max(segment.from, breach), to: segment.to, look: Look.over)
      return segment.from < breach ? [(segment.from, breach, .counted), over] : [over]
    }
  }

  static func look(_ segment: Segment) -> Look {
    if segment.counted { return .counted }
    switch segment.because.cause {
    case .held: return .paused
    case .exclusion: return .excluded
    case .open, .localDays, .closed, .resolvedTimeCounts, .summary: return .closed
    }
  }
}
