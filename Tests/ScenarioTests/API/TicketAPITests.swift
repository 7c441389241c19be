import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Tickets through the API", .timeLimit(.minutes(10)))
struct TicketAPITests {
  @Test("a ticket goes through its life, each step with the version of the one before")
  func life() async throws {
    try await APIDesk.open { desk in
      let opened = try await desk.call(
        "openTicket", [:],
        ["title": "VPN drops", "description": "Every hour", "attributes": ["category": "network"]],
        as: .requester)
      #expect(opened.status == 201)
      let number = try #require(opened["number"])
      #expect(opened.headers[.location] == "/api/v1/tickets/" + number)
      var version = opened.headers[.eTag] ?? ""
      /// Requesters see a version of what they are shown.
      func seen(by role: Role) async throws -> String {
        let shown = try await desk.call("showTicket", ["ticket": number], as: role).json
        return "\"\(shown["version"]?.integerValue ?? 0)\""
      }
      func step(_ id: String, _ body: JSON?, more: [String: String] = [:], as role: Role = .agent) async throws -> Reply
      {
        desk.clock.advance(by: .minutes(5))
        let places = more.merging(["ticket": number]) { $1 }
        let own = role == .agent ? version : try await seen(by: role)
        let reply = try await desk.call(id, places, body, as: role, headers: [.ifMatch: own])
        #expect(reply.status == 200 || reply.status == 201, "\(id): \(reply.text)")
        version = role == .agent ? reply.headers[.eTag] ?? version : try await seen(by: .agent)
        return reply
      }
      _ = try await step("assignTicket", ["team": "network", "assignee": "agent"])
      _ = try await step("prioritizeTicket", ["priority": "P1", "reason": "whole-floor"])
      _ = try await step("answerTicket", ["body": "We are looking at it.\nTwo lines."])
      _ = try await step("noteOnTicket", ["body": "Firewall log shows resets"])
      _ = try await step("holdTicket", ["reason": "awaiting-requester"])
      _ = try await step("endHold", nil, more: ["reason": "awaiting-requester"])
      _ = try await step("handOffTicket", ["vendor": "acme", "reference": "A-1"])
      _ = try await step("acknowledgeHandoff", nil, more: ["vendor": "acme"])
      _ = try await step("handBackTicket", nil, more: ["vendor": "acme"])
      _ = try await step("resolveTicket", ["text": "New firmware"])
      _ = try await step("reopenTicket", ["reason": "again"], as: .requester)
      _ = try await step("resolveTicket", ["code": "fixed", "text": "Newer firmware"])
      _ = try await step("closeTicket", nil)

      let shown = try await desk.call("showTicket", ["ticket": number], as: .requester)
      #expect(shown["state"] == "closed")
      #expect(shown["team"] == nil && shown["priority"] == "P1")
      #expect(try await desk.call("showTicket", ["ticket": number])["team"] == "network")
      // The tag of the page names the version, and tells clocks that have moved on.
      let requesters = try await seen(by: .requester)
      #expect(shown.headers[.eTag]?.hasPrefix(requesters.dropLast() + ".") == true)
      let again = try await desk.call(
        "showTicket", ["ticket": number], as: .requester,
        headers: [.ifNoneMatch: "\"a\", W/" + (shown.headers[.eTag] ?? "")])
      #expect(again.status == 304 && again.text.isEmpty)
      #expect(
        try await desk.call("showTicket", ["ticket": number], headers: [.ifNoneMatch: version]).status == 200)
      let staff = try await desk.call("listHistory", ["ticket": number])
      let own = try await desk.call("listHistory", ["ticket": number], as: .requester)
      #expect(staff.items.count == 14)
      #expect(own.items.count < staff.items.count)
      let notes = try await desk.call("listMessages", ["ticket": number], as: .requester)
      #expect(!notes.text.contains("Firewall log"))
      #expect(try await desk.call("listMessages", ["ticket": number]).text.contains("Firewall log"))
      #expect(try await desk.call("explainClocks", ["ticket": number]).json["agreement"] == .null)
    }
  }

  @Test(
    "a change takes the versions that If-Match lists, as RFC 9110 writes them",
    arguments: [
      ("\"1\"", 200), ("*", 200), ("\"a\", \"1\"", 200), ("W/\"1\"", 412), ("\"1.x\" , \"b,c\"", 200),
      ("\"a\", \"b\"", 412), ("\"2\"", 412), ("\"99999999999999999999\"", 412), ("\"+1\"", 412),
      ("W/\"2\", \"1\"", 200), ("\"\"", 412), ("1", 422), ("\"1", 422), ("*, \"1\"", 422),
    ])
  func lists(condition: String, status: Int) async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let number = try await desk.openTicket()
      let reply = try await desk.call(
        "assignTicket", ["ticket": number], ["team": "network"], headers: [.ifMatch: condition])
      #expect(reply.status == status, "\(reply.text)")
    }
  }

  @Test("what only the desk decides cannot be set by who asks for help", arguments: ["priority", "impact", "state"])
  func requesterAttributes(name: String) async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let own: JSON = ["title": "x", "attributes": .object([name: "P1"])]
      let refused = try await desk.call("openTicket", [:], own, as: .requester)
      #expect(refused.status == 422 && refused.text.contains(name))
      let urgent = try await desk.call("openTicket", [:], ["title": "x", "kind": "problem"], as: .requester)
      #expect(urgent.status == 422 && urgent.text.contains("kind"))
    }
  }

  @Test("a text as long as a megabyte of marks over one letter is refused everywhere")
  func marks() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let text = "e" + String(repeating: "\u{301}", count: 200_000)
      let number = try await desk.openTicket()
      let key = TicketKey(number)
      let agent = try await desk.app.ask(
        IdentityOfToken(secret: desk.tokens[.agent] ?? ""), as: .system("test"))
      let principal = try #require(agent?.principal)
      let attempts: [@Sendable () async throws -> Void] = [
        { _ = try await desk.app.run(OpenTicket(title: text), as: principal) },
        { _ = try await desk.app.run(HoldTicket(key, reason: text), as: principal) },
        { _ = try await desk.app.run(HandOffTicket(key, vendor: text), as: principal) },
        { _ = try await desk.app.run(ChangeTicket(key, set: ["category": text]), as: principal) },
        { _ = try await desk.app.run(ResolveTicket(key, code: text, text: "x"), as: principal) },
        { _ = try await desk.app.run(AnswerTicket(key, body: text), as: principal) },
        { _ = try await desk.app.run(CreateToken(label: text, scopes: [.read], validFor: .days(1)), as: principal) },
        { _ = try TicketFilter(parsing: text, by: principal, now: APIDesk.start) },
        {
          let draft = PersonDraft(name: "long", displayName: text, email: "a@b", role: .agent)
          _ = try await desk.app.run(AddPerson(draft), as: .system("test"))
        },
      ]
      for attempt in attempts {
        await #expect {
          try await attempt()
        } throws: { error in
          if case .invalid = error as? MainstayError { true } else { false }
        }
      }
    }
  }

  @Test("a stale change is refused with both versions, and nothing is written")
  func stale() async throws {
    try await APIDesk.open { desk in
      let number = try await desk.openTicket()
      let held = try await desk.call(
        "holdTicket", ["ticket": number], ["reason": "parts"], headers: [.ifMatch: "\"1\""])
      #expect(held.status == 201)
      let late = try await desk.call(
        "holdTicket", ["ticket": number], ["reason": "awaiting-vendor"], headers: [.ifMatch: "\"1\""])
      #expect(late.status == 412)
      #expect(late["code"] == "stale" && late.json["yours"] == 1 && late.json["current"] == 2)
      #expect(try await desk.call("showTicket", ["ticket": number]).json["holds"] == ["parts"])
      let odd = try await desk.call(
        "holdTicket", ["ticket": number], ["reason": "awaiting-vendor"], headers: [.ifMatch: "W/x"])
      #expect(odd.status == 422)
    }
  }

  @Test("one key is one request: a repeat gets the first answer, another request under it a conflict")
  func idempotency() async throws {
    try await APIDesk.open { desk in
      let key: HTTPFields = [.idempotencyKey: "order-66"]
      let first = try await desk.call("openTicket", [:], ["title": "Once"], headers: key)
      let again = try await desk.call("openTicket", [:], ["title": "Once"], headers: key)
      #expect(again.status == 201 && again.text == first.text)
      #expect(again.headers[.location] == first.headers[.location] && again.headers[.eTag] == first.headers[.eTag])
      #expect(first.headers[.idempotencyReplayed] == nil && again.headers[.idempotencyReplayed] == "true")
      let other = try await desk.call("openTicket", [:], ["title": "Twice"], headers: key)
      #expect(other.status == 409 && other["code"] == "idempotency-key")
      let another = try await desk.call("openTicket", [:], ["title": "Once"], as: .lead, headers: key)
      #expect(another.status == 201 && another["number"] != first["number"])
      #expect(try await desk.call("countTickets").json["count"] == 2)
    }
  }

  @Test("pages follow each other without gap or repeat, and a made-up cursor is refused")
  func pages() async throws {
    try await APIDesk.open { desk in
      for n in 0..<7 {
        desk.clock.advance(by: .seconds(n % 2 == 0 ? 1 : 0))
        _ = try await desk.openTicket("Ticket \(n)")
      }
      for order in ["due", "opened"] {
        var seen: [String] = []
        var cursor = ""
        repeat {
          let page = try await desk.call("listTickets", query: "limit=3&order=\(order)" + cursor)
          #expect(page.items.count <= 3)
          seen += page.items.compactMap { $0["number"]?.stringValue }
          cursor = page["next"].map { "&cursor=" + $0 } ?? ""
        } while !cursor.isEmpty && seen.count < 50
        #expect(seen.count == 7 && Set(seen).count == 7)
      }
      let page = try await desk.call("listTickets", query: "limit=3&order=due")
      let foreign = "order=opened&cursor=" + (page["next"] ?? "")
      #expect(try await desk.call("listTickets", query: foreign).status == 422)
      #expect(try await desk.call("listTickets", query: "cursor=AAAA").status == 422)
      #expect(try await desk.call("listTickets", query: "limit=1000").status == 422)
    }
  }

  @Test("requesters see their own tickets and nothing of others'")
  func scope() async throws {
    try await APIDesk.open { desk in
      let own = try await desk.openTicket("Mine")
      let other = try await desk.call("openTicket", [:], ["title": "Not mine"], as: .lead)["number"] ?? ""
      let list = try await desk.call("listTickets", as: .requester)
      #expect(list.items.compactMap { $0["number"]?.stringValue } == [own])
      #expect(try await desk.call("countTickets", as: .requester).json["count"] == 1)
      for id in ["showTicket", "listMessages", "listHistory"] {
        #expect(try await desk.call(id, ["ticket": other], as: .requester).status == 404)
      }
      #expect(try await desk.call("answerTicket", ["ticket": other], ["body": "x"], as: .requester).status == 404)
      #expect(try await desk.call("listTickets", as: .requester, query: "requester=lead").status == 403)
    }
  }

  @Test(
    "filters are parameters or the words of the queue's box",
    arguments: [
      ("stage=open", 2), ("stage=resolved", 1), ("stage=any", 3), ("filter=is%3Aany+printer", 1),
      ("team=network&stage=any", 1),
      ("held=true", 1), ("filter=is%3Aheld", 1), ("unassigned=true&priority=P3", 2), ("kind=request", 0),
    ])
  func filters(query: String, count: Int64) async throws {
    try await APIDesk.open { desk in
      let first = try await desk.openTicket("Printer is offline")
      let second = try await desk.openTicket("Mail is slow")
      let third = try await desk.openTicket("Screen flickers")
      _ = try await desk.call("resolveTicket", ["ticket": first], ["text": "Paper"])
      _ = try await desk.call("assignTicket", ["ticket": second], ["team": "network"])
      _ = try await desk.call("holdTicket", ["ticket": third], ["reason": "awaiting-requester"])
      #expect(try await desk.call("countTickets", query: query).json["count"]?.integerValue == count)
      #expect(try await desk.call("listTickets", query: query).items.count == Int(count))
    }
  }

  @Test("all faults of a draft come at once with their paths")
  func faults() async throws {
    try await APIDesk.open { desk in
      let reply = try await desk.call(
        "openTicket", [:], ["title": "", "kind": "a wish", "attributes": ["priority": 1], "extra": true])
      #expect(reply.status == 422)
      let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
      #expect(paths == ["title", "kind", "attributes.priority", "extra"])
    }
  }
}
