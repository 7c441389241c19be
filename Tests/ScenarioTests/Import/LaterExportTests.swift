import Core
import ImportUseCases
import JournalUseCases
import Kernel
import ServiceNowLog
import Storage
import SystemZones
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// An export of a tool that people go on working with.
private struct Export {
  static let header =
    "number,incident_state,opened_at,sys_updated_at,priority,resolved_at,closed_at,short_description,assignment_group"

  var rows: [String]
  var zone = "UTC"

  func read(into app: TestApp, dryRun: Bool = false, again: Bool = false) async throws -> ImportReport {
    let text = ([Export.header] + rows).joined(separator: "\n") + "\n"
    let survey = try LogSurvey(bytes: Array(text.utf8), zone: try SystemZones().rules(for: zone))
    let identity = ImportIdentity(
      source: IncidentHistory.source, name: "export.csv", digest: survey.digest, zone: zone, reading: survey.reading)
    return try await app.app.importHistories(
      identity, from: try survey.log(), as: app.person("mo"), dryRun: dryRun, again: again)
  }
}

private let vpnNew = "INC1,New,2025-03-04 09:00,2025-03-04 09:00,3 - Moderate,,,VPN is slow,Network"
private let vpnResolved =
  "INC1,Resolved,2025-03-04 09:00,2025-03-05 11:00,2 - High,2025-03-05 10:30,,VPN is slow,Mail"
private let vpnClosed =
  "INC1,Closed,2025-03-04 09:00,2025-03-07 08:00,2 - High,2025-03-05 10:30,2025-03-07 08:00,VPN is slow,Mail"
private let mailNew = "INC2,New,2025-03-05 09:00,2025-03-05 09:00,3 - Moderate,,,Mail is down,Mail"

@Suite("A later export of the same tool", .timeLimit(.minutes(10)))
struct LaterExportTests {
  private func story(of number: String, in app: TestApp) async throws -> [String] {
    try await app.ask(ShowTicket(TicketKey(number)), as: "lee").history.map { "\($0.at.rfc3339) \($0.event.kind)" }
  }

  @Test(
    "adds what is newer to tickets that are known, each update at its own time, and doubles nothing",
    arguments: TestEngine.available)
  func adds(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      try await app.applyAgreement()
      #expect(try await Export(rows: [vpnNew]).read(into: app).tally.tickets == 1)
      app.clock.advance(by: .hours(1))
      let tuesday = Export(rows: [vpnNew, vpnResolved, mailNew])
      let dry = try await tuesday.read(into: app, dryRun: true)
      let told = try await tuesday.read(into: app)
      #expect(dry.tally == told.tally)
      #expect(told.tally.tickets == 1 && told.tally.updated == 1 && told.tally.added == 3 && told.tally.faults == 0)
      #expect(
        try await story(of: "INC1", in: app).filter { $0.hasSuffix("resolved") || $0.hasSuffix("opened") } == [
          "2025-03-04T09:00:00Z ticket.opened", "2025-03-05T10:30:00Z ticket.resolved",
        ])
      let ticket = try await app.ask(ShowTicket(TicketKey("INC1")), as: "lee")
      #expect(ticket.row.state == .resolved && ticket.row.priority == "P2" && ticket.row.team == "Mail")

