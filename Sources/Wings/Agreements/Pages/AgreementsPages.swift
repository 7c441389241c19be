import Components
import Core
import HTTPSupport
import Kernel
import AgreementsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofAgreements: [Route] { agreements + calendars }
}

extension Place {
  public static let agreements = Place(
    "/agreements", "Agreements", .agreement, key: "a", .seeAgreements, in: .serviceLevels, 4,
    rails: [.lead, .manager, .admin])
  public static let calendars = Place(
    "/calendars", "Calendars", .calendar, key: "k", .seeAgreements, in: .serviceLevels, 5, rails: [.manager, .admin])
  /// The places of this wing.
  public static let ofAgreements: [Place] = [.agreements, .calendars]
}
