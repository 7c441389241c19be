import Components
import Core
import HTTPSupport
import AgreementsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofServiceLevels: [Route] { compliance }
}

extension Place {
  public static let compliance = Place(
    "/compliance", "Compliance", .graph, key: "c", .seeCompliance, in: .serviceLevels, 1)
  /// The places of this wing.
  public static let ofServiceLevels: [Place] = [.compliance]
}
