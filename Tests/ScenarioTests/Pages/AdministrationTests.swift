import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Storage
import TestApp
import Testing

@Suite("Administrators add teams and see which receivers fail, on pages", .timeLimit(.minutes(10)))
struct AdministrationTests {
  @Test("an administrator adds a team; a key that is none, or taken, is named by its field")
  func add() async throws {
    try await PageDesk.open { desk in
      let bad = try await desk.post("/teams", ["key": "Night Shift", "teamName": ""], as: "ada")
      #expect(bad.status == 422 && bad.html.contains("value=\"Night Shift\""))
      let done = try await desk.post("/teams", ["key": "nights", "teamName": "Night shift"], as: "ada")
      #expect(done.status == 303)
      let page = try await desk.get("/people", as: "ada").html
      #expect(page.contains("<code>nights</code>") && page.contains("Night shift"))
      #expect(
        try await desk.post("/teams", ["key": "nights", "teamName": "Again"], as: "ada").html.contains("is taken"))
      #expect(try await desk.post("/teams", ["key": "days", "teamName": "Days"], as: "lee").status == 403)
      #expect(try await !desk.get("/people", as: "lee").html.contains("action=\"/teams\""))
      #expect(try await desk.test.ask(ListTeams(), as: "lee").map(\.key) == ["desk", "network", "nights"])
    }
  }

  @Test("an administrator renames a team; its key stays, and the journal keeps both names")
  func rename() async throws {
    try await PageDesk.open { desk in
      let bad = try await desk.post("/teams/rename", ["renamed": "desk", "newName": ""], as: "ada")
      #expect(bad.status == 422 && bad.html.contains("Its new name"))
      let none = try await desk.post("/teams/rename", ["renamed": "none", "newName": "x"], as: "ada")
      #expect(none.status == 422 && none.html.contains("There is no team none"))
      #expect(try await desk.post("/teams/rename", ["renamed": "desk", "newName": "x"], as: "lee").status == 403)
      let done = try await desk.post("/teams/rename", ["renamed": "desk", "newName": "Front desk"], as: "ada")
      #expect(done.status == 303)
      #expect(try await desk.test.ask(ListTeams(), as: "lee").map(\.name) == ["Front desk", "Network"])
      #expect(try await desk.get("/people", as: "ada").html.contains("Front desk"))
      #expect(try await desk.get("/queue?q=team:%22front%20desk%22", as: "kim").status == 200)
      let kinds = try await desk.test.ask(StreamEntries("team/desk", limit: 9), as: "lee").entries.map(\.entry.kind)
      #expect(kinds == ["team.added", "team.renamed"])
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).isClean)
      try await desk.test.database.write { try $0.execute("UPDATE team SET name = 'Service desk' WHERE key = 'desk'") }
      #expect(try await !desk.test.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test("an administrator exchanges a webhook's secret on its page")
  func rotate() async throws {
    try await PageDesk.open { desk in
      let hook = try await desk.test.run(AddHook(label: "pager", url: "https://example.org/in"), as: "ada")
      let path = "/outbox/webhooks/\(hook.id)"
      #expect(try await desk.get(path, as: "ada").html.contains("action=\"\(path)/secret\""))
      for wrong in ["", "soon", "169"] {
        #expect(try await desk.post(path + "/secret", ["graceHours": wrong], as: "ada").status == 422, "\(wrong)")
      }
      let done = try await desk.post(path + "/secret", ["graceHours": "3"], as: "ada")
      #expect(done.status == 200 && done.html.contains("<pre><code>whsec_") && done.html.contains("signed with both"))
      #expect(try await desk.get(path, as: "ada").html.contains("still holds until"))
      #expect(try await !desk.get("/outbox/webhooks", as: "ada").html.contains("<pre>"))
    }
  }

  @Test("a webhook that fails is shown so, and its dead letters are sent again from there")
  func failing() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      let hook = try await test.run(AddHook(label: "pager", url: "https://example.org/in"), as: "ada")
      _ = try await test.run(TestHook(hook.id), as: "ada")
      let claimed = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
      try await test.run(SettleDelivery(claimed.delivery, .refused("The receiver answered 410.")), as: "system")
      let page = try await desk.get("/outbox/webhooks", as: "ada").html
      #expect(page.contains("fails</span>") && page.contains("The receiver answered 410."))
      #expect(page.contains("action=\"/outbox/webhooks/\(hook.id)/resend\""))
      #expect(try await desk.get("/outbox?show=dead", as: "ada").html.contains("Send again"))
      #expect(try await desk.post("/outbox/webhooks/\(hook.id)/resend", [:], as: "ada").status == 303)
      #expect(try await test.ask(ListMessages(), as: "lee").map(\.state) == [.waiting])
      let again = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
      try await test.run(SettleDelivery(again.delivery, .refused("The receiver answered 410.")), as: "system")
      try await test.run(RemoveHook(hook.id), as: "ada")
      #expect(try await !desk.get("/outbox?show=dead", as: "ada").html.contains("Send again"))
    }
  }
}
