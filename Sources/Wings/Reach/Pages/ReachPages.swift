import Components
import Core
import HTTPSupport
import Kernel
import ReachUseCases

extension Pages {
  /// The pages of this wing.
  public var ofReach: [Route] { ownReach + reachable }
}

extension Place {
  public static let reach = Place(
    PersonalNotice.preferencesPath, "How I am reached", .send, key: "z", .ownReach, in: .own, 2, rails: [])
  public static let reachable = Place(
    "/people/reach", "Who can be reached", .people, key: "v", .seeReach, in: .running, 9, rails: [])
  /// The places of this wing.
  public static let ofReach: [Place] = [.reach, .reachable]
}
