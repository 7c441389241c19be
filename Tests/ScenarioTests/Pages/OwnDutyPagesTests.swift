import Core
import Duty
import DutyUseCases
import Kernel
import PeopleUseCases
import TestApp
import Testing

@Suite("One's own duty on pages", .timeLimit(.minutes(10)))
struct OwnDutyPagesTests {
  private static let start = TestApp.start

  private func roster(_ desk: PageDesk) async throws -> RecordID {
    for (name, role, teams) in [
      ("kim", Role.agent, ["desk"]), ("nat", .agent, ["network"]), ("lee", .lead, ["desk", "network"]),
    ] {
      try await desk.test.run(
        ChangePerson(
          PersonDraft(name: name, displayName: name, email: "\(name)@example.org", role: role, teams: teams)), as: "ada"
      )
    }
    let draft = RosterDraft(
      name: "First line", timeZone: "Europe/Paris",
      layers: [
        .init(name: "Days", people: ["kim", "lee"], every: 1, unit: "days", handover: "11:00", start: "2025-06-02")
      ])
    return try await desk.test.run(MakeRoster(team: "desk", draft), as: "lee").id
  }

  @Test("several swaps are ticked and accepted at once")
  func several() async throws {
    try await PageDesk.open { desk in
      let roster = try await roster(desk)
      var ids: [String] = []
      for day in [2, 4] as [Int64] {
        let from = Self.start + .days(day)
        let swap = AskSwap(roster, taker: "nat", from: from, to: from + .days(1))
        ids.append(try await desk.test.run(swap, as: "kim").id.text)
      }
      let page = try await desk.get("/duty", as: "nat").html
      #expect(page.contains("2 swaps wait for your answer") && page.contains("form=\"accept-several\""))
      #expect(try await !desk.get("/duty", as: "kim").html.contains("accept-several"), "who asked accepts nothing")
      #expect(try await desk.post("/duty/swaps/accept", [:], as: "nat").status == 422)
      let fields = ids.map { ("swap", $0) }
      #expect(try await desk.post("/duty/swaps/accept", fields, as: "kim").status == 409)
      let done = try await desk.post("/duty/swaps/accept", fields, as: "nat")
      #expect(done.status == 303 && done.location == "/duty" && done.flash?.contains("2 swaps are agreed") == true)
      #expect(try await desk.test.ask(ShowMyDuty(), as: "nat").swaps.allSatisfy { $0.swap.state == .accepted })
      #expect(try await desk.post("/duty/swaps/accept", fields, as: "nat").status == 409)
    }
  }

  @Test("where nobody said whose clock counts, times are shown and read by the roster's, and that is said")
  func zone() async throws {
    try await PageDesk.open { desk in
      _ = try await roster(desk)
      let page = try await desk.get("/duty", as: "kim").html
      #expect(page.contains("by the clock of Europe/Paris") && page.contains("11:00"))
      #expect(try await desk.get("/duty/swap", as: "kim").html.contains("clock of Europe/Paris"))
      let noted = try await desk.post(
        "/duty/absences", ["awayFrom": "2025-06-10T9:00", "awayTo": "2025-06-10T12:00"], as: "kim")
      #expect(noted.status == 303)
      let absence = try #require(try await desk.test.ask(ShowMyDuty(), as: "kim").absences.first)
      #expect(absence.span.from.rfc3339 == "2025-06-10T07:00:00Z")
      // Who is on no roster goes by what everything else goes by.
      #expect(try await desk.get("/duty", as: "nat").html.contains("by the clock of UTC"))
    }
  }

  @Test("an override says where else somebody is on duty, and shows on their own page")
  func overlaps() async throws {
    try await PageDesk.open { desk in
      let roster = try await roster(desk)
      let draft = RosterDraft(
        name: "Nights", timeZone: "UTC",
        layers: [.init(name: "All", people: ["nat"], every: 1, unit: "days", handover: "9:00", start: "2025-06-02")])
      _ = try await desk.test.run(MakeRoster(team: "network", draft), as: "lee")
      let path = "/rosters/\(roster)"
      let made = try await desk.post(path + "/overrides", ["person": "nat", "to": "2025-06-02T15:00"], as: "lee")
      #expect(made.status == 303, "\(made.html.prefix(300))")
      #expect(made.flash?.contains("At the same time they have duty on Nights from") == true, "\(made.flash ?? "")")
      let page = try await desk.get(path, as: "kim").html
      #expect(page.contains("On duty elsewhere too") && page.contains("Nights"))
      let own = try await desk.get("/duty", as: "nat").html
      #expect(own.contains("Overrides that put me on duty") && own.contains("lee"))
    }
  }
}
