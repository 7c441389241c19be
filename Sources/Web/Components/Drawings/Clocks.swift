import Agreements
import Kernel
import Markup

extension HTML {
  /// The clocks of a ticket on a common axis: name, verdict, deadline, bar.
  public func clocks(_ clocks: [ClockFigure], for reader: Reader) {
    let drawing = ClockDrawing(clocks, reader: reader)
    div(.class("clocks")) {
      let idle = clocks.filter { $0.state == .idle }
      for clock in clocks where clock.state != .idle {
        div(.class("clock")) {
          div(.class("clock-head")) {
            if let path = clock.path {
              a(clock.title, .class("name"), .href(path), .title("Why? Second by second"))
            } else {
              span(clock.title, .class("name"))
            }
            clockChip(clock)
            span(.class("left")) { clockDistance(clock, for: reader) }
          }
          if clock.startedAt != nil { drawing.bar(self, clock, height: 20) }
          if let foreseen = clock.foreseen { self.foreseen(foreseen, for: reader) }
        }
      }
      if clocks.contains(where: { $0.startedAt != nil }) {
        drawing.scale(self)
        details(.class("meaning")) {
          summary { icon(.question, label: "What the drawing means") }
          clockLegend(of: clocks, for: reader)
        }
      }
      if !idle.isEmpty {
        p("Not started: \(idle.map(\.title).joined(separator: ", ")).", .class("clock-why"))
      }
      unforeseen(clocks)
    }
  }

  public func clockChip(_ clock: ClockFigure) { chip(clock.state.tone, clock.state.icon, clock.state.words) }

  /// How far the deadline is, or how much was left or lacking.
  public func clockDistance(_ clock: ClockFigure, for reader: Reader) {
    switch clock.state {
    case .running: if let due = clock.due { deadline(due, for: reader) }
    case .paused: if let left = clock.remaining { span("\(Words.length(left, days: false)) left", .class("resting")) }
    case .breached:
      // While it runs, every page says how long ago the deadline passed; once it has stopped, how much was used too much.
      if clock.stoppedAt == nil, let due = clock.due {
        deadline(due, for: reader)
      } else if let overrun = clock.overrun {
        span("\(Words.length(overrun, days: false)) over", .class("late"))
      }
    case .met: if let left = clock.remaining { span("\(Words.length(left, days: false)) spare", .class("soft")) }
    case .cancelled, .idle, .neverDue, .noTarget: break
    }
  }

  /// What the surfaces and lines in the drawings of these clocks mean: of those that are drawn.
  public func clockLegend(of clocks: [ClockFigure], for reader: Reader) {
    let drawn = clocks.filter { $0.startedAt != nil }
    let looks = Set(drawn.flatMap { ClockDrawing.stretches(of: $0).map(\.look) })
    let isAhead = drawn.contains { $0.isOpen && ($0.due.map { $0 > reader.now } ?? false) }
    ul(.class("legend")) {
      if looks.contains(.counted) {
        legend("counted") { rect(x: 0, y: 0, width: 16, height: 10, .class("seg-counted")) }
      }
      if looks.contains(.over) {
        legend("past the target") { rect(x: 0.5, y: 0.5, width: 15, height: 9, .class("seg-over")) }
      }
      if looks.contains(.closed) || drawn.contains(where: { $0.openAhead != nil }) {
        legend("closed hours") { rect(x: 0, y: 3, width: 16, height: 4, .class("seg-closed")) }
      }
      if looks.contains(.paused) {
        legend("paused") { rect(x: 0, y: 0, width: 16, height: 10, Attribute("fill", "url(#hatch-pause)")) }
      }
      if looks.contains(.excluded) {
        legend("left out by approval") {
          element("rect", [.number("width", 16), .number("height", 10)] + HTML.excludedLook)
        }
      }
      if isAhead { legend("still to come") { rect(x: 0.5, y: 0.5, width: 15, height: 9, .class("seg-ahead")) } }
      if drawn.contains(where: { $0.due != nil }) {
        legend("deadline") { line(x1: 8, y1: 0, x2: 8, y2: 10, .class("due-line")) }
      }
      if drawn.contains(where: \.isOpen) {
        legend("now") { line(x1: 8, y1: 0, x2: 8, y2: 10, .class("now-line")) }
      }
      if drawn.contains(where: { $0.stoppedAt != nil }) {
        legend("stopped") { circle(x: 8, y: 5, radius: 3.5, .class("stop-mark")) }
      }
    }
  }

  /// The surface of a time that was left out.
  static let excludedLook: [Attribute] = [.class("seg-excluded"), Attribute("fill", "url(#dots)")]

  private func legend(_ words: String, _ shape: () -> Void) {
    li {
      svg(width: 16, height: 10, label: nil) { shape() }
      text(words)
    }
  }

  /// A small measure of how far a clock is on its way, for rows of a list. Of a running clock that was
  /// read from store it shows the way from start to deadline, since only that is known.
  public func clockMeter(_ clock: ClockFigure, for reader: Reader) {
    var share = clock.target.map { Double(clock.elapsed.milliseconds) / Double(max(1, $0.milliseconds)) } ?? 0
    if clock.state == .running, clock.segments.isEmpty, let start = clock.startedAt, let due = clock.due {
      share = Double((reader.now - start).milliseconds) / Double(max(1, (due - start).milliseconds))
    }
    if clock.state == .breached { share = max(share, 1.2) }
    let tone: String
    switch clock.state {
    case .breached: tone = " bad"
    case .met: tone = " good"
    default: tone = share >= 0.75 ? " warn" : ""
    }
    // The deadline beside it says more than its words could.
    svg(width: 96, height: 10, label: nil, .class("meter")) {
      rect(x: 0, y: 2, width: 80, height: 6, .class("meter-track"))
      if clock.state == .paused {
        rect(x: 0, y: 2, width: min(share, 1) * 80, height: 6, Attribute("fill", "url(#hatch-pause)"))
      } else {
        rect(x: 0, y: 2, width: min(share, 1.2) * 80, height: 6, .class("meter-fill" + tone))
      }
      line(x1: 80, y1: 0, x2: 80, y2: 10, .class("due-line"))
    }
  }
}
