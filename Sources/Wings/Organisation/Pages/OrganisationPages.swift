import Components
import Core
import HTTPSupport
import Kernel
import OrganisationUseCases

extension Pages {
  /// The pages of this wing.
  public func ofOrganisation(_ reader: TableReader) -> [Route] {
    structure + profiles + TableRoutes(pages: self, reader: reader).all
  }
}

extension Place {
  public static let structure = Place(
    "/structure/desk", "Organisation", .building, key: "u", .seeStructure, in: .running, 3,
    rails: [.admin])
  /// The places of this wing.
  public static let ofOrganisation: [Place] = [.structure]
}
