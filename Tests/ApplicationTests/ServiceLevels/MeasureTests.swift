import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import ServiceLevelsUseCases

@Suite("Measured objectives, counted from what happened", .timeLimit(.minutes(10)))
struct MeasureTests {
  /// What `TestApp.drafts` has, with all four kinds.
  static func drafts(reopened: String = "10%") throws -> AgreementDrafts {
    var drafts = try TestApp.drafts()
    var json = drafts.agreements[0].agreement.json.objectValue ?? [:]
    json["measures"] = [
      ["name": "fulfilled", "measure": "fulfilment-rate", "tickets": "all", "within": "P5D", "target": "90%"],
      [
        "name": "first contact", "measure": "first-contact-resolution", "compliance": "50%",
        "targets": [["when": ["priority": "P1"], "target": "50%"], ["target": "75%"]],
      ],
      ["name": "reopened", "measure": "reopen-rate", "target": .string(reopened)],
      ["name": "backlog", "measure": "backlog", "olderThan": "P3D", "target": 1],
    ]
    drafts.agreements[0].agreement = try Agreement(json: .object(json))
    return drafts
  }

  private static func turn(_ test: TestApp, _ to: String) throws { test.clock.set(try Instant(parsing: to)) }

  private static func open(
    _ test: TestApp, at: String, solved: String?, reopened: String? = nil, attributes: [String: String] = [:]
  ) async throws -> TicketKey {
    try turn(test, at)
    let id = try await test.run(
      OpenTicket(title: "Printer", requester: "rita", attributes: attributes, team: "desk", assignee: "kim"), as: "kim")
    let key = TicketKey(id.id)
    if let solved {
      try turn(test, solved)
      try await test.run(ResolveTicket(key, text: "Done."), as: "kim")
    }
    if let reopened {
      try turn(test, reopened)
      try await test.run(ReopenTicket(key), as: "kim")
    }
    return key
  }

  /// May: four opened, three solved, one of these opened again, one merged away; June: one that is open.
  static func live(_ test: TestApp) async throws {
    try turn(test, "2025-04-20T09:00:00Z")
    try await test.run(ApplyAgreements(drafts()), as: "mo")
    let first = try await open(test, at: "2025-05-05T10:00:00Z", solved: "2025-05-05T12:00:00Z")
    _ = try await open(
      test, at: "2025-05-06T10:00:00Z", solved: "2025-05-07T10:00:00Z", reopened: "2025-05-09T10:00:00Z")
    let third = try await open(test, at: "2025-05-07T10:00:00Z", solved: nil, attributes: ["priority": "P1"])
    try turn(test, "2025-05-08T10:00:00Z")
    try await test.run(AssignTicket(third, assignee: "lee"), as: "kim")
    try await test.run(ResolveTicket(third, text: "Done."), as: "kim")
    let fourth = try await open(test, at: "2025-05-12T10:00:00Z", solved: nil)
    try turn(test, "2025-05-13T10:00:00Z")
    try await test.run(MergeTicket(fourth, into: first), as: "lee")
    _ = try await open(test, at: "2025-06-01T10:00:00Z", solved: nil)
    try turn(test, "2025-06-20T09:00:00Z")
  }

