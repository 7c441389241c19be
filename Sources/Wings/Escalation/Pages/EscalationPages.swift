import Components
import Core
import EscalationUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofEscalation: [Route] { escalations + ladders + ladderForms }
}

extension Place {
  public static let escalations = Place(
    "/escalations", "Escalations", .alert, key: "1", .seeLadders, in: .work, 7, rails: [.agent, .lead, .manager])
  public static let ladders = Place(
    "/ladders", "Ladders", .up, key: "2", .seeLadders, in: .serviceLevels, 7, rails: [.lead, .manager])
  /// The places of this wing.
  public static let ofEscalation: [Place] = [.escalations, .ladders]
}
