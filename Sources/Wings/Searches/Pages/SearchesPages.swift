import Components
import Core
import HTTPSupport
import Kernel
import TicketsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofSearches: [Route] { searches }
}

extension Place {
  public static let searches = Place(
    "/searches", "Saved searches", .filter, key: "s", .workTickets, in: .work, 4, rails: [.agent, .lead, .manager])
  /// The places of this wing.
  public static let ofSearches: [Place] = [.searches]
}