  private static func periods(_ report: MeasureReport) -> [String: MeasuredPeriod] {
    Dictionary(
      report.agreements.flatMap(\.measures).compactMap { line in line.periods.first.map { (line.objective.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  static let may = MeasurePeriod(parsing: "2025-05")

  @Test("a month's figures, on both engines, and each number is as long as the list that it leads to")
  func figures() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await Self.live(test)
        let may = Self.periods(try await test.ask(ShowMeasures(agreement: "standard", period: Self.may), as: "mo"))
        let fulfilled = try #require(may["fulfilled"])
        #expect(fulfilled.count == MeasureCount(numerator: 2, rest: 1, leftOut: 1), "\(engine)")
        #expect(!fulfilled.isProvisional && fulfilled.value == "66.7 %" && fulfilled.verdict.name == "missed")
        let contact = try #require(may["first contact"])
        #expect(contact.count == MeasureCount(numerator: 1, rest: 2), "\(engine)")
        #expect(contact.targets.map { $0.target?.level.text } == ["50%", "75%"])
        #expect(contact.targets.map(\.count.denominator) == [1, 2])
        #expect(contact.targets.map(\.verdict.name) == ["missed", "missed"])
        let reopened = try #require(may["reopened"])
        #expect(reopened.count == MeasureCount(numerator: 1, rest: 2), "\(engine)")
        let backlog = try #require(may["backlog"])
        #expect(backlog.count == MeasureCount(numerator: 1) && backlog.verdict.name == "reached", "\(engine)")
        // What runs is provisional, and says as of when.
        let june = Self.periods(try await test.ask(ShowMeasures(agreement: "standard"), as: "mo"))
        #expect(june["backlog"]?.count == MeasureCount(numerator: 2) && june["backlog"]?.isProvisional == true)
        #expect(june["backlog"]?.verdict.name == "missed" && june["reopened"]?.value == nil)
        for (name, period) in may {
          for (slice, number) in [
            (MeasureSlice.numerator, period.count.numerator), (.rest, period.count.rest),
            (.denominator, period.count.denominator), (.leftOut, period.count.leftOut),
          ] {
            let page = try await test.ask(
              ListMeasuredTickets(slice, of: name, in: "standard", period: Self.may), as: "mo")
            #expect(page.count == number && page.items.count == number, "\(name) \(slice)")
          }
        }
      }
    }
  }

  @Test("a list comes in pages, each thing once")
  func pages() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      var (seen, after) = ([String](), MeasuredTicketPage.Position?.none)
      repeat {
        let page = try await test.ask(
          ListMeasuredTickets(.denominator, of: "reopened", in: "standard", period: Self.may, after: after, limit: 1),
          as: "mo")
        #expect(page.items.count == 1 && page.count == 3)
        seen += page.items.map { "\($0.ticket.number) \($0.placed.item.reason.code)" }
        after = page.next.map { MeasuredTicketPage.Position(members: $0.members) } ?? nil
      } while after != nil
      #expect(seen.count == 3 && Set(seen).count == 3 && seen.contains { $0.hasSuffix("reopened") })
    }
  }

