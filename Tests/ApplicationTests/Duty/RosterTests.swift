import Core
import Duty
import DutyUseCases
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

/// Monday 2025-06-02, 09:00 UTC: where the tests begin.
private let start = TestApp.start

@Suite("Rosters", .timeLimit(.minutes(10)))
struct RosterTests {
  private static func draft(_ people: [String], name: String = "First line", key: String? = nil) -> RosterDraft {
    RosterDraft(
      name: name, timeZone: "Europe/Paris",
      layers: [
        .init(key: key, name: "Days", people: people, every: 1, unit: "days", handover: "11:00", start: "2025-06-02")
      ])
  }

  /// The people of the desk with mail addresses, so that they can be reached.
  private func reachable(_ test: TestApp) async throws {
    for (name, role, teams) in [
      ("kim", Role.agent, ["desk"]), ("nat", .agent, ["network"]), ("lee", .lead, ["desk", "network"]),
    ] {
      try await test.run(
        ChangePerson(
          PersonDraft(name: name, displayName: name, email: "\(name)@example.org", role: role, teams: teams)), as: "ada"
      )
    }
  }

  private func who(_ test: TestApp, _ roster: RecordID, at instant: Instant? = nil) async throws -> String {
    let found = try await test.ask(WhoIsOnDuty(at: instant, roster: roster), as: "kim")
    let item = try #require(found.items.first)
    return item.place.holder.person.map(found.people.signIn) ?? (item.place.gap ?? .unassigned).words(name: \.text)
  }

  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path)
    }
  }

  @Test("a change holds from its instant on, and the past stays what it was", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await reachable(test)
      let made = try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim", "lee"])), as: "lee")
      #expect(made.version == 1 && made.number == 1 && made.from == start)
      #expect(try await who(test, made.id) == "kim")
      #expect(try await who(test, made.id, at: start + .days(1)) == "lee")
      test.clock.advance(by: .hours(2))
      let key = made.plan.layers.first?.key
      let changed = try await test.run(
        ChangeRoster(made.id, RosterTests.draft(["nat"], key: key), expecting: 1), as: "mo")
      #expect(changed.version == 2 && changed.number == 2 && changed.plan.layers.map(\.key) == [key])
      #expect(try await who(test, made.id) == "nat")
      #expect(try await who(test, made.id, at: start + .hours(1)) == "kim", "what was in force then")
      await #expect(throws: MainstayError.stale(kind: "roster", id: made.id.text, yours: 1, current: 2)) {
        try await test.run(CloseRoster(made.id, expecting: 1), as: "lee")
      }
      // A plan for later; then one that begins before it, and stands in for it.
      _ = try await test.run(
        ChangeRoster(made.id, RosterTests.draft(["lee"], key: key), from: start + .days(3)), as: "lee")
      #expect(try await who(test, made.id, at: start + .days(4)) == "lee")
      _ = try await test.run(ChangeRoster(made.id, RosterTests.draft(["kim"], key: key)), as: "lee")
      #expect(try await who(test, made.id, at: start + .days(4)) == "kim")
      test.clock.advance(by: .hours(1))
      try await test.run(CloseRoster(made.id), as: "lee")
      #expect(try await test.ask(ListRosters(), as: "kim").items.isEmpty)
      #expect(try await who(test, made.id, at: start + .hours(1)) == "kim")
      let earlier = try await test.ask(WhoIsOnDuty(at: start + .hours(1), team: "desk"), as: "kim")
      #expect(earlier.items.map(\.roster.id) == [made.id], "closed since, and found all the same")
      await #expect(throws: MainstayError.conflict(code: "roster-closed", message: "This roster is closed.")) {
        try await test.run(MakeOverride(made.id, person: "kim", to: start + .days(1)), as: "lee")
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("only leads of the team and who sees to all teams change a roster; what is wrong is named")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await reachable(test)
      await #expect(throws: MainstayError.forbidden(permission: "rosters.edit")) {
        try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"])), as: "kim")
      }
      _ = try await test.run(AddTeam(key: "board", name: "Board"), as: "ada")
      await #expect(throws: MainstayError.forbidden(permission: "rosters.edit-all")) {
        try await test.run(MakeRoster(team: "board", RosterTests.draft(["kim"])), as: "lee")
      }
      let nowhere = try await faults {
        try await test.run(MakeRoster(team: "none", RosterTests.draft(["kim"])), as: "mo")
      }
      #expect(nowhere == ["team"])
      var bad = RosterTests.draft(["rita", "nobody", "kim"])
      bad.timeZone = "Europe/Nowhere"
      let wrong = try await faults {
        try await test.run(MakeRoster(team: "desk", bad, from: start - .hours(1)), as: "mo")
      }
      #expect(wrong == ["layers[0].people[0]", "layers[0].people[1]", "from", "timeZone"])
      for number in 1...DutyLimits.rostersOfTeam {
        try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"], name: "R\(number)")), as: "lee")
      }
      await #expect(
        throws: MainstayError.limit(name: "rosters of the team desk", limit: DutyLimits.rostersOfTeam)
      ) { try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"])), as: "lee") }
      // A list takes as many statements whatever it holds, and has pages.
      let page = try await test.ask(ListRosters(limit: 15), as: "kim")
      let rest = try await test.ask(ListRosters(after: page.next, limit: 15), as: "kim")
      #expect(page.items.count == 15 && rest.items.count == 5 && rest.next == nil)
      let one = try await test.statements { _ = try await test.ask(ListRosters(limit: 1), as: "kim") }.count
      let many = try await test.statements { _ = try await test.ask(ListRosters(limit: 20), as: "kim") }.count
      #expect(one == many)
    }
  }

  @Test("an override goes before the plan, until it is taken back", arguments: TestEngine.available)
  func overrides(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await reachable(test)
      let roster = try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"])), as: "lee").id
      let made = try await test.run(MakeOverride(roster, person: "nat", to: start + .hours(4)), as: "lee")
      #expect(try await who(test, roster) == "nat")
      test.clock.advance(by: .hours(1))
      _ = try await test.run(EndOverride(made.id), as: "lee")
      #expect(try await who(test, roster) == "kim")
      #expect(try await who(test, roster, at: start + .minutes(30)) == "nat", "what it gave stays given")
      await #expect(throws: MainstayError.conflict(code: "override-over", message: "This override is over already.")) {
        try await test.run(EndOverride(made.id), as: "lee")
      }
      let now = start + .hours(1)
      for (from, to, person, fields) in [
        (now - .hours(1), now + .hours(1), "nat", ["from"]), (nil, now, "nat", ["to"]),
        (nil, now + .days(4000), "nat", ["to"]), (nil, now + .hours(1), "rita", ["person"]),
        (nil, now + .hours(1), "nobody", ["person"]),
      ] as [(Instant?, Instant, String, [String])] {
        #expect(
          try await faults {
            try await test.run(MakeOverride(roster, person: person, from: from, to: to), as: "lee")
          } == fields)
      }
      try await test.run(NoteAbsence(to: now + .days(1)), as: "nat")
      #expect(
        try await faults {
          try await test.run(MakeOverride(roster, person: "nat", to: now + .hours(1)), as: "lee")
        } == ["person"], "who is away is not put on duty")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "a swap changes hands once it is accepted, in time and while the roster allows it", arguments: TestEngine.available)
  func swaps(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await reachable(test)
      let roster = try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim", "lee"])), as: "lee").id
      // Kim has Monday, Wednesday, Friday from 11:00 in Paris, 09:00 UTC; Lee the days between.
      let (wednesday, thursday) = (start + .days(2), start + .days(3))
      let back = DutySpan(from: thursday, to: thursday + .days(1))
      let asked = try await test.run(
        AskSwap(roster, taker: "lee", from: wednesday, to: thursday, back: back), as: "kim")
      #expect(try await who(test, roster, at: wednesday) == "kim", "nobody has answered")
      await #expect(throws: MainstayError.notFound(kind: "swap", id: asked.id.text)) {
        try await test.run(AnswerSwap(asked.id, accepts: true), as: "nat")
      }
      #expect(try await test.run(AnswerSwap(asked.id, accepts: true), as: "lee").state == .accepted)
      #expect(try await who(test, roster, at: wednesday) == "lee")
      #expect(try await who(test, roster, at: thursday) == "kim")
      await #expect(throws: MainstayError.conflict(code: "swap-answered", message: "This swap is accepted already.")) {
        try await test.run(WithdrawSwap(asked.id), as: "kim")
      }
      let friday = start + .days(4)
      for (from, to, taker, back, fields) in [
        (thursday + .days(2), thursday + .days(3), "lee", nil, ["from"]),
        (start - .hours(1), start + .hours(1), "lee", nil, ["from"]), (friday, friday, "lee", nil, ["to"]),
        (friday, friday + .days(1), "kim", nil, ["person"]), (friday, friday + .days(1), "rita", nil, ["person"]),
        (friday, friday + .days(1), "lee", DutySpan(from: friday, to: friday + .hours(1)), ["backFrom"]),
      ] as [(Instant, Instant, String, DutySpan?, [String])] {
        #expect(
          try await faults {
            try await test.run(AskSwap(roster, taker: taker, from: from, to: to, back: back), as: "kim")
          } == fields, "\(taker) \(fields)")
      }
      let declined = try await test.run(AskSwap(roster, taker: "nat", from: friday, to: friday + .days(1)), as: "kim")
      _ = try await test.run(AnswerSwap(declined.id, accepts: false), as: "nat")
      #expect(try await who(test, roster, at: friday) == "kim")
      let late = try await test.run(AskSwap(roster, taker: "nat", from: friday, to: friday + .days(1)), as: "kim")
      // Somebody else gets it meanwhile, by an override: what was asked can no longer be.
      let override = try await test.run(
        MakeOverride(roster, person: "lee", from: friday, to: friday + .hours(1)), as: "lee")
      await #expect(throws: MainstayError.self) { try await test.run(AnswerSwap(late.id, accepts: true), as: "nat") }
      _ = try await test.run(EndOverride(override.id), as: "lee")
      test.clock.set(friday)
      await #expect(
        throws: MainstayError.conflict(
          code: "swap-expired", message: "This swap expired as its first shift began.")
      ) { try await test.run(AnswerSwap(late.id, accepts: true), as: "nat") }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("who is away is stood in for, who cannot come leaves a gap at once", arguments: TestEngine.available)
  func gaps(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await reachable(test)
      let roster = try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"])), as: "lee").id
      #expect(try await test.ask(ListDutyGaps(), as: "kim").items.isEmpty)
      let away = try await test.run(
        NoteAbsence(from: start + .days(1), to: start + .days(2), deputy: "nat"), as: "kim")
      #expect(try await who(test, roster, at: start + .days(1)) == "nat")
      // The deputy is away too, for an hour.
      try await test.run(NoteAbsence(from: start + .hours(30), to: start + .hours(31)), as: "nat")
      let gaps = try await test.ask(ListDutyGaps(), as: "kim")
      #expect(gaps.items.map(\.gap.span) == [DutySpan(from: start + .hours(30), to: start + .hours(31))])
      #expect(
        gaps.items.first?.gap.place.gap?.words(name: gaps.people.name)
          == "kim is away, and nat, the deputy, cannot come either")
      await #expect(throws: MainstayError.notFound(kind: "absence", id: away.id.text)) {
        try await test.run(EndAbsence(away.id), as: "nat")
      }
      _ = try await test.run(EndAbsence(away.id), as: "lee")
      #expect(try await test.ask(ListDutyGaps(), as: "kim").items.isEmpty)
      await #expect(throws: MainstayError.forbidden(permission: "rosters.edit-all")) {
        try await test.run(NoteAbsence(person: "kim", to: start + .days(1)), as: "nat")
      }
      #expect(
        try await faults { try await test.run(NoteAbsence(to: start + .days(1), deputy: "kim"), as: "kim") }
          == ["deputy"])

      // A minute after somebody can no longer sign in, everybody sees the gap, and what was before stays.
      test.clock.advance(by: .hours(3))
      try await test.run(
        ChangePerson(
          PersonDraft(name: "kim", displayName: "kim", email: "kim@example.org", role: .agent, isActive: false)),
        as: "ada")
      test.clock.advance(by: .minutes(1))
      let found = try await test.ask(ListDutyGaps(), as: "lee").items
      #expect(found.first?.gap.place.gap.map { "\($0)".contains("inactive") } == true)
      #expect(try await who(test, roster, at: start + .hours(1)) == "kim", "was on duty then")
      #expect(try await who(test, roster).contains("cannot sign in any more"))
      try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "kim", role: .agent, teams: ["desk"])), as: "ada")
      #expect(try await who(test, roster).contains("has no mail address"))
      try await reachable(test)
      #expect(try await who(test, roster) == "kim")
      #expect(try await who(test, roster, at: start + .hours(3)).contains("cannot sign in any more"))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what cannot be read of one roster is named, and hides no other", arguments: TestEngine.available)
  func unreadable(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await reachable(test)
      let damaged = try await test.run(MakeRoster(team: "desk", RosterTests.draft(["kim"])), as: "lee").id
      let whole = try await test.run(MakeRoster(team: "network", RosterTests.draft(["nat"])), as: "lee").id
      try await test.database.write { tx in
        try tx.execute("UPDATE roster_plan SET plan = '{}' WHERE roster = $1", [.text(damaged.text)])
      }
      let list = try await test.ask(ListRosters(), as: "kim")
      #expect(list.items.map(\.roster.id) == [whole])
      #expect(list.unreadable.count == 1 && list.unreadable[0].contains(damaged.text), "\(list.unreadable)")
      #expect(try await test.ask(ListDutyGaps(), as: "kim").unreadable.count == 1)
      #expect(try await test.ask(WhoIsOnDuty(), as: "kim").unreadable.count == 1)
      await #expect(throws: MainstayError.self) { try await test.ask(ShowRoster(damaged), as: "kim") }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first.isEmpty == false)
    }
  }
}
