import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import Proposals
import ProposalsUseCases
import TestApp
import TestDatabases
import Testing

@Suite("Proposals over the API", .timeLimit(.minutes(10)))
struct ProposalAPITests {
  private static func draft() throws -> ProposalDraft {
    let drafts = try TestApp.drafts(p1: 2)
    return ProposalDraft(
      title: "Faster for P1", reason: "Sales asks for it.",
      files: [Proposal.File(name: "desk.yaml", text: drafts.fileText)], drafts: drafts)
  }

  @Test("a change is approved by another under its digest, and its file is taken away as it was handed in")
  func life() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      let draft = try ProposalAPITests.draft()
      let manager = try await desk.app.ask(PrincipalOf("manager"), as: .system("test"))
      let made = try await desk.app.run(ProposeAgreements(draft), as: manager)
      let id = made.id.text
      let seen = try await desk.call("showAgreementProposal", ["proposal": id], as: .admin)
      #expect(seen.status == 200 && seen.headers[.eTag] == "\"1\"" && seen["digest"] == made.digest)
      #expect(seen.json["mayApprove"] == false && seen["whyNot"]?.contains("signed in themselves") == true)
      #expect(seen.json["files"]?.arrayValue?.first?["text"]?.stringValue == draft.files[0].text)
      #expect(seen.json["changes"]?.arrayValue?.compactMap { $0["key"]?.stringValue } == ["office", "standard"])
      let own = try await desk.call("showAgreementProposal", ["proposal": id], as: .manager)
      #expect(own.json["mayApprove"] == false)
      let agent = try await desk.call("showAgreementProposal", ["proposal": id])
      #expect(agent.json["mayApprove"] == false && agent["whyNot"]?.contains("may not approve") == true)
      // A token may have been made by somebody else: by one nobody decides.
      let approval: JSON = ["digest": .string(made.digest)]
      let seenFirst: HTTPFields = [.ifMatch: "\"1\""]
      for role in [Role.manager, .admin] {
        let byToken = try await desk.call(
          "approveAgreementProposal", ["proposal": id], approval, as: role, headers: seenFirst)
        #expect(byToken.status == 409 && byToken["code"] == "no-person", "\(byToken.text)")
      }
      let closed = try await desk.call("approveAgreementProposal", ["proposal": id], approval, headers: seenFirst)
      #expect(closed.status == 403)
      let admin = try await desk.app.ask(PrincipalOf("admin"), as: .system("test"))
      _ = try await desk.app.run(ApproveProposal(made.id, digest: made.digest, expecting: 1), as: admin)
      let list = try await desk.call("listAgreementProposals", query: "open=false")
      #expect(list.items.count == 1 && list.json["waiting"] == 0)
      let late = try await desk.call(
        "refuseAgreementProposal", ["proposal": id], ["note": "No"], as: .admin, headers: [.ifMatch: "\"2\""])
      #expect(late.status == 409 && late["code"] == "proposal-decided")
    }
  }

  @Test("an administrator decides whether a second person is needed, and files are read by those alone who may propose")
  func rule() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let set = try await desk.call("setApprovalRule", [:], ["needed": true], as: .admin, headers: [.ifMatch: "\"0\""])
      #expect(set.status == 200 && set.json["needed"] == true && set.headers[.eTag] == "\"1\"")
      let other = try await desk.call(
        "setApprovalRule", [:], ["needed": false], as: .manager, headers: [.ifMatch: "\"1\""])
      #expect(other.status == 403)
      #expect(try await desk.call("showApprovalRule").json["needed"] == true)
      let draft: JSON = ["title": "x", "files": [["name": "a.yaml", "text": "agreements: 7"]]]
      #expect(try await desk.call("proposeAgreements", [:], draft).status == 403)
      #expect(try await desk.call("proposeAgreements", [:], draft, as: .manager).status == 422)
    }
  }
}
