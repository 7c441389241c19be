import Kernel
import Reach
import Testing

@Suite("Who is told of what happens to a ticket", .timeLimit(.minutes(10)))
struct TicketNewsTests {
  private static func news(
    _ kind: String, assignee: String? = "kim", team: String? = "desk", side: TicketNews.Side = .staff,
    actor: String? = "lee"
  ) -> TicketNews {
    TicketNews(kind: kind, requester: "rita", assignee: assignee, team: team, side: side, actor: actor)
  }

  static let table: [(TicketNews, [Audience])] = [
    (news("ticket.assigned"), [Audience(.person("kim"), .assigned)]),
    (news("ticket.assigned", actor: "kim"), []),
    (news("ticket.assigned", assignee: nil), [Audience(.team("desk"), .team)]),
    (news("ticket.assigned", assignee: nil, team: nil), []),
    (news("ticket.opened", assignee: nil, side: .requester, actor: nil), [Audience(.team("desk"), .team)]),
    (
      news("ticket.answered"), [Audience(.person("rita"), .answered), Audience(.person("kim"), .answered)]
    ),
    (news("ticket.answered", actor: "kim"), [Audience(.person("rita"), .answered)]),
    (news("ticket.answered", side: .requester, actor: nil), [Audience(.person("kim"), .answered)]),
    (
      news("ticket.answered", assignee: nil, side: .requester, actor: nil), [Audience(.team("desk"), .team)]
    ),
    (news("ticket.noted"), [Audience(.person("kim"), .noted)]),
    (news("ticket.noted", actor: "kim"), []),
    (
      news("ticket.resolved", actor: "kim"), [Audience(.person("rita"), .progressed)]
    ),
    (
      news("ticket.reopened", side: .requester, actor: nil), [Audience(.person("kim"), .progressed)]
    ),
    (
      news("ticket.closed", side: .system, actor: nil),
      [Audience(.person("rita"), .progressed), Audience(.person("kim"), .progressed)]
    ),
    (news("ticket.outcome"), [Audience(.person("rita"), .progressed)]),
    (news("clock.rung", side: .system, actor: nil), [Audience(.person("kim"), .clock)]),
    (news("clock.breached", assignee: nil, side: .system, actor: nil), [Audience(.team("desk"), .clock)]),
    (news("ticket.held"), []), (news("ticket.merged"), []), (news("person.left-tickets"), []),
  ]

  @Test("each kind of notice", arguments: table.indices)
  func who(_ index: Int) {
    let (news, audience) = TicketNewsTests.table[index]
    #expect(news.audience == audience, "\(news)")
  }

  @Test("one who owns a ticket of their own is told once")
  func once() {
    let news = TicketNews(
      kind: "ticket.closed", requester: "kim", assignee: "kim", team: "desk", side: .system)
    #expect(news.audience == [Audience(.person("kim"), .progressed)])
  }

  @Test("a breach is urgent, and so is all of the first priority")
  func urgency() {
    #expect(TicketNewsTests.news("clock.breached").urgency == .urgent)
    #expect(TicketNewsTests.news("clock.rung").urgency == .ordinary)
    var first = TicketNewsTests.news("ticket.assigned")
    first.isOfFirstPriority = true
    #expect(first.urgency == .first && first.urgency.isUrgent)
  }

  @Test("every kind that concerns a person tells somebody, and no other does")
  func kinds() {
    for kind in TicketNews.kinds { #expect(!TicketNewsTests.news(kind).audience.isEmpty, "\(kind)") }
  }
}

@Suite("Addresses of ways, and their codes", .timeLimit(.minutes(10)))
struct WayAddressTests {
  @Test(
    "mail addresses that are taken",
    arguments: [
      "kim@example.org", "k.i-m+desk@mail.example.org", "o'neil@x.y", "kim@localhost", "{a}=b@xn--bcher-kva.example",
    ])
  func good(_ address: String) { #expect(WayAddress.mailFault(in: address) == nil) }

  @Test(
    "and those that are not",
    arguments: [
      "", "kim", "kim@", "@example.org", "kim@@example.org", "a@b@c.org", "kim@example..org", ".kim@example.org",
      "kim.@example.org", "kim@-example.org", "kim@example-.org", "kim @example.org",
      "kim@example.org\r\nRCPT TO:<x@y.z>",
      "kim@example.org>", "<kim@example.org>", "\"kim\"@example.org", "kim@ex_ample.org", "käthe@example.org",
      "kim@bücher.example", "kim@example.org,ron@example.org", "kim@[127.0.0.1]", "kim(x)@example.org",
      String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "b", count: 64) + ".org",
      "a@" + String(repeating: "b.", count: 130) + "org",
    ])
  func bad(_ address: String) { #expect(WayAddress.mailFault(in: address) != nil) }

  @Test(
    "a hint shows no more than helps",
    arguments: [
      ("kim@example.org", WayKind.mail, "k...@example.org"),
      ("https://push.example/secret-topic", .push, "https://push.example/..."),
      ("https://push.example", .webhook, "https://push.example"),
    ])
  func hints(_ address: String, _ kind: WayKind, _ hint: String) { #expect(WayAddress.hint(address, kind) == hint) }

  @Test("a code has eight digits, whatever the bytes")
  func codes() {
    #expect(WayCode.digits(from: [0, 0, 0, 0, 0, 0, 0, 7]) == "00000007")
    #expect(WayCode.digits(from: [UInt8](repeating: 255, count: 8)).count == WayCode.digits)
    #expect(WayCode.bare("1234 56-78") == "12345678")
  }
}
