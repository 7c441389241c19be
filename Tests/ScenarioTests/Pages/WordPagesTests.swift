import Core
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import TestApp
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: an administrator edits the words of the desk", .timeLimit(.minutes(10)))
struct WordPagesTests {
  @Test("adds, renames, orders, retires, puts back and takes away, and people choose accordingly")
  func life() async throws {
    try await PageDesk.open { desk in
      #expect(try await desk.get("/words", as: "kim").status == 403)
      let list = try await desk.get("/words?list=category", as: "ada")
      #expect(list.status == 200 && list.html.contains("print"))
      let faulty = try await desk.post("/words/category", ["key": "", "label": "Roof"], as: "ada")
      #expect(faulty.status == 422 && faulty.html.contains("Roof"))
      let added = try await desk.post("/words/category", ["key": "roof", "label": "Roof"], as: "ada")
      #expect(added.status == 303 && added.location == "/words?list=category")
      let form = try await desk.get("/tickets/new", as: "kim").html
      #expect(form.contains(">Roof</option>"))
      let number = try await desk.test.run(
        OpenTicket(title: "It rains in", attributes: ["category": "roof"]), as: "kim"
      ).number
      let renamed = try await desk.post(
        "/words/category/roof", ["version": "1", "label": "Building", "place": "1"], as: "ada")
      #expect(renamed.status == 303)
      #expect(try await desk.get("/tickets/\(number)", as: "kim").html.contains("Building"))
      let stale = try await desk.post(
        "/words/category/roof", ["version": "1", "label": "Other", "place": "1"], as: "ada")
      #expect(stale.status == 409)
      #expect(try await desk.post("/words/category/roof/retire", ["version": "2"], as: "ada").status == 303)
      #expect(try await !desk.get("/tickets/new", as: "kim").html.contains(">Building</option>"))
      #expect(try await desk.get("/tickets/\(number)", as: "kim").html.contains("Building"))
      let kept = try await desk.post("/words/category/roof/remove", [:], as: "ada")
      #expect(kept.status == 422 && kept.html.contains("oof stays: tickets have it, or had it"))
      #expect(try await desk.post("/words/category/roof/restore", ["version": "3"], as: "ada").status == 303)
      #expect(try await desk.post("/words/category/fire/remove", [:], as: "ada").status == 303)
      #expect(try await desk.get("/words/category/fire", as: "ada").status == 404)
      // By its row's buttons, and not by a row of before.
      let row = try await desk.post("/words/category/roof/move", ["version": "4", "place": "2"], as: "ada")
      #expect(row.status == 303 && row.location == "/words?list=category#place-2")
      let again = try await desk.post("/words/category/roof/move", ["version": "4", "place": "3"], as: "ada")
      #expect(again.status == 409 && again.html.contains("omebody else changed it meanwhile"))
      let back = try await desk.post("/words/category/roof/move", ["version": "5", "place": "1"], as: "ada")
      #expect(back.status == 303)
      // A form that names another word leaves the place as it is, though others have moved meanwhile.
      let named = try await desk.post(
        "/words/category/mouse", ["version": "1", "label": "<b>Mice</b>", "place": "1", "from": "1"], as: "ada")
      #expect(named.status == 303)
      let mice = try await desk.get("/words?list=category", as: "ada").html
      #expect(mice.contains("&lt;b&gt;Mice&lt;/b&gt;") && !mice.contains("<b>Mice"))
      // A key of another tool may have in it what addresses use; nobody types such a one here.
      let key = "a/b & c?#%"
      let typed = try await desk.post("/words/category", ["key": key], as: "ada")
      #expect(typed.status == 422 && typed.html.contains("letters from A to Z, digits and hyphens only"))
      #expect(try await !desk.get("/words?list=category", as: "ada").html.contains("more than letters"))
      let life = Life(number: "INC77", category: key, resolved: 10).history
      _ = try await desk.test.app.importHistories(
        .source("a"), from: GivenHistories([life]), as: desk.test.person("mo"))
      let said = try await desk.get("/words?list=category", as: "ada").html
      #expect(said.contains("1 key holds more than letters, digits and hyphens"))
      let path = "/words/category/a%2Fb%20%26%20c%3F%23%25"
      #expect(try await desk.get("/words?list=category", as: "ada").html.contains("href=\"\(path)\""))
      func name(_ label: String) async throws -> Int {
        try await desk.post(path, ["version": "1", "label": label, "place": "1", "from": "1"], as: "ada").status
      }
      #expect(try await name("turned\u{202e}") == 422)
      #expect(try await name("\u{5d3}\u{5d5}\u{5d0}\u{5e8}") == 303)
      #expect(try await desk.get(path, as: "ada").html.contains("<h1>\u{5d3}\u{5d5}\u{5d0}\u{5e8}</h1>"))
      let isDefault = try await desk.post(
        "/words/priority/P3", ["version": "1", "label": "P3", "place": "3"], as: "ada")
      #expect(isDefault.status == 422 && isDefault.html.contains("make another the default"))
      let words = try await desk.test.ask(ListWords(.category), as: "kim").words.map(\.key)
      #expect(words.first == "roof" && !words.contains("fire"))
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }
}
