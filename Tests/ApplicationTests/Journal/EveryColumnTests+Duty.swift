import Core
import Duty
import DutyUseCases
import Kernel
import PeopleUseCases
import TestApp

extension EveryColumnTests {
  /// Rows in every table of duty, some of which were changed since.
  func prepareDuty(_ test: TestApp) async throws {
    let now = test.clock.now()
    for name in ["kim", "lee"] {
      let person = try await test.ask(ShowPerson(name), as: "ada")
      try await test.run(
        ChangePerson(
          PersonDraft(
            name: name, displayName: person.displayName, email: "\(name)@example.org", role: person.role,
            teams: person.teams)), as: "ada")
    }
    var draft = RosterDraft(
      name: "First line", timeZone: "UTC",
      layers: [.init(name: "Weeks", people: ["kim", "lee"], handover: "00:00", start: "2025-01-06")], standby: "lee")
    let roster = try await test.run(MakeRoster(team: "desk", draft), as: "lee")
    draft.layers[0].key = roster.plan.layers[0].key
    draft.layers[0].people = ["kim"]
    try await test.run(ChangeRoster(roster.id, draft, from: now + .days(30)), as: "lee")
    try await test.run(CloseRoster(test.run(MakeRoster(team: "desk", draft.anew), as: "lee").id), as: "lee")
    let one = try await test.run(
      MakeOverride(roster.id, person: "lee", from: now + .days(50), to: now + .days(51)), as: "lee")
    try await test.run(
      MakeOverride(roster.id, person: "lee", from: now + .days(52), to: now + .days(53)), as: "lee")
    _ = try await test.run(EndOverride(one.id), as: "lee")
    let swap = try await test.run(
      AskSwap(roster.id, taker: "lee", from: now + .days(40), to: now + .days(41)), as: "kim")
    _ = try await test.run(AnswerSwap(swap.id, accepts: true), as: "lee")
    try await test.run(AskSwap(roster.id, taker: "lee", from: now + .days(42), to: now + .days(43)), as: "kim")
    let away = try await test.run(NoteAbsence(from: now + .days(60), to: now + .days(61), deputy: "lee"), as: "kim")
    try await test.run(NoteAbsence(from: now + .days(62), to: now + .days(63)), as: "kim")
    _ = try await test.run(EndAbsence(away.id), as: "kim")
    let feed = try await test.run(MakeDutyFeed(), as: "kim").feed
    _ = try await test.run(MakeDutyFeed(), as: "lee")
    try await test.run(RevokeDutyFeed(feed.id), as: "kim")
  }
}
