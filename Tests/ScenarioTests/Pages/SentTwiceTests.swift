import Kernel
import MessagesUseCases
import PeopleUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Promise: a form that is sent again does what it says once", .timeLimit(.minutes(10)))
struct SentTwiceTests {
  private func open(_ desk: PageDesk) async throws -> Int {
    var filter = TicketFilter()
    filter.stage = .any
    return try await desk.test.ask(CountTickets([filter]), as: "lee").first ?? 0
  }

  @Test("a new ticket sent four times is one ticket, and each time its page")
  func newTicket() async throws {
    try await PageDesk.open { desk in
      for (name, path) in [("rita", "/my/tickets/"), ("kim", "/tickets/")] {
        let before = try await open(desk)
        let key = try await desk.formKey(of: "/tickets/new", as: name)
        #expect(key.count == 32)
        var pages: Set<String?> = []
        for _ in 0..<4 {
          let sent = try await desk.post(
            "/tickets", ["once": key, "title": "No sound", "description": "In room 12."], as: name)
          #expect(sent.status == 303)
          pages.insert(sent.location)
        }
        #expect(pages.count == 1 && pages.first??.hasPrefix(path + "INC-") == true)
        #expect(try await open(desk) == before + 1)
        let another = try await desk.formKey(of: "/tickets/new", as: name)
        #expect(another != key, "each rendering has a key of its own")
        _ = try await desk.post(
          "/tickets", ["once": another, "title": "No sound", "description": "In room 12."], as: name)
        _ = try await desk.post("/tickets", ["once": key, "title": "No light", "description": "Now that."], as: name)
        #expect(try await open(desk) == before + 3, "a new rendering and another text are other requests")
      }
    }
  }

