import Core
import Kernel
import MessagesUseCases
import PeopleUseCases
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