      let again = try await tuesday.read(into: app)
      #expect(again.wasFinished)
      // A row alone, as lists are exported, after days without an import.
      let friday = try await Export(rows: [vpnClosed]).read(into: app)
      #expect(friday.tally.updated == 1 && friday.tally.added == 1 && friday.tally.faults == 0)
      let closed = try await app.ask(ShowTicket(TicketKey("INC1")), as: "lee")
      #expect(closed.row.closedAt?.rfc3339 == "2025-03-07T08:00:00Z")
      let whole = try await Export(rows: [vpnNew, vpnResolved, vpnClosed]).read(into: app)
      #expect(whole.tally.known == 1 && whole.tally.updated == 0 && whole.tally.faults == 0, "\(whole.faults)")
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test(
    "lists what contradicts a known ticket by its line and adds nothing of it",
    arguments: [
      (
        ["INC1,New,2025-04-03 09:00,2025-04-03 09:00,3 - Moderate,,,VPN is slow,Network"], 2, "was opened at"
      ),
      (
        [
          "INC1,New,2025-03-04 09:00,2025-03-04 09:00,1 - Critical,,,VPN is slow,Network", vpnResolved,
        ], 2, "priority is P1 and not P3"
      ),
      (
        ["INC1,On Hold,2025-03-04 09:00,2025-03-04 09:00,3 - Moderate,,,VPN is slow,Network", vpnResolved], 2,
        "the state is on-hold and not open"
      ),
      (
        ["INC1,New,2025-03-04 09:00,2025-03-04 09:00,3 - Moderate,,,VPN is slow,Printers"], 2,
        "the group is Printers and not Network"
      ),
    ] as [([String], Int, String)])
  func contradicts(rows: [String], line: Int, reason: String) async throws {
    try await withTestApp(on: .sqlite) { app in
      _ = try await Export(rows: [vpnNew]).read(into: app)
      let before = try await story(of: "INC1", in: app)
      let report = try await Export(rows: rows + [mailNew]).read(into: app)
      #expect(report.tally.tickets == 1 && report.tally.held == 1 && report.tally.updated == 0)
      #expect(report.faults.map(\.line) == [line] && report.faults.first?.number == "INC1")
      #expect(report.faults.first?.reason.contains(reason) == true, "\(report.faults)")
      #expect(try await story(of: "INC1", in: app) == before)
    }
  }

  @Test("adds nothing to a ticket that was changed here since, and says when", arguments: TestEngine.available)
  func changedHere(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      _ = try await Export(rows: [vpnNew, mailNew]).read(into: app)
      _ = try await app.run(HoldTicket(TicketKey("INC1"), reason: "awaiting-requester"), as: "kim")
      let report = try await Export(rows: [vpnNew, vpnResolved]).read(into: app)
      #expect(report.tally.updated == 0 && report.tally.held == 1)
      #expect(report.faults.map(\.number) == ["INC1"])
      #expect(try await app.ask(ShowTicket(TicketKey("INC1")), as: "lee").row.state == .open)
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("what is still to come is held back until it has come", arguments: TestEngine.available)
  func future(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let day = String(app.clock.now().rfc3339.prefix(10))
      let rows = [
        "INC7,New,\(day) 23:00,\(day) 23:00,3 - Moderate,,,Late,Mail",
        "INC8,New,2025-03-04 09:00,\(day) 23:00,3 - Moderate,,,Later,Mail", mailNew,
      ]
      for isDry in [true, false] {
        let report = try await Export(rows: rows).read(into: app, dryRun: isDry)
        #expect(report.tally.tickets == 1 && report.tally.held == 2)
        #expect(report.faults.map(\.number) == ["INC7", "INC8"])
        #expect(report.faults.allSatisfy { $0.reason.contains("which is later than now") })
      }
      app.clock.advance(by: .days(1))
      let report = try await Export(rows: rows.reversed()).read(into: app)
      #expect(report.tally.tickets == 2 && report.tally.known == 1 && report.tally.held == 0, "\(report.faults)")
    }
  }

