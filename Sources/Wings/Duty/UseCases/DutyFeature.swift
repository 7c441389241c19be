import BusinessTime
import Core
import Duty
import Kernel
import PeopleUseCases
import Storage

extension Feature {
  public static let duty = Feature(
    "Duty", permissions: [.seeRosters, .ownDuty, .editRosters, .editAllRosters, .endDutyCalendars],
    migrations: DutyMigrations.all,
    projections: [RosterProjection.self, DutyProjection.self],
    subjects: [
      StreamNaming(RosterProjection.prefix, .seeRosters) { ids, transaction in
        try RosterStore.named(ids, in: transaction).mapValues { StreamSubject(title: $0.name, detail: $0.team) }
      }
    ],
    notices: DutyChange.allCases.map(\.notice),
    prepare: { parts in
      parts[PersonWatch.self].append(.duty)
      parts[BoardNote.self].append(
        BoardNote(MyDuty.path) { look in try RosterStore.onRosters(after: look.now, in: look.transaction) })
    })
}

extension Permission {
  public static let seeRosters = Permission("rosters.see", from: .agent, "see who is on duty")
  /// Swaps, absences and calendar addresses of one's own.
  public static let ownDuty = Permission("duty.own", from: .agent, "be on duty, swap it and be away")
  /// Of the teams that one works in.
  public static let editRosters = Permission("rosters.edit", from: .lead, "change the rosters of the own teams")
  /// Of everybody, for whoever has to take an address away that its owner does not.
  public static let endDutyCalendars = Permission(
    "duty.calendars", from: .admin, "see and end the calendar addresses of everybody")
  public static let editAllRosters = Permission("rosters.edit-all", from: .manager, "change the rosters of all teams")
}

/// Knows the zones that rosters go by.
enum DutyZonesPart: AppPart {
  static var absent: any ZoneSource { UTCAlone() }
}

/// Writes the calendars that other programs subscribe to.
enum DutyCalendarPart: AppPart {
  static var absent: any DutyCalendarWriter { NoCalendars() }
}

/// Stands where nobody has said where zone rules come from.
private struct UTCAlone: ZoneSource {
  func rules(for identifier: String) throws -> ZoneRules {
    guard identifier == "UTC" else { throw MainstayError.field("timeZone", "is not known to this process") }
    return .utc
  }
}

private struct NoCalendars: DutyCalendarWriter {
  func calendar(named name: String, _ events: [DutyEvent]) throws -> [UInt8] {
    throw MainstayError.unavailable(reason: "This process writes no calendars.")
  }
}

extension AppParts {
  /// Knows the zones that rosters go by.
  public var dutyZones: any ZoneSource {
    get { self[DutyZonesPart.self] }
    set { self[DutyZonesPart.self] = newValue }
  }
  /// Writes the calendars that other programs subscribe to.
  public var dutyCalendars: any DutyCalendarWriter {
    get { self[DutyCalendarPart.self] }
    set { self[DutyCalendarPart.self] = newValue }
  }
}

extension Principal {
  /// Whether somebody may change the rosters of a team.
  func mayEditRosters(of team: String) -> Bool {
    may(.editAllRosters) || may(.editRosters) && teams.contains(team)
  }

  /// - Throws: `forbidden`.
  func requireEditing(of team: String) throws {
    try require(.editRosters)
    guard mayEditRosters(of: team) else { throw MainstayError.forbidden(permission: Permission.editAllRosters.name) }
  }
}
