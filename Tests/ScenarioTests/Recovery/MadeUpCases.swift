import BusinessTime
import Kernel
import SystemZones

/// Cases of a tool whose rule is known: four open hours for mail and twelve for everything else, Monday to Friday from
/// 09:00 to 17:00 in Paris.
enum MadeUpCases {
  /// How a file writes its times.
  enum Form {
    /// `2026-04-03 09:00:00`
    case yearFirst
    /// `03/04/2026 09:00:00`, of dates alone that can be read either way.
    case ambiguous
    /// `2026-04-03T07:00:00Z`
    case offset
    /// `03/04/26 09:00`
    case twoDigits
  }

  static func text(_ count: Int = 160, _ form: Form = .yearFirst, wrong: Set<Int> = []) throws -> String {
    let json = """
      {"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"],
        "thu": ["09:00-17:00"], "fri": ["09:00-17:00"]}}
      """
    let zone = try SystemZones().rules(for: "Europe/Paris")
    let desk = try BusinessCalendar(CalendarDefinition(json: JSON(parsing: json)), zone: zone)
    var lines = ["opened,due,closed,kept,category"]
    var place = 0
    while lines.count <= count {
      defer { place += 1 }
      let opened = Instant(seconds: 1_767_600_000 + Int64(place) * 47_113)
      let isMail = place % 3 == 0
      guard let due = desk.instant(adding: .hours(isMail ? 4 : 12), to: opened) else { continue }
      let closed = opened + .seconds(Int64(place * 7919 % 260_000))
      let moments = [opened, due, closed].map { zone.local($0) }
      if form == .ambiguous, moments.contains(where: { $0.date.day > 12 || $0.date.day == $0.date.month }) { continue }
      let told = wrong.contains(lines.count) ? due + .hours(2) : due
      lines.append(
        [opened, told, closed].map { write($0, zone, form) }.joined(separator: ",")
          + ",\(closed <= due ? "yes" : "no"),\(isMail ? "mail" : "web")")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func write(_ instant: Instant, _ zone: ZoneRules, _ form: Form) -> String {
    guard form != .offset else { return instant.rfc3339 }
    let text = String(zone.local(instant).text.prefix(19))
    let (day, time) = (text.prefix(10), text.dropFirst(11))
    let parts = day.split(separator: "-")
    switch form {
    case .yearFirst, .offset: return "\(day) \(time)"
    case .ambiguous: return "\(parts[2])/\(parts[1])/\(parts[0]) \(time)"
    case .twoDigits: return "\(parts[2])/\(parts[1])/\(parts[0].suffix(2)) \(time.prefix(5))"
    }
  }
}
