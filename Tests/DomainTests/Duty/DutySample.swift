import BusinessTime
import Duty
import Kernel
import SystemZones

/// Rosters and instants as the tests of duty write them.
enum DutySample {
  static let zones = SystemZones()
  static let (kim, lena, ravi, mei) = (RecordID("kim"), RecordID("lena"), RecordID("ravi"), RecordID("mei"))

  static func zone(_ name: String) -> ZoneRules {
    do { return try zones.rules(for: name) } catch { fatalError("no zone \(name): \(error)") }
  }

  static func at(_ text: String) -> Instant {
    do throws(Instant.Malformed) { return try Instant(parsing: text) } catch { fatalError("\(text): \(error.reason)") }
  }

  static func span(_ from: String, _ to: String) -> DutySpan { DutySpan(from: at(from), to: at(to)) }

  static func date(_ text: String) -> CivilDate {
    guard let date = CivilDate(parsing: text) else { fatalError("no date \(text)") }
    return date
  }

  static func hours(_ lines: [String]) -> [DutyHours] {
    lines.map { line in
      do throws(DutyHours.Malformed) { return try DutyHours(parsing: line) } catch {
        fatalError("\(line): \(error.reason)")
      }
    }
  }

  static func layer(
    key: String = "1", _ people: [RecordID], every: Int = 1, _ unit: Rotation.Unit, _ handover: String,
    _ start: String, until: String? = nil, hours: [String] = []
  ) -> DutyLayer {
    DutyLayer(
      key: key, name: "Layer \(key)", people: people,
      rotation: Rotation(
        every: every, unit: unit, handover: RosterDraft.minutes(handover) ?? 0, start: date(start),
        until: until.map(date)), hours: self.hours(hours))
  }

  static func plan(
    zone: String = "Europe/Berlin", _ layers: [DutyLayer], cover: [String] = [], standby: RecordID? = nil
  ) -> RosterPlan {
    RosterPlan(name: "First line", timeZone: zone, cover: hours(cover), layers: layers, standby: standby)
  }

  static func version(_ plan: RosterPlan, _ number: Int = 1, from: String = "2026-01-01T00:00:00Z") -> RosterVersion {
    RosterVersion(number: number, from: at(from), plan: plan, zone: zone(plan.timeZone))
  }
}

/// The same answers from a slow second opinion: it walks the clock minute by minute and knows no formula.
struct NaiveRoster {
  var plan: RosterPlan
  var zone: ZoneRules
  /// Of each layer, the instants at which it was handed over, found by looking at the clock of every minute.
  private var handovers: [String: [Instant]] = [:]

  /// - Parameters: `from`, where the walk begins: before the first day of every layer.
  init(_ plan: RosterPlan, zone: ZoneRules, from: Instant, to: Instant) {
    (self.plan, self.zone) = (plan, zone)
    for layer in plan.layers where layer.rotation.unit != .hours {
      let rotation = layer.rotation
      let dates = rotation.every * (rotation.unit == .weeks ? 7 : 1)
      var due = rotation.start.daysSince1970
      var found: [Instant] = []
      var minute = from
      while minute <= to {
        let local = zone.local(minute)
        let day = local.date.daysSince1970
        // The first minute at which the clock shows the hand-over of the day that is due, or more.
        while day > due || (day == due && local.secondOfDay >= rotation.handover * 60) {
          found.append(minute)
          due += dates
        }
        minute = minute + .minutes(1)
      }
      handovers[layer.key] = found
    }
  }

  func person(at instant: Instant) -> RecordID? {
    for layer in plan.layers {
      let times = handovers[layer.key] ?? []
      let passed = times.count { $0 <= instant }
      guard passed > 0, covers(layer, instant) else { continue }
      return layer.people[(passed - 1) % layer.people.count]
    }
    return plan.standby
  }

  private func covers(_ layer: DutyLayer, _ instant: Instant) -> Bool {
    guard !layer.hours.isEmpty else { return true }
    let local = zone.local(instant)
    let minute = local.secondOfDay / 60
    return layer.hours.contains { hours in
      let today = hours.days.contains(Weekday.allCases[local.date.weekday])
      let before = hours.days.contains(Weekday.allCases[(local.date.weekday + 6) % 7])
      if !hours.window.crossesMidnight { return today && minute >= hours.window.start && minute < hours.window.end }
      return today && minute >= hours.window.start || before && minute < hours.window.end
    }
  }
}
