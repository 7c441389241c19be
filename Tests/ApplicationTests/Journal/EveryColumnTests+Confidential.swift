import Core
import Kernel
import PeopleUseCases
import TestApp
import Tickets
import TicketsUseCases

extension EveryColumnTests {
  /// A confidential ticket that two people read without being cleared.
  func prepareConfidential(_ test: TestApp) async throws {
    try await test.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
    try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
    let made = try await test.run(
      OpenTicket(title: "About somebody", requester: "rita", attributes: ["category": "complaint"]), as: "kim")
    try await test.run(SaveRole("rescuer", label: "Rescuer", permissions: ["tickets.break-glass"]), as: "ada")
    try await test.run(GiveGrant("rescuer", to: .person("lee"), in: .everything), as: "ada")
    for name in ["ada", "lee"] {
      try await test.app.run(
        BreakGlass(TicketKey(made.id), because: "Nobody is reachable."), as: test.holding(name))
    }
  }
}
