import AccessUseCases
import Core
import Foresight
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import ForesightUseCases

@Suite("Misses are foreseen from the desk's own past", .timeLimit(.minutes(10)))
struct ForesightTests {
  /// The hours of a desk that is open from 9 to 17 on weekdays.
  private static func openHour(_ number: Int) -> Instant {
    let (day, hour) = (number / 8, number % 8)
    return TestApp.start + .days(Int64(day / 5 * 7 + day % 5)) + .hours(Int64(hour))
  }

  /// A ticket an open hour: those about printing take six hours in eight of ten cases, those about mail in one of ten, and
  /// all others two; four are promised.
  static func live(_ test: TestApp, hours: Int = 320) async throws {
    var chance = SplitMix64(seed: 11)
    var ends: [Int: [RecordID]] = [:]
    for number in 0..<hours {
      test.clock.set(openHour(number))
      for id in ends.removeValue(forKey: number) ?? [] {
        try await test.run(ResolveTicket(TicketKey(id), text: "Done"), as: "kim")
      }
      let isPrint = Bool.random(using: &chance)
      let isLate = Int.random(in: 0..<10, using: &chance) < (isPrint ? 8 : 1)
      let opened = try await test.run(
        OpenTicket(
          title: "Ticket \(number)", requester: "rita",
          attributes: ["priority": "P1", "category": isPrint ? "print" : "mail"], team: "desk"), as: "kim")
      ends[number + (isLate ? 6 : 2), default: []].append(opened.id)
    }
    test.clock.set(openHour(hours + 8))
    for (_, ids) in ends.sorted(by: { $0.key < $1.key }) {
      for id in ids { try await test.run(ResolveTicket(TicketKey(id), text: "Done"), as: "kim") }
    }
    test.clock.set(openHour(hours + 16))
  }

  private static func open(_ test: TestApp, _ title: String, _ category: String) async throws -> String {
    try await test.run(
      OpenTicket(
        title: title, requester: "rita", attributes: ["priority": "P1", "category": category], team: "desk"),
      as: "kim"
    ).number
  }

  @Test("learnt, tried on what was held back, and said of running clocks in queue, ticket and page")
  func through() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      #expect(try await desk.get("/foresight", as: "mo").html.contains("Nothing was learnt yet"))
      try await Self.live(test)
      let mail = try await Self.open(test, "Mail again", "mail")
      let print = try await Self.open(test, "Printer again", "print")
      #expect(try await test.app.foresee(as: test.system) > 0)
      // Nothing else is said where nothing has changed.
      #expect(try await test.app.foresee(as: test.system) == 0)

