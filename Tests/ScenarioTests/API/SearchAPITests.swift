import HTTPSupport
import HTTPTypes
import Kernel
import Searches
import TestDatabases
import Testing

@Suite("Saved searches over the API", .timeLimit(.minutes(10)))
struct SearchAPITests {
  @Test("a search is saved once however often it is sent, seen by the team, changed by its version, and removed")
  func life() async throws {
    try await APIDesk.open { desk in
      let draft: JSON = ["name": "Urgent", "query": "is:open priority:P1", "team": "service-desk"]
      let key: HTTPFields = [.idempotencyKey: "k"]
      let made = try await desk.call("saveSearch", [:], draft, headers: key)
      #expect(made.status == 201 && made["savedBy"] == "agent" && made.headers[.eTag] == "\"1\"")
      let again = try await desk.call("saveSearch", [:], draft, headers: key)
      #expect(again.json == made.json && again.headers[.idempotencyReplayed] == "true")
      let id = try #require(made["id"])
      #expect(made.headers[.location] == "/api/v1/searches/\(id)")
      _ = try await desk.call("saveSearch", [:], ["name": "Own", "query": "printer"], as: .lead)
      // The team's, with the count; of others' own nobody hears.
      let seen = try await desk.call("listSearches", as: .lead).items
      #expect(seen.compactMap { $0["name"]?.stringValue } == ["Own", "Urgent"])
      #expect(seen.map { $0["count"] } == [.null, 0] && seen.map { $0["mayChange"] } == [true, true])
      #expect(try await desk.call("listSearches", as: .manager).items.count == 1)
      #expect(try await desk.call("listSearches", as: .requester).status == 403)
      let first = try await desk.call("listSearches", as: .lead, query: "limit=1")
      let rest = try await desk.call("listSearches", as: .lead, query: "cursor=\(first["next"] ?? "")")
      #expect((first.items + rest.items).map { $0["id"] } == seen.map { $0["id"] } && rest["next"] == nil)
      let changed = try await desk.call(
        "changeSearch", ["search": id], ["name": "Now"], as: .lead, headers: [.ifMatch: "\"1\""])
      #expect(changed.status == 200 && changed["name"] == "Now" && changed.headers[.eTag] == "\"2\"")
      let late = try await desk.call("changeSearch", ["search": id], ["name": "x"], headers: [.ifMatch: "\"1\""])
      #expect(late.status == 412)
      #expect(try await desk.call("removeSearch", ["search": id], headers: [.ifMatch: "\"1\""]).status == 412)
      #expect(try await desk.call("removeSearch", ["search": id], headers: [.ifMatch: "\"2\""]).status == 204)
      #expect(try await desk.call("showSearch", ["search": id]).status == 404)
    }
  }

  @Test("what is wrong is named by its field")
  func refused() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      for (body, fields) in [
        (["name": "x", "query": "is:odd"], ["query"]),
        (["name": "x", "query": "is:open", "team": "network"], ["team"]),
        (["name": "", "query": "is:open"], ["name"]), (["query": "is:open"], ["name"]),
        (["name": "x", "query": "is:open", "owner": "kim"], ["owner"]),
      ] as [(JSON, [String])] {
        let reply = try await desk.call("saveSearch", [:], body)
        let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
        #expect(reply.status == 422 && paths == fields, "\(body.canonical): \(reply.text)")
      }
      for number in 1...SavedSearch.mostOfPerson {
        _ = try await desk.call("saveSearch", [:], ["name": .string("\(number)"), "query": "is:open"])
      }
      let full = try await desk.call("saveSearch", [:], ["name": "x", "query": "is:open"])
      #expect(full.status >= 400 && full.text.contains("saved searches of one's own") && full.text.contains("50"))
    }
  }
}
