import Core
import Engine
import Kernel
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: an engine that was down records what it would have recorded", .timeLimit(.minutes(10)))
struct DowntimeTests {
  static let agreements = """
    calendars:
      office:
        timeZone: Europe/Berlin
        weekly: {mon: ["08:00-17:00"], tue: ["08:00-17:00"], wed: ["08:00-17:00"]}
    agreements:
      standard:
        name: Standard
        objectives:
          - {name: resolution, metric: resolution, calendar: office, target: PT10H, thresholds: ["50%", "-PT1H", "+PT30M"]}
    """

  /// What one desk recorded of its ticket's clock: each rung with the instant at which it was passed.
  private func recorded(on engine: TestEngine, looking times: [String]) async throws -> [String] {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T06:00:00Z", DowntimeTests.agreements) { desk in
      let ticket = try await desk.open()
      for time in times {
        try desk.set(time)
        try await desk.engine().catchUp()
      }
      let detail = try await desk.detail(ticket)
      let breach = try #require(detail.rungs.first { $0.rung == RungFired.breach })
      #expect(desk.receiver.attempts.count == detail.rungs.count, "one notice a rung")
      let late = desk.receiver.attempts.filter { $0.notice.cause.contains("noticed at") }.count
      #expect(late == (times.count == 1 ? detail.rungs.count : 0), "a late notice says so")
      #expect(detail.row.isBreached && breach.recordedAt >= breach.at)
      return detail.rungs.map { "\($0.rung) \($0.at.rfc3339)" }
    }
  }

  @Test("a day of downtime moves no instant and doubles no notice", arguments: TestEngine.available)
  func aDayLater(_ engine: TestEngine) async throws {
    // Ten open hours from Monday 08:00 in Berlin end on Tuesday at 09:00.
    let expected = [
      "50% 2025-06-02T11:00:00Z", "-PT1H 2025-06-02T15:00:00Z", "breach 2025-06-03T07:00:00Z",
      "+PT30M 2025-06-03T07:30:00Z",
    ]
    let awake = try await recorded(
      on: engine,
      looking: ["2025-06-02T11:00:00Z", "2025-06-02T15:00:00Z", "2025-06-03T07:00:00.001Z", "2025-06-03T07:30:00Z"])
    let down = try await recorded(on: engine, looking: ["2025-06-04T05:00:00Z"])
    #expect(awake == expected)
    #expect(down == expected)
  }
}
