import Kernel
import Testing
@testable import Components
@testable import TicketsPages

@Suite("A refused act on a ticket's page", .timeLimit(.minutes(10)))
struct TicketAttemptTests {
  private func written(_ page: TicketPage, _ role: Role = .agent) -> String {
    String(decoding: Shell.render(page, for: Sample.reader(role)), as: UTF8.self)
  }

  @Test("an act that is no longer on offer stands there with its message and what was typed")
  func missedAct() {
    let html = written(Sample.missedAct)
    #expect(html.contains("it stands under <a href=\"#missed\">\u{201c}Resolve: what you typed\u{201d}</a> below"))
    #expect(!html.contains("it stands in the form below"))
    #expect(html.contains("\u{201c}Resolve\u{201d} is not possible now: this ticket is resolved. Copy what you still"))
    #expect(html.contains(">Replaced the power supply.</textarea>"))
    #expect(html.contains("value=\"fixed\""))
    #expect(!html.contains("action=\"/tickets/INC-1024/resolve\""), "it would only be refused again")
  }

  @Test("an answer to a ticket that takes none any more is not lost")
  func missedReply() {
    let html = written(Sample.missedReply)
    #expect(html.contains("INC-1024 is merged; answering it is no longer possible."))
    #expect(html.contains(">Which rooms?</textarea>"))
    #expect(!html.contains("id=\"composer\""))
  }

  @Test("what was chosen from a list stays, though the list has it no more")
  func choiceStays() {
    var page = Sample.ticket
    page.attempted = .init(.hold, FormState(["reason": "awaiting-parts"]))
    #expect(written(page).contains("<option value=\"awaiting-parts\" selected>awaiting-parts</option>"))
  }

  @Test("focus begins at the notice that others were faster")
  func focus() {
    let tag = written(Sample.conflict).split(separator: "<div").first { $0.contains("id=\"conflict\"") }
    #expect(tag?.contains("tabindex=\"-1\"") == true && tag?.contains("role=\"alert\"") == true)
  }

  @Test("the journal is linked only for who may read it", arguments: [Role.agent, .lead])
  func journal(_ role: Role) {
    #expect(written(Sample.ticket, role).contains("/journal/tickets/INC-1024") == (role == .lead))
  }
}
