import BusinessTime
import Core
import Duty
import DutyUseCases
import Kernel
import Reach
import ReachUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("How one is reached, on pages", .timeLimit(.minutes(10)))
struct ReachPagesTests {
  @Test("a way is added and proven; what is wrong stays typed; the secret is shown once")
  func ways() async throws {
    try await PageDesk.open(channels: Letters().channels()) { desk in
      #expect(try await desk.get("/account/reach", as: "kim").html.contains("Nothing reaches you yet"))
      let bad = try await desk.post(
        "/account/reach/ways", ["kind": "mail", "label": "Mine & more", "address": "nowhere"], as: "kim")
      #expect(
        bad.status == 422 && bad.html.contains("value=\"Mine &amp; more\"") && bad.html.contains("value=\"nowhere\""))
      let made = try await desk.post(
        "/account/reach/ways", ["kind": "mail", "label": "Mine", "address": "kim@example.org"], as: "kim")
      #expect(made.status == 303 && made.location == "/account/reach")
      let way = try #require(try await desk.test.ask(ShowReach(), as: "kim").ways.first).way
      let page = try await desk.get("/account/reach", as: "kim").html
      // Whoever looks over one's shoulder does not learn the address.
      #expect(page.contains("k...@example.org") && !page.contains("kim@example.org"))
      let path = "/account/reach/ways/\(way.id)"
      let wrong = try await desk.post(path + "/verify", ["code": "1"], as: "kim")
      #expect(wrong.status == 422 && wrong.html.contains("4 more tries are left"))
      #expect(try await desk.post(path + "/verify", ["code": "1"], as: "nat").status == 404)
      #expect(try await desk.post(path + "/remove", [:], as: "nat").status == 404)
      let hook = try await desk.post(
        "/account/reach/ways", ["kind": "webhook", "label": "Script", "address": "https://receiver.example/in"],
        as: "kim")
      #expect(hook.status == 200 && hook.html.contains("whsec_"))
      #expect(try await !desk.get("/account/reach", as: "kim").html.contains("whsec_"))
      let second = try #require(try await desk.test.ask(ShowReach(), as: "kim").ways.last).way
      #expect(second.label == "Script")
      #expect(try await desk.post("/account/reach/ways/\(second.id)/earlier", [:], as: "kim").status == 303)
      #expect(try await desk.test.ask(ShowReach(), as: "kim").ways.map(\.way.label) == ["Script", "Mine"])
      #expect(try await desk.post(path + "/remove", [:], as: "kim").status == 303)
      #expect(try await desk.test.ask(ShowReach(), as: "kim").ways.map(\.way.label) == ["Script"])
    }
  }

  @Test("the last way is taken away only once somebody has read what follows", arguments: TestEngine.available)
  func lastWay(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      let first = try await desk.add(.push, "https://push.example/kim", of: "kim")
      let second = try await desk.add(.mail, "kim@example.org", of: "kim")
      try await desk.run(RemoveWay(second), as: "kim")
      func refused() async throws -> String? {
        do {
          try await desk.run(RemoveWay(first), as: "kim")
          return nil
        } catch MainstayError.conflict(RemoveWay.lastWay, let message) { return message }
      }
      #expect(try await refused()?.contains("is your last way: the desk tells you of nothing then") == true)
      #expect(try await refused()?.contains("rosters") == false)
      let draft = RosterDraft(
        name: "First line", timeZone: "UTC",
        layers: [.init(name: "Days", people: ["kim"], every: 1, unit: "days", handover: "9:00", start: "2025-06-02")])
      _ = try await desk.run(MakeRoster(team: "desk", draft), as: "lee")
      #expect(try await refused()?.contains("your duty becomes a gap") == true)
      try await desk.run(RemoveWay(first, leavingNone: true), as: "kim")
      #expect(try await desk.ask(ShowReach(), as: "kim").ways.isEmpty)
    }
  }

  @Test("taking the last way away is asked about on the page")
  func asksForLastWay() async throws {
    let letters = Letters()
    try await PageDesk.open(channels: letters.channels()) { desk in
      let app = desk.test.app.with(channels: letters.channels())
      let way = try await app.run(
        AddWay(kind: .push, label: "Phone", address: "https://push.example/kim"), as: desk.test.person("kim")
      ).way.id
      try await desk.test.database.write { tx in
        try tx.execute("UPDATE way SET verified_at = created_at WHERE id = $1", [.text(way.text)])
      }
      let path = "/account/reach/ways/\(way)/remove"
      let asked = try await desk.post(path, [:], as: "kim")
      #expect(asked.status == 409 && asked.html.contains("Phone is your last way") && asked.html.contains("Keep it"))
      #expect(try await desk.get(path, as: "kim").location == "/account/reach")
      #expect(try await desk.test.ask(ShowReach(), as: "kim").ways.count == 1)
      #expect(try await desk.post(path, ["leavingNone": "yes"], as: "kim").status == 303)
      #expect(try await desk.test.ask(ShowReach(), as: "kim").ways.isEmpty)
    }
  }

  @Test("what is chosen is saved whole or not at all")
  func choices() async throws {
    try await PageDesk.open(channels: Letters().channels()) { desk in
      _ = try await desk.post(
        "/account/reach/ways", ["kind": "mail", "label": "Mine", "address": "kim@example.org"], as: "kim")
      let bad = try await desk.post(
        "/account/reach",
        ["version": "0", "quiet": "25-7", "timeZone": "Europe/Berlin", "choices.team.ordinary": "in-order"], as: "kim")
      #expect(bad.status == 422 && bad.html.contains("value=\"25-7\""))
      let good = try await desk.post(
        "/account/reach",
        [
          "version": "0", "quiet": "22:00-07:00", "timeZone": "Europe/Berlin", "day-sun": "yes", "passing": "urgent",
          "choices.team.ordinary": "in-order",
        ], as: "kim")
      #expect(good.status == 303)
      let own = try await desk.test.ask(ShowReach(), as: "kim")
      #expect(own.settings.passing == .urgent && own.settings.quiet.days == [.sunday])
      #expect(own.settings.choice(.init(.team, .ordinary)) == .inOrder)
      let late = try await desk.post("/account/reach", ["version": "0", "quiet": ""], as: "kim")
      #expect(late.status == 409 && late.html.contains("changed elsewhere meanwhile"))
    }
  }

  @Test("leads see who can be reached; requesters see their own page and what concerns them")
  func people() async throws {
    try await PageDesk.open(channels: Letters().channels()) { desk in
      let page = try await desk.get("/people/reach", as: "lee").html
      #expect(page.contains("Kim Agent") && page.contains("has no way to be reached by") && !page.contains("Rita Roy"))
      #expect(try await desk.get("/people/reach?show=without", as: "lee").status == 200)
      #expect(try await desk.get("/people/reach", as: "kim").status == 403)
      let own = try await desk.get("/account/reach", as: "rita").html
      #expect(own.contains("value=\"mail\"") && !own.contains("value=\"push\""))
      #expect(try await desk.get("/account", as: "rita").html.contains("/account/reach"))
    }
  }
}
