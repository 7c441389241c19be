import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import TestApp
import Testing
import Tickets

@Suite("Merging, cancelling, linking and excluding through the API", .timeLimit(.minutes(10)))
struct TicketEndingAPITests {
  /// A desk with an hour for the first response and four for the resolution of a P1, from 09:00 to 17:00 UTC;
  /// it is Monday, 09:00.
  private func withDesk(_ body: @Sendable @escaping (APIDesk) async throws -> Void) async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      try await body(desk)
    }
  }

  private func clock(_ name: String, of number: String, _ desk: APIDesk) async throws -> JSON {
    let shown = try await desk.call("showTicket", ["ticket": number])
    return try #require(shown.json["clocks"]?.arrayValue?.first { $0["clock"]?.stringValue == name })
  }

  private func path(_ reply: Reply) -> String? { reply.json["faults"]?.arrayValue?.first?["path"]?.stringValue }

  @Test("a merged ticket ends with its clocks, and the other one goes on")
  func merge() async throws {
    try await withDesk { desk in
      let (first, second) = (try await desk.openTicket("Mail is down"), try await desk.openTicket("No mail"))
      desk.clock.advance(by: .minutes(30))
      let merged = try await desk.call(
        "mergeTicket", ["ticket": second], ["into": .string(first)], as: .lead, headers: [.ifMatch: "\"1\""])
      #expect(merged.status == 200)
      #expect(merged["number"] == second && merged.json["version"] == 2)

      let shown = try await desk.call("showTicket", ["ticket": second])
      #expect(shown["state"] == "merged")
      #expect(shown.json["mergedInto"]?["number"]?.stringValue == first)
      for name in ["first response", "resolution"] {
        let ended = try await clock(name, of: second, desk)
        #expect(ended["state"] == "cancelled")
        #expect(ended["stoppedAt"] == "2025-06-02T09:30:01Z")
        #expect(try await clock(name, of: first, desk)["state"] == "running")
      }
      let kinds = try await desk.call("listHistory", ["ticket": first]).items.map { $0["kind"]?.stringValue }
      #expect(kinds == ["ticket.opened", "ticket.absorbed"])

      let late = try await desk.call("answerTicket", ["ticket": second], ["body": "Hello"])
      #expect(late.status == 409 && late["code"] == "ticket-ended")
      let third = try await desk.openTicket()
      let dead = try await desk.call("mergeTicket", ["ticket": third], ["into": .string(second)], as: .lead)
      #expect(dead.status == 409 && dead["code"] == "survivor-ended")
    }
  }

  @Test("a merge that cannot be is refused and changes neither ticket")
  func mergeFaults() async throws {
    try await withDesk { desk in
      let (first, second) = (try await desk.openTicket(), try await desk.openTicket())
      let same = try await desk.call("mergeTicket", ["ticket": first], ["into": .string(first)], as: .lead)
      #expect(same.status == 422 && path(same) == "into")
      #expect(try await desk.call("mergeTicket", ["ticket": first], ["into": "INC-99"], as: .lead).status == 404)
      #expect(
        try await desk.call("mergeTicket", ["ticket": "INC-99"], ["into": .string(first)], as: .lead).status == 404)
      let stale = try await desk.call(
        "mergeTicket", ["ticket": first], ["into": .string(second)], as: .lead, headers: [.ifMatch: "\"7\""])
      #expect(stale.status == 412 && stale.json["current"] == 1)
      #expect(try await desk.call("mergeTicket", ["ticket": first], ["into": .string(second)]).status == 403)
      for number in [first, second] {
        #expect(try await desk.call("showTicket", ["ticket": number]).json["version"] == 1)
      }
    }
  }

  @Test("a cancelled ticket's clocks end; one that had breached stays breached")
  func cancel() async throws {
    try await withDesk { desk in
      let number = try await desk.openTicket()
      desk.clock.advance(by: .hours(2))
      let stale = try await desk.call("cancelTicket", ["ticket": number], [:], as: .lead, headers: [.ifMatch: "\"2\""])
      #expect(stale.status == 412)
      #expect(try await desk.call("cancelTicket", ["ticket": number], ["reason": ""], as: .lead).status == 422)
      // Its requester may.
      let done = try await desk.call("cancelTicket", ["ticket": number], ["reason": "works again"], as: .requester)
      #expect(done.status == 200)
      #expect(try await desk.call("showTicket", ["ticket": number])["state"] == "cancelled")
      let response = try await clock("first response", of: number, desk)
      #expect(response["state"] == "breached")
      #expect(response["breachedAt"] == "2025-06-02T10:00:01Z" && response["stoppedAt"] == "2025-06-02T11:00:01Z")
      #expect(try await clock("resolution", of: number, desk)["state"] == "cancelled")
      let again = try await desk.call("cancelTicket", ["ticket": number], [:], as: .requester)
      #expect(again.status == 409 && again["code"] == "ticket-ended")
    }
  }

  @Test("nobody cancels another's ticket without being a lead, and nobody a closed one")
  func cancelFaults() async throws {
    try await withDesk { desk in
      let other = try await desk.call("openTicket", [:], ["title": "Not mine"], as: .lead)["number"] ?? ""
      #expect(try await desk.call("cancelTicket", ["ticket": other], [:], as: .requester).status == 404)
      #expect(try await desk.call("cancelTicket", ["ticket": other], [:], as: .agent).status == 403)
      _ = try await desk.call("resolveTicket", ["ticket": other], ["text": "Done"])
      _ = try await desk.call("closeTicket", ["ticket": other])
      let closed = try await desk.call("cancelTicket", ["ticket": other], [:], as: .lead)
      #expect(closed.status == 409 && closed["code"] == "already-closed")
      #expect(try await desk.call("showTicket", ["ticket": other])["state"] == "closed")
    }
  }

  @Test("a link stands until it is taken away, and moves no clock", arguments: TicketRelation.allCases)
  func link(relation: TicketRelation) async throws {
    try await withDesk { desk in
      let (first, second) = (try await desk.openTicket("One"), try await desk.openTicket("Two"))
      let before = try await clock("resolution", of: first, desk)
      let body: JSON = ["to": .string(second), "relation": .string(relation.rawValue)]
      let linked = try await desk.call("linkTicket", ["ticket": first], body, headers: [.ifMatch: "\"1\""])
      #expect(linked.status == 201 && linked.json["version"] == 2)
      // Once more it is the same link.
      #expect(try await desk.call("linkTicket", ["ticket": first], body).json["version"] == 2)
      let links = try await desk.call("showTicket", ["ticket": first]).json["links"]?.arrayValue ?? []
      #expect(links.map { $0["relation"]?.stringValue } == [relation.rawValue])
      #expect(links.first?["ticket"]?["number"]?.stringValue == second)
      #expect(try await clock("resolution", of: first, desk)["due"] == before["due"])

      let places = ["ticket": first, "relation": relation.rawValue, "other": second]
      let stale = try await desk.call("unlinkTicket", places, headers: [.ifMatch: "\"1\""])
      #expect(stale.status == 412)
      #expect(try await desk.call("unlinkTicket", places, headers: [.ifMatch: "\"2\""]).status == 200)
      #expect(try await desk.call("showTicket", ["ticket": first]).json["links"] == [])
      #expect(try await desk.call("unlinkTicket", places).status == 404)
    }
  }

  @Test("a link that cannot be is refused")
  func linkFaults() async throws {
    try await withDesk { desk in
      let number = try await desk.openTicket()
      let relation = JSON.string(TicketRelation.relatesTo.rawValue)
      let own = try await desk.call("linkTicket", ["ticket": number], ["to": .string(number), "relation": relation])
      #expect(own.status == 422 && path(own) == "to")
      let none = try await desk.call("linkTicket", ["ticket": number], ["to": "INC-99", "relation": relation])
      #expect(none.status == 404)
      let odd = try await desk.call("linkTicket", ["ticket": number], ["to": .string(number), "relation": "likes"])
      #expect(odd.status == 422 && path(odd) == "relation")
      let asRequester = try await desk.call(
        "linkTicket", ["ticket": number], ["to": .string(number), "relation": relation], as: .requester)
      #expect(asRequester.status == 403)
    }
  }

  @Test("an interval that is left out after the fact takes a breach back and moves the deadline")
  func exclude() async throws {
    try await withDesk { desk in
      let number = try await desk.openTicket()
      desk.clock.advance(by: .minutes(75))
      _ = try await desk.call("noteOnTicket", ["ticket": number], ["body": "Power was out"])
      #expect(try await clock("first response", of: number, desk)["state"] == "breached")
      let excluded = try await desk.call(
        "excludeTime", ["ticket": number],
        [
          "from": "2025-06-02T11:00:00+02:00", "to": "2025-06-02T12:00:00+02:00", "reason": "power cut",
          "evidence": "Provider's notice 17",
        ], as: .manager, headers: [.ifMatch: "\"2\""])
      #expect(excluded.status == 201 && excluded.json["version"] == 3)
      let response = try await clock("first response", of: number, desk)
      #expect(response["state"] == "running" && response["breachedAt"] == .null)
      #expect(response["due"] == "2025-06-02T11:00:00Z")
      desk.clock.advance(by: .minutes(30))
      _ = try await desk.call("answerTicket", ["ticket": number], ["body": "On it"])
      #expect(try await clock("first response", of: number, desk)["state"] == "met")
      let history = try await desk.call("listHistory", ["ticket": number]).items
      let details = history.first { $0["kind"] == "ticket.excluded" }?["details"]
      #expect(details?["reason"] == "power cut" && details?["from"] == "2025-06-02T09:00:00Z")
    }
  }

  @Test(
    "an exclusion that cannot be is refused",
    arguments: [
      (["from": "2025-06-02T09:00:00Z", "to": "2025-06-02T09:00:00Z", "reason": "x"], 422, "to"),
      (["from": "2025-06-02T09:00:00", "to": "2025-06-02T10:00:00Z", "reason": "x"], 422, "from"),
      (["from": "2025-06-02T09:00:00Z", "to": "2025-06-02T10:00:00Z"], 422, "reason"),
      (["from": "2025-06-02T09:00:00Z", "to": "2025-06-02T10:00:00Z", "reason": ""], 422, "reason"),
    ] as [(JSON, Int, String)])
  func excludeFaults(body: JSON, status: Int, field: String) async throws {
    try await withDesk { desk in
      let number = try await desk.openTicket()
      let reply = try await desk.call("excludeTime", ["ticket": number], body, as: .manager)
      #expect(reply.status == status && path(reply) == field, "\(reply.text)")
      #expect(try await desk.call("showTicket", ["ticket": number]).json["version"] == 1)
    }
  }

  @Test("an exclusion needs the right, the ticket and its version")
  func excludeRefused() async throws {
    try await withDesk { desk in
      let number = try await desk.openTicket()
      let body: JSON = ["from": "2025-06-02T09:00:00Z", "to": "2025-06-02T10:00:00Z", "reason": "x"]
      #expect(try await desk.call("excludeTime", ["ticket": number], body, as: .lead).status == 403)
      #expect(try await desk.call("excludeTime", ["ticket": "INC-99"], body, as: .manager).status == 404)
      let stale = try await desk.call(
        "excludeTime", ["ticket": number], body, as: .manager, headers: [.ifMatch: "\"9\""])
      #expect(stale.status == 412 && stale["code"] == "stale")
    }
  }
}
