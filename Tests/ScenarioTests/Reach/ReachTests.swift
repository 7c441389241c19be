import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: people are told by ways of their own, when they want it", .timeLimit(.minutes(10)))
struct ReachTests {
  private static let push = "https://push.example/kim"
  private static let mail = "kim@example.org"

  private func desk(
    _ engine: TestEngine, kinds: [WayKind] = WayKind.allCases,
    _ body: @Sendable (ReachDesk) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { test async throws in try await body(ReachDesk(test, kinds: kinds)) }
  }

  @discardableResult
  private func assign(_ desk: ReachDesk, to name: String = "kim", _ title: String = "Printer on fire") async throws
    -> TicketChange
  {
    let ticket = try await desk.run(OpenTicket(title: title), as: "rita")
    return try await desk.run(AssignTicket(TicketKey(ticket.id), team: "desk", assignee: name), as: "lee")
  }

  @Test(
    "nothing but a code goes where no code was typed; then a ticket's message does", arguments: TestEngine.available)
  func codes(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      let way = try await desk.run(AddWay(kind: .push, label: "Phone", address: Self.push), as: "kim").way.id
      try await desk.settle()
      #expect(desk.letters.all.map(\.message.code?.count) == [WayCode.digits])
      try await assign(desk)
      try await desk.settle()
      #expect(desk.letters.told(Self.push).isEmpty)
      let code = try #require(desk.letters.code(to: Self.push))
      let wrong = code == "00000000" ? "11111111" : "00000000"
      #expect(try await desk.run(VerifyWay(way, code: wrong), as: "kim") == .wrong(left: 4))
      guard case .verified = try await desk.run(VerifyWay(way, code: code), as: "kim") else {
        Issue.record("the right code is refused")
        return
      }
      let ticket = try await assign(desk)
      try await desk.settle()
      #expect(desk.letters.told(Self.push) == ["\(ticket.number) was given to you."])
      #expect(try await desk.outcomes(of: "kim").first?.why == "Phone, the first in your order")
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test("a message holds number and link, and by mail alone the title", arguments: TestEngine.available)
  func words(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.mail, Self.mail, of: "kim")
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(ChangeReach(choices: ["assigned.ordinary": "all", "answered.ordinary": "all"]), as: "kim")
      let ticket = try await assign(desk, "Secret merger")
      _ = try await desk.run(AnswerTicket(TicketKey(ticket.id), body: "A private answer", isPublic: true), as: "rita")
      try await desk.settle()
      let found = desk.letters.all.filter { $0.message.code == nil }
      #expect(found.count == 4)
      for letter in found {
        #expect(letter.message.link == "https://desk.example.org/tickets/\(ticket.number)")
        #expect(letter.message.title == (letter.kind == .mail ? "Secret merger" : nil))
        let all = letter.delivery.notice.body + letter.delivery.notice.cause + letter.message.text
        for word in ["merger", "private", "rita", "kim"] { #expect(!all.contains(word), "\(word) in \(all)") }
      }
    }
  }

