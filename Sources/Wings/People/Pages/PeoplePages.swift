import Components
import Core
import HTTPSupport
import Kernel
import PeopleUseCases

extension Pages {
  /// The pages of this wing.
  public var ofPeople: [Route] { entrance + welcome + secondFactor + help + people + erasure + account }
}

extension Place {
  public static let people = Place(
    "/people", "People", .people, key: "p", .seePeople, in: .running, 2, rails: [.admin])
  public static let account = Place(
    "/account", "My account", .me, key: "i", .ownTokens, in: .own, 1, rails: Set(Role.allCases), inBar: 3)
  /// The places of this wing.
  public static let ofPeople: [Place] = [.people, .account]
}
