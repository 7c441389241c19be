import Components
import Core
import HTTPSupport
import Kernel
import AgreementsUseCases
import TicketsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofTickets: [Route] { queue + shift + tickets + clocks + portal + exclusions + words + liveParts }
}

extension Place {
  public static let shift = Place(
    "/shift", "My shift", .clock, key: "h", .seeShift, in: .work, 1, rails: [.lead], homeOf: [.lead])
  public static let queue = Place(
    "/queue", "Queue", .inbox, key: "q", .workTickets, in: .work, 2, rails: .staff, homeOf: [.agent])
  public static let newTicket = Place(
    "/tickets/new", "New ticket", .plus, key: "n", .openTickets, in: .work, 3, rails: .staff, inBar: 2)
  /// Of staff what they asked for themselves, which they seldom do.
  public static let myTickets = Place(
    "/my/tickets", "My tickets", .list, key: "m", .openTickets, in: .work, 5, rails: [], homeOf: [.requester], inBar: 1)
  public static let exclusions = Place(
    "/exclusions", "Exclusions", .hourglass, key: "x", .seeCompliance, in: .serviceLevels, 3, rails: [.manager])
  public static let words = Place(
    "/words", "Words of the desk", .note, key: "d", .manageWords, in: .running, 3, rails: [.admin])
  /// The places of this wing.
  public static let ofTickets: [Place] = [.shift, .queue, .newTicket, .myTickets, .exclusions, .words]
}
