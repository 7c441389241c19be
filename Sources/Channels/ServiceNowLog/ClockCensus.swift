import BusinessTime
import ImportUseCases
import Kernel

/// Gathers the clock times of a file that a zone's clock showed twice or never, to say how they are read.
struct ClockCensus {
  /// Different times that are kept, where ordinary files have a handful.
  private static let most = 10_000

  private let zone: ZoneRules
  private var days: [CivilDate: Bool] = [:]
  /// Times on days on which the clock changes, how often each stands there and where first.
  private var found: [WrittenTime: (count: Int, line: Int)] = [:]

  init(_ zone: ZoneRules) { self.zone = zone }

  mutating func take(_ time: WrittenTime, line: Int) {
    guard time.offset == nil, hasChange(time.date(.dayFirst)) || hasChange(time.date(.monthFirst)),
      found.count < ClockCensus.most || found[time] != nil
    else { return }
    found[time, default: (0, line)].count += 1
  }

  private mutating func hasChange(_ date: CivilDate?) -> Bool {
    guard let date else { return false }
    if let known = days[date] { return known }
    let before = zone.instant(of: date, secondOfDay: 0) - .milliseconds(1)
    let hasChange = zone.offset(at: before) != zone.offset(at: zone.instant(of: date, secondOfDay: 86_400))
    days[date] = hasChange
    return hasChange
  }

  func notes(_ order: DateOrder, _ form: WrittenTime.Form) -> [String] {
    var twice = (count: 0, line: Int.max)
    var never = twice
    for (time, place) in found where time.form == form {
      guard let date = time.date(order) else { continue }
      let reading = LaidTime(date, millisecondOfDay: time.millisecondOfDay, in: zone)
      if reading.second != nil { twice = (twice.count + place.count, min(twice.line, place.line)) }
      if reading.isSkipped { never = (never.count + place.count, min(never.line, place.line)) }
    }
    var notes: [String] = []
    if twice.count > 0 {
      notes.append(
        "Of \(twice.count) times that the clock showed twice (first in line \(twice.line)) the first is taken, "
          + "or the second where the order of the incident's rows shows it.")
    }
    if never.count > 0 {
      notes.append(
        "\(never.count) times were skipped by the clock (first in line \(never.line)); each is taken as by the clock "
          + "before the change, an hour later by the one after it.")
    }
    return notes
  }
}
