import Agreements
import AgreementsUseCases
import Core
import HTTPTypes
import Kernel
import ServiceLevelsUseCases
import TestApp
import Testing
import TicketsUseCases

/// Every percentage opens to what it counts and the rule that counted it.
@Suite("Measured objectives through the whole product", .timeLimit(.minutes(10)))
struct MeasureScenarioTests {
  private static func drafts() throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    var json = drafts.agreements[0].agreement.json.objectValue ?? [:]
    json["measures"] = [
      ["name": "fulfilled", "measure": "fulfilment-rate", "tickets": "all", "target": "50%", "compliance": "50%"],
      ["name": "first contact", "measure": "first-contact-resolution", "target": "75%"],
      ["name": "reopened", "measure": "reopen-rate", "target": "10%"],
      ["name": "backlog", "measure": "backlog", "count": "dailyMean", "target": 1],
    ]
    drafts.agreements[0].agreement = try Agreement(json: .object(json))
    return drafts
  }

  /// Two solved on Monday the 2nd of June 2025, one of which is opened again; a third stays open.
  private static func live(_ test: TestApp) async throws -> [String] {
    var numbers: [String] = []
    for number in 0..<3 {
      let ticket = try await test.run(
        OpenTicket(title: "Printer \(number)", requester: "rita", team: "desk", assignee: "kim"), as: "kim")
      numbers.append(ticket.number)
      guard number < 2 else { continue }
      test.clock.advance(by: .hours(1))
      try await test.run(ResolveTicket(TicketKey(ticket.id), text: "Done."), as: "kim")
    }
    test.clock.advance(by: .days(2))
    try await test.run(ReopenTicket(TicketKey(numbers[1])), as: "kim")
    return numbers
  }

  @Test("a figure, its targets, its tickets with a reason each, as of any instant: by page, and as a file")
  func pages() async throws {
    try await PageDesk.open { desk in
      try await desk.test.run(ApplyAgreements(Self.drafts()), as: "mo")
      let before = desk.test.clock.now()
      let numbers = try await Self.live(desk.test)
      let home = try await desk.get("/service-levels", as: "mo").html
      #expect(home.contains("Counted over a period") && home.contains("/service-levels/standard/measured/reopened"))
      let path = "/service-levels/standard/measured/reopened"
      let page = try await desk.get(path, as: "mo")
      #expect(page.status == 200 && page.html.contains("50.0\u{202f}%") || page.html.contains("50.0 %"))
      #expect(page.html.contains("missed by 1") && page.html.contains("provisional"))
      #expect(page.html.contains("the share after which the ticket was opened again"))
      let list = try await desk.get(path + "/tickets?part=numerator&period=2025-06", as: "mo").html
      #expect(list.contains(numbers[1]) && !list.contains(numbers[0]) && list.contains("Was opened again"))
      let file = try await desk.get(path + "/tickets.csv?part=denominator", as: "mo").html
      #expect(file.contains(",\"reopened\","), "\(file)")
      let mean = try await desk.get("/service-levels/standard/measured/backlog/tickets?part=numerator", as: "mo").html
      #expect(mean.contains(numbers[2]) && mean.contains("days of tickets"))
      let early = try await desk.get(path + "?asOf=" + PercentCoding.encode(before.rfc3339), as: "mo").html
      #expect(early.contains("As the journal knew it") && early.contains("Nothing is counted in Jun 2025 yet"))
      // What is asked in vain is named beside the form, with the figures of the period that runs.
      for (query, fault) in [
        ("period=June", "is a month like 2026-11"), ("period=2025-Q2", "is a month of reopened, like 2025-06"),
        ("period=2025-09", "has not begun"), ("asOf=2199-01-01T00:00:00Z", "lies ahead"),
      ] {
        let refused = try await desk.get(path + "?" + query, as: "mo")
        #expect(refused.status == 422 && refused.html.contains(fault), "\(query)")
      }
      #expect(try await desk.get("/service-levels/standard/measured/none", as: "mo").status == 404)
      #expect(try await desk.get(path, as: "rita").status == 403)
      // What is promised stands on the agreement's page, and in what changed.
      let agreement = try await desk.get("/agreements/standard", as: "mo").html
      #expect(agreement.contains("at most 10\u{202f}%") && agreement.contains("How it stands"))
      let diff = try await desk.get("/agreements/standard/diff?from=1&to=2", as: "mo").html
      #expect(diff.contains("Reopened: measures") && diff.contains("Reopen rate"))
    }
  }

  @Test("the form of an agreement shows what it measures")
  func form() async throws {
    try await PageDesk.open { desk in
      try await desk.test.run(ApplyAgreements(Self.drafts()), as: "mo")
      let page = try await desk.get("/agreements/standard/edit", as: "mo").html
      #expect(page.contains("What is counted over many tickets") && page.contains("at most 10\u{202f}%"))
    }
  }

  @Test("the same over the API, and what is asked in vain")
  func api() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(Self.drafts()), as: root)
      let number = try await desk.openTicket()
      try await desk.app.run(AssignTicket(TicketKey(number), team: "service-desk"), as: root)
      try await desk.app.run(ResolveTicket(TicketKey(number), text: "Done."), as: root)
      let key = ["agreement": "standard"]
      let reply = try await desk.call("listMeasures", key, as: .manager)
      #expect(reply.status == 200)
      let report = try await desk.app.ask(ShowMeasures(agreement: "standard"), as: root)
      #expect(reply.json.canonical == report.json.canonical)
      let measures = reply.json["agreements"]?.arrayValue?.first?["measures"]?.arrayValue ?? []
      #expect(measures.map { $0["name"] } == ["fulfilled", "first contact", "reopened", "backlog"])
      let first = measures.first?["periods"]?.arrayValue?.first
      #expect(first?["numerator"] == 1 && first?["denominator"] == 1 && first?["verdict"] == "reached")
      #expect(first?["period"] == "2025-06" && first?["provisional"] == true)
      let one = ["agreement": "standard", "measure": "fulfilled"]
      let list = try await desk.call("listMeasuredTickets", one, as: .manager, query: "part=numerator")
      #expect(list.status == 200 && list.json["count"] == 1)
      let item = list.json["items"]?.arrayValue?.first
      #expect(item?["ticket"]?["number"]?.stringValue == number && item?["reason"] == "fulfilled")
      let year = try await desk.call("listMeasures", key, as: .manager, query: "measure=reopened&periods=12")
      #expect(
        year.json["agreements"]?.arrayValue?.first?["measures"]?.arrayValue?.first?["periods"]?.arrayValue?.count == 12)
      for (query, status) in [
        ("period=2025-13", 422), ("period=2030-01", 422), ("asOf=2199-01-01T00:00:00Z", 422), ("periods=99", 422),
      ] {
        #expect(try await desk.call("listMeasures", key, as: .manager, query: query).status == status, "\(query)")
      }
      #expect(try await desk.call("listMeasures", key, as: .requester).status == 403)
      #expect(try await desk.call("listMeasures", ["agreement": "none"], as: .manager).status == 404)
      let none = ["agreement": "standard", "measure": "none"]
      #expect(try await desk.call("listMeasuredTickets", none, as: .manager).status == 404)
    }
  }
}
