import Core
import Duty
import DutyUseCases
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Promise: people are told of what becomes of their duty", .timeLimit(.minutes(10)))
struct DutyToldTests {
  private static let start = TestApp.start

  /// Kim and Lee take turns by the day from 09:00 UTC; all three have a way.
  private func desk(_ engine: TestEngine, _ body: @Sendable (ReachDesk, RecordID) async throws -> Void) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      for name in ["kim", "lee", "nat"] { try await desk.add(.push, "https://push.example/\(name)", of: name) }
      let draft = RosterDraft(
        name: "First line", timeZone: "Europe/Paris",
        layers: [
          .init(
            name: "Days", people: ["kim", "lee"], every: 1, unit: "days", handover: "11:00", start: "2025-06-02")
        ])
      let roster = try await desk.run(MakeRoster(team: "desk", draft), as: "lee").id
      try await body(desk, roster)
    }
  }

  private func told(_ desk: ReachDesk, _ name: String) async throws -> [String] {
    try await desk.settle()
    return desk.letters.told("https://push.example/\(name)")
  }

  @Test("of swaps: who is asked, and who asked", arguments: TestEngine.available)
  func swaps(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, roster async throws in
      let wednesday = Self.start + .days(2)
      let when = "2025-06-04 11:00 to 2025-06-05 11:00 (Europe/Paris)"
      func ask() async throws -> RecordID {
        try await desk.run(AskSwap(roster, taker: "nat", from: wednesday, to: wednesday + .days(1)), as: "kim").id
      }
      let first = try await ask()
      let asked = "kim asks you to take duty of the team desk, \(when). Answer on My duty before it begins."
      #expect(try await told(desk, "nat") == [asked])
      let letter = try #require(desk.letters.all.last)
      #expect(letter.message.link == "https://desk.example.org/duty" && letter.message.subject == "Duty")
      #expect(letter.message.urgency == .ordinary && letter.message.why.contains("about duty of yours"))
      _ = try await desk.run(AnswerSwap(first, accepts: false), as: "nat")
      #expect(
        try await told(desk, "kim") == ["nat does not take your duty of the team desk, \(when): it stays yours."])
      let second = try await ask()
      _ = try await desk.run(WithdrawSwap(second), as: "kim")
      #expect(
        try await told(desk, "nat") == [asked, asked, "kim asks you no more to take duty of the team desk, \(when)."])
      let third = try await ask()
      #expect(try await desk.run(AnswerSwaps([third, third], accepts: true), as: "nat").count == 1)
      #expect(try await told(desk, "kim").last == "nat takes your duty of the team desk, \(when).")
      #expect(try await told(desk, "lee").isEmpty, "whom it does not concern")
      #expect(try await desk.ask(ListOwnNotices(), as: "kim").items.first?.notice.page == "/duty")
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test("of several at once: all or none", arguments: TestEngine.available)
  func several(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, roster async throws in
      var ids: [RecordID] = []
      for day in [2, 4, 6] as [Int64] {
        let from = Self.start + .days(day)
        ids.append(try await desk.run(AskSwap(roster, taker: "nat", from: from, to: from + .days(1)), as: "kim").id)
      }
      _ = try await desk.run(WithdrawSwap(ids[2]), as: "kim")
      await #expect(throws: MainstayError.self) { try await desk.run(AnswerSwaps(ids, accepts: true), as: "nat") }
      #expect(try await desk.ask(ShowMyDuty(), as: "nat").swaps.map(\.swap.state) == [.asked, .asked, .withdrawn])
      #expect(try await desk.run(AnswerSwaps(Array(ids.prefix(2)), accepts: true), as: "nat").count == 2)
      #expect(try await desk.ask(ShowMyDuty(), as: "nat").shifts.count == 2)
      await #expect(throws: MainstayError.self) { try await desk.run(AnswerSwaps([], accepts: true), as: "nat") }
    }
  }

  @Test("of overrides: who is put on, who had it, and of the end of one", arguments: TestEngine.available)
  func overrides(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, roster async throws in
      let now = Self.start
      let made = try await desk.run(MakeOverride(roster, person: "nat", to: now + .hours(4)), as: "lee")
      let when = "2025-06-02 11:00 to 2025-06-02 15:00 (Europe/Paris)"
      #expect(try await told(desk, "nat") == ["You have duty of the team desk, \(when): lee changed the roster."])
      #expect(
        try await told(desk, "kim") == ["You have no more duty of the team desk, \(when): lee changed the roster."])
      #expect(desk.letters.all.last?.message.urgency == .urgent, "it has begun")
      #expect(try await desk.ask(ShowMyDuty(), as: "nat").overrides.map(\.override.id) == [made.id])
      desk.test.clock.advance(by: .hours(1))
      _ = try await desk.run(EndOverride(made.id), as: "lee")
      let left = "2025-06-02 12:00 to 2025-06-02 15:00 (Europe/Paris)"
      #expect(
        try await told(desk, "nat").last == "You have no more duty of the team desk, \(left): lee changed the roster.")
      #expect(try await told(desk, "kim").last == "You have duty of the team desk, \(left): lee changed the roster.")
      #expect(try await desk.ask(ShowMyDuty(), as: "nat").overrides.first?.override.endedAt != nil)
      #expect(try await told(desk, "lee").isEmpty, "nobody is told of what they did")
    }
  }

  @Test("who was erased is named in no message to others", arguments: TestEngine.available)
  func erased(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, roster async throws in
      let from = Self.start + .days(1)
      _ = try await desk.run(AskSwap(roster, taker: "nat", from: from, to: from + .days(1)), as: "lee")
      #expect(try await told(desk, "nat").first?.hasPrefix("lee asks you") == true)
      try await desk.app.run(CloseRoster(roster), as: desk.test.person("mo"))
      let report = try await desk.app.erase(
        ErasureRequest(name: "lee", confirmation: "lee", texts: .written, reason: "Asked for it"),
        as: desk.test.person("ada"))
      let kept = try await desk.test.database.read { tx in
        try tx.query("SELECT words FROM personal_notice UNION ALL SELECT body || cause FROM notice") { try $0.text(0) }
      }
      #expect(!kept.isEmpty && kept.allSatisfy { !$0.contains("lee ") && !$0.contains("\"lee\"") }, "\(kept)")
      #expect(kept.contains { $0.hasPrefix("\(report.name) asks you") })
    }
  }

  @Test(
    "of whom they stand in for, by their own clock, and not at all where they want nothing",
    arguments: TestEngine.available)
  func deputies(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, _ async throws in
      try await desk.run(ChangeReach(timeZone: "America/New_York", choices: ["duty.ordinary": "nothing"]), as: "nat")
      let away = Self.start + .hours(6)
      let absence = try await desk.run(NoteAbsence(from: away, to: away + .days(1), deputy: "nat"), as: "kim")
      let when = "2025-06-02 11:00 to 2025-06-03 11:00 (America/New_York)"
      #expect(try await told(desk, "nat") == ["You stand in on duty for who is away, \(when): kim named you."])
      _ = try await desk.run(EndAbsence(absence.id), as: "kim")
      #expect(
        try await told(desk, "nat").last == "You stand in on duty no more for who was away, \(when): kim ended it.")
      _ = try await desk.run(NoteAbsence(from: away + .days(9), to: away + .days(10), deputy: "nat"), as: "kim")
      #expect(try await told(desk, "nat").count == 2, "what can wait, nat wants nothing of")
    }
  }

  @Test("duty on two rosters at once is said, and refused to nobody", arguments: TestEngine.available)
  func overlaps(_ engine: TestEngine) async throws {
    try await desk(engine) { desk, roster async throws in
      let draft = RosterDraft(
        name: "Nights", timeZone: "UTC",
        layers: [.init(name: "All", people: ["nat"], every: 1, unit: "days", handover: "09:00", start: "2025-06-02")])
      let other = try await desk.run(MakeRoster(team: "network", draft), as: "lee").id
      #expect(try await desk.ask(ShowRoster(roster), as: "kim").overlaps.items.isEmpty)
      let now = Self.start
      let made = try await desk.run(
        MakeOverride(roster, person: "nat", from: now + .hours(2), to: now + .hours(4)), as: "lee")
      let found = try await desk.ask(
        FindOverlaps(on: roster, of: "nat", from: made.span.from, to: made.span.to), as: "lee")
      #expect(found.items.map(\.roster.name) == ["Nights"] && found.items[0].overlap.span == made.span)
      for (id, name) in [(roster, "Nights"), (other, "First line")] {
        let shown = try await desk.ask(ShowRoster(id), as: "kim").overlaps
        #expect(shown.items.map(\.roster.name) == [name] && shown.items[0].overlap.span == made.span)
      }
      // What a swap would give is looked at before it is accepted.
      let given = try await desk.ask(
        FindOverlaps(givenOn: roster, to: "nat", from: now + .days(2), to: now + .days(3)), as: "kim")
      #expect(given.items.count == 1)
      #expect(
        try await desk.ask(
          FindOverlaps(givenOn: roster, to: "lee", from: now + .days(2), to: now + .days(3)), as: "kim"
        ).items.isEmpty)
    }
  }
}
