import BusinessTime
import Foundation
import Kernel

/// The clock of a zone at every minute of some days, as Foundation tells it.
struct MinuteWalk {
  /// The first minute, in minutes since 1970 by UTC.
  let first: Int
  /// The clock time at each minute, in minutes as if by UTC.
  let clocks: [Int]
  /// The local dates from the first to the last whole one, in days since 1970.
  let dates: ClosedRange<Int>
  /// The minutes of each local date.
  private(set) var minutes: [Int: [Int]] = [:]
  private var laid: [Int: Int] = [:]

  /// Walks `days` days from the day `firstDay` by UTC, and two more on each side for what reaches into them.
  init(_ identifier: String, firstDay: Int, days: Int) {
    let zone = TimeZone(identifier: identifier) ?? .gmt
    let first = (firstDay - 2) * 1440
    let count = (days + 4) * 1440
    var clocks: [Int] = []
    clocks.reserveCapacity(count)
    for minute in first..<first + count {
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute * 60)))
      clocks.append(minute + offset / 60)
    }
    self.first = first
    self.clocks = clocks
    func day(_ clock: Int) -> Int { Int((Double(clock) / 1440).rounded(.down)) }
    for (index, clock) in clocks.enumerated() {
      minutes[day(clock), default: []].append(index)
      if laid[clock] == nil { laid[clock] = index }
    }
    dates = day(clocks[0]) + 1...day(clocks[count - 1]) - 1
  }

  /// The first minute at a clock time, or the first after the gap.
  func lay(_ clock: Int) -> Int {
    if let index = laid[clock] { return index }
    return clocks.firstIndex { $0 > clock } ?? clocks.count
  }
}

/// A calendar by walking every minute of some days: slow, and written from the rules alone, to compare with.
struct NaiveCalendar {
  private let first: Int
  /// Whether each minute of the walk is open.
  private let open: [Bool]

  init(_ definition: CalendarDefinition, over walk: MinuteWalk) {
    let count = walk.clocks.count
    let dates = walk.dates
    first = walk.first
    var open = [Bool](repeating: false, count: count)
    func set(_ value: Bool, _ window: Window?, _ date: Int) {
      if let window {
        let from = walk.lay(date * 1440 + window.start)
        let to = walk.lay(date * 1440 + (window.end <= window.start ? window.end + 1440 : window.end))
        if from < to { for index in from..<to { open[index] = value } }
      } else {
        for index in walk.minutes[date] ?? [] { open[index] = value }
      }
    }
    for date in dates {
      for window in definition.weekly[Weekday.allCases[CivilDate(daysSince1970: date).weekday]] ?? [] {
        set(true, window, date)
      }
    }
    for closure in definition.closures {
      switch closure.extent {
      case .date(let date, let window) where dates.contains(date.daysSince1970):
        set(false, window, date.daysSince1970)
      case .once(let from, let to):
        for date in dates where from.daysSince1970 <= date && date <= to.daysSince1970 { set(false, nil, date) }
      case .yearly(let from, let to):
        for date in dates {
          let civil = CivilDate(daysSince1970: date)
          let (day, from, to) = (civil.month * 100 + civil.day, from.month * 100 + from.day, to.month * 100 + to.day)
          if from <= to ? from <= day && day <= to : from <= day || day <= to { set(false, nil, date) }
        }
      case .interval(let from, let to):
        for index in 0..<count {
          let at = Int64(first + index) * 60_000
          if from.milliseconds <= at && at < to.milliseconds { open[index] = false }
        }
      default: break
      }
    }
    for opening in definition.openings where dates.contains(opening.date.daysSince1970) {
      set(true, opening.window, opening.date.daysSince1970)
    }
    self.open = open
  }

  func isOpen(_ at: Instant) -> Bool { open[index(at)] }

  private func index(_ at: Instant) -> Int { Int((at.milliseconds - Int64(first) * 60_000) / 60_000) }
  private func start(_ index: Int) -> Int64 { Int64(first + index) * 60_000 }

  func openTime(_ from: Instant, _ to: Instant) -> Duration {
    guard from < to else { return .zero }
    var sum: Int64 = 0
    for index in index(from)...index(to) where open[index] {
      sum += max(0, min(start(index + 1), to.milliseconds) - max(start(index), from.milliseconds))
    }
    return Duration(milliseconds: sum)
  }

  /// Nil where the walk ends before.
  func instant(adding amount: Duration, to from: Instant) -> Instant? {
    var rest = amount.milliseconds
    if rest == 0 { return from }
    for index in index(from)..<open.count where open[index] {
      let begins = max(start(index), from.milliseconds)
      let length = start(index + 1) - begins
      if rest <= length { return Instant(milliseconds: begins + rest) }
      rest -= length
    }
    return nil
  }

  /// Nil where the walk ends before.
  func nextChange(_ after: Instant) -> Instant? {
    let now = isOpen(after)
    return open.indices.first { $0 > index(after) && open[$0] != now }.map { Instant(milliseconds: start($0)) }
  }
}
