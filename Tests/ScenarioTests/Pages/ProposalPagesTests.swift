import AgreementFiles
import AgreementsUseCases
import Kernel
import Proposals
import ProposalsUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Changes of agreements are proposed and decided on pages", .timeLimit(.minutes(10)))
struct ProposalPagesTests {
  @Test("one proposes what the page opens with changed, another sees clause by clause what differs and approves it")
  func life() async throws {
    try await PageDesk.open { desk in
      try await desk.test.applyAgreement()
      _ = try await desk.test.run(
        OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
      #expect(try await desk.get("/agreements/standard", as: "mo").html.contains("Propose a change"))
      #expect(try await !desk.get("/agreements/standard", as: "kim").html.contains("Propose a change"))
      let form = try await desk.get("/agreement-proposals/new?agreement=standard", as: "mo").html
      #expect(form.contains("PT4H") && form.contains("calendars:"))
      // What was typed stays where it is refused, each fault beside its field.
      let bad = try await desk.post(
        "/agreement-proposals", ["title": "", "reason": "Why <not>", "text": ""], as: "mo")
      #expect(bad.status == 422 && bad.html.contains("Why &lt;not&gt;"))
      let made = try await desk.test.run(ProposeAgreements(ProposalPagesTests.draft()), as: "mo")
      let path = "/agreement-proposals/\(made.id)"
      let page = try await desk.get(path, as: "ada").html
      #expect(page.contains("Faster for P1") && page.contains("<del>4") && page.contains("<ins>2"))
      #expect(page.contains("1 ticket is open under it now") && page.contains("Approve it and put it in force"))
      let own = try await desk.get(path, as: "mo").html
      #expect(own.contains("Somebody else has to decide") && !own.contains("Approve it and put"))
      #expect(try await !desk.get(path, as: "kim").html.contains("Refuse it"))
      #expect(try await desk.get("/agreement-proposals", as: "kim").html.contains("Faster for P1"))
      #expect(try await desk.get("/agreement-proposals", as: "rita").status == 403)
      let silent = try await desk.post(
        path + "/decide", ["decision": "refuse", "note": "", "version": "1"], as: "ada")
      #expect(silent.status == 422 && silent.html.contains("wants to know why"))
      let done = try await desk.post(
        path + "/decide", ["decision": "approve", "digest": "\(made.digest)", "note": "Fine", "version": "1"], as: "ada"
      )
      #expect(done.status == 303)
      let decided = try await desk.get(path, as: "kim").html
      #expect(decided.contains("approved and applied") && decided.contains("What it became"))
      #expect(decided.contains("/agreements/standard?version=2") && decided.contains("<del>4"))
      let version = try await desk.get("/agreements/standard", as: "kim").html
      #expect(version.contains("Version 2") && version.contains("Mo Manager") && version.contains("Ada Admin"))
      #expect(version.contains(path))
      // What was in force before came about without.
      #expect(try await !desk.get("/agreements/standard?version=1", as: "kim").html.contains("approved by"))
    }
  }

  @Test("what it would have made of past tickets stands ticket by ticket")
  func past() async throws {
    try await PageDesk.open { desk in
      try await desk.test.applyAgreement()
      let ticket = try await desk.test.run(
        OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
      desk.test.clock.advance(by: .hours(3))
      try await desk.test.run(ResolveTicket(TicketKey(ticket.id), code: "fixed", text: "New fuser."), as: "kim")
      let made = try await desk.test.run(ProposeAgreements(ProposalPagesTests.draft()), as: "mo")
      let page = try await desk.get("/agreement-proposals/\(made.id)/past", as: "ada").html
      #expect(page.contains("1 ticket would have been covered, and 1 would have come out otherwise"))
      #expect(page.contains(ticket.number) && page.contains("h over"))
      let odd = try await desk.get("/agreement-proposals/\(made.id)/past?from=someday", as: "ada")
      #expect(odd.status == 422 && !odd.html.contains(ticket.number))
    }
  }

  @Test("an administrator asks for a second person, and first steps say so instead of making one alone")
  func rule() async throws {
    try await PageDesk.open { desk in
      let set = try await desk.post("/agreement-proposals/rule", ["needed": "yes", "version": "0"], as: "ada")
      #expect(set.status == 303)
      #expect(try await desk.get("/agreement-proposals", as: "kim").html.contains("Changes need a second person"))
      let week: KeyValuePairs = [
        "key": "office", "timeZone": "Europe/Berlin", "mon-from-1": "08:00", "mon-to-1": "17:00", "step": "look",
      ]
      let review = try await desk.post("/first-steps/hours", week, as: "ada").html
      #expect(review.contains("Propose it") && !review.contains("Put it in force"), "\(review)")
      #expect(review.contains("action=\"/agreement-proposals\"") && review.contains("name=\"text\""))
      #expect(
        try await desk.post("/agreement-proposals/rule", ["needed": "no", "version": "1"], as: "mo").status == 403)
    }
  }

  private static func draft() throws -> ProposalDraft {
    let drafts = try TestApp.drafts(p1: 2)
    return ProposalDraft(
      title: "Faster for P1", reason: "Sales asks for it.",
      files: [Proposal.File(name: "desk.yaml", text: drafts.fileText)], drafts: drafts)
  }
}