  @Test("what a finished import held back can be tried again, and that alone", arguments: TestEngine.available)
  func again(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let day = String(app.clock.now().rfc3339.prefix(10))
      let export = Export(rows: [
        "INC7,New,\(day) 23:00,\(day) 23:00,3 - Moderate,,,Late,Mail", mailNew, vpnNew,
        "INC9,New,\(day) 9:99,\(day) 23:00,3 - Moderate,,,Broken,Mail",
      ])
      let first = try await export.read(into: app)
      #expect(first.tally.tickets == 2 && first.tally.held == 2)
      #expect(try await export.read(into: app).wasFinished)
      app.clock.advance(by: .days(1))
      let before = try await story(of: "INC1", in: app)
      let second = try await export.read(into: app, again: true)
      #expect(!second.wasFinished && second.run?.id != first.run?.id)
      #expect(second.tally.tickets == 1 && second.tally.known == 2 && second.tally.held == 1, "\(second.faults)")
      #expect(second.faults.map(\.line) == [5])
      #expect(try await story(of: "INC7", in: app).count > 0)
      #expect(try await story(of: "INC1", in: app) == before)
      // Once nothing is held back any more, there is nothing to try again.
      let whole = Export(rows: [mailNew, vpnNew])
      _ = try await whole.read(into: app)
      #expect(try await whole.read(into: app, again: true).wasFinished)
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("an incident that was held back comes in with the mended file, whole", arguments: TestEngine.available)
  func mended(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let broken = vpnResolved.replacing("2025-03-05 11:00", with: "2025-03-05 11")
      let held = try await Export(rows: [vpnNew, broken, mailNew]).read(into: app)
      #expect(held.tally.tickets == 1 && held.tally.held == 1 && held.faults.map(\.line) == [3])
      await #expect(throws: MainstayError.notFound(kind: "ticket", id: "INC1")) {
        _ = try await app.ask(ShowTicket(TicketKey("INC1")), as: "lee")
      }
      let mended = try await Export(rows: [vpnNew, vpnResolved, mailNew]).read(into: app)
      #expect(mended.tally.tickets == 1 && mended.tally.known == 1 && mended.tally.faults == 0)
      #expect(try await app.ask(ShowTicket(TicketKey("INC1")), as: "lee").row.state == .resolved)
    }
  }

  @Test("tickets of imports that kept no mark take newer updates as well")
  func withoutMark() async throws {
    try await withTestApp(on: .sqlite) { app in
      _ = try await Export(rows: [vpnNew, mailNew]).read(into: app)
      _ = try await app.database.write {
        try $0.execute("UPDATE import_key SET last_at = NULL, last_count = NULL, version = NULL")
      }
      app.clock.advance(by: .hours(1))
      let report = try await Export(rows: [vpnNew, vpnResolved, mailNew]).read(into: app)
      #expect(report.tally.updated == 1 && report.tally.known == 1 && report.tally.faults == 0, "\(report.faults)")
    }
  }

  @Test("the run keeps how its file was read")
  func reading() async throws {
    try await withTestApp(on: .sqlite) { app in
      _ = try await Export(rows: [vpnNew]).read(into: app)
      let run = try #require(try await app.ask(ListImports(), as: "mo").first)
      #expect(run.identity.reading?.encoding == "UTF-8" && run.identity.reading?.delimiter == ",")
      #expect(run.identity.reading?.dates == "year first (2025-03-20)")
    }
  }

  @Test("the database has counted what it plans its queries by", arguments: TestEngine.available)
  func statistics(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      _ = try await Export(rows: [vpnNew, mailNew]).read(into: app)
      let counted = try await app.database.read { tx in
        try tx.first(
          tx.dialect == .sqlite
            ? "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'ticket'"
            : "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('ticket')"
        ) { try $0.int(0) }
      }
      #expect(counted ?? 0 > 0)
    }
  }
}

@Suite("Numbers of other tools beside ours", .timeLimit(.minutes(10)))
struct OutsideNumberTests {
  private func row(_ number: String) -> String {
    "\(number),New,2025-03-04 09:00,2025-03-04 09:00,3 - Moderate,,,About \(number.replacing("-", with: " ")),Network"
  }

  private func open(_ title: String, in app: TestApp) async throws -> String {
    try await app.run(OpenTicket(title: title), as: "kim").number
  }

