import Journal
import JournalUseCases
import Kernel
import TestApp
import Testing
import TicketsUseCases

/// The promise as people see it: a breach is contested where it is explained, both sides say what they have to, a manager
/// who is neither decides, and both verdicts stand on the page and beside what compliance counts.
@Suite("Disputes on pages", .timeLimit(.minutes(10)))
struct DisputePagesTests {
  @Test("from the clock's page to the decision, and to what compliance counts")
  func life() async throws {
    try await PageDesk.open { desk in
      let ticket = try await desk.test.run(OpenTicket(title: "Tills & <cards>"), as: "rita")
      desk.test.clock.advance(by: .minutes(90))
      try await desk.test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
      let clock = "/tickets/\(ticket.number)/clocks/first%20response/1"
      #expect(!(try await desk.get(clock, as: "kim").html.contains("Contest this verdict")))
      let new = "/disputes/new?ticket=\(ticket.number)&amp;clock=first%20response&amp;cycle=1"
      #expect(try await desk.get(clock, as: "lee").html.contains(new))
      let form = try await desk.get(new.replacing("&amp;", with: "&"), as: "lee").html
      #expect(form.contains("was breached") && form.contains("Tills &amp; &lt;cards&gt;"))
      #expect(try await desk.get("/disputes/new", as: "lee").html.contains("Choose what you contest"))
      #expect(try await desk.get("/disputes/new?ticket=INC-1&clock=resolution", as: "lee").status == 422)
      #expect(try await desk.get("/disputes/new", as: "kim").status == 403)
      let position = try #require(form.split(separator: "name=\"position\" value=\"").last?.prefix { $0 != "\"" })
      func draft(_ change: [String: String] = [:]) -> [(String, String)] {
        let fields = [
          "ticket": ticket.number, "clock": "first response", "cycle": "1", "position": String(position),
          "correction": "leaveOut", "from": "2025-06-02T09:20:00Z", "to": "2025-06-02T10:20:00Z",
          "reason": "delay by the customer", "statement": "They did not <b>pick up</b>.", "words": "list of calls",
        ]
        return fields.merging(change) { $1 }.map { ($0.key, $0.value) }
      }
      let bad = try await desk.post(
        "/disputes", draft(["to": "soon", "statement": "", "sha256": "12"]), as: "lee")
      #expect(bad.status == 422 && bad.html.contains("value=\"soon\""))
      let odd = try await desk.post("/disputes", draft(["file": "calls.csv", "sha256": "12"]), as: "lee")
      #expect(
        odd.status == 422 && odd.html.contains("64 hexadecimal digits") && odd.html.contains("id=\"f-sha256-fault\""))
      let opened = try await desk.post("/disputes", draft(), as: "lee")
      #expect(opened.status == 303 && opened.location == "/disputes/DSP-1" && opened.flash?.contains("DSP-1") == true)
      var page = try await desk.get("/disputes/DSP-1", as: "kim").html
      #expect(page.contains("waits for the answering side") && page.contains("did not &lt;b&gt;pick up"))
      #expect(page.contains("Say something to it") && !page.contains(">Uphold<") && !page.contains("Take it back"))
      let said = try await desk.post(
        "/disputes/DSP-1/statements", ["version": "1", "side": "answering", "statement": "We called at nine."],
        as: "kim")
      #expect(said.status == 303)
      #expect(try await desk.get(clock, as: "kim").html.contains("Contested: <a href=\"/disputes/DSP-1\">DSP-1</a>"))
      #expect(try await desk.get("/disputes?waitsFor=decision", as: "mo").html.contains("DSP-1"))
      #expect(try await desk.get("/disputes?about=figure", as: "mo").html.contains("No such dispute"))
      page = try await desk.get("/disputes/DSP-1", as: "mo").html
      #expect(page.contains(">Uphold<") && page.contains("breached becomes met") && page.contains(">Reject<"))
      page = try await desk.get("/disputes/DSP-1?from=2025-06-02T09:20:00Z&to=2025-06-02T09:30:00Z", as: "mo").html
      #expect(page.contains("In part") && page.contains("breached becomes breached"))
      let outside = try await desk.get("/disputes/DSP-1?from=2025-06-01T09:20:00Z&to=2025-06-02T09:30:00Z", as: "mo")
      #expect(outside.status == 422 && outside.html.contains("lies outside of what was asked for"))
      let own = try await desk.get("/disputes/DSP-1", as: "lee").html
      #expect(own.contains("Take it back") && !own.contains(">Uphold<"))
      let decision: KeyValuePairs = [
        "version": "2", "decision": "uphold", "outcome": "met", "reasons": "It is in our log.",
      ]
      #expect(try await desk.post("/disputes/DSP-1/decision", decision, as: "lee").status == 403)
      let stale = try await desk.post(
        "/disputes/DSP-1/decision", ["version": "1", "decision": "reject", "reasons": "No."], as: "mo")
      #expect(stale.status == 409 && stale.html.contains("omebody said something or decided meanwhile"))
      #expect(stale.html.contains("No.</textarea>"))
      let without = try await desk.post(
        "/disputes/DSP-1/decision", ["version": "2", "decision": "reject", "reasons": ""], as: "mo")
      #expect(without.status == 422 && without.html.contains("href=\"#f-reasons-reject\""))
      let decided = try await desk.post("/disputes/DSP-1/decision", decision, as: "mo")
      #expect(decided.status == 303 && decided.flash?.contains("breached became met") == true)
      // Both verdicts stay: on its page, beside the clock, and where compliance opens to what it counts.
      page = try await desk.get("/disputes/DSP-1", as: "kim").html
      #expect(page.contains("As contested") && page.contains("As decided") && page.contains("It is in our log."))
      #expect(!page.contains("Say something to it"))
      page = try await desk.get(clock, as: "kim").html
      #expect(page.contains("It was contested:") && page.contains("it was breached, and is met"))
      page = try await desk.get("/compliance/tickets?slice=met&objective=first%20response", as: "mo").html
      #expect(page.contains("DSP-1</a> upheld: it was breached, and is met"))
      page = try await desk.get("/exclusions", as: "mo").html
      #expect(page.contains("DSP-1") && page.contains("delay by the customer"))
      #expect(try await desk.get("/disputes", as: "mo").html.contains("Nothing is contested"))
      #expect(try await desk.get("/disputes?state=ended", as: "mo").html.contains("DSP-1"))
      let file = try await desk.get("/disputes.csv?state=all", as: "mo").html
      #expect(
        file.contains("\"DSP-1\",\"clock\",\"\(ticket.number)\",\"first response\"") && file.contains("\"upheld\""))
      #expect(try await desk.get("/disputes/DSP-2", as: "mo").status == 404)
      #expect(try await desk.get("/disputes", as: "rita").status == 403)
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }

  @Test("a month is contested on its page, and taken back there")
  func month() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.post(
        "/promises/new",
        [
          "service": "mail", "target": "99.9", "period": "month", "timeZone": "UTC", "uncovered": "up",
          "unknown": "excluded", "degraded": "0.5", "maintenance": "excluded", "shortest": "PT5M", "notice": "PT48H",
          "from": "2025-05-01",
        ], as: "mo")
      _ = try await desk.post(
        "/outages",
        [
          "service": "mail", "from": "2025-05-10T06:00:00Z", "to": "2025-05-10T08:00:00Z", "state": "down",
          "cause": "fault",
        ], as: "kim")
      let month = "/services/mail/periods/2025-05"
      #expect(try await desk.get(month, as: "lee").html.contains("/disputes/new?service=mail&amp;period=2025-05"))
      #expect(!(try await desk.get("/services/mail", as: "lee").html.contains("Contest this figure")))
      let form = try await desk.get("/disputes/new?service=mail&period=2025-05", as: "lee").html
      #expect(form.contains("OUT-1 was not so at all") && form.contains("99.7311\u{202f}%"))
      let nothing = try await desk.post(
        "/disputes",
        ["service": "mail", "period": "2025-05", "correction": "correct:OUT-1", "statement": "x"], as: "lee")
      #expect(nothing.status == 422 && nothing.html.contains("ould change nothing about what you contest"))
      let opened = try await desk.post(
        "/disputes",
        ["service": "mail", "period": "2025-05", "correction": "withdraw:OUT-1", "statement": "It was print."],
        as: "lee")
      #expect(opened.location == "/disputes/DSP-1")
      let page = try await desk.get("/disputes/DSP-1", as: "lee").html
      #expect(page.contains("Withdraw <a href=\"/outages/OUT-1\">OUT-1</a>") && page.contains("100.00\u{202f}%"))
      #expect(page.contains("Counts as down") && !page.contains("Or uphold a part"))
      #expect(try await desk.get(month, as: "kim").html.contains("Contested: <a href=\"/disputes/DSP-1\">"))
      let back = try await desk.post("/disputes/DSP-1/withdrawal", ["version": "1"], as: "lee")
      #expect(back.status == 303 && back.flash?.contains("taken back") == true)
      #expect(!(try await desk.get(month, as: "kim").html.contains("Contested:")))
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }
}
