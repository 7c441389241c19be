import Kernel
import PeopleUseCases
import Searches
import SearchesUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Searches are saved, shared and removed on pages", .timeLimit(.minutes(10)))
struct SavedSearchPagesTests {
  @Test("a search saved for a team leads its members to the queue with the filter; what is wrong stays typed")
  func life() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.test.run(
        OpenTicket(title: "Printer", attributes: ["priority": "P1"], team: "desk"), as: "kim")
      let bad = try await desk.post("/searches", ["name": "Big & bad", "query": "is:odd"], as: "kim")
      #expect(
        bad.status == 422 && bad.html.contains("value=\"Big &amp; bad\"") && bad.html.contains("value=\"is:odd\""))
      let saved = try await desk.post(
        "/searches", ["name": "Big ones", "query": "priority:P1", "team": "desk"], as: "kim")
      #expect(saved.status == 303)
      let page = try await desk.get("/searches", as: "lee").html
      #expect(page.contains("href=\"/queue?q=priority%3AP1\"") && page.contains("Service desk"))
      #expect(page.contains("title=\"kim\">Kim Agent") && page.contains("data-label=\"Tickets\">1</td>"))
      #expect(try await desk.get("/queue?q=priority%3AP1", as: "lee").html.contains("Printer"))
      #expect(try await !desk.get("/searches", as: "nat").html.contains("Big ones"))
      #expect(try await desk.get("/searches", as: "rita").status == 403)
      // The rail leads there, for those who work tickets.
      #expect(try await desk.get("/queue", as: "kim").html.contains("href=\"/searches\""))
      #expect(try await desk.get("/searches?q=is%3Aheld", as: "kim").html.contains("value=\"is:held\""))

      let id = try #require(try await desk.test.ask(ListSearches(), as: "kim").items.first?.search.id)
      let path = "/searches/\(id)"
      #expect(try await desk.get(path, as: "kim").html.contains("only saved anew"))
      #expect(try await desk.get(path, as: "nat").status == 404)
      let form: KeyValuePairs = ["name": "Biggest", "query": "priority:P1", "version": "1"]
      #expect(try await desk.post(path, ["name": "", "query": "x", "version": "1"], as: "kim").status == 422)
      #expect(try await desk.post(path, form, as: "lee").status == 303)
      let late = try await desk.post(path, ["name": "Mine", "query": "is:held", "version": "1"], as: "kim")
      #expect(late.status == 409 && late.html.contains("it is called Biggest") && late.html.contains("value=\"Mine\""))
      #expect(late.html.contains("name=\"version\" value=\"2\""))
      let lost = try await desk.post(path + "/remove", ["version": "1"], as: "kim")
      #expect(lost.status == 409 && lost.html.contains("Nothing was done"))
      #expect(try await desk.post(path + "/remove", ["version": "2"], as: "kim").status == 303)
      #expect(try await desk.get(path, as: "kim").status == 404)
      #expect(try await desk.get("/searches", as: "kim").html.contains("No saved searches"))
    }
  }

  @Test("who sees a team's search and may not change it is offered no change, and is refused one")
  func others() async throws {
    try await PageDesk.open { desk in
      let search = try await desk.test.run(SaveSearch(name: "Ours", query: "is:open", team: "desk"), as: "lee")
      let page = try await desk.get("/searches", as: "kim").html
      #expect(page.contains("Ours") && !page.contains("/searches/\(search.id)"))
      #expect(try await desk.get("/searches/\(search.id)", as: "kim").status == 403)
      #expect(try await desk.post("/searches/\(search.id)/remove", ["version": "1"], as: "kim").status == 403)
      #expect(try await desk.post("/searches/\(search.id)/remove", ["version": "1"], as: "mo").status == 303)
    }
  }
}
