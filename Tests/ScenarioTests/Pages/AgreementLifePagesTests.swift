import Agreements
import AgreementsUseCases
import Core
import HTTPTypes
import Kernel
import ProposalsUseCases
import TestApp
import Testing

@Suite("Promise: an agreement is led from a draft to its end on pages and over the API", .timeLimit(.minutes(10)))
struct AgreementLifePagesTests {
  /// The usual agreement with what it says of itself.
  private static func drafts() throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    var particulars = AgreementParticulars.none
    (particulars.kind, particulars.noticePeriod) = (.ola, NoticePeriod(30, .days))
    (particulars.provider, particulars.customer) = (.init(.team, "desk"), .init(.name, "Sales & more"))
    particulars.signatories = [.init(name: "Ann Ode", role: "Head", side: .customer)]
    particulars.clauses = [.init(name: "4.2", text: "Maintenance\nis told.")]
    particulars.documents = [.init(title: "Contract", link: "https://example.org/c")]
    particulars.reviewDate = CivilDate(parsing: "2025-06-20")
    drafts.agreements[0].particulars = particulars
    return drafts
  }

  @Test("its page, what changed, reviews that are due, its end and that taken back")
  func pages() async throws {
    try await PageDesk.open { desk in
      try await desk.test.run(ApplyAgreements(Self.drafts()), as: "mo")
      let list = try await desk.get("/agreements", as: "mo").html
      #expect(list.contains("A review is due: ") && list.contains("on 20 Jun 2025") && list.contains("in force"))
      #expect(try await !desk.get("/agreements", as: "kim").html.contains("A review is due: "))
      #expect(try await desk.get("/agreements?reviews=due", as: "kim").html.contains("operational level agreement"))
      #expect(try await desk.get("/agreements?life=terminated", as: "kim").html.contains("None of them"))
      #expect(try await desk.get("/agreements?life=gone", as: "kim").status == 422)
      let page = try await desk.get("/agreements/standard", as: "kim").html
      for words in ["team desk", "Sales &amp; more", "Ann Ode, Head, for the customer", "30 days", "Clause 4.2"] {
        #expect(page.contains(words), "\(words): \(page)")
      }
      #expect(!page.contains("End it") && page.contains("href=\"https://example.org/c\""))
      let diff = try await desk.get("/agreements/standard/diff?from=1&to=2", as: "kim").html
      #expect(diff.contains("Signed by Ann Ode") && diff.contains("Period of notice"), "\(diff)")
      #expect(try await desk.get("/agreements/standard/end", as: "kim").status == 403)
      #expect(try await desk.get("/agreements/standard/end", as: "mo").html.contains("The period of notice is 30 days"))
      let bad = try await desk.post("/agreements/standard/end", ["version": "2", "effective": "someday"], as: "mo")
      #expect(bad.status == 422 && bad.html.contains("value=\"someday\""), "\(bad.html)")
      #expect(bad.html.contains("tomorrow 9:30, 28 Nov 14:00 or in 2 h"), "what is to come has examples to come")
      for (told, words) in [
        ("in 72 h", "is after effective"), ("in 24 h", "lies ahead"), ("1 Jan 2019 9:00", "more than five years"),
      ] {
        let odd: KeyValuePairs = ["version": "2", "effective": "in 48 h", "toldAt": told, "reason": "x"]
        let refused = try await desk.post("/agreements/standard/end", odd, as: "mo")
        #expect(refused.status == 422 && refused.html.contains(words), "\(told): \(refused.html)")
      }
      let never: KeyValuePairs = ["version": "2", "effective": "31 Dec 9999 23:59", "reason": "x"]
      #expect(try await desk.post("/agreements/standard/end", never, as: "mo").status == 422)
      let good: KeyValuePairs = [
        "version": "2", "effective": "in 48 h", "toldAt": "now", "reason": "Nobody <needs> it",
      ]
      #expect(try await desk.post("/agreements/standard/end", good, as: "mo").status == 303)
      let ended = try await desk.get("/agreements/standard", as: "mo").html
      #expect(ended.contains("Nobody &lt;needs&gt; it") && ended.contains("of 30 days is not kept"), "\(ended)")
      let stale = try await desk.post("/agreements/standard/end", good, as: "mo")
      #expect(stale.status == 422 && stale.html.contains("was changed since"), "\(stale.html)")
      #expect(try await desk.post("/agreements/standard/end", ["version": "3", "act": "keep"], as: "mo").status == 303)
      #expect(try await !desk.get("/agreements/standard", as: "mo").html.contains("is not kept"))
      // The editor keeps what it does not show, and says so.
      let editor = try await desk.get("/agreements/standard/edit", as: "mo").html
      #expect(editor.contains("What it says of itself: Provider, Customer, Signed by Ann Ode"), "\(editor)")
      #expect(editor.contains("value=\"20 Jun 2025\"") && editor.contains("value=\"P30D\""))
      // A day alone is the last on which it holds, wherever it is read.
      let day: KeyValuePairs = ["version": "4", "effective": "31 Dec 2025", "reason": "x"]
      let dated = try await desk.post("/agreements/standard/end", day, as: "mo")
      #expect(dated.status == 303, "\(dated.html)")
      let newest = try #require(try await desk.test.ask(AgreementVersions(key: "standard"), as: "mo").first)
      #expect(newest.terms.termination?.effective.rfc3339.hasPrefix("2026-01-01T00:00:00") == true)
      #expect(try await desk.get("/agreements", as: "mo").html.contains("to 31 Dec 2025"))
      #expect(try await desk.post("/agreements/standard/end", ["version": "5", "act": "keep"], as: "mo").status == 303)
      // Who may only propose proposes.
      let asked: KeyValuePairs = ["version": "6", "effective": "in 48 h", "reason": "x"]
      let proposed = try await desk.post("/agreements/standard/end", asked, as: "lee")
      #expect(proposed.status == 303 && proposed.location?.hasPrefix("/agreement-proposals/") == true)
      #expect(try await desk.get("/agreements", as: "kim").html.contains("a change is in negotiation"))
    }
  }

  @Test("over the API: where agreements stand, an end, that taken back, and a proposal of it")
  func api() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(Self.drafts()), as: .system("test"))
      let end = (APIDesk.start + .days(60)).rfc3339
      let place = ["key": "standard"]
      #expect(try await desk.call("endAgreement", place, ["effective": .string(end), "reason": "x"]).status == 403)
      let past: JSON = ["effective": "2020-01-01T00:00:00Z", "reason": "x"]
      #expect(try await desk.call("endAgreement", place, past, as: .manager).status == 422)
      let made = try await desk.call(
        "endAgreement", place, ["effective": .string(end), "reason": "x"], as: .manager)
      #expect(made.status == 200 && made.json["done"] == true, "\(made.text)")
      #expect(made.text.contains("of 30 days is kept"))
      let standing = try await desk.call("listAgreementStandings").items.first
      #expect(standing?["life"] == "in-force" && standing?["kind"] == "ola" && standing?["reviewDue"] == true)
      #expect(standing?["termination"]?["noticeKept"] == true)
      let version = try await desk.call("listAgreementVersions", place).items.first
      #expect(version?["particulars"]?["signatories"]?.arrayValue?.count == 1)
      #expect(try await desk.call("keepAgreement", place, as: .manager).json["done"] == true)
      #expect(try await desk.call("keepAgreement", place, as: .manager).status == 409)
      let asked = try await desk.call(
        "endAgreement", place, ["effective": .string(end), "reason": "x"], as: .lead)
      #expect(asked.status == 202 && asked.json["proposal"]?["state"] == "open", "\(asked.text)")
    }
  }
}