  @Test("a later version changes no past period, and from then on counts by its own targets")
  func versions() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await Self.live(test)
        let before = Self.periods(try await test.ask(ShowMeasures(agreement: "standard", period: Self.may), as: "mo"))
        try await test.run(ApplyAgreements(Self.drafts(reopened: "90%")), as: "mo")
        let after = Self.periods(try await test.ask(ShowMeasures(agreement: "standard", period: Self.may), as: "mo"))
        #expect(after["reopened"]?.targets.map { $0.target?.level.text }.contains("10%") == true)
        #expect(after["reopened"]?.verdict == before["reopened"]?.verdict)
        #expect(after["reopened"]?.versions == [1])
        _ = try await Self.open(test, at: "2025-06-21T10:00:00Z", solved: "2025-06-21T11:00:00Z")
        let june = Self.periods(try await test.ask(ShowMeasures(agreement: "standard"), as: "mo"))
        #expect(june["reopened"]?.versions == [2])
        // One that measures nothing any more keeps what it measured.
        try await test.run(ApplyAgreements(TestApp.drafts()), as: "mo")
        #expect(try await test.ask(ShowMeasures(agreement: "standard"), as: "mo").agreements[0].measures.isEmpty)
        let kept = Self.periods(try await test.ask(ShowMeasures(agreement: "standard", period: Self.may), as: "mo"))
        #expect(kept["reopened"]?.count == before["reopened"]?.count)
      }
    }
  }

  @Test("what happens after the period states it anew, and what was known before can be asked for")
  func asOf() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try Self.turn(test, "2025-04-20T09:00:00Z")
        try await test.run(ApplyAgreements(Self.drafts()), as: "mo")
        let key = try await Self.open(test, at: "2025-05-28T10:00:00Z", solved: "2025-05-28T12:00:00Z")
        try Self.turn(test, "2025-06-01T09:00:00Z")
        func reopened(_ asOf: Instant? = nil) async throws -> MeasuredPeriod? {
          Self.periods(
            try await test.ask(
              ShowMeasures(agreement: "standard", measure: "reopened", period: Self.may, asOf: asOf), as: "mo"))[
              "reopened"]
        }
        let first = try #require(try await reopened())
        #expect(first.count == MeasureCount(rest: 1) && first.isProvisional && first.valueAtEnd == nil)
        let known = test.clock.now()
        try Self.turn(test, "2025-06-03T09:00:00Z")
        try await test.run(ReopenTicket(key), as: "kim")
        let second = try #require(try await reopened())
        #expect(second.count == MeasureCount(numerator: 1) && !second.isProvisional && second.valueAtEnd == "0.0 %")
        #expect(try await reopened(known)?.count == MeasureCount(rest: 1))
        await #expect(throws: MainstayError.self) { _ = try await reopened(test.clock.now() + .days(1)) }
        await #expect(throws: MainstayError.notFound(kind: "measured objective", id: "reopened")) {
          _ = try await reopened(Instant(parsing: "2025-04-01T09:00:00Z"))
        }
      }
    }
  }

  @Test("tickets that a reader does not see are in none of their numbers")
  func seen() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await Self.live(test)
        let lead = try await test.holding("lee")
        let all = try await test.app.ask(ShowMeasures(agreement: "standard", period: Self.may), as: lead)
        #expect(Self.periods(all)["reopened"]?.count.denominator == 3)
        _ = try await test.database.write { tx in
          try tx.execute("UPDATE ticket SET class = 'hr' WHERE id = (SELECT MIN(id) FROM ticket)", [])
        }
        var blind = lead
        blind.clearance.classes = ["hr"]
        let most = Self.periods(
          try await test.app.ask(ShowMeasures(agreement: "standard", period: Self.may), as: blind))
        #expect(most["reopened"]?.count.denominator == 2 && most["first contact"]?.count.denominator == 2)
      }
    }
  }

  @Test("an entry that cannot be read is named, and programs get no figure without it")
  func damaged() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      try await test.database.write { tx in
        _ = try tx.execute(
          "UPDATE journal_entry SET payload = '{' WHERE kind = 'ticket.resolved' AND sequence = "
            + "(SELECT MAX(sequence) FROM journal_entry WHERE kind = 'ticket.resolved')", [])
      }
      let report = try await test.ask(ShowMeasures(agreement: "standard", period: Self.may), as: "mo")
      #expect(!report.unreadable.isEmpty)
      #expect(throws: MainstayError.self) { _ = try report.whole() }
    }
  }

  @Test("what is asked in vain is named")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      func fails(_ query: ShowMeasures, _ error: MainstayError) async {
        await #expect(throws: error) { _ = try await test.ask(query, as: "mo") }
      }
      await fails(ShowMeasures(agreement: "none"), .notFound(kind: "agreement", id: "none"))
      await fails(
        ShowMeasures(agreement: "standard", measure: "none"), .notFound(kind: "measured objective", id: "none"))
      await fails(
        ShowMeasures(agreement: "standard", measure: "backlog", period: MeasurePeriod(parsing: "2025-07")),
        .field("period", "has not begun: 2025-07 lies ahead"))
      await fails(
        ShowMeasures(agreement: "standard", measure: "backlog", period: MeasurePeriod(parsing: "2025-Q1")),
        .field("period", "is a month of backlog, like 2025-06"))
      await fails(ShowMeasures(periods: 0), .field("periods", "is a number from 1 to 24"))
    }
  }

  @Test("periods before are left out, and said to be, rather than count without bound")
  func bound() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await Self.live(test)
      let query = ShowMeasures(
        agreement: "standard", measure: "reopened", period: Self.may, periods: 4, asOf: nil, mostTickets: 4)
      let line = try await test.ask(query, as: "mo").agreements[0].measures[0]
      #expect(line.periods.count == 1 && line.periodsLeftOut == 3)
    }
  }

  @Test("a period reads indexes, never all tickets or all of the journal")
  func plans() async throws {
    try await withTestApp(on: .sqlite) { test in
      func plan(_ sql: String) async throws -> String {
        try await test.database.read { tx in
          try tx.query("EXPLAIN QUERY PLAN " + sql, [.int(1), .int(2), .list(["a"])]) { try $0.text(3) }
            .joined(separator: "; ")
        }
      }
      let opened = try await plan(MeasureStore.opened(from: "ticket", .sqlite))
      #expect(opened.contains("ticket_opened (opened_at>? AND opened_at<?)"), "\(opened)")
      let solved = try await plan(MeasureStore.solved(from: "ticket", .sqlite))
      #expect(solved.contains("journal_entry_solved (at>? AND at<?)"), "\(solved)")
      #expect(!solved.contains("SCAN e") && !solved.contains("SCAN t"), "\(solved)")
      let open = try await plan(MeasureStore.open(from: "ticket", .sqlite))
      #expect(open.contains("ticket_open_opened") || open.contains("ticket_open_"), "\(open)")
      #expect(
        open.contains("ticket_resolved (resolved_at>?") && open.contains("ticket_dropped (state=? AND updated_at>?"),
        "\(open)")
      #expect(!open.contains("SCAN t"), "\(open)")
    }
  }
}
