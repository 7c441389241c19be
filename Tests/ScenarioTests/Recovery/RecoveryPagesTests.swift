import AgreementsUseCases
import Core
import Kernel
import Proposals
import ProposalsUseCases
import Recovery
import RecoveryUseCases
import Testing

@Suite("Promise: a rule is recovered from an export, and adopted", .timeLimit(.minutes(10)))
struct RecoveryPagesTests {
  @Test("a file whose dates can be read either way is asked for their order, then computed, drawn and adopted")
  func whole() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/recover")
      #expect(try await browser.get("/agreements").html.contains("href=\"/recover\""))
      #expect(try await browser.get("/imports").html.contains("href=\"/recover\""))
      let looked = try await browser.send(
        form, to: "/recover", file: ("old tool.csv", try MadeUpCases.text(160, .ambiguous, wrong: [40])))
      #expect(looked.status == 200, "\(looked.text)")
      for words in ["Nothing is computed yet", "the day or the month first", "By whose clock are the times?"] {
        #expect(looked.text.contains(words) || looked.html.contains(words), "\(words)")
      }
      #expect(looked.fields["opened"] == "opened" && looked.fields["due"] == "due")
      #expect(looked.fields["stopped"] == "closed" && looked.fields["verdict"] == "3:yes")
      #expect(looked.fields["class1"] == "category" && looked.fields["zone"] == "")

      let asked = try await browser.send(looked, to: "/recover/begin", ["zone": "Paris"])
      #expect(asked.status == 422 && asked.html.contains("nothing in the file shows whether"), "\(asked.text)")
      #expect(asked.value("zone") == "Paris")
      #expect(try await browser.app.ask(ListRecoveries(), as: .system("test")).recoveries.isEmpty)

      let begun = try await browser.send(asked, to: "/recover/begin", ["zone": "Paris", "dates": "day-first"])
      #expect(begun.status == 200 && begun.path.hasPrefix("/recover/0"), "\(begun.path) \(begun.text)")
      await browser.recoveries.settle()
      let found = try await browser.get(begun.path)
      for words in [
        "159 of 160", "Mon to Fri 09:00-17:00", "old-tool-hours", "week-figure", "57 of 58", "What contradicts it",
        "as was said; nothing in the file shows it", "Adopt as draft",
      ] { #expect(found.html.contains(words), "\(words)") }
      #expect(!found.html.contains("data-again"))
      // What was held is let go of.
      let stale = try await browser.send(looked, to: "/recover/begin", ["zone": "Paris", "dates": "day-first"])
      #expect(stale.path == "/recover" && stale.html.contains("not held here any more"))

      let yaml = try await browser.get(found.path + "/recovered.yaml")
      #expect(yaml.status == 200 && yaml.html.contains("old-tool-1:") && !yaml.html.contains("- line "))
      let json = try JSON(parsing: try await browser.get(found.path + "/recovered.json").html)
      #expect(json["explained"] == 159 && json["contradictions"]?.arrayValue?.count == 1)

      let checked = try await browser.send(
        found, to: found.path + "/check", file: ("next.csv", try MadeUpCases.text(60, .ambiguous)))
      #expect(checked.status == 200 && checked.html.contains("60 of 60"), "\(checked.text)")
      let odd = try await browser.send(found, to: found.path + "/check", file: ("next.csv", "a,b\n1,2\n"))
      #expect(odd.status == 422 && odd.html.contains("there is no column opened"), "\(odd.text)")

      let adopted = try await browser.send(found, to: found.path + "/adopt", ["title": "As the old tool had it"])
      #expect(adopted.status == 200 && adopted.path.hasPrefix("/agreement-proposals/0"), "\(adopted.path)")
      #expect(adopted.html.contains("As the old tool had it") && adopted.html.contains("SHA-256"))
      let proposals = try await browser.app.ask(ListProposals(open: true), as: .system("test")).proposals
      #expect(proposals.map(\.title) == ["As the old tool had it"])
      #expect(try await browser.get(found.path).html.contains("its proposal"))
      #expect(try await browser.get("/recover").html.contains("adopted as a proposal"))
    }
  }

  @Test(
    "what cannot be used is refused at its field before anything is computed",
    arguments: [
      ("", "choose a file"), ("opened,due\n", "has no row below"), ("PK\u{3}\u{4}x", "is a spreadsheet"),
      ("a\u{0}b,c\n1,2\n", "is no table of text"), ("opened\n1\n", "has one column"),
    ])
  func refused(_ text: String, _ words: String) async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/recover")
      let answer = try await browser.send(form, to: "/recover", file: ("a.csv", text))
      #expect(answer.status == 422 && answer.html.contains(words), "\(answer.text)")
    }
  }

  @Test("what its roles make impossible is said, and what was chosen stays")
  func roles() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/recover")
      let looked = try await browser.send(form, to: "/recover", file: ("a.csv", try MadeUpCases.text(30)))
      for (changes, words) in [
        (["zone": "UTC", "opened": "due", "due": "opened"], "are the columns mixed up?"),
        (["zone": "UTC", "due": "", "stopped": ""], "say the column of due times"),
        (["zone": "Mars/Base"], "zone"), (["zone": "UTC", "verdict": "99:yes"], "is none of those"),
        (["zone": "UTC", "format": "yyyy"], "must have a year"),
        (["zone": "UTC", "due": "opened"], "one is named twice"), (["zone": ""], "whose clock the times are by"),
        (["zone": "UTC", "dates": "sideways"], "day-first"),
      ] as [([String: String], String)] {
        let answer = try await browser.send(looked, to: "/recover/begin", changes)
        #expect(answer.status == 422 && answer.html.contains(words), "\(words): \(answer.text)")
        for (field, value) in changes where field != "verdict" && field != "dates" {
          #expect(answer.fields[field] == value, "\(field)")
        }
      }
      #expect(try await browser.app.ask(ListRecoveries(), as: .system("test")).recoveries.isEmpty)
    }
  }

  @Test("one that is under way is followed; one that was stopped, or whose server is gone, says so")
  func stopped() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let settings = RecoverySettings(columns: CaseColumns(opened: "opened", due: "due"), zone: "UTC")
      func begun() async throws -> RecordID {
        try await browser.app.run(
          BeginRecovery("a.csv", digest: String(repeating: "a", count: 64), settings), as: .system("test")
        ).id
      }
      let first = try await begun()
      let path = "/recover/" + first.text
      let underWay = try await browser.get(path)
      #expect(underWay.html.contains("Looking for the rule") && underWay.html.contains("data-again"))
      #expect(try await browser.get("/recover").html.contains("under way"))
      let answer = try await browser.send(underWay, to: path + "/stop")
      #expect(answer.html.contains("It stops within a few seconds."))
      try await browser.app.run(EndRecovery(first, because: "It was stopped."), as: .system("test"))
      #expect(try await browser.get(path).html.contains("It was stopped."))
      #expect(try await browser.get("/recover").html.contains("ended without a rule"))
      #expect(try await browser.get(path + "/recovered.yaml").status == 404)
      let second = try await begun()
      browser.clock.advance(by: .minutes(2))
      #expect(try await browser.get("/recover/" + second.text).html.contains("The server that looked for it is gone"))
      await browser.recoveries.stop()
      let form = try await browser.get("/recover")
      let looked = try await browser.send(form, to: "/recover", file: ("a.csv", try MadeUpCases.text(30)))
      let refused = try await browser.send(looked, to: "/recover/begin", ["zone": "UTC"])
      #expect(refused.status == 503)
    }
  }
}
