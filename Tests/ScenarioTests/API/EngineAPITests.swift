import Core
import HTTPSupport
import ImportUseCases
import Kernel
import JournalUseCases
import Testing
import TicketsUseCases

@Suite("The engine through the API", .timeLimit(.minutes(10)))
struct EngineAPITests {
  @Test("what fails is told with what to do, and is tried again by who may")
  func failures() async throws {
    try await APIDesk.open { desk in
      let number = try await desk.openTicket()
      let ticket = try await desk.app.ask(ShowTicket(TicketKey(number)), as: .system("test"))
      let item = "ticket/" + ticket.row.id.text
      _ = try await desk.app.run(
        NoteFailure(WorkItem("clocks", item), MainstayError.field("", "is a mapping")), as: .system("engine"))
      let health = try await desk.call("showEngine", as: .lead)
      #expect(health.json["failing"]?.integerValue == 1)
      let failure = try #require(health.json["failures"]?.arrayValue?.first)
      #expect(failure["item"]?.stringValue == item && failure["tries"]?.integerValue == 1)
      #expect(failure["name"]?.stringValue == number && failure["error"]?.stringValue == "is a mapping")
      #expect(failure["remedy"]?.stringValue?.contains("mainstay verify") == true)

      #expect(try await desk.call("retryFailures", [:], ["item": .string(item)], as: .agent).status == 403)
      let retried = try await desk.call("retryFailures", [:], ["item": .string(item)], as: .lead)
      #expect(retried.status == 202 && retried.json["count"]?.integerValue == 1)
      #expect(try await desk.call("retryFailures", [:], ["item": "ticket/none"], as: .lead).status == 404)

      // Nothing is wrong with it, so that the next look mends it.
      _ = try await desk.app.advanceClocks(limit: 10, as: .system("engine"))
      #expect(try await desk.call("showEngine", as: .lead).json["failing"]?.integerValue == 0)
      #expect(try await desk.call("retryFailures", [:], [:], as: .lead).json["count"]?.integerValue == 0)
    }
  }

  @Test("background work of a node is listed and stopped from any other")
  func work() async throws {
    try await APIDesk.open { desk in
      let id = "01890a5d-ac96-774b-bcce-b302099a8057"
      let node = Node(name: "alpha:1", startedAt: desk.clock.now(), runsEngine: true)
      let report = WorkReport(
        id: RecordID(id), kind: .import, name: "incidents.csv", startedBy: "manager", startedAt: desk.clock.now(),
        progress: 250)
      _ = try await desk.app.run(SeeNode(node, work: [report]), as: .system("engine"))
      let listed = try #require(try await desk.call("listWork", as: .lead).items.first)
      #expect(
        listed["id"]?.stringValue == id && listed["node"]?.stringValue == "alpha"
          && listed["underWay"]?.boolValue == true)
      #expect(try await desk.call("stopWork", ["work": id], as: .lead).status == 403, "a lead may not import")
      #expect(try await desk.call("stopWork", ["work": id], as: .manager).status == 202)
      let stops = try await desk.app.run(SeeNode(node, work: [report]), as: .system("engine"))
      #expect(stops == [RecordID(id): "manager"])
      var ended = report
      ended.outcome = "Stopped by manager."
      _ = try await desk.app.run(SeeNode(node, work: [ended]), as: .system("engine"))
      #expect(try await desk.call("stopWork", ["work": id], as: .manager).status == 409)
      #expect(try await desk.call("listWork", as: .lead).items.first?["outcome"]?.stringValue == "Stopped by manager.")
    }
  }
}
