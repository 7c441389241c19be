import Agreements
import AgreementsUseCases
import Engine
import Kernel
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: editing an agreement or a calendar never rewrites the past", .timeLimit(.minutes(10)))
struct EditedAgreementTests {
  private func agreements(target: String, closes: String) -> String {
    """
    calendars:
      office:
        timeZone: Europe/Paris
        weekly: {mon: ["08:00-\(closes)"], tue: ["08:00-\(closes)"], wed: ["08:00-\(closes)"]}
    agreements:
      standard:
        name: Standard
        objectives:
          - {name: resolution, metric: resolution, calendar: office, target: \(target)}
    """
  }

  @Test("clocks keep the versions they started under; new tickets take the new ones", arguments: TestEngine.available)
  func pinned(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(
      on: engine, at: "2025-06-02T06:00:00Z", agreements(target: "PT4H", closes: "18:00")
    ) { desk in
      let before = try await desk.open("Before")
      let finished = try await desk.open("Finished")
      try desk.set("2025-06-02T09:59:00Z")
      try await desk.run(ResolveTicket(finished, code: nil, text: "Done"))
      try await desk.apply(agreements(target: "PT1H", closes: "12:00"))
      let after = try await desk.open("After")
      #expect(try await desk.clock("resolution", of: before).due?.rfc3339 == "2025-06-02T10:00:00Z")
      #expect(try await desk.clock("resolution", of: after).due?.rfc3339 == "2025-06-03T06:59:00Z")
      #expect(try await desk.clock("resolution", of: finished).state == .met)
      // Closed now by the new calendar, open still by the one that the ticket began under.
      try desk.set("2025-06-02T10:00:00.001Z")
      try await desk.engine().catchUp()
      #expect(try await desk.clock("resolution", of: before).breachedAt?.rfc3339 == "2025-06-02T10:00:00Z")
      #expect(try await desk.clock("resolution", of: after).state == .running)
      #expect(try await desk.detail(before).agreement?.version == 1)
      #expect(try await desk.detail(after).agreement?.version == 2)
    }
  }

  @Test("a file that changes nothing makes no version", arguments: TestEngine.available)
  func unchanged(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(
      on: engine, at: "2025-06-02T06:00:00Z", agreements(target: "PT4H", closes: "18:00")
    ) { desk in
      try await desk.apply(agreements(target: "PT4H", closes: "18:00"))
      let ticket = try await desk.open()
      #expect(try await desk.detail(ticket).agreement?.version == 1)
    }
  }
}
