import Agreements
import Core
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("The life of a ticket", .timeLimit(.minutes(10)))
struct TicketLifeTests {
  @Test("each step is in the history, the row and the clocks", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      test.clock.advance(by: .minutes(30))
      try await test.run(AssignTicket(key, team: "network", assignee: "nat"), as: "lee")
      try await test.run(AnswerTicket(key, body: "On it"), as: "nat")
      try await test.run(HoldTicket(key, reason: "awaiting-requester", until: test.clock.now() + .hours(1)), as: "nat")
      test.clock.advance(by: .hours(2))
      try await test.run(AnswerTicket(key, body: "Still burning"), as: "rita")
      try await test.run(HandOffTicket(key, vendor: "acme", reference: "A-7"), as: "nat")
      try await test.run(AcknowledgeHandoff(key, vendor: "acme"), as: "nat")
      try await test.run(HandBackTicket(key, vendor: "acme"), as: "nat")
      try await test.run(ChangeTicket(key, set: ["priority": "P1", "category": "fire"], reason: "flames"), as: "nat")
      try await test.run(ChangeTicket(key, title: "Printer on fire"), as: "nat")
      try await test.run(ResolveTicket(key, code: "fixed", text: "Put out"), as: "nat")
      try await test.run(ReopenTicket(key, reason: "smoke"), as: "rita")
      try await test.run(ResolveTicket(key, text: "Again"), as: "nat")
      try await test.run(CloseTicket(key), as: "nat")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(
        detail.history.map(\.event.kind) == [
          "ticket.opened", "ticket.assigned", "ticket.answered", "ticket.held", "ticket.answered", "ticket.resumed",
          "ticket.handed-off", "ticket.acknowledged", "ticket.handed-back", "ticket.changed", "ticket.retitled",
          "ticket.resolved", "ticket.reopened", "ticket.resolved", "ticket.closed",
        ])
      #expect(detail.row.version == 15 && detail.row.state == .closed && detail.row.title == "Printer on fire")
      #expect(detail.row.priority == "P1" && detail.row.category == "fire")
      #expect(detail.messages.map(\.body) == ["On it", "Still burning", "Put out", "Again"])
      #expect(detail.clocks.first { $0.name == "first response" }?.state == .met)
      #expect(detail.clocks.first { $0.name == "resolution" }?.elapsed == .minutes(30))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a requester who says that it is not solved opens it again in the same step", arguments: TestEngine.available)
  func answerReopens(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(ResolveTicket(key, text: "Put out"), as: "kim")
      try await test.run(AnswerTicket(key, body: "It burns", reopens: true), as: "rita")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.row.state == .open && detail.row.version == 5)
      #expect(
        detail.history.map(\.event.kind).suffix(3) == ["ticket.reopened", "ticket.answered", "ticket.returned"])
      #expect(detail.messages.map(\.body) == ["Put out", "It burns"])
      await #expect(throws: MainstayError.self) {
        try await test.run(AnswerTicket(key, body: "Still", reopens: true), as: "rita")
      }
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.version == 5)
    }
  }

  @Test("requesters read their own tickets without notes and inner work")
  func requesterView() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(AnswerTicket(key, body: "It is her cat", isPublic: false), as: "kim")
      #expect(try await test.run(AnswerTicket(key, body: "Wrong window"), as: "kim").version == 3)
      try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
      try await test.run(AssignTicket(key, team: "network"), as: "kim")
      let answer = try #require(
        try await test.ask(ShowTicket(key), as: "kim").messages.first { $0.body == "Wrong window" })
      try await test.run(WithdrawAnswer(key, answer: answer.id), as: "kim")
      let seen = try await test.ask(ShowTicket(key), as: "rita")
      #expect(seen.messages.map(\.body) == ["Hello"])
      #expect(seen.history.map(\.event.kind) == ["ticket.opened", "ticket.answered"])
      #expect(seen.rungs.isEmpty)
      let all = try await test.ask(ShowTicket(key), as: "kim").messages
      #expect(all.map(\.isPublic) == [false, false, true] && all[1].withdrawnAt != nil)
      await #expect(throws: MainstayError.notFound(kind: "answer", id: answer.id.text)) {
        try await test.run(WithdrawAnswer(key, answer: answer.id), as: "kim")
      }
    }
  }

  @Test("an answer is made private by who wrote it or who may end tickets, and the requester's by nobody")
  func whoseAnswer() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
      try await test.run(AnswerTicket(key, body: "It still burns"), as: "rita")
      let messages = try await test.ask(ShowTicket(key), as: "kim").messages
      let (hers, own) = (try #require(messages.last), try #require(messages.first))
      for name in ["kim", "lee", "ada"] {
        await #expect {
          try await test.run(WithdrawAnswer(key, answer: hers.id), as: name)
        } throws: { error in
          if case .conflict("answer-of-requester", _) = error as? MainstayError { true } else { false }
        }
      }
      await #expect(throws: MainstayError.forbidden(permission: "tickets.end")) {
        try await test.run(WithdrawAnswer(key, answer: own.id), as: "nat")
      }
      try await test.run(WithdrawAnswer(key, answer: own.id), as: "lee")
      #expect(try await test.ask(ShowTicket(key), as: "rita").messages.map(\.body) == ["It still burns"])
    }
  }

  @Test("a withdrawn answer never stopped a clock", arguments: TestEngine.available)
  func withdrawal(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
      func response() async throws -> ClockRow? {
        try await test.ask(ShowTicket(key), as: "kim").clocks.first { $0.name == "first response" }
      }
      #expect(try await response()?.state == .met)
      let answer = try #require(try await test.ask(ShowTicket(key), as: "kim").messages.first)
      test.clock.advance(by: .minutes(90))
      try await test.run(WithdrawAnswer(key, answer: answer.id), as: "kim")
      #expect(try await response()?.state == .breached)
      #expect(try await response()?.breachedAt == TestApp.start + .hours(1))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("staff who ask for themselves speak as requesters on their own tickets")
  func ownTickets() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "My mouse"), as: "kim").id)
      try await test.run(AnswerTicket(key, body: "It squeaks"), as: "kim")
      try await test.run(AnswerTicket(key, body: "A note", isPublic: false), as: "kim")
      try await test.run(AnswerTicket(key, body: "We oil it"), as: "nat")
      let messages = try await test.ask(ShowTicket(key), as: "lee").messages
      #expect(messages.map(\.side) == [.requester, .staff, .staff])
    }
  }

  @Test("a clock set back moves no event before the one that it follows", arguments: TestEngine.available)
  func clockSetBack(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(HoldTicket(key, reason: "awaiting-requester"), as: "kim")
      test.clock.advance(by: .hours(-3))
      try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
      try await test.run(ResumeTicket(key), as: "kim")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.history.map(\.at) == [Instant](repeating: TestApp.start, count: 4))
      #expect(detail.history.last?.recordedAt == TestApp.start - .hours(3))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("requesters end their own tickets, agents do not, leads end any")
  func cancelling() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let own = TicketKey(try await test.run(OpenTicket(title: "Mouse"), as: "rita").id)
      await #expect(throws: MainstayError.forbidden(permission: "tickets.end")) {
        try await test.run(CancelTicket(own), as: "kim")
      }
      await #expect(throws: MainstayError.notFound(kind: "ticket", id: own.text)) {
        try await test.run(CancelTicket(own), as: "ron")
      }
      try await test.run(CancelTicket(own, reason: "found it"), as: "rita")
      #expect(try await test.ask(ShowTicket(own), as: "rita").row.state == .cancelled)
      let other = TicketKey(try await test.run(OpenTicket(title: "Cat"), as: "rita").id)
      try await test.run(CancelTicket(other), as: "lee")
      do {
        try await test.run(AnswerTicket(other, body: "Why?"), as: "rita")
        Issue.record("a cancelled ticket was answered")
      } catch MainstayError.conflict(let code, _) {
        #expect(code == "ticket-ended")
      }
    }
  }

  @Test("merging ends one ticket and tells the other", arguments: TestEngine.available)
  func merging(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let old = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let new = try await test.run(OpenTicket(title: "Printer!", requester: "ron"), as: "kim")
      try await test.run(MergeTicket(TicketKey(new.id), into: TicketKey(old.number)), as: "lee")
      let merged = try await test.ask(ShowTicket(TicketKey(new.id)), as: "kim")
      #expect(merged.row.state == .merged && merged.mergedInto?.number == old.number)
      #expect(merged.clocks.allSatisfy { $0.state == .cancelled })
      #expect(try await test.ask(ShowTicket(TicketKey(old.id)), as: "kim").history.last?.event == .absorbed(new.id))
      // Ron may not see what Rita asked for.
      #expect(try await test.ask(ShowTicket(TicketKey(new.id)), as: "ron").mergedInto == nil)
      for (ticket, survivor, code) in [(old, new, "survivor-ended"), (new, old, "ticket-ended")] {
        do {
          try await test.run(MergeTicket(TicketKey(ticket.id), into: TicketKey(survivor.id)), as: "lee")
          Issue.record("it was merged")
        } catch MainstayError.conflict(let found, _) {
          #expect(found == code)
        }
      }
      await #expect(throws: MainstayError.field("into", "a ticket cannot be merged into itself")) {
        try await test.run(MergeTicket(TicketKey(old.id), into: TicketKey(old.number)), as: "lee")
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("two tickets merged into each other at once: one wins, none waits for ever", arguments: TestEngine.available)
  func crossMerges(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let a = TicketKey(try await test.run(OpenTicket(title: "A"), as: "rita").id)
      let b = TicketKey(try await test.run(OpenTicket(title: "B"), as: "rita").id)
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for (from, into) in [(a, b), (b, a)] {
          group.addTask { (try? await test.run(MergeTicket(from, into: into), as: "lee")) != nil }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 } == 1)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("links show where they lead, to those who may see it")
  func links() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let mine = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let other = try await test.run(OpenTicket(title: "Secret"), as: "ron")
      try await test.run(LinkTicket(TicketKey(mine.id), to: TicketKey(other.id), as: .causedBy), as: "kim")
      #expect(
        try await test.run(LinkTicket(TicketKey(mine.id), to: TicketKey(other.id), as: .causedBy), as: "kim").version
          == 2)
      #expect(
        try await test.ask(ShowTicket(TicketKey(mine.id)), as: "kim").links.map(\.ticket.number) == [other.number])
      let seen = try await test.ask(ShowTicket(TicketKey(mine.id)), as: "rita")
      #expect(seen.links.isEmpty && seen.ticket.links.isEmpty)
      try await test.run(UnlinkTicket(TicketKey(mine.id), from: TicketKey(other.id), as: .causedBy), as: "kim")
      await #expect(throws: MainstayError.notFound(kind: "link", id: other.id.text)) {
        try await test.run(UnlinkTicket(TicketKey(mine.id), from: TicketKey(other.id), as: .causedBy), as: "kim")
      }
      await #expect(throws: MainstayError.notFound(kind: "ticket", id: "INC-99")) {
        try await test.run(LinkTicket(TicketKey(mine.id), to: TicketKey("INC-99"), as: .blocks), as: "kim")
      }
    }
  }

  @Test("a stale version is refused and names the current one", arguments: TestEngine.available)
  func stale(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let key = TicketKey(ticket.id)
      #expect(try await test.run(AnswerTicket(key, body: "Hello", expecting: 1), as: "kim").version == 2)
      let stale = MainstayError.stale(kind: "ticket", id: ticket.number, yours: 1, current: 2)
      let attempts: [any Command] = [
        AnswerTicket(key, body: "Hello", expecting: 1), HoldTicket(key, reason: "parts", expecting: 1),
        ChangeTicket(key, set: ["category": "mail"], expecting: 1), AssignTicket(key, team: "desk", expecting: 1),
        ResolveTicket(key, text: "Done", expecting: 1), CancelTicket(key, expecting: 1),
      ]
      for attempt in attempts {
        await #expect(throws: stale) { try await runs(attempt, test) }
      }
      #expect(try await test.ask(ShowTicket(key), as: "kim").messages.count == 1)
    }
  }

  private func runs(_ command: some Command, _ test: TestApp) async throws { try await test.run(command, as: "lee") }

  @Test("of many who change what they saw, one wins", arguments: TestEngine.available)
  func race(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      let won = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<8 {
          group.addTask {
            (try? await test.run(
              HoldTicket(key, reason: index % 2 == 0 ? "parts" : "awaiting-vendor", expecting: 1), as: "kim")) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 1)
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.version == 2)
    }
  }
}
