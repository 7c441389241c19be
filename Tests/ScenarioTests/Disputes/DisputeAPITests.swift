import AgreementsUseCases
import Core
import DisputesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Disputes over the API", .timeLimit(.minutes(10)))
struct DisputeAPITests {
  @Test("a breach is contested with evidence, answered, and decided by a person who read all of it")
  func life() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: root)
      let begun = desk.clock.now()
      let ticket = try await desk.app.run(OpenTicket(title: "Printer", requester: "requester"), as: root)
      desk.clock.advance(by: .minutes(90))
      try await desk.app.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: root)
      let digest = String(repeating: "0a", count: 32)
      let draft: JSON = [
        "ticket": .string(ticket.number), "clock": "first response", "correction": "leaveOut",
        "from": .string((begun + .minutes(20)).rfc3339), "to": .string((begun + .minutes(80)).rfc3339),
        "reason": "delay by the customer", "statement": "They did not pick up.",
        "evidence": [["words": "list of calls"], ["file": "calls.csv", "sha256": .string(digest)]],
      ]
      #expect(try await desk.call("openDispute", [:], draft).status == 403)
      let key: HTTPFields = [.idempotencyKey: "k"]
      let opened = try await desk.call("openDispute", [:], draft, as: .lead, headers: key)
      #expect(opened.status == 201 && opened.headers[.location] == "/api/v1/disputes/DSP-1", "\(opened.text)")
      #expect(try await desk.call("openDispute", [:], draft, as: .lead, headers: key).json == opened.json)
      let twice = try await desk.call("openDispute", [:], draft, as: .manager)
      #expect(twice.status == 409 && twice.json["code"] == "contested-already")
      let shown = try await desk.call("showDispute", ["dispute": "DSP-1"])
      #expect(shown.json["seen"]?["brief"] == "breached" && shown.json["expected"]?["after"]?["brief"] == "met")
      #expect(shown.json["waitsFor"] == "answer" && shown.json["mayDecide"] == false)
      #expect(shown.json["statements"]?.arrayValue?.first?["evidence"]?.arrayValue?.last?["sha256"] == .string(digest))
      let said = try await desk.call(
        "stateInDispute", ["dispute": "DSP-1"], ["statement": "We called at nine."], headers: [.ifMatch: "\"1\""])
      #expect(said.status == 201 && said.headers[.eTag] == "\"2\"")
      #expect(try await desk.call("listDisputes", query: "waitsFor=decision").items.map { $0["name"] } == ["DSP-1"])
      #expect(try await desk.call("listDisputes", query: "waitsFor=answer").items.isEmpty)
      #expect(try await desk.call("listDisputes", query: "ticket=\(ticket.number)&about=clock").items.count == 1)
      #expect(try await desk.call("listDisputes", query: "service=payments").items.isEmpty)
      // A program by a token decides nothing, and nobody what they have not read.
      let decision: JSON = ["decision": "uphold", "reasons": "The calls are in our own log.", "outcome": "met"]
      let program = try await desk.call("decideDispute", ["dispute": "DSP-1"], decision, as: .manager)
      #expect(program.status == 409 && program.json["code"] == "no-person")
      #expect(try await desk.call("decideDispute", ["dispute": "DSP-1"], decision, as: .lead).status == 403)
      var session = try await desk.signedIn(.manager)
      let unread = try await desk.call("decideDispute", ["dispute": "DSP-1"], decision, as: nil, headers: session)
      #expect(unread.status == 409 && unread.json["code"] == "version-missing")
      session[.ifMatch] = "\"1\""
      #expect(
        try await desk.call("decideDispute", ["dispute": "DSP-1"], decision, as: nil, headers: session).status == 412)
      session[.ifMatch] = "\"2\""
      let unclear = try await desk.call(
        "decideDispute", ["dispute": "DSP-1"], ["decision": "part", "reasons": "x"], as: nil, headers: session)
      #expect(unclear.status == 422 && unclear.json["faults"]?.arrayValue?.map { $0["path"] } == ["from", "to"])
      let decided = try await desk.call("decideDispute", ["dispute": "DSP-1"], decision, as: nil, headers: session)
      #expect(decided.status == 200 && decided.json["result"]?["after"]?["brief"] == "met", "\(decided.text)")
      let after = try await desk.call("showDispute", ["dispute": "DSP-1"])
      #expect(after.json["state"] == "upheld" && after.json["decidedBy"] == "manager-in-person")
      #expect(after.json["seen"]?["brief"] == "breached" && after.json["present"]?["brief"] == "met")
      let counted = try await desk.call("listComplianceTickets", query: "slice=met&objective=first%20response")
      #expect(
        counted.items.first?["disputes"]?.arrayValue?.first?["words"] == "upheld: it was breached, and is met")
      #expect(try await desk.call("withdrawDispute", ["dispute": "DSP-1"], as: .lead).status == 409)
      #expect(try await desk.call("showDispute", ["dispute": "DSP-9"]).status == 404)
      #expect(try await desk.call("listDisputes", as: .requester).status == 403)
    }
  }

  @Test("a figure is contested by its period; what is wrong is named by its field")
  func figure() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let promise: JSON = ["target": "99.9", "from": "2025-05-01", "newService": true]
      _ = try await desk.call("makePromise", ["service": "payments"], promise, as: .manager)
      let outage: JSON = ["service": "payments", "from": "2025-05-10T10:00:00Z", "to": "2025-05-10T11:00:00Z"]
      _ = try await desk.call("recordOutage", [:], outage)
      let good: [String: JSON] = [
        "service": "payments", "period": "2025-05", "correction": "correct", "outage": "OUT-1",
        "to": "2025-05-10T10:20:00Z", "statement": "It was over by then.",
        "evidence": [["link": "https://example.org"]],
      ]
      for (change, path) in [
        (["period": "May"], "period"), (["period": "2025-06"], "period"), (["outage": "DSP-1"], "outage"),
        (["outage": "OUT-9"], "outage"), (["correction": "leaveOut"], "correction"), (["statement": ""], "statement"),
        (["to": "2025-05-10T09:00:00Z"], "to"), (["evidence": [["link": "ftp://x"]]], "evidence[0].link"),
        (["ticket": "INC-1"], "service"), (["to": "2025-05-10T11:00:00Z"], "outage"),
      ] as [([String: JSON], String)] {
        let reply = try await desk.call("openDispute", [:], .object(good.merging(change) { $1 }), as: .lead)
        let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue } ?? []
        #expect(reply.status == 422 && paths.contains(path), "\(path): \(reply.text)")
      }
      #expect(try await desk.call("openDispute", [:], .object(good), as: .lead).status == 201)
      var session = try await desk.signedIn(.manager)
      session[.ifMatch] = "\"1\""
      let decided = try await desk.call(
        "decideDispute", ["dispute": "DSP-1"], ["decision": "uphold", "reasons": "So says the monitor."], as: nil,
        headers: session)
      #expect(decided.json["result"]?["after"]?["figure"]?["badSeconds"] == "1200", "\(decided.text)")
      let may = try await desk.call("showAvailability", ["service": "payments"], query: "period=2025-05")
      #expect(may.json["figure"]?["badSeconds"] == "1200" && may.json["statements"]?.arrayValue?.count == 3)
    }
  }
}
