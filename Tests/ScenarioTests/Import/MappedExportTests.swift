import AgreementFiles
import Core
import Foundation
import ImportUseCases
import JournalUseCases
import Kernel
import MainstayServer
import ServiceNowLog
import SystemZones
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import MainstayCLI

/// What a tool of another make exported, a row a ticket.
private struct Export {
  static let header = "Ticket#,Title,State,Priority,Group,Customer,Created at,Updated at,Close at,Close escalation at"
  var rows: [String]

  var text: String { ([Export.header] + rows).joined(separator: "\n") + "\n" }

  func read(into app: TestApp, dryRun: Bool = false, again: Bool = false) async throws -> ImportReport {
    let upload = try await Product.readHistories(
      HistoryFile(Array(text.utf8), name: "tickets.csv", zone: "UTC", mapping: .shipped("zammad")))
    return try await app.app.importHistories(
      upload.identity, from: try upload.open(), as: app.person("mo"), dryRun: dryRun, again: again)
  }
}

private let lampNew =
  "57001,Lamp flickers,new,2 normal,Desk,kai,2025-03-04 09:00:00,2025-03-04 09:00:00,,2025-03-05 09:00:00"
private let lampClosed =
  "57001,Lamp flickers,closed,2 normal,Desk,kai,2025-03-04 09:00:00,2025-03-05 11:00:00,2025-03-05 10:30:00,2025-03-05 09:00:00"
private let doorWaits =
  "57002,Door is stuck,pending reminder,1 low,Desk,kai,2025-03-05 09:00:00,2025-03-05 10:00:00,,"
private let odd = "57003,Odd one,parked,1 low,Desk,kai,2025-03-05 09:00:00,2025-03-05 10:00:00,,"

@Suite("Promise: history comes in from any tool's export", .timeLimit(.minutes(10)))
struct MappedExportTests {
  @Test(
    "once, with its evidence; later exports add what is newer, and a mended file what was held back",
    arguments: TestEngine.available)
  func adds(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      try await app.applyAgreement()
      let monday = Export(rows: [lampNew, odd])
      let plan = try await monday.read(into: app, dryRun: true)
      #expect(plan.samples.map(\.number) == ["57001"] && plan.samples.first?.clocks.isEmpty == false)
      let clock = plan.json["samples"]?.arrayValue?.first?["clocks"]?.arrayValue?.first
      #expect(clock?["name"] != nil && clock?["due"]?.stringValue?.hasPrefix("2025-03-") == true, "\(plan.json)")
      let told = try await monday.read(into: app)
      #expect(told.json["samples"] == [])
      #expect(plan.tally == told.tally)
      #expect(told.tally.tickets == 1 && told.tally.held == 1)
      #expect(told.faults.map(\.line) == [3] && told.faults.first?.reason.contains("parked") == true)
      let ticket = try await app.ask(ShowTicket(TicketKey("57001")), as: "lee")
      #expect(ticket.ticket.attributes["recordedDue"] == "2025-03-05T09:00:00Z" && ticket.row.priority == "P3")
      #expect(ticket.ticket.attributes["source"] == "zammad")
      #expect(try await monday.read(into: app).wasFinished)

      let tuesday = try await Export(
        rows: [lampClosed, doorWaits, odd.replacing("parked", with: "open")]
      ).read(into: app)
      #expect(tuesday.tally.tickets == 2 && tuesday.tally.updated == 1, "\(tuesday.faults)")
      #expect(tuesday.tally.faults == 0)
      let closed = try await app.ask(ShowTicket(TicketKey("57001")), as: "lee")
      #expect(closed.row.closedAt?.rfc3339 == "2025-03-05T10:30:00Z")
      let door = try await app.ask(ShowTicket(TicketKey("57002")), as: "lee")
      #expect(door.history.map { "\($0.at.rfc3339) \($0.event.kind)" }.last == "2025-03-05T10:00:00Z ticket.held")
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("a log of events that names no opening goes on where a later export begins", arguments: TestEngine.available)
  func eventLog(engine: TestEngine) async throws {
    let mapping = """
      source: events
      rows: update
      columns: {number: case, updated: at, state: activity}
      states: {taken: open, waits: {hold: on-hold}, asked: unsaid, done: resolved}
      """
    let rows = ["taken,09:00", "waits,10:00", "asked,10:30", "taken,11:00", "done,12:00"].map { row in
      let parts = row.split(separator: ",")
      return "E-1,2025-03-04 \(parts[1]),\(parts[0])\n"
    }
    try await withTestApp(on: engine) { app in
      func read(_ rows: ArraySlice<String>) async throws -> ImportReport {
        let text = "case,at,activity\n" + rows.joined()
        let upload = try await Product.readHistories(
          HistoryFile(Array(text.utf8), name: "events.csv", zone: "UTC", mapping: .own(Array(mapping.utf8))))
        return try await app.app.importHistories(upload.identity, from: try upload.open(), as: app.person("mo"))
      }
      #expect(try await read(rows[0..<3]).tally.tickets == 1)
      let later = try await read(rows[2...])
      #expect(later.tally.updated == 1 && later.tally.held == 0, "\(later.faults)")
      let ticket = try await app.ask(ShowTicket(TicketKey("E-1")), as: "lee")
      #expect(ticket.ticket.openedAt.rfc3339 == "2025-03-04T09:00:00Z")
      #expect(
        ticket.history.map { "\($0.at.rfc3339) \($0.event.kind)" } == [
          "2025-03-04T09:00:00Z ticket.opened", "2025-03-04T10:00:00Z ticket.held",
          "2025-03-04T11:00:00Z ticket.resumed",
          "2025-03-04T12:00:00Z ticket.resolved",
        ])
    }
  }

  @Test("from the command line: asked for what is not said, planned without a trace, brought in, by a name or a file")
  func command() async throws {
    try await withTemporaryFolder { folder in
      let (file, own, database) = (folder + "/tickets.csv", folder + "/own.yaml", folder + "/desk.sqlite")
      try Export(rows: [lampNew, doorWaits]).text.write(toFile: file, atomically: true, encoding: .utf8)
      let mapping = try #require(ShippedMappings.text("zammad"))
      try Data(mapping).write(to: URL(fileURLWithPath: own))
      let base = ["import", "csv", file, "--database", database, "--map"]
      func csv(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(base + arguments) }
      #expect(await csv("zammad") == .badInput)
      #expect(await csv("none-such", "--zone", "UTC") == .badInput)
      #expect(!FileManager.default.fileExists(atPath: database))
      #expect(await csv("zammad", "--zone", "UTC", "--plan") == .done)
      #expect(await csv(own, "--zone", "UTC") == .done)
      #expect(await csv("zammad", "--zone", "UTC") == .done)
      try Export(rows: [odd]).text.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await csv("zammad", "--zone", "UTC") == .checkFailed)
    }
  }
}
