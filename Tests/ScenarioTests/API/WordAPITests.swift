import HTTPSupport
import HTTPTypes
import Kernel
import TestApp
import TestHTTP
import Testing
import TicketsUseCases

@Suite("The words of the desk by the API", .timeLimit(.minutes(10)))
struct WordAPITests {
  @Test("are added, changed, retired and taken away, and tickets are held to them")
  func life() async throws {
    try await APIDesk.open { desk in
      let listed = try await desk.call("listWords", query: "list=priority")
      #expect(
        listed.json["items"]?.arrayValue?.compactMap { $0["key"]?.stringValue } == ["P1", "P2", "P3", "P4", "P5"])
      #expect(try await desk.call("listWords", as: .requester, query: "list=vendor").status == 403)
      #expect(try await desk.call("addWord", ["list": "category"], ["key": "roof"], as: .manager).status == 403)
      let draft: JSON = ["key": "roof-walls", "label": "Building"]
      let key: HTTPFields = [.idempotencyKey: "word-1"]
      let added = try await desk.call("addWord", ["list": "category"], draft, as: .admin, headers: key)
      let again = try await desk.call("addWord", ["list": "category"], draft, as: .admin, headers: key)
      #expect(added.status == 201 && again.text == added.text && added.headers[.eTag] == "\"1\"")
      #expect(added.headers[.location] == "/api/v1/words/category/roof-walls")
      let taken = try await desk.call("addWord", ["list": "category"], draft, as: .admin)
      #expect(taken.status == 422 && taken.json["faults"]?.arrayValue?.first?["path"] == "key")
      let place = ["list": "category", "key": "roof-walls"]
      let renamed = try await desk.call(
        "changeWord", place, ["label": "Roof", "place": 1], as: .admin, headers: [.ifMatch: "\"1\""])
      #expect(renamed.status == 200 && renamed["label"] == "Roof" && renamed.json["place"] == 1)
      let shown = try await desk.call("showWord", place, as: .admin)
      #expect(shown.headers[.eTag] == "\"2\"" && shown.json["used"] == false && shown.json["agreements"] == [])
      #expect(shown.json["word"]?["label"] == "Roof")
      #expect(try await desk.call("showWord", place, as: .manager).status == 403)
      let stale = try await desk.call("changeWord", place, ["active": false], as: .admin, headers: [.ifMatch: "\"1\""])
      #expect(stale.status == 412)
      let open: JSON = ["title": "It rains in", "attributes": ["category": "roof-walls"]]
      #expect(try await desk.call("openTicket", [:], open).status == 201)
      #expect(try await desk.call("removeWord", place, as: .admin)["code"] == "word-used")
      #expect(try await desk.call("changeWord", place, ["active": false], as: .admin).json["active"] == false)
      let refused = try await desk.call("openTicket", [:], open)
      let fault = refused.json["faults"]?.arrayValue?.first
      #expect(refused.status == 422 && fault?["path"] == "category")
      #expect(fault?["message"]?.stringValue?.hasPrefix("roof-walls is retired; choose one of print, mail") == true)
      #expect(try await desk.call("removeWord", ["list": "category", "key": "fire"], as: .admin).status == 204)
      #expect(try await desk.call("removeWord", ["list": "category", "key": "fire"], as: .admin).status == 404)
    }
  }

  @Test("a kind of its own is opened, found and shown by its key")
  func kind() async throws {
    try await APIDesk.open { desk in
      let draft: JSON = ["key": "visit", "label": "Visit", "prefix": "VIS", "measure": "fulfilment"]
      #expect(try await desk.call("addWord", ["list": "kind"], draft, as: .admin).status == 201)
      let opened = try await desk.call("openTicket", [:], ["title": "Come by", "kind": "visit"])
      #expect(opened.status == 201 && opened["number"] == "VIS-1")
      let found = try await desk.call("listTickets", query: "kind=visit")
      #expect(found.json["items"]?.arrayValue?.map { $0["kind"] } == ["visit"])
      #expect(try await desk.call("listTickets", query: "kind=nope").status == 422)
      #expect(try await desk.call("openTicket", [:], ["title": "x", "kind": "nope"]).status == 422)
      #expect(try await desk.call("openTicket", [:], ["title": "x", "kind": "visit"], as: .requester).status == 422)
    }
  }
}
