import Escalation
import EscalationUseCases
import Kernel
import TestApp
import TicketsUseCases

extension TestApp {
  /// A ladder that has told people, one of whom acknowledged.
  func fillLadders() async throws {
    let ladder = Ladder(
      name: "Majors", objectives: ["first response"],
      rungs: [
        LadderRung(.breach, tells: [.person("kim"), .person("rita")], ask: LadderAsk(within: .minutes(10))),
        LadderRung(.afterTheOneBefore, tells: [.person("nat")]),
      ])
    try await run(SaveLadder("majors", ladder), as: "mo")
    try await run(SwitchLadder("majors", on: false), as: "mo")
    try await run(SwitchLadder("majors", on: true), as: "mo")
    clock.advance(by: .seconds(3))
    let ticket = try await run(OpenTicket(title: "All is down", team: "desk"), as: "lee")
    clock.advance(by: .days(1))
    try await app.advanceEscalations(limit: 100, as: system)
    clock.advance(by: .hours(1))
    try await app.advanceEscalations(limit: 100, as: system)
    try await run(ResolveTicket(TicketKey(ticket.id), text: "done"), as: "lee")
    clock.advance(by: .minutes(1))
    try await app.advanceEscalations(limit: 100, as: system)
  }
}
