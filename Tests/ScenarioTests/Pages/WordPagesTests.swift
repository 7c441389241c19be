import Application
import Governance
import Kernel
import TestApp
import Testing
import Tickets

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
      let isDefault = try await desk.post(
        "/words/priority/P3", ["version": "1", "label": "P3", "place": "3"], as: "ada")
      #expect(isDefault.status == 422 && isDefault.html.contains("make another the default"))
      let words = try await desk.test.ask(ListWords(.category), as: "kim").map(\.key)
      #expect(words.first == "roof" && !words.contains("fire"))
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }
}
