import Components
import Core
import HTTPSupport
import Kernel
import PeopleUseCases

extension Pages {
  /// The pages of this wing.
  public var ofAccess: [Route] { roles + grants + whoMay + readers }
}

extension Place {
  public static let roles = Place(
    "/roles", "Roles", .key, key: "t", .seeAccess, in: .running, 3, rails: [.admin])
  /// The places of this wing.
  public static let ofAccess: [Place] = [.roles]
}
