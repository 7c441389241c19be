import BusinessTime
import Core
import Kernel
import Recovery
import RecoveryUseCases

/// What the demo company's manager found of the rule by which the former tool reckoned: from an export of its cases,
/// made by chance from a rule of its own.
enum DemoRecovery {
  private static let manager = "marc"
  private static let zone = "Europe/Berlin"
  private static let cases = 900

  /// In the order in which they happen.
  static func steps(until present: Instant, reader: CaseReader) -> [DemoServices.Step] {
    [
      DemoServices.Step(at: present - .days(3), name: manager) { app, marc in
        let text = try export(until: present - .days(DemoCompany.days))
        let settings = RecoverySettings(
          columns: CaseColumns(
            opened: "opened", due: "due", stopped: "closed", verdict: .init(column: "in_time", met: "yes"),
            classes: ["category"]), zone: zone)
        let recoveries = BackgroundRecoveries(app, reader: reader)
        let upload = RecoveryUpload(
          "old-tool.csv", digest: HeldCases.digest(of: Array(text.utf8)), settings,
          try await reader.read(Array(text.utf8), settings))
        _ = try await recoveries.begin(upload, as: marc)
        await recoveries.settle()
      }
    ]
  }

  /// Eight open hours for access, sixteen for devices, of days from 08:00 to 17:00; closed on the first of each month;
  /// a few due times that somebody moved by hand. All by one clock on the wall.
  private static func export(until end: Instant) throws -> String {
    var chance = SplitMix64(seed: 0x7265_636f)
    let begin = end - .days(240)
    let hours = Window(start: 8 * 60, end: 17 * 60).map { [$0] } ?? []
    var closures: [Closure] = []
    for day in begin.milliseconds / 86_400_000...(end + .days(40)).milliseconds / 86_400_000 {
      let date = CivilDate(daysSince1970: Int(day))
      if date.day == 1 { closures.append(Closure(.date(date, nil))) }
    }
    let desk = try BusinessCalendar(
      CalendarDefinition(
        timeZone: "UTC", weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, hours) }),
        closures: closures), zone: .utc)
    var openings: [Instant] = []
    for _ in 0..<cases { openings.append(begin + chance.time(.zero, .days(240))) }
    var lines = ["number,opened,category,due,closed,in_time"]
    for (place, opened) in openings.sorted().enumerated() {
      let isAccess = chance.happens(60)
      guard var due = desk.instant(adding: .hours(isAccess ? 8 : 16), to: opened) else { continue }
      if chance.happens(1) { due = due + .hours(3) }
      let closed = opened + chance.time(.minutes(10), .hours(isAccess ? 40 : 90))
      let moments = [opened, due, closed].map { String($0.rfc3339.prefix(19)).replacing("T", with: " ") }
      lines.append(
        "OT-\(place + 1),\(moments[0]),\(isAccess ? "access" : "device"),\(moments[1]),\(moments[2]),"
          + (closed <= due ? "yes" : "no"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