  @Test("those that look like ours are passed over, as many as there are", arguments: TestEngine.available)
  func passed(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let numbers = (1...1100).map { "INC-\($0)" } + ["INC-1102"]
      let report = try await Export(rows: numbers.map(row)).read(into: app)
      #expect(report.tally.tickets == 1101 && report.tally.faults == 0)
      #expect(try await open("One", in: app) == "INC-1101")
      #expect(try await open("Two", in: app) == "INC-1103")
      #expect(try await app.ask(ShowTicket(TicketKey("INC-1")), as: "lee").text.title == "About INC 1")
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("one that a ticket of ours has is kept beside a number of our own, and found", arguments: TestEngine.available)
  func kept(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      #expect(try await open("Ours", in: app) == "INC-1")
      let report = try await Export(rows: [row("INC-1"), row("52 267")]).read(into: app)
      #expect(report.tally.tickets == 2 && report.tally.faults == 0 && report.tally.renumbered == 1)
      #expect(report.faults.map(\.line) == [2] && report.faults.first?.isNote == true)
      #expect(report.faults.first?.reason.contains("it is INC-2 here") == true, "\(report.faults)")
      let found = try await app.ask(
        ListTickets(try TicketFilter(parsing: "INC-1", by: app.person("lee"), now: app.clock.now())), as: "lee")
      #expect(found.items.map(\.ticket.number).sorted() == ["INC-1", "INC-2"])
      let outside = try await app.ask(ShowTicket(TicketKey("INC-2")), as: "lee")
      #expect(outside.ticket.attributes["outsideNumber"] == "INC-1")
      #expect(try await app.ask(ShowTicket(TicketKey("INC-1")), as: "lee").text.title == "Ours")
      #expect(try await app.ask(ShowTicket(TicketKey("52 267")), as: "lee").row.number == "52 267")
      // The next export is about the imported one, by the number that the tool knows it by.
      let later = try await Export(rows: [
        "INC-1,Resolved,2025-03-04 09:00,2025-03-05 09:00,3 - Moderate,2025-03-05 09:00,,About INC 1,Network"
      ]).read(into: app)
      #expect(later.tally.updated == 1 && later.tally.faults == 0)
      #expect(try await app.ask(ShowTicket(TicketKey("INC-2")), as: "lee").row.state == .resolved)
      #expect(try await app.ask(ShowTicket(TicketKey("INC-1")), as: "lee").row.state == .open)
    }
  }

  @Test("a number of our own is none that the file claims, before or behind it", arguments: TestEngine.available)
  func claimed(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      #expect(try await open("Ours", in: app) == "INC-1")
      let numbers = ["INC-1", "INC-3", "INC-2", "INC-991"]
      let report = try await Export(rows: numbers.map(row)).read(into: app)
      #expect(report.tally.tickets == 4 && report.tally.faults == 0, "\(report.faults)")
      for number in numbers.dropFirst() {
        #expect(try await app.ask(ShowTicket(TicketKey(number)), as: "lee").ticket.attributes["outsideNumber"] == nil)
      }
      let given = try await app.ask(ShowTicket(TicketKey("INC-4")), as: "lee")
      #expect(given.ticket.attributes["outsideNumber"] == "INC-1")
      // A later portion claims what was given meanwhile.
      let later = try await Export(rows: ["INC-4", "INC-5"].map(row)).read(into: app)
      #expect(later.tally.tickets == 2 && later.tally.faults == 0 && later.tally.renumbered == 1, "\(later.faults)")
      #expect(later.faults.map(\.number) == ["INC-4"] && later.faults.first?.reason.contains("INC-6 here") == true)
      let dry = try await Export(rows: ["INC-6"].map(row)).read(into: app, dryRun: true)
      #expect(dry.faults.map(\.isNote) == [true] && dry.tally.renumbered == 1 && dry.tally.faults == 0)
      #expect(
        try await app.ask(ShowTicket(TicketKey("INC-6")), as: "lee").ticket.attributes["outsideNumber"] == "INC-4")
      #expect(try await open("Next", in: app) == "INC-7")
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("a request with an idempotency key gets the next free number as well", arguments: TestEngine.available)
  func once(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      _ = try await Export(rows: [row("INC-1")]).read(into: app)
      let answer = try await app.app.run(
        OpenTicket(title: "Once"), as: app.person("kim"), once: IdempotencyKey(key: "k", digest: "d")
      ) { OnceAnswer(status: 201, body: $0.number) }
      #expect(answer.body == "INC-2" && !answer.repeated)
    }
  }
}
