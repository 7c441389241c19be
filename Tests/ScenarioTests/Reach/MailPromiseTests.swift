import Core
import Engine
import Kernel
import Mail
import MessagesUseCases
import Outbound
import Reach
import ReachUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: what happens comes by mail", .enabled(if: MailPeer.isThere), .timeLimit(.minutes(10)))
struct MailPromiseTests {
  @Test("from the code to the message, with the headers that mail is to have; a second try is known as one")
  func whole() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let courier = MailCourier(MailSender(try MailPeer.server(.starttls)))
      let app = test.app.with(channels: [.people, .personal(.mail) { await courier.deliver($0, $1) }])
      let (kim, address) = (test.person("kim"), "kim-whole@example.org")
      let dispatcher = Dispatcher()
      func settle() async throws {
        for _ in 1...2 {
          _ = try await dispatcher.begin(app)
          _ = await dispatcher.idle()
          _ = try await app.advancePersonalNotices(limit: 10, as: .system("engine"))
        }
      }
      let way = try await app.run(AddWay(kind: .mail, label: "Mail", address: address), as: kim).way.id
      try await settle()
      let first = try #require(try MailPeer.messages(.starttls, to: address).last)
      let text = try #require(MailText.plain(first.content))
      let code = try #require(text.firstMatch(of: /The code is: (\d{8})/)).1
      #expect(first.header("Subject") == "Your code")
      guard case .verified = try await app.run(VerifyWay(way, code: String(code)), as: kim) else {
        Issue.record("the code that came is refused")
        return
      }
      let ticket = try await app.run(OpenTicket(title: "Drucker brennt\u{2026}"), as: test.person("rita"))
      _ = try await app.run(AssignTicket(TicketKey(ticket.id), team: "desk", assignee: "kim"), as: test.person("lee"))
      try await settle()
      let message = try #require(try MailPeer.messages(.starttls, to: address).last)
      #expect(message.header("Auto-Submitted") == "auto-generated" && message.header("To") == "<\(address)>")
      #expect(message.header("From") == "<desk@example.org>" && message.header("Date")?.hasSuffix("+0000") == true)
      #expect(message.header("List-Unsubscribe") == "<https://desk.example.org/account/reach>")
      #expect(message.header("Subject")?.hasPrefix("=?UTF-8?B?") == true)
      let body = try #require(MailText.plain(message.content))
      #expect(body.contains("\(ticket.number) was given to you.") && body.contains("Drucker brennt\u{2026}"))
      #expect(body.contains("https://desk.example.org/tickets/\(ticket.number)"))
      // Whoever sends it again sends the same message.
      let sent = try await app.ask(ListMessages(), as: test.person("lee"))
      let delivery = try #require(sent.first { $0.notice.kind == "person.told" })
      _ = try await app.run(ResendMessage(delivery.id), as: test.person("lee"))
      try await settle()
      let both = try MailPeer.messages(.starttls, to: address).suffix(2)
      #expect(Set(both.compactMap { $0.header("Message-ID") }) == ["<\(delivery.id.text)@example.org>"])
      // An address that the server refuses is said to its owner, and pauses nothing.
      let never = try await app.run(AddWay(kind: .mail, label: "Gone", address: "never@example.org"), as: kim).way.id
      try await settle()
      let told = try await app.ask(ListOwnNotices(limit: 1), as: kim).items
      #expect(told.first?.tries.first?.error?.contains("550") == true && told.first?.notice.way == never)
      #expect(try await app.ask(MailStanding(), as: .system("engine"))?.error == nil)
    }
  }
}
