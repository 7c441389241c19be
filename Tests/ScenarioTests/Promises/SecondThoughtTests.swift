import Agreements
import Core
import Engine
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: what is found out later changes the verdict openly", .timeLimit(.minutes(10)))
struct SecondThoughtTests {
  private static let agreements = """
    calendars:
      office:
        timeZone: UTC
        weekly: {mon: ["09:00-17:00"], tue: ["09:00-17:00"]}
    agreements:
      standard:
        name: Standard
        objectives:
          - {name: response, metric: firstResponse, calendar: office, target: PT1H}
          - {name: resolution, metric: resolution, calendar: office, target: PT2H}
    """

  @Test(
    "an exclusion after the fact undoes a breach; that there was one stays on record",
    arguments: TestEngine.available)
  func exclusion(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T09:00:00Z", SecondThoughtTests.agreements) { desk in
      let ticket = try await desk.open()
      try desk.set("2025-06-02T11:30:00Z")
      try await desk.engine().catchUp()
      try await desk.run(ResolveTicket(ticket, code: nil, text: "Done"))
      #expect(try await desk.clock("resolution", of: ticket).state == .breached)
      let window = TicketEvent.Exclusion(
        from: try Instant(parsing: "2025-06-02T10:00:00Z"), to: try Instant(parsing: "2025-06-02T10:45:00Z"),
        reason: "maintenance", evidence: "CHG-12")
      try desk.set("2025-06-03T09:00:00Z")
      try await desk.run(ExcludeTime(ticket, window), as: "mo")
      let clock = try await desk.clock("resolution", of: ticket)
      #expect(clock.state == .met && clock.elapsed == .minutes(105) && clock.breachedAt == nil)
      let detail = try await desk.detail(ticket)
      #expect(detail.rungs.contains { $0.rung == RungFired.breach && $0.clock == "resolution" })
      #expect(detail.history.contains { $0.actor == "mo" && $0.event == .excluded(window) })
    }
  }

  @Test("an answer that is made private gives its clock back", arguments: TestEngine.available)
  func withdrawal(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T09:00:00Z", SecondThoughtTests.agreements) { desk in
      let ticket = try await desk.open()
      try desk.set("2025-06-02T09:30:00Z")
      try await desk.run(AnswerTicket(ticket, body: "We are looking."))
      #expect(try await desk.clock("response", of: ticket).state == .met)
      let answer = try #require(try await desk.detail(ticket).messages.first)
      try desk.set("2025-06-02T10:30:00Z")
      try await desk.run(WithdrawAnswer(ticket, answer: answer.id))
      let clock = try await desk.clock("response", of: ticket)
      #expect(clock.state == .breached && clock.breachedAt?.rfc3339 == "2025-06-02T10:00:00Z")
    }
  }

  @Test(
    "a clock's explanation, its row and the figure of its ticket are one and the same", arguments: TestEngine.available)
  func oneTruth(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T09:00:00Z", SecondThoughtTests.agreements) { desk in
      for number in 1...6 {
        let ticket = try await desk.open("Ticket \(number)")
        desk.clock.advance(by: .minutes(Int64(number) * 25))
        try await desk.engine().catchUp()
        try await desk.run(ResolveTicket(ticket, code: nil, text: "Done"))
        desk.clock.advance(by: .minutes(5))
        let explained = try #require(
          try await desk.app.explainClocks(ticket, as: desk.principal("kim"))?.evaluation.clocks)
        for row in try await desk.detail(ticket).clocks {
          let reading = try #require(explained.first { $0.clock == row.name && $0.cycle == row.cycle })
          #expect(reading.state == row.state && reading.due == row.due && reading.elapsed == row.elapsed)
          let counted = reading.segments.filter(\.counted).reduce(Duration.zero) { $0 + ($1.to - $1.from) }
          #expect(counted == row.elapsed, "the counted segments add up to what was consumed")
        }
      }
      let report = try await desk.app.ask(
        MeasureCompliance(ComplianceScope(objective: "resolution"), by: .priority, zone: nil),
        as: desk.principal("mo"))
      // 125 minutes breach two hours; of the last 150 only 80 lie before closing time.
      #expect(report.total.tally.met == 5 && report.total.tally.breached == 1)
    }
  }
}
