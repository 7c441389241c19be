import Components
import Core
import DutyUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofDuty: [Route] { rosters + rosterForms + ownDuty + dutyCalendar }
}

extension Place {
  public static let rosters = Place(
    "/rosters", "Rosters", .calendar, key: "r", .seeRosters, in: .work, 5, rails: [.agent, .lead, .manager])
  /// In the rail of those who stand on a roster.
  public static let myDuty = Place(MyDuty.path, "My duty", .clock, key: "y", .ownDuty, in: .work, 6, rails: [])
  /// The places of this wing.
  public static let ofDuty: [Place] = [.rosters, .myDuty]
}
