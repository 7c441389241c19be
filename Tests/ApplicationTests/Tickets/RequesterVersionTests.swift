@testable import Core
import JournalUseCases
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import TicketsUseCases

@Suite("The version and the time of change that requesters see", .timeLimit(.minutes(10)))
struct RequesterVersionTests {
  @Test(
    "tell nothing of what the desk writes among itself, and still protect from stale writes",
    arguments: TestEngine.available)
  func versions(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      let opened = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let key = TicketKey(opened.id)
      let openedAt = test.clock.now()
      func seen(_ name: String) async throws -> (version: Int, at: Instant) {
        let row = try await test.ask(ShowTicket(key), as: name).row
        var filter = TicketFilter()
        filter.stage = .any
        let listed = try await test.ask(ListTickets(filter), as: name).items.first?.ticket
        #expect(listed?.version == row.version && listed?.updatedAt == row.updatedAt)
        return (row.version, row.updatedAt)
      }
      test.clock.advance(by: .minutes(1))
      try await test.run(AssignTicket(key, team: "network", assignee: "nat"), as: "kim")
      try await test.run(AnswerTicket(key, body: "A note", isPublic: false), as: "kim")
      try await test.run(HandOffTicket(key, vendor: "acme"), as: "kim")
      #expect(try await seen("rita") == (1, openedAt))
      #expect(try await seen("kim") == (4, test.clock.now()))
      test.clock.advance(by: .minutes(1))
      try await test.run(AnswerTicket(key, body: "We look"), as: "kim")
      #expect(try await seen("rita") == (2, test.clock.now()))
      // What rita saw before is stale; what she sees now is not, whatever the desk did beside.
      let before = await #expect(throws: MainstayError.self) {
        try await test.run(AnswerTicket(key, body: "x", expecting: 1), as: "rita")
      }
      guard case .stale(_, _, 1, 2) = before else {
        Issue.record("\(String(describing: before))")
        return
      }
      try await test.run(AnswerTicket(key, body: "Another note", isPublic: false), as: "kim")
      let change = try await test.run(AnswerTicket(key, body: "Thanks", expecting: 2), as: "rita")
      #expect(change.version == 3)
      let answer = try await test.ask(ShowTicket(key), as: "kim").messages[1]
      try await test.run(WithdrawAnswer(key, answer: answer.id), as: "kim")
      #expect(try await seen("rita").version == 4, "an answer that is gone is a change")
      try await test.run(ChangeTicket(key, set: ["rack": "7"]), as: "kim")
      #expect(try await seen("rita").version == 4, "the desk's own remarks are none")
      try await test.run(ChangeTicket(key, set: ["category": "print"]), as: "kim")
      #expect(try await seen("rita").version == 5)
      await #expect(throws: MainstayError.self) {
        try await test.run(AnswerTicket(key, body: "x", expecting: 5), as: "kim")
      }
      let places = try await test.ask(ShowTicket(key), as: "rita").history.map(\.sequence)
      #expect(places == Array(1...Int64(places.count)), "no gaps")
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("rows of before get them from their journals", arguments: TestEngine.available)
  func upgraded(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let keys = try await ["rita", "ron"].asyncMap { name in
        TicketKey(try await test.run(OpenTicket(title: "Printer"), as: name).id)
      }
      for key in keys {
        test.clock.advance(by: .minutes(1))
        try await test.run(AnswerTicket(key, body: "We look"), as: "kim")
        try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
        test.clock.advance(by: .minutes(1))
        try await test.run(AnswerTicket(key, body: "A note", isPublic: false), as: "kim")
        try await test.run(AssignTicket(key, team: "network"), as: "kim")
        test.clock.advance(by: .minutes(1))
        // A remark of the desk's own, whatever it says.
        try await test.run(
          ChangeTicket(key, set: ["rack": "\"priority\":7", "Category": "x"], reason: "\"service\":"), as: "kim")
      }
      func rows() async throws -> [TicketRow] {
        try await test.ask(ListTickets(TicketFilter()), as: "kim").items.map(\.ticket)
      }
      let before = try await rows()
      #expect(before.map(\.requesterVersion) == [3, 3])
      try await test.database.write { try $0.execute("UPDATE ticket SET requester_version = 0, requester_at = 0") }
      try await test.database.write { try $0.execute(TicketMigrations.countShown) }
      #expect(try await rows().map(\.requesterVersion) == [4, 4], "the desk's remark was counted once")
      try await test.database.write { try $0.execute(TicketMigrations.recountShown) }
      #expect(try await rows() == before)
    }
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await body(element)) }
    return result
  }
}
