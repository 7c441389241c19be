import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import TicketsUseCases

@Suite("What a team has on its hands", .timeLimit(.minutes(10)))
struct ShiftTests {
  /// Monday, 09:00: the desk has one that kim answered late, one on hold, one of nobody; the network one of nat.
  private static func live(_ test: TestApp) async throws -> [String] {
    try await test.applyAgreement()
    var numbers: [String] = []
    for (title, team, owner) in [
      ("Late", "desk", "kim"), ("Held", "desk", "kim"), ("Of nobody", "desk", nil), ("Elsewhere", "network", "nat"),
    ] as [(String, String, String?)] {
      let ticket = try await test.run(OpenTicket(title: title, team: team, assignee: owner), as: "lee")
      numbers.append(ticket.number)
    }
    try await test.run(HoldTicket(TicketKey(numbers[1]), reason: "awaiting-requester"), as: "kim")
    test.clock.advance(by: .minutes(30))
    return numbers
  }

  @Test("who has how much, what is due and what nobody has; each number finds as many in the queue")
  func figures() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        let numbers = try await Self.live(test)
        let shift = try await test.ask(ShowShift(team: "desk", hours: 2), as: "lee")
        #expect(shift.team.key == "desk" && shift.teams.map(\.open) == [3, 1])
        #expect(shift.load.map(\.person) == [nil, "kim", "lee"])
        #expect(shift.load.map(\.counts.open) == [1, 2, 0] && shift.load.map(\.counts.held) == [0, 1, 0])
        // The first response is due an hour after the opening, and a hold does not pause it.
        #expect(
          shift.due.count == 3 && shift.late.count == 0 && shift.unowned.items.map(\.ticket.number) == [numbers[2]])
        #expect(shift.load.map(\.counts.due) == [1, 2, 0])
        for list in [shift.due, shift.dueNext, shift.late, shift.unowned] {
          let filter = try TicketFilter(parsing: list.filter.text, by: test.person("lee"), now: test.clock.now())
          #expect(try await test.ask(CountTickets([filter]), as: "lee") == [list.count], "\(list.filter.text)")
        }
        test.clock.advance(by: .hours(1))
        try await test.run(AnswerTicket(TicketKey(numbers[0]), body: "Late."), as: "kim")
        let later = try await test.ask(ShowShift(team: "desk", hours: 8), as: "lee")
        #expect(later.due.count < 3, "what is late is no more to come")
      }
    }
  }

  @Test("what was given to the team, or to somebody in it, newest first and by present names")
  func hands() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        let numbers = try await Self.live(test)
        try await test.run(AssignTicket(TicketKey(numbers[2]), assignee: "kim"), as: "lee")
        test.clock.advance(by: .minutes(1))
        try await test.run(AssignTicket(TicketKey(numbers[3]), team: "desk"), as: "nat")
        let hands = try await test.ask(ShowShift(team: "desk", hours: 2), as: "lee").hands
        #expect(hands.items.map(\.ticket.number) == [numbers[3], numbers[2]])
        #expect(hands.items.map(\.actor) == ["nat", "lee"] && !hands.hasMore)
        #expect(hands.items[1].event == .assigned(team: nil, assignee: "kim"))
        let network = try await test.ask(ShowShift(team: "network", hours: 2), as: "lee").hands
        #expect(network.items.isEmpty)
        test.clock.advance(by: .hours(9))
        #expect(try await test.ask(ShowShift(team: "desk", hours: 8), as: "lee").hands.items.isEmpty)
      }
    }
  }

  @Test("the shift ends with the hours by which an agreement counts the team's holding, else after eight hours")
  func hours() async throws {
    try await withTestApp(on: .sqlite) { test in
      let usual = try await test.ask(ShowShift(team: "desk"), as: "lee").shift
      #expect(usual.calendar == nil && usual.end == test.clock.now() + .hours(8))
      var drafts = try TestApp.drafts()
      drafts.agreements[0].agreement.objectives.append(
        Objective(
          name: "desk OLA", metric: .teamHolding, calendar: "office",
          targets: [Target(length: .open(ISO8601Duration(time: .hours(2))))], team: "desk"))
      try await test.run(ApplyAgreements(drafts), as: "mo")
      let shift = try await test.ask(ShowShift(team: "desk"), as: "lee").shift
      // Monday 09:00: until 17:00, and the next until Tuesday 17:00.
      #expect(shift.calendar == "office" && shift.end == TestApp.start + .hours(8))
      #expect(shift.nextEnd == TestApp.start + .hours(32))
      #expect(try await test.ask(ShowShift(team: "network"), as: "lee").shift.calendar == nil)
      let chosen = try await test.ask(ShowShift(team: "desk", hours: 4), as: "lee").shift
      #expect(chosen.calendar == nil && chosen.nextEnd == TestApp.start + .hours(8))
      test.clock.set(TestApp.start - .hours(2))
      let before = try await test.ask(ShowShift(team: "desk"), as: "lee").shift
      #expect(before.end == TestApp.start + .hours(8), "while it is closed, until the next hours end")
    }
  }

  @Test("a team or a length that there is not is refused; who is in no team sees all")
  func refusals() async throws {
    try await withTestApp(on: .sqlite) { test in
      await #expect(throws: MainstayError.notFound(kind: "team", id: "nope")) {
        _ = try await test.ask(ShowShift(team: "nope"), as: "lee")
      }
      await #expect(throws: MainstayError.field("hours", "is one of 2, 4, 8")) {
        _ = try await test.ask(ShowShift(hours: 3), as: "lee")
      }
      let all = try await test.ask(ShowShift(), as: "mo")
      #expect(all.teams.count == 2)
    }
  }

  @Test("what changed hands is read from its index, and a team's load from the team's open tickets")
  func plans() async throws {
    try await withTestApp(on: .sqlite) { test in
      func plan(_ sql: String, _ values: [SQLValue]) async throws -> String {
        try await test.database.read { tx in
          try tx.query("EXPLAIN QUERY PLAN " + sql, values) { try $0.text(3) }.joined(separator: "; ")
        }
      }
      let hands = try await plan(ShiftStore.handsStatement, [.int(1), .int(500)])
      #expect(hands.contains("journal_entry_hands (recorded_at>?)") && !hands.contains("TEMP B-TREE"), "\(hands)")
      let load = try await plan(ShiftStore.loadStatement, [.text("desk"), .int(1), .int(2)])
      #expect(load.contains("ticket_open_team") && load.contains("(team=?"), "\(load)")
      let teams = try await plan(ShiftStore.teamsStatement, [])
      #expect(teams.contains("ticket_open_team"), "\(teams)")
    }
  }
}
