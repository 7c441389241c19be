import Kernel
import PeopleUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Roles and grants on pages", .timeLimit(.minutes(10)))
struct AccessPagesTests {
  @Test("a role is made, given to somebody for a team, seen with its reasons, and ended")
  func life() async throws {
    try await PageDesk.open { desk in
      let ticket = try await desk.test.run(OpenTicket(title: "Printer", team: "network"), as: "kim")
      _ = try await desk.test.run(OpenTicket(title: "Mouse of the desk", team: "desk"), as: "kim")
      #expect(try await desk.get("/roles", as: "kim").status == 403)
      #expect(try await desk.get("/roles", as: "mo").html.contains("as the product has it"))
      let bad = try await desk.post("/roles", ["label": "", "key": "Bad Key", "p-tickets.see-all": "yes"], as: "ada")
      #expect(bad.status == 422 && bad.html.contains("Bad Key") && bad.html.contains("checked"))
      let made = try await desk.post(
        "/roles", ["label": "Watcher", "key": "watcher", "p-tickets.see-all": "yes", "p-tickets.work": "yes"], as: "ada"
      )
      #expect(made.status == 303, "\(made.html)")
      #expect(try await desk.get("/roles/watcher", as: "ada").html.contains("Remove the role"))
      #expect(try await desk.get("/roles/admin", as: "ada").html.contains("Administrators may do everything"))
      let copy = try await desk.get("/roles?copy=watcher", as: "ada").html
      #expect(copy.contains("value=\"Copy of Watcher\"") && copy.contains("2 of "))
      #expect(try await desk.get("/roles?copy=none", as: "ada").status == 404)
      let give = "/roles/watcher/give"
      #expect(
        try await desk.get(give + "?person=Kim+Agent", as: "ada").location == "/people/kim/access?role=watcher#give")
      #expect(try await desk.get(give + "?person=ron", as: "ada").location == "/people/ron/access?role=watcher#give")
      #expect(
        try await desk.get(give + "?team=network", as: "ada").location == "/teams/network/access?role=watcher#give")
      for query in ["", "?person=nobody", "?person=kim&team=network", "?person=Agent"] {
        let refused = try await desk.get(give + query, as: "ada")
        #expect(refused.status == 422 && refused.html.contains("-fault"), "\(query)")
      }
      let ready = try await desk.get("/people/ron/access?role=watcher", as: "ada").html
      #expect(ready.contains("<option value=\"watcher\" selected>"))
      #expect(try await desk.get("/queue", as: "ron").status == 403)

      let wrong = try await desk.post("/people/ron/grants", ["role": "watcher", "scope": "team"], as: "ada")
      #expect(wrong.status == 422 && wrong.html.contains("Say which"))
      let given = try await desk.post(
        "/people/ron/grants", ["role": "watcher", "scope": "team", "team": "network"], as: "ada")
      #expect(given.status == 303, "\(given.html)")
      let queue = try await desk.get("/queue", as: "ron")
      #expect(queue.status == 200 && queue.html.contains("Printer") && !queue.html.contains("Mouse of the desk"))
      #expect(try await desk.get("/tickets/INC-2", as: "ron").status == 404)
      let access = try await desk.get("/people/ron/access", as: "mo").html
      #expect(access.contains("grant of Watcher, with the team network") && access.contains("with the team network"))
      #expect(!access.contains("Give a role"), "mo may look and not give")
      #expect(try await desk.get("/people/ron/access", as: "kim").status == 403)
      let who = try await desk.get("/tickets/\(ticket.number)/access", as: "mo").html
      #expect(who.contains("Ron Reed") && who.contains("grant of Watcher"))
      #expect(try await desk.get("/agreements/standard/access", as: "mo").html.contains("make new versions"))
      #expect(try await desk.get("/calendars/office/access", as: "mo").status == 200)
      #expect(try await desk.get("/calendars/none/access", as: "mo").status == 404)
      #expect(try await desk.get("/people/ron/access?at=2025-01-01T00:00", as: "mo").status == 404)
      #expect(try await desk.get("/people/ron/access?at=soon", as: "mo").status == 422)

      let grant = try #require(try await desk.test.ask(ListGrants(of: .person("ron")), as: "ada").first)
      let ended = try await desk.post("/grants/\(grant.id)/end", ["back": "/people/ron/access"], as: "ada")
      #expect(ended.status == 303 && ended.location == "/people/ron/access")
      #expect(try await desk.get("/queue", as: "ron").status == 403)
      #expect(try await desk.get("/teams/network/access", as: "ada").html.contains("Give a role"))
    }
  }

  @Test("a home role that holds in the teams alone is set on the person's page")
  func reach() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.test.run(OpenTicket(title: "Mouse of the desk", team: "desk"), as: "kim")
      #expect(try await desk.get("/queue", as: "nat").html.contains("Mouse of the desk"))
      let saved = try await desk.post(
        "/people/nat", ["version": "1", "role": "agent", "reach": "teams", "teams": "network", "active": "yes"],
        as: "ada")
      #expect(saved.status == 303, "\(saved.html)")
      #expect(try await !desk.get("/queue", as: "nat").html.contains("Mouse of the desk"))
      #expect(try await desk.get("/people/nat", as: "mo").html.contains("agent, in their teams"))
    }
  }
}
