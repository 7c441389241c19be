import Agreements
import AgreementsUseCases
import BusinessTime
import Editors
import EditorsUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("The editor says when tickets are due as their clocks do", .timeLimit(.minutes(10)))
struct EditorDueTests {
  private static func hours(_ hours: Int64, _ when: [String: [String]] = [:]) -> Target {
    Target(
      when: when.sorted { $0.key < $1.key }.map { Condition($0.key, anyOf: $0.value) },
      length: .open(ISO8601Duration(time: .hours(hours))))
  }

  private static func drafts(_ rows: [Target], exclusions: [Exclusion] = []) -> AgreementDrafts {
    let objectives = [("resolution", Metric.resolution), ("fulfilment", .fulfilment)].map { name, metric in
      Objective(name: name, metric: metric, calendar: "always", targets: rows)
    }
    return AgreementDrafts(
      calendars: ["always": .aroundTheClock(timeZone: "UTC")],
      agreements: [
        AgreementTerms(key: "excl", agreement: Agreement(name: "Excl", objectives: objectives), exclusions: exclusions)
      ])
  }

  @Test(
    "a ticket opened now is due as the editor said, with what the agreement leaves out by date",
    arguments: TestEngine.available)
  func asClocks(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let start = TestApp.start
      let left = Exclusion(from: start + .hours(1), to: start + .days(8), reason: "move", clause: "9.2")
      let drafts = Self.drafts([Self.hours(4, ["priority": ["P1"]]), Self.hours(6)], exclusions: [left])
      try await test.run(ApplyAgreements(drafts), as: "mo")
      let preview = try await test.ask(PreviewDue(drafts.agreements[0]), as: "mo")
      #expect(preview.rows.map(\.objective.name) == ["resolution", "resolution", "fulfilment", "fulfilment"])
      let first = try #require(preview.rows.first?.examples.first)
      #expect(first.due == start + .days(8) + .hours(3) && first.leftOut == [left])
      let back = start + .days(8)
      #expect(first.stretches == [start..<(start + .hours(1)), back..<(back + .hours(3))])
      for row in preview.rows {
        guard case .ticket(let attributes) = row.example else {
          Issue.record("no ticket")
          continue
        }
        let kind = try #require(TicketKind(rawValue: attributes["kind"] ?? ""))
        let draft = OpenTicket(
          kind: kind, title: "One", requester: "rita", attributes: attributes.filter { $0.key != "kind" })
        let key = TicketKey(try await test.run(draft, as: "kim").id)
        let clocks = try await test.ask(ShowTicket(key), as: "kim").clocks
        // It has one of the two, and that is the one that the line is of.
        #expect(clocks.map(\.name) == [row.objective.name] && clocks.first?.due == row.examples.first?.due)
      }
    }
  }

  @Test("pages say what is left out, whole days with both ends, and of which ticket each line is")
  func pages() async throws {
    try await PageDesk.open { desk in
      let start = TestApp.start
      var drafts = Self.drafts([Self.hours(24, ["priority": ["P1", "P2"]]), Self.hours(30)])
      drafts.agreements[0].scope = ["priority": ["P1", "P2"]]
      try await desk.test.run(ApplyAgreements(drafts), as: "mo")
      let plain = try await desk.get("/agreements/excl/edit", as: "mo").html
      #expect(plain.contains("It counts Mon 2 Jun, 09:00 to Tue 3 Jun, 09:00."), "\(plain)")
      #expect(plain.contains("any other ticket") && plain.contains("No ticket falls to it"), "\(plain)")
      #expect(plain.contains("Resolution (") && plain.contains("For example kind incident, priority P1:"), "\(plain)")
      let left = Exclusion(from: start + .hours(1), to: start + .days(8), reason: "move", clause: "9.2")
      try await desk.test.run(
        ApplyAgreements(Self.drafts(drafts.agreements[0].agreement.objectives[0].targets, exclusions: [left])), as: "mo"
      )
      let editor = try await desk.get("/agreements/excl/edit", as: "mo").html
      #expect(editor.contains("The agreement leaves out Mon 2 Jun, 10:00 to Tue 10 Jun, 09:00."), "\(editor)")
      let page = try await desk.get("/agreements/excl", as: "kim").html
      #expect(page.contains("only in times that are left out"), "\(page)")
      #expect(page.contains("Left out from Mon 2 Jun 2025,"), "\(page)")
      #expect(page.contains("by 9.2"))
      let diff = try await desk.get("/agreements/excl/diff?from=1&to=2", as: "kim").html
      #expect(diff.contains("Left out from Mon 2 Jun 2025,"), "\(diff)")
      let findings = try await desk.get("/agreement-findings?from=2025-05-28&to=2025-05-28", as: "mo").html
      #expect(findings.contains("opened on 28 May 2025 were looked at"), "\(findings)")
    }
  }
}