  @Test("answers and notes stand once, and what is refused can be mended and sent")
  func messages() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(OpenTicket(title: "Printer"), as: "rita").number
      let staffKey = try await desk.formKey(of: "/tickets/\(number)", as: "kim")
      let ownKey = try await desk.formKey(of: "/my/tickets/\(number)", as: "rita")
      for _ in 0..<3 {
        for side in ["reply", "note"] {
          let sent = try await desk.post(
            "/tickets/\(number)/answer", ["once": staffKey, "as": side, "text": "We look."], as: "kim")
          #expect(sent.status == 303 && sent.location == "/tickets/\(number)")
        }
        let own = try await desk.post(
          "/my/tickets/\(number)/answer", ["once": ownKey, "was": "open", "text": "Thanks."], as: "rita")
        #expect(own.status == 303)
      }
      #expect(try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim").messages.count == 3)
      let refused = try await desk.post("/tickets/\(number)/answer", ["once": staffKey, "text": " "], as: "kim")
      #expect(refused.status == 422)
    }
  }

  @Test("an act that was sent twice shows what it did, and no conflict with itself")
  func acts() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(OpenTicket(title: "Printer"), as: "rita").number
      let key = try await desk.formKey(of: "/tickets/\(number)", as: "kim")
      for _ in 0..<2 {
        let sent = try await desk.post(
          "/tickets/\(number)/hold", ["once": key, "version": "1", "reason": "awaiting-requester"], as: "kim")
        #expect(sent.status == 303 && sent.location == "/tickets/\(number)")
      }
      let other = try await desk.formKey(of: "/tickets/\(number)", as: "nat")
      let late = try await desk.post(
        "/tickets/\(number)/hold", ["once": other, "version": "1", "reason": "awaiting-requester"], as: "nat")
      #expect(late.status == 409, "somebody else's form still meets the conflict")
      #expect(late.html.contains("put it on hold"))
    }
  }

  @Test("tokens, webhooks and people are made once; their secrets are kept nowhere")
  func secrets() async throws {
    try await PageDesk.open { desk in
      let tokens = try await desk.formKey(of: "/account", as: "kim")
      for round in 0..<2 {
        let sent = try await desk.post(
          "/account/tokens", ["once": tokens, "name": "backup", "scope": "read", "days": "9"], as: "kim")
        #expect(sent.status == (round == 0 ? 200 : 303))
        #expect(sent.html.contains("mst_") == (round == 0))
      }
      #expect(try await desk.test.ask(ListTokens(), as: "kim").count == 1)
      let hooks = try await desk.formKey(of: "/outbox/webhooks", as: "ada")
      let people = try await desk.formKey(of: "/people", as: "ada")
      for _ in 0..<2 {
        _ = try await desk.post(
          "/outbox/webhooks",
          [
            "once": hooks, "label": "Chat", "url": "https://hooks.example.org/desk", "kind-clock.breached": "yes",
          ], as: "ada")
        let person = try await desk.post(
          "/people",
          [
            "once": people, "display": "Nora Neu", "name": "nora", "role": "agent", "teams": "",
            "password": "a rather long one",
          ], as: "ada")
        #expect(person.status == 303 && person.location == "/people")
      }
      #expect(try await desk.test.ask(ListHookRecords(), as: "ada").count == 1)
      #expect(try await desk.test.ask(ShowPerson("nora"), as: "ada").version == 1)
    }
  }

  @Test("who gives away the tickets of somebody sees them first, and then they are gone")
  func handOver() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(OpenTicket(title: "Printer", assignee: "kim"), as: "lee").number
      let person = try await desk.get("/people/kim", as: "ada").html
      #expect(person.contains("name=\"owner\" value=\"kim\"") && person.contains("1 open ticket"))
      let off = try await desk.post(
        "/people/kim", ["version": "1", "role": "agent", "teams": "desk"], as: "ada")
      #expect(off.status == 303 && off.location == "/people/kim#open-tickets")
      #expect(try await desk.get("/people/kim", as: "lee").html.contains("can no longer sign in"))
      #expect(try await desk.get("/queue?q=is:open+is:orphaned", as: "lee").html.contains("row-\(number)"))
      let fields: KeyValuePairs = ["owner": "kim", "assignee": "nat", "back": "/people/kim"]
      let preview = try await desk.post("/queue/assign", fields, as: "lee")
      #expect(preview.html.contains("desk, Kim Agent") && preview.html.contains("desk, Nat Agent"))
      let done = try await desk.post(
        "/queue/assign", ["owner": "kim", "assignee": "nat", "back": "/people/kim", "confirmed": "yes"], as: "lee")
      #expect(done.status == 303 && done.location == "/people/kim")
      #expect(try await desk.test.ask(ShowTicket(TicketKey(number)), as: "lee").row.assignee == "nat")
      #expect(try await !desk.get("/people/kim", as: "lee").html.contains("open-tickets"))
    }
  }

  @Test("the portal says what an answer to a closed ticket does, and opens the next one with the same words")
  func closed() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").number)
      try await test.run(ResolveTicket(key, text: "New fuser."), as: "kim")
      try await test.run(CloseTicket(key), as: "kim")
      let path = "/my/tickets/\(key)"
      let early = try await desk.get(path, as: "rita").html
      #expect(early.contains("an answer opens it again") && early.contains("Send and open it again"))
      test.clock.advance(by: .days(15))
      let late = try await desk.get(path, as: "rita").html
      #expect(late.contains("stays closed") && late.contains("name=\"follow\" value=\"yes\""))
      let sent = try await desk.post(
        path + "/answer", ["was": "closed", "text": "It smokes again.", "follow": "yes"], as: "rita")
      #expect(sent.status == 303 && sent.location == "/my/tickets/INC-2")
      #expect(try await desk.get("/my/tickets/INC-2", as: "rita").html.contains("It smokes again."))
      let stays = try await desk.post(path + "/answer", ["was": "closed", "text": "Still."], as: "rita")
      #expect(stays.status == 303 && stays.location == path)
      let queue = try await desk.get("/queue?q=is:any+is:returned", as: "kim").html
      #expect(queue.contains("row-\(key)") && queue.contains("answered since"))
    }
  }
}