  @Test("quiet hours hold what can wait until they end by the person's own clock", arguments: TestEngine.available)
  func quiet(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(
        ChangeReach(
          timeZone: "Europe/Berlin", quiet: "22:00-07:00", passing: .urgent, choices: ["team.urgent": "nothing"]),
        as: "kim")
      // 23:30 in Berlin.
      desk.test.clock.set(try Instant(parsing: "2025-06-02T21:30:00Z"))
      let held = try await assign(desk)
      try await desk.settle()
      #expect(desk.letters.told(Self.push).isEmpty)
      #expect(try await desk.outcomes(of: "kim").first?.why == "held until 07:00 by your quiet hours")
      // The first priority is urgent, and may come.
      let urgent = try await desk.run(OpenTicket(title: "All is down", attributes: ["priority": "P1"]), as: "lee")
      _ = try await desk.run(AssignTicket(TicketKey(urgent.id), team: "desk", assignee: "kim"), as: "lee")
      try await desk.settle()
      #expect(desk.letters.told(Self.push) == ["\(urgent.number) was given to you."])
      desk.test.clock.set(try Instant(parsing: "2025-06-03T04:59:59Z"))
      try await desk.settle()
      #expect(desk.letters.told(Self.push).count == 1)
      desk.test.clock.set(try Instant(parsing: "2025-06-03T05:00:00Z"))
      try await desk.settle()
      #expect(desk.letters.told(Self.push).last == "\(held.number) was given to you.")
      #expect(desk.letters.told(Self.push).count == 2)
    }
  }

  @Test("where one way fails the next is tried, and each message arrives once", arguments: TestEngine.available)
  func fallback(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.add(.mail, Self.mail, of: "kim")
      desk.letters.answer(.push, .refused("nobody is there"))
      try await assign(desk)
      try await desk.settle()
      #expect(desk.letters.told(Self.mail).isEmpty, "it is looked at again half a minute later")
      desk.test.clock.advance(by: ReachPlan.lookEvery)
      try await desk.settle()
      #expect(desk.letters.told(Self.mail).count == 1)
      #expect(try await desk.outcomes(of: "kim").first?.why == "Mail, for Push failed")
      // One that is not refused but does not get through is given a quarter of an hour.
      desk.letters.answer(.push, .failed("no answer"))
      try await assign(desk)
      try await desk.settle()
      for _ in 1...29 {
        desk.test.clock.advance(by: ReachPlan.lookEvery)
        try await desk.settle()
      }
      #expect(desk.letters.told(Self.mail).count == 1)
      desk.test.clock.advance(by: ReachPlan.lookEvery)
      try await desk.settle()
      #expect(desk.letters.told(Self.mail).count == 2)
      let sent = try await desk.outcomes(of: "kim").map(\.why)
      #expect(sent.prefix(2) == ["Mail too, for nothing arrived within 15 minutes", "Mail, for Push failed"])
    }
  }

  @Test("of what one may not see there is no line, not even of what was not sent", arguments: TestEngine.available)
  func unseen(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
      try await desk.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      func told() async throws -> [String] {
        try await desk.app.ask(ListOwnNotices(), as: desk.test.holding("kim")).items.compactMap(\.notice.number)
      }
      let open = try await desk.run(OpenTicket(title: "Mouse", team: "desk"), as: "lee")
      let hidden = try await desk.run(
        OpenTicket(title: "My boss", requester: "rita", attributes: ["category": "complaint"], team: "desk"), as: "lee")
      _ = try await desk.run(AnswerTicket(TicketKey(hidden.id), body: "Please"), as: "rita")
      try await desk.settle()
      #expect(Set(try await told()) == [open.number])
      let rows = try await desk.test.database.read {
        try $0.first("SELECT COUNT(*) FROM personal_notice WHERE number = $1", [.text(hidden.number)]) { try $0.int(0) }
      }
      #expect(rows == 0)
      // And what was told of one that became confidential later is told no more.
      try await desk.app.run(
        ChangeTicket(TicketKey(open.id), set: ["confidentialityClass": "hr"]), as: desk.test.holding("lee"))
      #expect(try await told() == [])
    }
  }

  @Test(
    "who may not see a ticket any more is not told of it, however late that is noticed", arguments: TestEngine.available
  )
  func sight(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(ChangeReach(timeZone: "UTC", quiet: "20:00-06:00"), as: "kim")
      desk.test.clock.set(try Instant(parsing: "2025-06-02T21:00:00Z"))
      try await assign(desk)
      try await desk.settle()
      // Kim leaves while the message is held.
      try await desk.allow(kim: false)
      desk.test.clock.set(try Instant(parsing: "2025-06-03T06:00:00Z"))
      try await desk.settle()
      #expect(desk.letters.told(Self.push).isEmpty)
      #expect(try await desk.outcomes(of: "kim").first?.state == .dropped)
      // And while it is on its way: nobody looks at a message only as it is queued.
      try await desk.allow(kim: true)
      desk.letters.answer(.push, .failed("no answer"))
      try await assign(desk)
      try await desk.settle()
      try await desk.allow(kim: false)
      desk.letters.answer(.push, nil)
      desk.test.clock.advance(by: .minutes(20))
      try await desk.settle()
      #expect(desk.letters.told(Self.push).isEmpty)
    }
  }

  @Test(
    "requesters are told of answers and of the end, staff of what requesters do, nobody of their own",
    arguments: TestEngine.available)
  func sides(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.mail, "rita@example.org", of: "rita")
      try await desk.add(.mail, Self.mail, of: "kim")
      let ticket = try await assign(desk)
      let key = TicketKey(ticket.id)
      _ = try await desk.run(AnswerTicket(key, body: "Which one?", isPublic: true), as: "kim")
      _ = try await desk.run(AnswerTicket(key, body: "The red one", isPublic: true), as: "rita")
      _ = try await desk.run(AnswerTicket(key, body: "Odd", isPublic: false), as: "kim")
      _ = try await desk.run(ResolveTicket(key, text: "Put out"), as: "kim")
      try await desk.settle()
      #expect(
        Set(desk.letters.told("rita@example.org"))
          == ["\(ticket.number) was answered.", "\(ticket.number) was resolved."])
      #expect(
        Set(desk.letters.told(Self.mail)) == ["\(ticket.number) was given to you.", "\(ticket.number) was answered."])
    }
  }

  @Test("a mail server that is away, or refuses one address, holds up neither other ways nor other mail")
  func isolation() async throws {
    try await desk(.sqlite) { desk async throws in
      try await desk.add(.mail, Self.mail, of: "kim")
      try await desk.add(.push, "https://push.example/nat", of: "nat")
      desk.letters.answer(.mail, .failed("it is away"))
      for _ in 1...4 {
        try await assign(desk, to: "kim")
        try await assign(desk, to: "nat")
      }
      try await desk.settle()
      #expect(desk.letters.told("https://push.example/nat").count == 4)
      #expect(desk.letters.told(Self.mail).isEmpty)
      let standing = try await desk.app.ask(MailStanding(), as: .system("engine"))
      #expect(standing?.error == "it is away")
      // One message that is refused for good says nothing of the server.
      desk.letters.answer(.mail, nil)
      desk.test.clock.advance(by: .minutes(10))
      for _ in 1...4 {
        try await desk.settle()
        desk.test.clock.advance(by: .minutes(2))
      }
      #expect(desk.letters.told(Self.mail).count == 4)
      desk.letters.answer(.mail, .declined("nobody of this name"))
      for _ in 1...4 { try await assign(desk) }
      try await desk.settle()
      #expect(try await desk.app.ask(MailStanding(), as: .system("engine"))?.error == nil)
    }
  }

  @Test("what is not set up here is said, and sends nothing")
  func absent() async throws {
    try await desk(.sqlite, kinds: [.push]) { desk async throws in
      await #expect(throws: MainstayError.field("kind", "mail is not set up here; ask whoever runs the desk")) {
        try await desk.run(AddWay(kind: .mail, label: "Mail", address: Self.mail), as: "kim")
      }
      #expect(try await desk.app.ask(MailStanding(), as: .system("engine")) == nil)
    }
  }

  @Test("who is erased leaves no address, no message and a clean journal", arguments: TestEngine.available)
  func erased(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(ChangeReach(timeZone: "UTC", quiet: "20:00-06:00"), as: "kim")
      let ticket = try await assign(desk)
      try await desk.settle()
      _ = try await desk.run(AssignTicket(TicketKey(ticket.id), assignee: "lee"), as: "lee")
      try await desk.allow(kim: false)
      let request = ErasureRequest(name: "kim", confirmation: "kim", texts: .keep, reason: "they left")
      _ = try await desk.app.erase(request, as: desk.test.person("ada"))
      let counts = try await desk.test.database.read { tx in
        try ["way", "reach_setting", "personal_notice", "personal_try"].map { table in
          try tx.first("SELECT COUNT(*) FROM \(table)", []) { try $0.int(0) } ?? -1
        }
      }
      #expect(counts == [0, 0, 0, 0])
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
      #expect(
        try await !desk.app.ask(ListMessages(), as: desk.test.person("lee")).contains { $0.recipient.contains("kim") })
    }
  }

  @Test("others may ask whether somebody can be reached at an instant, and why not", arguments: TestEngine.available)
  func reachable(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.add(.push, Self.push, of: "kim")
      try await desk.run(ChangeReach(timeZone: "Europe/Berlin", quiet: "22:00-07:00"), as: "kim")
      _ = try await desk.run(AddWay(kind: .mail, label: "Mail", address: "nat@example.org"), as: "nat")
      let ids = ["kim", "nat", "mo"].map { desk.test.person($0).id }
      let now = desk.test.clock.now()
      let day = try await desk.ask(ReachablePeople(ids, at: now), as: "lee")
      #expect(day.map(\.isReachable) == [true, false, false] && day[0].kinds == [.push])
      #expect(day[1].obstacle == "mail is not verified" && day[2].obstacle == "has no way to be reached by")
      let night = try await desk.ask(ReachablePeople(ids, at: try Instant(parsing: "2025-06-02T21:30:00Z")), as: "lee")
      #expect(night[0].quietUntil == (try Instant(parsing: "2025-06-03T05:00:00Z")))
      try await desk.run(ChangeReach(passing: .urgent), as: "kim")
      let passing = try await desk.ask(
        ReachablePeople(ids, at: try Instant(parsing: "2025-06-02T21:30:00Z")), as: "lee")
      #expect(passing[0].isReachable)
      // One that fails again and again reaches nobody.
      desk.letters.answer(.push, .failed("no answer"))
      for _ in 1...3 { try await assign(desk) }
      try await desk.settle()
      let failing = try await desk.ask(ReachablePeople(ids, at: now), as: "lee")
      #expect(failing[0].obstacle?.contains("push fails at present") == true)
      let list = try await desk.ask(ListReachable(withoutWay: true), as: "lee")
      #expect(list.items.map(\.name) == ["ada", "lee", "mo", "nat"])
    }
  }
}
