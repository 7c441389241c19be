import Agreements
import BusinessTime
import Kernel

extension Scenario {
  /// An evaluation for people: the clocks as a table, a time line each, and who had the ticket. Times are
  /// those of each clock's calendar.
  public func prettyText(_ evaluation: Evaluation, ascii: Bool = false) -> String {
    let zones = Dictionary(
      agreement.objectives.map { ($0.name, compiled[$0.calendar]?.zone) }, uniquingKeysWith: { first, _ in first })
    func local(_ instant: Instant?, _ clock: String) -> String {
      instant.map { zones[clock]??.local($0).text ?? $0.rfc3339 } ?? "-"
    }
    var table = PlainTable([
      "clock", "cycle", "state", "target", "elapsed", "left or over", "started", "due", "stopped",
    ])
    for clock in evaluation.clocks {
      let rest = clock.overrun.map { "over " + $0.spoken } ?? clock.remaining.map { "left " + $0.spoken } ?? "-"
      table.add([
        clock.clock, String(clock.cycle), clock.state.rawValue, clock.target?.spoken ?? "-", clock.elapsed.spoken,
        rest, local(clock.startedAt, clock.clock), local(clock.due, clock.clock),
        local(clock.stoppedAt, clock.clock),
      ])
    }
    var parts = ["\(agreement.name.unbroken), as of \(evaluation.asOf.rfc3339)", table.text]
    let drawing = TimelineDrawing(ascii: ascii)
    for clock in evaluation.clocks where clock.startedAt != nil {
      var lines = ["\(clock.clock) \(clock.cycle): " + drawing.line(of: clock, asOf: evaluation.asOf)]
      if clock.stoppedByTimer { lines.append("  stopped by the desk's own timer, not by a person") }
      for choice in clock.targets {
        let length = choice.length.map { $0.text + ", " } ?? ""
        lines.append("  target from \(local(choice.since, clock.clock)): \(length)\(choice.scenarioSentence)")
      }
      for rung in clock.thresholds { lines.append("  passed \(rung.rung) at \(local(rung.at, clock.clock))") }
      for segment in clock.segments.prefix(TimelineDrawing.segmentLines) {
        lines.append(
          "  \(local(segment.from, clock.clock))  \((segment.to - segment.from).spoken)  "
            + "\(segment.holder.text)  \(segment.because.scenarioSentence)")
      }
      if clock.segments.count > TimelineDrawing.segmentLines {
        lines.append("  and \(clock.segments.count - TimelineDrawing.segmentLines) segments more")
      }
      parts.append(lines.joined(separator: "\n"))
    }
    if !evaluation.clocks.allSatisfy({ $0.startedAt == nil }) { parts.append(drawing.legend) }
    if !evaluation.attribution.isEmpty {
      var shares = PlainTable(["who had it", "how long"])
      for share in evaluation.attribution { shares.add([share.holder.text, share.time.spoken]) }
      parts.append(shares.text)
    }
    return parts.joined(separator: "\n\n")
  }
}

/// A clock's time from its start to its end in a row of characters.
struct TimelineDrawing {
  /// Characters of a row.
  static let width = 60
  /// Segments spelled out below a row.
  static let segmentLines = 40

  let counted: Character
  let waiting: Character
  let closed: Character
  let late: Character
  let due: Character

  init(ascii: Bool) {
    (counted, waiting, closed, late, due) = ascii ? ("=", "p", ".", "#", "|") : ("━", "░", "·", "█", "┃")
  }

  var legend: String {
    "\(counted) counts   \(late) counts, over target   \(waiting) paused   \(closed) closed   \(due) due"
  }

  func line(of clock: ClockReading, asOf: Instant) -> String {
    guard let start = clock.startedAt else { return "" }
    let end = clock.stoppedAt ?? max(asOf, start)
    let length = (end - start).milliseconds
    guard length > 0 else { return "no time passed" }
    var line: [Character] = []
    var segment = 0
    for cell in 0..<TimelineDrawing.width {
      let at = start + .milliseconds(place(cell, length))
      let next = start + .milliseconds(place(cell + 1, length))
      while segment + 1 < clock.segments.count, clock.segments[segment].to <= at { segment += 1 }
      if let due = clock.due, at <= due, due < next {
        line.append(self.due)
      } else if segment < clock.segments.count, clock.segments[segment].from <= at {
        line.append(character(clock.segments[segment], at: at, clock))
      } else {
        line.append(closed)
      }
    }
    return String(line)
  }

  private func place(_ cell: Int, _ length: Int64) -> Int64 {
    let product = length.multipliedFullWidth(by: Int64(cell))
    return Int64(TimelineDrawing.width).dividingFullWidth(product).quotient
  }

  private func character(_ segment: Segment, at: Instant, _ clock: ClockReading) -> Character {
    guard segment.counted else { return segment.holder == .closed ? closed : waiting }
    if let due = clock.due, at > due { return late }
    return counted
  }
}

extension Duration {
  /// `1 h 30 min`, `2.001 s`, `0 s`: for people.
  var spoken: String {
    if milliseconds == 0 { return "0 s" }
    let total = milliseconds.magnitude
    var parts: [String] = []
    if total >= 3_600_000 { parts.append("\(total / 3_600_000) h") }
    if total / 60_000 % 60 > 0 { parts.append("\(total / 60_000 % 60) min") }
    if total % 60_000 > 0 { parts.append(Duration(milliseconds: Int64(total % 60_000)).secondsText + " s") }
    return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
  }
}

/// Columns of text, two spaces between.
struct PlainTable {
  private var rows: [[String]]

  init(_ titles: [String]) { rows = [titles] }

  /// A cell is one line, whatever the names in it hold.
  mutating func add(_ cells: [String]) { rows.append(cells.map(\.unbroken)) }

  var text: String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      var line = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

extension String {
  /// On one line: a name of a file may hold line breaks, which would break a table or a picture.
  var unbroken: String { contains(where: \.isNewline) ? String(map { $0.isNewline ? " " : $0 }) : self }
}
