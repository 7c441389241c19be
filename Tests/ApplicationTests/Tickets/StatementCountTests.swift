import AgreementsUseCases
import Kernel
import PeopleUseCases
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// Each statement is a round trip on PostgreSQL: a list that runs one for each of its rows is slow in the end.
@Suite("What is shown takes as many statements whatever the rows", .timeLimit(.minutes(10)))
struct StatementCountTests {
  /// What is read; answers how many rows there were.
  struct Reading: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var read: @Sendable (TestApp, Desk) async throws -> Int

    init(_ what: String, _ read: @escaping @Sendable (TestApp, Desk) async throws -> Int) {
      (testDescription, self.read) = (what, read)
    }
  }

  /// Tickets, the first of which is linked with all others.
  struct Desk: Sendable {
    var tickets: [TicketChange]
    var keys: [TicketKey] { tickets.map { TicketKey($0.number) } }
  }

  private static let readings = [
    Reading("a list of tickets") { test, _ in
      try await test.ask(ListTickets(TicketFilter()), as: "lee").items.count
    },
    Reading("a list of one's own tickets") { test, _ in
      try await test.ask(ListTickets(TicketFilter()), as: "rita").items.count
    },
    Reading("the queue") { test, _ in
      let list = ListTickets(TicketFilter(), withNames: true)
      return try await test.ask(ShowQueue(views: [TicketFilter()], list: list), as: "lee").page?.items.count ?? 0
    },
    Reading("a ticket with its links") { test, desk in
      try await test.ask(ShowTicket(desk.keys[0]), as: "lee").links.count
    },
    Reading("a ticket with its links, for its requester") { test, desk in
      try await test.ask(ShowTicket(desk.keys[0]), as: "rita").links.count
    },
    Reading("a ticket's page") { test, desk in
      try await test.ask(ShowTicketOverview(ShowTicket(desk.keys[0])), as: "lee").detail.links.count
    },
    Reading("tickets that were ticked") { test, desk in
      try await test.ask(ListNamedTickets(desk.keys), as: "lee").tickets.count
    },
    Reading("what stands behind a number") { test, _ in
      try await test.ask(ListComplianceTickets(.running), as: "mo").items.count
    },
    Reading("the register of exclusions") { test, _ in
      try await test.app.exclusions(as: test.person("mo")).items.count
    },
  ]

  private func desk(of size: Int, _ test: TestApp) async throws -> Desk {
    try await test.applyAgreement()
    var tickets: [TicketChange] = []
    for number in 1...size {
      tickets.append(try await test.run(OpenTicket(title: "Printer \(number)", requester: "rita"), as: "kim"))
    }
    let keys = tickets.map { TicketKey($0.number) }
    for other in keys.dropFirst() { try await test.run(LinkTicket(keys[0], to: other, as: .relatesTo), as: "kim") }
    test.clock.advance(by: .hours(1))
    for key in keys {
      let exclusion = TicketEvent.Exclusion(
        from: TestApp.start, to: TestApp.start + .minutes(10), reason: "Power cut", evidence: nil)
      try await test.run(ExcludeTime(key, exclusion), as: "mo")
    }
    return Desk(tickets: tickets)
  }

  @Test("as many for two tickets as for six", arguments: readings)
  func statements(_ reading: Reading) async throws {
    let (few, many) = (try await statements(reading, of: 2), try await statements(reading, of: 6))
    #expect(few == many)
  }

  private func statements(_ reading: Reading, of size: Int) async throws -> [String] {
    try await withTestApp(on: .sqlite) { test in
      let desk = try await desk(of: size, test)
      // What the product keeps in memory is read once.
      let shown = try await reading.read(test, desk)
      #expect(shown >= size - 1)
      return try await test.statements { _ = try await reading.read(test, desk) }
    }
  }
}
