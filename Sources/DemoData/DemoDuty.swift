import Core
import Duty
import DutyUseCases
import Kernel

/// Who is on duty in the demo company: rosters from its beginning on, and what people changed of late.
enum DemoDuty {
  /// The rosters of two teams, the first days of whose layers lie on the Monday before.
  static func plan(_ app: App, at now: Instant, as people: [String: Principal]) async throws {
    guard let lead = people["lena"], let manager = people["marc"] else { return }
    var day = Int(now.milliseconds / 86_400_000)
    day -= CivilDate(daysSince1970: day).weekday
    let monday = CivilDate(daysSince1970: day).iso8601
    try await app.run(
      MakeRoster(
        team: "service-desk",
        RosterDraft(
          name: "First line", timeZone: "Europe/Berlin", cover: ["mon-fri 07:00-19:00", "sat 08:00-14:00"],
          layers: [
            .init(
              name: "Saturdays", people: ["jonas", "amara", "lena"], every: 1, unit: "weeks", handover: "07:00",
              start: monday, hours: ["sat 08:00-14:00"]),
            .init(
              name: "Weeks", people: ["amara", "jonas", "lena"], every: 1, unit: "weeks", handover: "07:00",
              start: monday, hours: ["mon-fri 07:00-19:00"]),
          ])), as: lead)
    try await app.run(
      MakeRoster(
        team: "network",
        RosterDraft(
          name: "On call", timeZone: "Europe/Berlin",
          layers: [
            .init(
              name: "Nights and weekends", people: ["ines", "tomasz"], every: 1, unit: "weeks", handover: "09:00",
              start: monday,
              hours: ["mon-thu 17:00-09:00", "fri 17:00-24:00", "sat-sun 00:00-24:00", "mon 00:00-09:00"]),
            .init(
              name: "Days", people: ["tomasz", "ines"], every: 1, unit: "days", handover: "09:00", start: monday),
          ], standby: "marc")), as: manager)
  }

  /// What stands before the present: an override, a swap that waits for an answer, somebody who is away.
  static func change(_ app: App, at now: Instant, as people: [String: Principal]) async throws {
    guard let amara = people["amara"], let manager = people["marc"], let ines = people["ines"] else { return }
    let rosters = try await app.ask(ListRosters(), as: manager).items
    if let network = rosters.first(where: { $0.roster.team == "network" })?.roster {
      try await app.run(
        MakeOverride(network.id, person: "david", from: now + .days(3), to: now + .days(3) + .hours(6)), as: manager)
    }
    // Without a deputy, so that a gap can be seen: a whole week always holds duty of hers, two days do not.
    try await app.run(NoteAbsence(from: now + .days(8), to: now + .days(15)), as: ines)
    let own = try await app.ask(ShowMyDuty(), as: amara)
    if let shift = own.shifts.first(where: { $0.shift.span.from > now + .days(1) }) {
      try await app.run(
        AskSwap(shift.roster.id, taker: "lena", from: shift.shift.span.from, to: shift.shift.span.to), as: amara)
    }
  }
}