      let found = try await test.ask(ShowForesight(), as: "lee")
      let model = try #require(found.models.first)
      #expect(model.number == 1 && model.learnt.tickets >= 320 && model.learnt.unreadable == 0)
      let resolution = try #require(model.learnt.objectives.first { $0.name == "resolution" })
      #expect(
        resolution.silence == nil && resolution.learnt.clocks >= 250 && resolution.learnt.missed > 90,
        "\(resolution.learnt)")
      let trial = try #require(model.learnt.trial)
      #expect(trial.asked.skill ?? 0 > 0.2 && trial.tenths.reduce(0) { $0 + $1.moments } == trial.asked.moments)
      #expect(found.likeliest.first?.number == print && found.likeliest.first?.clock.name == "resolution")
      let said = try #require(found.likeliest.first?.clock)
      #expect((said.probability ?? 0) > 0.6 && said.similar >= 60 && said.missed > said.similar / 2)
      let other = try #require(found.likeliest.first { $0.number == mail && $0.clock.name == "resolution" }?.clock)
      #expect((other.probability ?? 1) < 0.4)

      let queue = try await test.ask(ListTickets(TicketFilter(), order: .foreseen), as: "kim")
      #expect(queue.items.first?.ticket.number == print)
      let list = try await desk.get("/queue?sort=foreseen", as: "kim").html
      #expect(list.contains("May miss") && list.contains("similar clocks"))
      let page = try await desk.get("/tickets/\(print)", as: "kim").html
      #expect(page.contains("likely to miss: of") && page.contains("missed of past clocks with the same category"))
      let shown = try await desk.get("/foresight", as: "mo").html
      #expect(shown.contains("Said and seen") && shown.contains("Brier score") && shown.contains(print))
      #expect(shown.contains("Learn again now"))
      #expect(try await desk.get("/foresight", as: "kim").status == 403)

      // Requesters learn nothing of it, of their own tickets neither.
      let own = try await test.ask(ListTickets(TicketFilter()), as: "rita")
      #expect(!own.items.isEmpty && own.items.allSatisfy { $0.foreseen.isEmpty })
      #expect(try await test.ask(ShowTicket(TicketKey(print)), as: "rita").foreseen.isEmpty)

      try await test.run(ResolveTicket(TicketKey(print), text: "Done"), as: "kim")
      #expect(
        try await test.ask(ListTickets(TicketFilter(), order: .foreseen), as: "kim").items.first?.ticket.number == mail)
      #expect(try await test.app.foresee(as: test.system) > 0)
      #expect(try await test.ask(ShowForesight(), as: "lee").likeliest.allSatisfy { $0.number != print })
    }
  }

  @Test("with too little history it says so and stays silent", arguments: TestEngine.available)
  func silent(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      try await Self.live(test, hours: 40)
      let number = try await Self.open(test, "Printer again", "print")
      #expect(try await test.app.foresee(as: test.system) > 0)
      let found = try await test.ask(ShowForesight(), as: "mo")
      #expect(found.models.count == 1 && found.models.allSatisfy { $0.learnt.trial == nil })
      #expect(found.likeliest.isEmpty && found.said == 0 && found.silent > 0)
      let said = try await test.ask(ShowTicket(TicketKey(number)), as: "kim").foreseen
      #expect(!said.isEmpty && said.allSatisfy { $0.chance == nil })
      #expect(said.allSatisfy { $0.because.first?.contains("are needed") == true }, "\(said)")
    }
  }

  @Test("learnt anew after a day and when asked for; one bad ticket is passed over", arguments: TestEngine.available)
  func again(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      try await Self.live(test, hours: 24)
      func models() async throws -> [KeptModel] { try await test.ask(ShowForesight(), as: "mo").models }
      _ = try await test.app.foresee(as: test.system)
      test.clock.advance(by: .hours(2))
      _ = try await test.app.foresee(as: test.system)
      #expect(try await models().map(\.number) == [1])
      await #expect(throws: MainstayError.forbidden(permission: "foresight.learn")) {
        try await test.run(LearnAgain(), as: "lee")
      }
      try await test.run(LearnAgain(), as: "mo")
      #expect(try await test.ask(ShowForesight(), as: "mo").wishedAt != nil)
      try await test.database.write { tx in
        _ = try tx.execute(
          """
          UPDATE journal_entry SET payload = '{' WHERE kind = 'ticket.opened'
            AND stream = (SELECT MIN(stream) FROM journal_entry WHERE kind = 'ticket.opened')
          """)
      }
      _ = try await test.app.foresee(as: test.system)
      let second = try await models()
      #expect(second.map(\.number) == [2, 1] && second[0].learnt.unreadable == 1)
      #expect(second[0].learnt.tickets == second[1].learnt.tickets - 1)
      #expect(try await test.ask(ShowForesight(), as: "mo").wishedAt == nil)
      test.clock.advance(by: .hours(25))
      _ = try await test.app.foresee(as: test.system)
      #expect(try await models().map(\.number) == [3, 2, 1])
      try await test.database.write { _ = try $0.execute("UPDATE foresight_model SET way = 0 WHERE number = 3") }
      _ = try await test.app.foresee(as: test.system)
      #expect(try await models().map(\.number) == [4, 3, 2, 1])
    }
  }

  @Test("a confidential ticket teaches nothing, and what is foreseen of it is for those who see it")
  func confidential() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      try await Self.live(test)
      _ = try await test.app.foresee(as: test.system)
      let before = try #require(try await test.ask(ShowForesight(), as: "mo").models.first).learnt.tickets
      try await test.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      try await test.run(SaveRole("hr-desk", label: "HR", permissions: ["tickets.read-class:hr"]), as: "system")
      try await test.run(GiveGrant("hr-desk", to: .person("lee"), in: .everything), as: "system")
      let lee = try await test.holding("lee")
      let made = try await test.app.run(
        OpenTicket(
          title: "Payslip", requester: "rita", attributes: ["priority": "P1", "category": "complaint"], team: "desk"),
        as: lee)
      try await test.run(LearnAgain(), as: "mo")
      _ = try await test.app.foresee(as: test.system)
      #expect(try await test.app.ask(ShowForesight(), as: lee).likeliest.contains { $0.number == made.number })
      let mo = try await test.app.ask(ShowForesight(), as: test.holding("mo"))
      #expect(mo.models[0].learnt.tickets == before && mo.likeliest.allSatisfy { $0.number != made.number })
      #expect(!(try await desk.get("/foresight", as: "mo").html.contains("Payslip")))
      #expect(!(try await desk.get("/queue?sort=foreseen", as: "kim").html.contains("Payslip")))
    }
  }
}
