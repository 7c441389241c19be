import Components
import Core
import ForesightUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofForesight: [Route] { foresight }
}

extension Place {
  public static let foresight = Place(
    "/foresight", "Foreseen misses", .hourglass, key: "8", .seeForesight, in: .serviceLevels, 9,
    rails: [.lead, .manager])
  /// The places of this wing.
  public static let ofForesight: [Place] = [.foresight]
}
