import Components
import Core
import HTTPSupport
import AgreementsUseCases
import TicketsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofTickets: [Route] { queue + tickets + clocks + portal + exclusions + words + liveParts }
}

extension Place {
  public static let queue = Place("/queue", "Queue", .inbox, key: "q", .workTickets, in: .work, 1, isHome: true)
  public static let newTicket = Place(
    "/tickets/new", "New ticket", .plus, key: "n", .openTickets, in: .work, 2, inBar: 2)
  public static let myTickets = Place(
    "/my/tickets", "My tickets", .list, key: "m", .openTickets, in: .work, 3, isHome: true, inBar: 1)
  public static let exclusions = Place(
    "/exclusions", "Exclusions", .hourglass, key: "x", .seeCompliance, in: .serviceLevels, 2)
  public static let words = Place(
    "/words", "Words of the desk", .note, key: "d", .manageWords, in: .running, 6)
  /// The places of this wing.
  public static let ofTickets: [Place] = [.queue, .newTicket, .myTickets, .exclusions, .words]
}
