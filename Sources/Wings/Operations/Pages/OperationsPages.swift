import Components
import Core
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofOperations: [Route] {
    #if DEBUG
      engine + style
    #else
      engine
    #endif
  }
}

extension Place {
  public static let engine = Place(
    "/engine", "Engine", .activity, key: "e", .seeHealth, in: .running, 1, rails: [.admin], homeOf: [.admin])
  /// The places of this wing.
  public static let ofOperations: [Place] = [.engine]
}
