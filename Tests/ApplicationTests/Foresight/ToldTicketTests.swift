import Agreements
import Foresight
import Kernel
import TestApp
import Testing
import Tickets
@testable import ForesightUseCases

@Suite("A ticket is told for foresight as its stream was written", .timeLimit(.minutes(10)))
struct ToldTicketTests {
  private static func at(_ hours: Int64) -> Instant { TestApp.start + .hours(hours) }

  /// - Parameter lines: each event with the hour at which it happened, and at which it was recorded.
  private static func told(_ lines: [(TicketEvent, Int64, Int64)]) throws -> ToldTicket {
    var told = ToldTicket(RecordID("t"))
    for (place, line) in lines.enumerated() {
      try told.take(
        line.0.kind, line.0.payload.canonical, at: at(line.1), recordedAt: at(line.2), sequence: Int64(place + 1))
    }
    return told
  }

  private static let opening = TicketEvent.opened(
    .init(
      number: "INC-1", kind: .incident, requester: "rita",
      attributes: ["priority": "P1", "category": "print", "diary": "what people wrote"], team: "desk",
      assignee: "kim", text: .init(digest: "")))

  @Test("each entry counts when it was recorded, with words of the desk alone and nobody's name")
  func own() throws {
    let told = try Self.told([
      (Self.opening, 0, 0), (.held(reason: "parts", until: nil), 1, 1), (.resumed(reason: "parts"), 2, 2),
      (.assigned(team: "network", assignee: "nat"), 3, 3), (.resolved(code: nil, text: nil), 5, 5),
      (.reopened(reason: nil), 6, 6),
    ])
    let record = try #require(told.record)
    #expect(record.updates.map(\.at) == [0, 1, 2, 3, 5, 6].map(Self.at) && record.toldUntil == nil)
    #expect(record.updates.map(\.state) == [.working, .waiting("parts"), .working, .working, .resolved, .working])
    #expect(record.updates.map(\.team) == ["desk", "desk", "desk", "network", "network", "network"])
    #expect(record.updates.allSatisfy { $0.assignee == nil })
    #expect(record.updates[0].attributes == ["kind": "incident", "priority": "P1", "category": "print"])
    #expect(record.updates.map(\.reopenings) == [0, 0, 0, 0, 0, 1])
    #expect(record.recorded == record.story && record.story.count == 6)
  }

  @Test("what was brought in is looked at until it first ends, as nobody knows when that became known")
  func broughtIn() throws {
    let told = try Self.told([
      (Self.opening, 0, 900), (.changed(["priority": "P3"], reason: nil), 2, 900),
      (.resolved(code: nil, text: nil), 5, 900), (.closed(byTimer: true), 50, 900),
      (.verdictRecorded(source: "servicenow", met: true), 60, 900),
    ])
    let record = try #require(told.record)
    #expect(record.toldUntil == Self.at(5) - .milliseconds(1))
    #expect(record.updates.map(\.at) == [0, 2, 5, 50].map(Self.at))
    #expect(record.recorded == record.story && record.story.last?.at == Self.at(50))
  }

  @Test("a time that was left out is known of, and counts again where that was taken back")
  func leftOut() throws {
    let exclusion = TicketEvent.excluded(.init(from: Self.at(1), to: Self.at(2), reason: "maintenance"))
    #expect(try Self.told([(Self.opening, 0, 0), (exclusion, 3, 3)]).left.map(\.entry) == [2])
    let again = TicketEvent.readmitted(entry: 2, reason: "not so")
    #expect(try Self.told([(Self.opening, 0, 0), (exclusion, 3, 3), (again, 4, 4)]).left.isEmpty)
  }

  @Test("an entry that cannot be read is refused")
  func damaged() throws {
    var told = try Self.told([(Self.opening, 0, 0)])
    #expect(throws: (any Error).self) {
      try told.take("ticket.held", "{", at: Self.at(1), recordedAt: Self.at(1), sequence: 2)
    }
    #expect(throws: (any Error).self) {
      try told.take("ticket.unheard-of", "{}", at: Self.at(1), recordedAt: Self.at(1), sequence: 2)
    }
    // What is not the ticket's own passes by.
    try told.take("clock.rung", "{", at: Self.at(1), recordedAt: Self.at(1), sequence: 2)
    #expect(told.record?.updates.count == 1)
  }
}
