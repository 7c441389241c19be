import Kernel
import Markup

/// A year of a calendar, day by day.
public struct YearFigure: Sendable {
  public enum DayKind: Sendable, Hashable {
    /// Open as the week says.
    case open
    /// Open, but for less time than that weekday usually is.
    case part
    /// Closed as the week says.
    case shut
    /// Closed by a closure although the week would open it.
    case closed
    /// Open by an extra opening.
    case extra
  }

  public struct Day: Sendable {
    public var date: CivilDate
    public var kind: DayKind
    /// Open time of the date.
    public var open: Duration
    /// What the day is called: the closure's or opening's name.
    public var name: String?
    /// The zone changes its offset on this date, by so much.
    public var shift: Duration?

    public init(_ date: CivilDate, _ kind: DayKind, open: Duration, name: String? = nil, shift: Duration? = nil) {
      (self.date, self.kind, self.open, self.name, self.shift) = (date, kind, open, name, shift)
    }
  }

  public var year: Int
  /// All dates of the year that the zone has, ascending.
  public var days: [Day]
  public var today: CivilDate?

  public init(year: Int, days: [Day], today: CivilDate? = nil) {
    (self.year, self.days, self.today) = (year, days, today)
  }

  public var openTime: Duration { days.reduce(.zero) { $0 + $1.open } }
  public func count(_ kind: DayKind) -> Int { days.count { $0.kind == kind } }
}

extension YearFigure.Day {
  /// `25 Dec: closed, Christmas`.
  var words: String { "\(date.day) \(Words.months[date.month - 1]): \(remark)" }

  /// `closed, Christmas`.
  package var remark: String {
    var text: String
    switch kind {
    case .open: text = "open \(Words.length(open, days: false))"
    case .part: text = "open only \(Words.length(open, days: false))"
    case .shut: text = "closed as every \(Words.weekdays[date.weekday])"
    case .closed: text = "closed"
    case .extra: text = "open in addition, \(Words.length(open, days: false))"
    }
    if let name { text += ", \(name)" }
    if let shift {
      text += ", clocks go \(shift < .zero ? "back" : "forward") \(Words.length(shift, days: false))"
    }
    return text
  }

  /// Whether a list of what is special about the year names it.
  package var isSpecial: Bool { kind == .closed || kind == .extra || kind == .part || shift != nil }
}

extension HTML {
  /// Twelve months, and what is special about them as a table.
  public func year(_ figure: YearFigure) {
    div(.class("year")) {
      for month in 1...12 {
        let days = figure.days.filter { $0.date.month == month }
        div(.class("month")) {
          h3(Words.longMonths[month - 1])
          self.month(days, of: figure, month)
        }
      }
    }
    ul(.class("legend")) {
      dayLegend("open") { rect(x: 0, y: 0, width: 16, height: 10, .class("day-open")) }
      dayLegend("open for part of the usual time") {
        rect(x: 0, y: 0, width: 16, height: 10, Attribute("fill", "url(#hatch-part)"))
      }
      dayLegend("open in addition") { rect(x: 1, y: 1, width: 14, height: 8, .class("day-extra")) }
      dayLegend("closed by a closure") { rect(x: 0.5, y: 0.5, width: 15, height: 9, .class("day-closed")) }
      dayLegend("closed every week") { rect(x: 0.5, y: 0.5, width: 15, height: 9, .class("day-shut")) }
      dayLegend("clocks change") { circle(x: 8, y: 5, radius: 3, .class("day-dst")) }
    }
  }

  private func dayLegend(_ words: String, _ shape: () -> Void) {
    li {
      svg(width: 16, height: 10, label: nil) { shape() }
      text(words)
    }
  }

  private func month(_ days: [YearFigure.Day], of figure: YearFigure, _ month: Int) {
    let special = days.filter(\.isSpecial).map(\.words)
    let open = days.count { $0.kind == .open || $0.kind == .part || $0.kind == .extra }
    let label =
      "\(Words.longMonths[month - 1]): \(Words.count(open, "day", "days")) open. " + special.joined(separator: ". ")
    svg(width: 182, height: 158, label: label) {
      for (index, name) in Words.weekdays.enumerated() {
        svgText(String(name.prefix(1)), x: Double(index) * 26 + 13, y: 9, .class("weekday"))
      }
      guard let first = CivilDate(year: figure.year, month: month, day: 1) else { return }
      for day in days {
        let cell = day.date.day - 1 + first.weekday
        self.day(day, x: Double(cell % 7) * 26, y: Double(cell / 7) * 24 + 14, isToday: day.date == figure.today)
      }
    }
  }

  private func day(_ day: YearFigure.Day, x: Double, y: Double, isToday: Bool) {
    let look: Attribute
    switch day.kind {
    case .open: look = .class("day-open")
    case .part: look = Attribute("fill", "url(#hatch-part)")
    case .shut: look = .class("day-shut")
    case .closed: look = .class("day-closed")
    case .extra: look = .class("day-extra")
    }
    g {
      element("title") { text(day.words) }
      rect(x: x + 1.5, y: y + 1.5, width: 23, height: 20, look)
      if isToday { rect(x: x + 1, y: y + 1, width: 24, height: 21, .class("day-today")) }
      let name = day.kind == .shut ? "is-shut" : day.kind == .closed ? "is-closed" : ""
      svgText(String(day.date.day), x: x + 13, y: y + 15.5, .when(!name.isEmpty, .class(name)))
      if day.shift != nil { circle(x: x + 21.5, y: y + 4.5, radius: 2.5, .class("day-dst")) }
    }
  }
}
