import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import ImportUseCases
import Kernel
import Proposals
import ProposalsUseCases
import ServiceLevels
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("What in agreements is hardly meant is found, and mended", .timeLimit(.minutes(10)))
struct AgreementFindingsTests {
  private static func drafts(_ change: (inout AgreementDrafts) -> Void) throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    change(&drafts)
    return drafts
  }

  /// A row behind the one for all tickets, and a word that no desk has.
  private static func faulty() throws -> AgreementDrafts {
    try drafts { drafts in
      drafts.agreements[0].agreement.objectives[1].targets.append(
        Target(
          when: [Condition("priority", anyOf: ["P9"])], length: .open(ISO8601Duration(time: .hours(2)))))
    }
  }

  @Test("a proposal says what it would make and mend, and the page of the agreement how much there is")
  func proposed() async throws {
    try await PageDesk.open { desk in
      #expect(try await desk.get("/agreement-findings", as: "mo").html.contains("Nothing found"))
      let drafts = try Self.faulty()
      let made = try await desk.test.run(
        ProposeAgreements(
          ProposalDraft(
            title: "A row more", reason: "", files: [Proposal.File(name: "desk.yaml", text: drafts.fileText)],
            drafts: drafts)), as: "mo")
      let proposal = try await desk.get("/agreement-proposals/\(made.id)", as: "ada").html
      #expect(proposal.contains("Row 3 of resolution of Standard (priority is P9: 2 h) is never reached"))
      #expect(!proposal.contains("It mends what was found"))
      try await desk.test.run(ApplyAgreements(drafts), as: "mo")
      let page = try await desk.get("/agreement-findings", as: "mo").html
      #expect(page.contains("is never reached") && page.contains("href=\"/agreements/standard#o-resolution\""))
      #expect(page.contains("names the priority P9, which this desk does not have"))
      let agreement = try await desk.get("/agreements/standard", as: "mo").html
      #expect(
        agreement.contains("2 things in the newest version")
          && agreement.contains("/agreement-findings?agreement=standard"))
      let back = try TestApp.drafts()
      let found = try await desk.test.ask(FindingsOfDrafts(back), as: "mo")
      #expect(found.made.isEmpty && Set(found.mended.map(\.kind)) == [.rowNeverReached, .unknownWord])
      #expect(try await desk.get("/agreement-findings?from=someday", as: "mo").status == 422)
      #expect(try await desk.get("/agreement-findings", as: "rita").status == 403)
    }
  }

  @Test(
    "tickets that none covers, and hours that miss, are counted among those that were opened",
    arguments: TestEngine.available)
  func history(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let drafts = try Self.drafts { $0.agreements[0].scope = ["category": ["mail", "print"]] }
      try await test.run(ApplyAgreements(drafts), as: "mo")
      var numbers: [String] = []
      // Two of three are opened at 20:00, when the office is closed.
      for number in 0..<120 {
        test.clock.set(TestApp.start + .days(Int64(number / 3)) + (number % 3 == 0 ? .hours(1) : .hours(11)))
        try await test.run(
          OpenTicket(
            title: "Ticket \(number)", requester: "rita", attributes: ["category": number % 2 == 0 ? "mail" : "print"]),
          as: "kim")
      }
      for number in 0..<3 {
        numbers.append(
          try await test.run(
            OpenTicket(title: "Fire \(number)", requester: "ron", attributes: ["category": "fire", "priority": "P1"]),
            as: "kim"
          ).number)
      }
      let answer = try await test.ask(FindAgreementFindings(), as: "mo")
      #expect(answer.tickets == 123 && answer.report.bounds.isEmpty)
      let uncovered = try #require(answer.report.findings.first { $0.kind == .uncovered })
      #expect(uncovered.sentence.hasPrefix("3 of 123 tickets have no agreement"))
      #expect(Set(uncovered.tickets) == Set(numbers) && uncovered.evidence.contains(.init("priority: P1", 3)))
      let hours = try #require(answer.report.findings.first { $0.kind == .hoursMiss })
      // Of 40 days from a Monday on, 30 are weekdays; what is opened at 10:00 on the others is outside too.
      #expect(hours.sentence.contains("90 of 120") && hours.calendar == "office")
      #expect(hours.evidence.contains(.init("Saturday", 15)))
      // P1 was never asked for.
      #expect(answer.report.findings.contains { $0.kind == .rowUnused && $0.objective == "resolution" && $0.row == 1 })
      // A later span has none, and one without length is refused.
      let later = try await test.ask(
        FindAgreementFindings(from: test.clock.now() + .hours(1), to: test.clock.now() + .hours(2)), as: "mo")
      #expect(later.tickets == 0 && later.report.findings.isEmpty)
      await #expect(throws: MainstayError.self) {
        try await test.ask(FindAgreementFindings(from: test.clock.now(), to: test.clock.now()), as: "mo")
      }
      await #expect(throws: MainstayError.self) { try await test.ask(FindAgreementFindings(), as: "ron") }
      // Once one covers them, they are mended, though they go on without clocks.
      let rest = AgreementTerms(key: "rest", agreement: try TestApp.drafts().agreements[0].agreement)
      try await test.run(ApplyAgreements(AgreementDrafts(agreements: [rest])), as: "mo")
      let after = try await test.ask(FindAgreementFindings(), as: "mo")
      #expect(!after.report.findings.contains { $0.kind == .uncovered || $0.kind == .neverChosen })
    }
  }

  @Test("a timer that closes later than the target is seen in tickets of another tool")
  func closings() async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(LogAgreement.drafts(zone: "UTC")), as: root)
      // P1 within 8 hours until closed, and closed by the timer 120 hours after.
      let urgent = (0..<20).map {
        Life(number: "INC1\($0)", priority: "P1", resolved: 1, closed: 121, byTimer: true)
      }
      // P4 within 134 hours of open time, of which 120 hours have less.
      let slow = (0..<20).map { Life(number: "INC2\($0)", priority: "P4", resolved: 1, closed: 121, byTimer: true) }
      _ = try await desk.app.importHistories(
        .source("a"), from: GivenHistories((urgent + slow).map(\.history)), as: root)
      let reply = try await desk.call(
        "listAgreementFindings", query: "from=2016-03-01&to=2016-03-31&zone=Europe/Berlin")
      #expect(reply.status == 200 && reply.json["tickets"] == 40)
      let late = (reply.json["findings"]?.arrayValue ?? []).filter { $0["kind"] == "closesTooLate" }
      #expect(late.count == 1 && late[0]["objective"] == "urgent" && late[0]["row"] == 1)
      #expect(late.first?["severity"] == "error" && late.first?["page"] == "/agreements/desk#o-urgent")
      #expect(try await desk.call("listAgreementFindings", query: "zone=Mars/Olympus").status == 422)
    }
  }
}
