import Agreements
import Engine
import Kernel
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: deadlines are right around changes of the clock, weekends and holds", .timeLimit(.minutes(10)))
struct LocalTimeTests {
  private static let agreements = """
    calendars:
      office:
        timeZone: Europe/Berlin
        workingDay: PT9H
        weekly:
          {mon: ["08:00-17:00"], tue: ["08:00-17:00"], wed: ["08:00-17:00"], thu: ["08:00-17:00"], fri: ["08:00-17:00"]}
        closures: [{date: 2025-06-09}]
      nights:
        timeZone: Europe/Berlin
        weekly: {sat: ["22:00-06:00"]}
    agreements:
      standard:
        name: Standard
        pauseReasons: [awaiting-requester]
        objectives:
          - {name: resolution, metric: resolution, calendar: office, target: P1D}
          - {name: night watch, metric: firstResponse, calendar: nights, target: PT7H}
    """

  /// Opened then; one working day later; seven hours of Saturday nights later.
  static let deadlines: [(String, String, String)] = [
    // Spring: Friday 16:00 in winter time to Monday 16:00 in summer time; the night has 7 hours.
    ("2025-03-28T15:00:00Z", "2025-03-31T14:00:00Z", "2025-03-30T04:00:00Z"),
    // Autumn: the clock goes back in between; the night has 9 hours.
    ("2025-10-24T14:00:00Z", "2025-10-27T15:00:00Z", "2025-10-26T03:00:00Z"),
    // Whit Monday is closed.
    ("2025-06-06T14:00:00Z", "2025-06-10T14:00:00Z", "2025-06-08T03:00:00Z"),
  ]

  @Test("a working day is a working day", arguments: TestEngine.available, deadlines)
  func deadline(_ engine: TestEngine, _ times: (String, String, String)) async throws {
    try await PromiseDesk.open(on: engine, at: times.0, LocalTimeTests.agreements) { desk in
      let ticket = try await desk.open()
      #expect(try await desk.clock("resolution", of: ticket).due?.rfc3339 == times.1)
      #expect(try await desk.clock("night watch", of: ticket).due?.rfc3339 == times.2)
    }
  }

  @Test("a hold over the weekend moves a deadline by its open hours alone", arguments: TestEngine.available)
  func hold(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-13T12:00:00Z", LocalTimeTests.agreements) { desk in
      let ticket = try await desk.open()
      // Friday 14:00 in Berlin; held from 16:00 to Monday 09:00: one hour on each side is open.
      try desk.set("2025-06-13T14:00:00Z")
      try await desk.run(HoldTicket(ticket, reason: "awaiting-requester"))
      #expect(try await desk.clock("resolution", of: ticket).state == .paused)
      try desk.set("2025-06-16T07:00:00Z")
      try await desk.run(ResumeTicket(ticket))
      let clock = try await desk.clock("resolution", of: ticket)
      #expect(clock.state == .running && clock.elapsed == .hours(2))
      #expect(clock.due?.rfc3339 == "2025-06-16T14:00:00Z")
    }
  }

  @Test("a wall clock that is set back makes nothing happen before its cause", arguments: TestEngine.available)
  func setBack(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-16T07:00:00Z", LocalTimeTests.agreements) { desk in
      let ticket = try await desk.open()
      try desk.set("2025-06-16T09:00:00Z")
      try await desk.run(HoldTicket(ticket, reason: "awaiting-requester"))
      try desk.set("2025-06-16T08:30:00Z")
      try await desk.run(ResumeTicket(ticket))
      let history = try await desk.detail(ticket).history
      #expect(zip(history, history.dropFirst()).allSatisfy { $0.at <= $1.at })
      #expect(try await desk.clock("resolution", of: ticket).elapsed == .hours(2))
    }
  }
}
