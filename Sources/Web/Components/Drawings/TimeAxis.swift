import Kernel

/// A stretch of time laid along a line of 100 percent, with round marks on it.
package struct TimeAxis {
  let from: Instant
  package let to: Instant

  /// The axis that holds all that has happened to `clocks`, the present while one of them is open, and the deadlines
  /// that lie near. One far ahead would squeeze everything else into a point: a bar points to it instead.
  init(_ clocks: [ClockFigure], now: Instant) {
    var low = Instant.latest
    var high = Instant.earliest
    let begun = clocks.filter { $0.startedAt != nil }
    for clock in begun {
      let start = clock.startedAt ?? now
      low = min(low, start)
      high = max(high, start, clock.stoppedAt ?? start)
      if clock.isOpen { high = max(high, now) }
    }
    let past = high
    for clock in begun {
      guard let due = clock.due else { continue }
      let isOnlyOne = begun.count == 1 && clock.stoppedAt == nil
      let known = (past - low).milliseconds
      // What a clock that stands alone is about is its deadline.
      let reach =
        begun.count == 1
        ? max(known, Duration.hours(1).milliseconds) * 40 : max(known / 2, Duration.days(1).milliseconds)
      if isOnlyOne || (due - past).milliseconds <= reach { high = max(high, due) }
    }
    if low > high { (low, high) = (now - .hours(1), now) }
    let length = max((high - low).milliseconds, 60_000)
    from = low
    to = Instant(milliseconds: low.milliseconds + length + length / 20)
  }

  /// Percent from the left, 0 to 100.
  package func place(_ instant: Instant) -> Double {
    let share = Double((instant - from).milliseconds) / Double((to - from).milliseconds)
    return min(100, max(0, share * 100))
  }

  /// A round local time.
  struct Mark: Hashable {
    var at: Instant
    /// Nil where there is no room for it.
    var label: String?
    /// There is room only where the drawing is wide.
    var isMinor = false
  }

  /// Three to eight marks at round local times. Their labels drop rather than touch each other: some stand in every
  /// drawing, others only where it is wide.
  func marks(for reader: Reader) -> [Mark] {
    let (step, times) = roundTimes(reader)
    var marks = times.map { Mark(at: $0) }
    var taken: [LabelPlace] = []
    var lastDate = ""
    for index in marks.indices {
      let moment = reader.zone.local(marks[index].at)
      let text = TimeAxis.label(moment, step: step, after: lastDate)
      let place = LabelPlace(text, at: self.place(marks[index].at))
      if let last = taken.last, !place.isClear(of: last, in: LabelPlace.narrow) { continue }
      (marks[index].label, lastDate) = (text, TimeAxis.date(moment))
      taken.append(place)
    }
    lastDate = ""
    for index in marks.indices {
      let moment = reader.zone.local(marks[index].at)
      defer { lastDate = TimeAxis.date(moment) }
      guard marks[index].label == nil else { continue }
      let text = TimeAxis.label(moment, step: step, after: lastDate)
      let place = LabelPlace(text, at: self.place(marks[index].at))
      guard taken.allSatisfy({ place.isClear(of: $0, in: LabelPlace.wide) }) else { continue }
      (marks[index].label, marks[index].isMinor) = (text, true)
      taken.append(place)
    }
    return marks
  }

  /// Milliseconds from mark to mark, and the marks.
  private func roundTimes(_ reader: Reader) -> (step: Int64, times: [Instant]) {
    let length = (to - from).milliseconds
    let hour = TimeAxis.hour
    let steps: [Int64] = [
      hour / 12, hour / 4, hour / 2, hour, 2 * hour, 4 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 336 * hour,
      730 * hour, 2190 * hour, 8760 * hour, 87_600 * hour,
    ]
    let step = steps.first { length / $0 <= 6 } ?? length
    let offset = Int64(reader.zone.local(from).offset) * 1000
    var at = ((from.milliseconds + offset) / step + 1) * step - offset
    var times: [Instant] = []
    while at < to.milliseconds, times.count < 8 {
      times.append(Instant(milliseconds: at))
      at += step
    }
    return (step, times)
  }

  private static let hour: Int64 = 3_600_000

  private static func date(_ moment: LocalMoment) -> String {
    "\(moment.date.day) \(Words.months[moment.date.month - 1])"
  }

  /// As precise as the distance between marks; the date only where it is another than that of the label before.
  private static func label(_ moment: LocalMoment, step: Int64, after lastDate: String) -> String {
    let date = date(moment)
    if step >= 8760 * hour { return "\(moment.date.year)" }
    if step >= 730 * hour { return "\(date) \(moment.date.year)" }
    if step >= 24 * hour { return date }
    return date == lastDate ? Words.time(moment) : "\(date), \(Words.time(moment))"
  }
}

/// How a label lies at its place on an axis: centred, or within the drawing where it would stick out.
struct LabelPlace: Hashable {
  enum Anchor: String { case start, middle, end }

  /// Widths of drawings in px: of the narrowest, and from which on minor labels stand (`drawings.css`).
  static let narrow = 272.0
  static let wide = 640.0
  /// Of a character of 11 px, rather too much; and what lies between two labels at least. In px.
  private static let letter = 6.6
  private static let gap = 8.0

  /// Percent from the left.
  var place: Double
  var width: Double
  var anchor: Anchor

  init(_ text: String, at place: Double) {
    self.place = place
    width = Double(text.count) * LabelPlace.letter
    let half = width / 2 / LabelPlace.narrow * 100
    anchor = place < half ? .start : place > 100 - half ? .end : .middle
  }

  /// Px from left to right in a drawing of this width.
  func extent(in drawing: Double) -> ClosedRange<Double> {
    let at = place / 100 * drawing
    let left =
      switch anchor {
      case .start: at
      case .middle: at - width / 2
      case .end: at - width
      }
    return left...left + width
  }

  /// Whether both fit beside each other there, and so in every wider drawing.
  func isClear(of other: LabelPlace, in drawing: Double) -> Bool {
    let (own, others) = (extent(in: drawing), other.extent(in: drawing))
    return own.lowerBound >= others.upperBound + LabelPlace.gap || others.lowerBound >= own.upperBound + LabelPlace.gap
  }
}
