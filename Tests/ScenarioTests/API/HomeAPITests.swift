import Agreements
import AgreementsUseCases
import Core
import HTTPTypes
import Kernel
import ServiceLevelsUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("The homes of managers and leads through the API", .timeLimit(.minutes(10)))
struct HomeAPITests {
  @Test("service levels are what the use case measures, with the verdict of each objective")
  func levels() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      var drafts = try TestApp.drafts()
      drafts.agreements[0].agreement.objectives[0].compliance = PromisedShare(parsing: "95%")
      try await desk.app.run(ApplyAgreements(drafts), as: root)
      let number = try await desk.openTicket()
      try await desk.app.run(AnswerTicket(TicketKey(number), body: "We look."), as: root)
      let reply = try await desk.call("listServiceLevels", as: .manager)
      #expect(reply.status == 200)
      let report = try await desk.app.ask(ShowServiceLevels(), as: root)
      #expect(reply.json.canonical == report.json.canonical)
      let first = reply.json["agreements"]?.arrayValue?.first?["objectives"]?.arrayValue?.first
      #expect(first?["promised"] == "95%" && first?["verdict"] == "tooFew" && first?["kind"] == "service")
      #expect(first?["months"]?.arrayValue?.last?["met"] == 1 && first?["room"] == 0)
      #expect(try await desk.call("listServiceLevels", as: .manager, query: "agreement=nope").status == 404)
    }
  }

  @Test("the shift counts as its lists and filters find")
  func shift() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: root)
      _ = try await desk.openTicket()
      let reply = try await desk.call("showShift", as: .lead, query: "team=service-desk&hours=4")
      #expect(reply.status == 200, "\(reply.text)")
      for name in ["due", "dueNext", "late", "unowned"] {
        let list = try #require(reply.json[name])
        let filter = try #require(list["filter"]?.stringValue)
        let found = try await desk.call("listTickets", as: .lead, query: "filter=\(PercentCoding.encode(filter))")
        #expect(found.json["items"]?.arrayValue?.count == list["items"]?.arrayValue?.count, "\(name): \(filter)")
      }
      #expect(reply.json["unowned"]?["count"] == 1)
      #expect(reply.json["load"]?.arrayValue?.first?["person"] == .null)
      #expect(try await desk.call("showShift", as: .agent).status == 403)
      #expect(try await desk.call("showShift", as: .lead, query: "hours=3").status == 422)
    }
  }

  @Test("clocks are asked for by their deadline, and only those that have one")
  func due() async throws {
    try await APIDesk.open { desk in
      try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      _ = try await desk.openTicket()
      let near = try await desk.call(
        "listComplianceTickets", as: .manager, query: "slice=running&objective=first%20response&due=4")
      #expect(near.json["clocks"] == 1)
      let none = try await desk.call(
        "listComplianceTickets", as: .manager, query: "slice=running&objective=resolution&due=4")
      #expect(none.json["clocks"] == 0)
      let wrong = try await desk.call("listComplianceTickets", as: .manager, query: "slice=met&due=4")
      #expect(wrong.status == 422)
    }
  }
}
