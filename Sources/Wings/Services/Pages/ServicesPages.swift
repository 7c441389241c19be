import Components
import Core
import HTTPSupport
import Kernel
import OrganisationUseCases
import ServicesUseCases

extension Pages {
  /// The pages of this wing.
  public func ofServices(_ reader: TableReader) -> [Route] {
    services + outages + promises + serviceChanges + OutageFileRoutes(pages: self, reader: reader).all
  }
}

extension Place {
  public static let services = Place(
    "/services", "Services", .activity, key: "9", .seeServices, in: .serviceLevels, 3,
    rails: [.agent, .lead, .manager])
  /// The places of this wing.
  public static let ofServices: [Place] = [.services]
}
