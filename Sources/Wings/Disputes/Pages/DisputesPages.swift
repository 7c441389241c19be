import Components
import Core
import DisputesUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofDisputes: [Route] { disputes }
}

extension Place {
  public static let disputes = Place(
    "/disputes", "Disputes", .exchange, key: "7", .seeDisputes, in: .serviceLevels, 3, rails: [.lead, .manager])
  /// The places of this wing.
  public static let ofDisputes: [Place] = [.disputes]
}
