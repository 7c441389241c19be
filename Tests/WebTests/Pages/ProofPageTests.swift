import Agreements
import Kernel
import Testing
@testable import Components
@testable import JournalPages
@testable import MessagesPages
@testable import TicketsPages

@Suite("Pages of webhooks, exclusions and verification", .timeLimit(.minutes(10)))
struct ProofPageTests {
  private func written(_ page: any Page, _ role: Role) -> String {
    let html = String(decoding: Shell.render(page, for: Sample.reader(role)), as: UTF8.self)
    return String(html.map { $0 == "\u{202f}" ? " " : $0 })
  }

  @Test("a webhook's line says where it goes, how its last messages fared, and what can be done")
  func webhooks() {
    let html = written(Sample.webhooks, .admin)
    #expect(html.contains("90.0 %") && html.contains("18 of the last 20"))
    #expect(html.contains("given up after 12 tries, last answer: 410 &lt;Gone&gt;"))
    #expect(html.contains("action=\"/outbox/webhooks/0199a/test\""))
    #expect(!html.contains("action=\"/outbox/webhooks/0199b/test\""), "switched off")
    #expect(html.contains("fails") && html.contains("next try"), "the breaker is open")
    #expect(html.contains("href=\"/outbox/webhooks/0199a\""))
    #expect(html.contains("whsec_c2VjcmV0") && html.contains("it is not shown again"))
    #expect(html.contains("<a href=\"#f-url\">Address: must be an http or https address</a>"))
  }

  @Test("a clock's stretches name their offset once, and paper does without closed hours where there are many")
  func stretches() {
    let short = written(Sample.clock, .agent)
    #expect(short.contains("<th scope=\"col\">From (UTC+2)</th>") && short.contains(">Mon 2 Jun 2025, 09:00</time>"))
    #expect(!short.contains("paper-spare") && !short.contains("Not on paper"))
    var long = Sample.clock
    let (open, closed) = (long.clock.segments[0], long.clock.segments[3])
    long.clock.segments = (0..<15).flatMap { _ in [open, closed] }
    let html = written(long, .agent)
    #expect(html.contains("Not on paper: 15 stretches outside open hours"))
    #expect(html.split(separator: "class=\"paper-spare\"").count == 16)
    // Over the end of summer time, each says its own.
    var autumn = Sample.clock
    autumn.clock.segments[4].to = Sample.at("2025-11-03T08:00:00+01:00")
    var reader = Sample.reader(.agent)
    reader.zone = ReaderZone("Europe/Paris") { $0 < Sample.at("2025-10-26T01:00:00Z") ? 7200 : 3600 }
    let told = String(decoding: Shell.render(autumn, for: reader), as: UTF8.self)
    #expect(told.contains("<th scope=\"col\">From</th>") && told.contains("(UTC+1)") && told.contains("(UTC+2)"))
  }

  @Test("who may only see webhooks is offered nothing else")
  func webhooksReadOnly() {
    let html = written(WebhooksPage(rows: Sample.webhooks.rows, kinds: []), .lead)
    #expect(html.contains("on-call pager"))
    for act in ["\"", "/switch", "/test", "/remove"] {
      #expect(!html.contains("/outbox/webhooks/0199a\(act)"), "\(act)")
    }
    #expect(!html.contains("Add a webhook"))
  }

  @Test("a public answer can be made private where it stands, and the time line says which was")
  func withdrawal() {
    let html = written(Sample.excluded, .manager)
    #expect(html.contains("action=\"/tickets/INC-1024/withdraw\"") && html.contains("value=\"0199c\""))
    #expect(html.contains("A clock that it stopped runs on as if the answer had never been"))
    #expect(html.contains("<a href=\"#e2\">this one</a>"))
    #expect(!written(Sample.ticket, .agent).contains("/withdraw"), "no answer that can be taken back")
  }

  @Test("an exclusion is shown with its approver and both verdicts")
  func exclusion() {
    let html = written(Sample.excluded, .manager)
    #expect(html.contains("provider outage") && html.contains("mo.stern") && html.contains("Clause 4.2, &lt;CHG-7&gt;"))
    #expect(html.contains("Breach undone. First response: breached at 2 Jun, 11:00 without it, met with it."))
    #expect(html.contains("deadline 3 Jun, 14:20 without it, 3 Jun, 15:20 with it."))
    #expect(html.contains("In Europe/Paris, like today 14:00") && html.contains("Must lie after the beginning."))
  }

  @Test("the preview says each clock twice, sends everything once more, and says that nothing is saved")
  func preview() {
    let html = written(Sample.preview, .manager)
    #expect(html.contains("Nothing is saved yet.") && html.contains("It undoes 1 breach;"))
    #expect(html.contains("breach undone") && html.contains("deadline moves"))
    #expect(html.contains("name=\"confirmed\" value=\"yes\"") && html.contains("name=\"version\" value=\"12\""))
    #expect(html.contains("name=\"evidence\" value=\"Clause 4.2, &lt;CHG-7&gt;\""))
  }

  @Test("the register counts what each exclusion undid, and says where it did not count all")
  func register() {
    let html = written(Sample.exclusions, .agent)
    #expect(html.contains("at least 4") && html.contains("in the newest 100 tickets"))
    #expect(html.contains("href=\"/exclusions.csv\""))
  }

  @Test("a clock says whose its own time was, with what counted, and what undid its verdict")
  func closing() {
    let html = written(Sample.closing, .agent)
    #expect(html.contains("Whose time it was on this clock") && html.contains("Of this clock alone"))
    #expect(html.contains("made private, so the clock runs as if it had never been public"))
    #expect(html.contains("Breach undone. First response"))
  }

  @Test("a verification under way says how far it is, refreshes itself, and can be stopped")
  func running() {
    let html = written(Sample.journal(.running), .lead)
    #expect(html.contains("33.3 %: 4,000 of 12,000 streams, 61,234 entries checked."))
    #expect(html.contains("data-again=\"\"") && html.contains("/journal/verification/0199d/stop"))
    #expect(!html.contains("Verify everything") && html.contains("Found already:"))
  }

  @Test("one that has ended says who started it, when, and what it found")
  func ended() {
    let clean = written(Sample.journal(.clean), .lead)
    #expect(clean.contains("Everything held") && clean.contains(Sample.hash) && clean.contains("Verify everything"))
    #expect(clean.contains("<bdi>ada</bdi>") && clean.contains("took 30 s") && !clean.contains("data-again"))
    #expect(written(Sample.journal(.different), .lead).contains("entry 3 was changed"))
    #expect(written(Sample.journal(.stopped(by: "lee")), .lead).contains("was stopped by lee"))
  }
}
