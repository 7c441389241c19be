import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import JournalUseCases
import Kernel
import TestApp
import TestHTTP
import Testing

/// What was promised to an auditor: exclusions with both verdicts, and a verification that anybody with the
/// right can start and follow.
@Suite("Exclusions, tests of webhooks and verifications through the API", .timeLimit(.minutes(10)))
struct ProofAPITests {
  @Test("an exclusion after the fact undoes a breach, and the register says who approved it and what it bought")
  func exclusion() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      let opened = desk.clock.now()
      let ticket = try await desk.openTicket()
      desk.clock.advance(by: .minutes(90))
      _ = try await desk.call("answerTicket", ["ticket": ticket], ["body": "Hello"])
      func response() async throws -> String? {
        let clocks = try await desk.call("explainClocks", ["ticket": ticket]).json["clocks"]?.arrayValue ?? []
        return clocks.first { $0["clock"]?.stringValue == "first response" }?["state"]?.stringValue
      }
      let far = try await desk.call("explainClocks", ["ticket": ticket], query: "asOf=9999-12-31T23:59:59Z")
      #expect(far.status == 422 && far.text.contains("asOf") && far.text.contains("ten years"), "\(far.text)")
      #expect(try await response() == "breached")
      let body: JSON = [
        "from": .string((opened + .minutes(20)).rfc3339), "to": .string((opened + .minutes(80)).rfc3339),
        "reason": "maintenance", "evidence": "CHG-7",
      ]
      #expect(try await desk.call("excludeTime", ["ticket": ticket], body, as: .manager).status == 201)
      #expect(try await response() == "met")
      let register = try await desk.call("listExclusions", as: .agent)
      let row = try #require(register.items.first)
      #expect(register.items.count == 1 && row["ticket"]?.stringValue == ticket)
      #expect(row["breachesUndone"]?.integerValue == 1 && row["approver"]?.stringValue == "manager")
      #expect(row["evidence"]?.stringValue == "CHG-7" && row["allEvaluated"]?.boolValue == true)
    }
  }

  @Test("a test message is queued to its webhook and journaled")
  func webhook() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addWebhook", [:], ["label": "pager", "url": "https://example.org/in"], as: .admin)
      let id = try #require(added["id"], "\(added.text)")
      let queued = try await desk.call("testWebhook", ["webhook": id], as: .admin)
      #expect(queued.status == 202)
      let message = try #require(try await desk.call("listOutbox", as: .lead).items.first)
      #expect(message["id"]?.stringValue == queued["message"] && message["kind"]?.stringValue == "webhook.test")
      #expect(try await desk.call("testWebhook", ["webhook": id], as: .admin).status == 409)
      let entries = try await desk.call("listJournal", as: .lead, query: "kind=webhook.tested").items
      #expect(entries.count == 1)
    }
  }

  @Test("a webhook's secret is exchanged, and shown that once")
  func rotation() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addWebhook", [:], ["label": "pager", "url": "https://example.org/in"], as: .admin)
      let id = try #require(added["id"], "\(added.text)")
      let changed = try await desk.call("rotateWebhookSecret", ["webhook": id], ["graceHours": 5], as: .admin)
      #expect(changed.status == 200 && changed["secret"] != added["secret"])
      #expect(changed["formerUntil"] == (desk.clock.now() + .hours(5)).rfc3339)
      let usual = try await desk.call("rotateWebhookSecret", ["webhook": id], [:], as: .admin)
      #expect(usual["formerUntil"] == (desk.clock.now() + .hours(24)).rfc3339)
      let listed = try await desk.call("listWebhooks", as: .lead)
      #expect(!listed.text.contains("whsec_") && listed.text.contains(usual["formerUntil"] ?? "?"))
      for hours: Int64 in [-1, 169] {
        let refused = try await desk.call(
          "rotateWebhookSecret", ["webhook": id], ["graceHours": .integer(hours)], as: .admin)
        #expect(refused.status == 422 && refused.text.contains("graceHours"))
      }
      #expect(try await desk.call("rotateWebhookSecret", ["webhook": id], [:], as: .lead).status == 403)
    }
  }

  @Test("an export that is not read keeps its person from another one, and nobody else")
  func exports() async throws {
    try await APIDesk.open { desk in
      let path = "/api/v1/journal/export"
      func token(_ role: Role) -> HTTPFields { [.authorization: "Bearer " + (desk.tokens[role] ?? "")] }
      try await desk.site.leavingUnread(.get, path, token(.lead)) {
        let own = try await desk.site.ask(.get, path, token(.lead))
        #expect(own.status == 503 && own.text.contains("that you began"), "\(own.text)")
        #expect(try await desk.site.ask(.get, path, token(.admin)).status == 200)
      }
      #expect(try await desk.site.ask(.get, path, token(.lead)).status == 200)
    }
  }

  @Test("a verification is started, followed where its answer says, and ends with a report")
  func verification() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.openTicket()
      let started = try await desk.call("startVerification", as: .lead)
      #expect(started.status == 202)
      let id = try #require(started["id"])
      #expect(started.headers[.location] == "/api/v1/journal/verifications/" + id)
      await desk.app.verifier.idle()
      let ended = try await desk.call("showVerification", ["verification": id], as: .lead)
      #expect(ended["state"] == "clean" && ended["startedBy"] == "lead")
      #expect(
        ended.json["report"]?["looked"]?["entries"]?.integerValue == ended.json["progress"]?["entries"]?.integerValue)
      let stopped = try await desk.call("stopVerification", ["verification": id], as: .lead)
      #expect(stopped.status == 200 && stopped["state"] == "clean")
      #expect(try await desk.call("listVerifications", as: .admin).items.count == 1)
      let none = try await desk.call(
        "showVerification", ["verification": "01890a5d-ac96-774b-bcce-b302099a8057"], as: .lead)
      #expect(none.status == 404)
    }
  }
}
