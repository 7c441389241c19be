import Components
import Core
import HTTPSupport
import Kernel
import AgreementsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofServiceLevels: [Route] { levels + compliance }
}

extension Place {
  public static let serviceLevels = Place(
    "/service-levels", "Service levels", .verified, key: "l", .seeCompliance, in: .serviceLevels, 1,
    rails: [.lead, .manager, .admin], homeOf: [.manager])
  public static let compliance = Place(
    "/compliance", "Compliance", .graph, key: "c", .seeCompliance, in: .serviceLevels, 2, rails: [.lead, .manager])
  /// The places of this wing.
  public static let ofServiceLevels: [Place] = [.serviceLevels, .compliance]
}
