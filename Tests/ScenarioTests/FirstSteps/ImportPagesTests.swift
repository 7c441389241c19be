import Core
import HTTPSupport
import ImportUseCases
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: a log is looked at before it comes in", .timeLimit(.minutes(10)))
struct ImportPagesTests {
  private static let log = """
    number,incident_state,opened_at,sys_updated_at,priority,sys_mod_count
    INC1,New,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,0
    INC1,Resolved,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,2
    INC2,New,1/3/2016 10:00,1/3/2016 10:00,1 - Critical,0
    INC3,New,31/2/2016 10:00,1/3/2016 10:00,1 - Critical,0

    """

  @Test("read, said what was decided, begun, followed to its end; a second time it changes nothing")
  func whole() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/imports")
      let looked = try await browser.send(
        form, to: "/imports", ["zone": "America/Sao_Paulo"], file: ("incidents.csv", ImportPagesTests.log))
      #expect(looked.status == 200, "\(looked.text)")
      for words in ["Nothing is written yet", "UTF-8, separated by comma", "No agreement covers", "INC3"] {
        #expect(looked.html.contains(words), "\(words)")
      }
      #expect(try await browser.app.ask(ListImports(), as: .system("test")).isEmpty)
      let begun = try await browser.send(looked, to: "/imports/begin")
      #expect(begun.path.hasPrefix("/imports/0") && begun.status == 200, "\(begun.path)")
      let ended = try await finished(browser, begun.path)
      #expect(ended.html.contains("Imported, 1 held back.") && ended.html.contains("/compliance"))
      #expect(ended.html.contains("incidents.csv") && !ended.html.contains("data-again"))
      let ticket = try await browser.app.ask(ShowTicket(TicketKey("INC1")), as: .system("test"))
      #expect(ticket.row.openedAt == (try Instant(parsing: "2016-02-29T01:16:00-03:00")))
      // What was held is let go of, so that the button of before begins nothing twice.
      let stale = try await browser.send(looked, to: "/imports/begin")
      #expect(stale.path == "/imports" && stale.html.contains("not held here any more"))
      let again = try await browser.send(
        form, to: "/imports", ["zone": "America/Sao_Paulo"], file: ("incidents.csv", ImportPagesTests.log))
      #expect(again.html.contains("Nothing of it can come in as it is.") && !again.html.contains("/imports/begin"))
      #expect(try await browser.get("/imports").html.contains("Imported, 1 held back."))
      #expect(try await browser.get("/first-steps").html.contains("See the imports"))
    }
  }

  @Test("a list of another tool is read by a mapping that comes along, with its first tickets shown")
  func mapped() async throws {
    let list = """
      Issue key,Summary,Status,Priority,Created,Updated,Resolved
      OPS-1,Lamp flickers,Done,High,2025-03-13 09:00,2025-03-14 16:00,2025-03-14 15:00
      OPS-2,Door is stuck,Parked,Low,2025-03-13 09:00,2025-03-14 16:00,

      """
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/imports")
      let looked = try await browser.send(
        form, to: "/imports", ["zone": "Europe/Lisbon", "tool": "jira"], file: ("ops.csv", list))
      #expect(looked.status == 200, "\(looked.text)")
      for words in ["Nothing is written yet", "by the mapping Jira issues", "The first tickets", "OPS-1", "Parked"] {
        #expect(looked.html.contains(words), "\(words)")
      }
      let begun = try await browser.send(looked, to: "/imports/begin")
      #expect(try await finished(browser, begun.path).html.contains("Imported, 1 held back."))
      let ticket = try await browser.app.ask(ShowTicket(TicketKey("OPS-1")), as: .system("test"))
      #expect(ticket.row.priority == "P2" && ticket.ticket.attributes["source"] == "jira")
    }
  }

  /// The page of an import that is under way, once that is over. What is committed is shown, so that each look is a
  /// question, and none waits.
  private func finished(_ browser: Browser, _ path: String) async throws -> Browser.Page {
    await browser.imports.settle()
    return try await browser.get(path)
  }

  @Test(
    "what cannot be read is refused at its field, and nothing is held",
    arguments: [
      (["zone": "Mars/Base"], "a.csv", log, "zone"), ([:], "", "", "choose a file"),
      ([:], "a.csv", "a,b\n1,2\n", "Log"),
      (["dates": "sideways"], "a.csv", log, "day-first"),
      ([:], "a.csv", "number,opened_at,sys_updated_at\nINC1,4/3/2025 10:00,4/3/2025 10:00\n", "day"),
    ] as [([String: String], String, String, String)])
  func refused(_ fields: [String: String], _ name: String, _ text: String, _ words: String) async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/imports")
      let fields = ["zone": "UTC"].merging(fields) { $1 }
      let answer = try await browser.send(form, to: "/imports", fields, file: (name, text))
      #expect(answer.status == 422 && answer.html.contains(words), "\(answer.text)")
      #expect(answer.value("zone") == fields["zone"])
    }
  }

  @Test("each person holds one log, for half an hour, and nobody another's")
  func held() async throws {
    try await withTestApp(on: .sqlite) { test in
      let held = HeldLogs()
      func upload(_ name: String) -> ImportUpload {
        ImportUpload(ImportIdentity(source: "x", name: name, digest: name, zone: "UTC")) {
          GivenHistories([ImportItem]())
        }
      }
      let (mo, ada) = (test.person("mo").id, test.person("ada").id)
      let first = held.hold(upload("first"), for: mo, on: test.app, at: TestApp.start)
      let other = held.hold(upload("other"), for: ada, on: test.app, at: TestApp.start)
      #expect(held.find(first, of: mo, at: TestApp.start)?.identity.name == "first")
      #expect(held.find(first, of: ada, at: TestApp.start) == nil)
      let second = held.hold(upload("second"), for: mo, on: test.app, at: TestApp.start + .minutes(10))
      #expect(held.find(first, of: mo, at: TestApp.start) == nil)
      let later = TestApp.start + .minutes(31)
      #expect(held.find(other, of: ada, at: later) == nil && held.find(second, of: mo, at: later) != nil)
      held.release(second)
      #expect(held.find(second, of: mo, at: later) == nil)
    }
  }
}
