import AgreementFiles
import AgreementsUseCases
import Foundation
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import SystemZones
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay lint, from the command line", .timeLimit(.minutes(10)))
struct LintCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  private func path(_ file: String) -> String { Self.root.appending(path: file).path }

  @Test("files that hold agreements have nothing that is hardly meant", arguments: ["desk", "servicenow-agreement"])
  func examples(_ name: String) throws {
    let file = path("Examples/\(name).yaml")
    let drafts = AgreementDrafts(
      try AgreementFile(
        [AgreementFile.Source(bytes: Array(try Data(contentsOf: URL(filePath: file))))], zones: SystemZones()))
    func kinds(at text: String, closesAfter: Duration? = nil) throws -> [AgreementFinding] {
      DefinitionLint(
        try drafts.linted(by: SystemCalendars()), closesAfter: closesAfter, now: try Instant(parsing: text)
      ).report().findings
    }
    for year in [2016, 2026, 2099] { #expect(try kinds(at: "\(year)-11-30T12:00:00Z").isEmpty) }
    // The log's desk closes by itself after five days: P1 and P2 count every hour, P3 and P4 have more hours than that.
    let closed = try kinds(at: "2026-11-30T12:00:00Z", closesAfter: .days(5))
    #expect(closed.map(\.kind) == (name == "desk" ? [] : [.closesTooLate, .closesTooLate]))
    #expect(closed.allSatisfy { $0.objective == "urgent resolution" })
  }

  @Test("ends with 1 where something has to be mended, with 2 where it cannot be read")
  func statuses() async throws {
    let desk = path("Examples/desk.yaml")
    #expect(await run("lint", desk) == .done)
    #expect(await run("lint", desk, "--json", "--at", "2026-11-30T12:00:00Z") == .done)
    let log = path("Examples/servicenow-agreement.yaml")
    #expect(await run("lint", log) == .done)
    #expect(await run("lint", log, "--closes-after", "P5D") == .checkFailed)
    #expect(await run("lint", log, "--closes-after", "P5000D") == .badInput)
    #expect(await run("lint", desk, "--database", "x.sqlite") == .badInput)
    #expect(await run("lint", desk, "--from", "2026-01-01") == .badInput)
    #expect(await run("lint", path("Examples/waiting.yaml")) == .badInput)
    try await withTemporaryFolder { folder in
      let database = folder + "/desk.sqlite"
      #expect(await run("lint", "--database", database) == .badInput, "there is none")
      #expect(await run("apply", "--plan", desk, "--database", database) == .done)
      #expect(await run("apply", desk, "--database", database) == .done)
      #expect(await run("lint", "--database", database, "--json") == .done)
      let text = try String(contentsOfFile: desk, encoding: .utf8)
      let faulty = folder + "/faulty.yaml"
      try Data(text.replacing("priority: P1", with: "priority: P9").utf8).write(to: URL(filePath: faulty))
      #expect(await run("apply", faulty, "--database", database) == .done)
      #expect(await run("lint", "--database", database) == .checkFailed, "no ticket has the priority P9")
      #expect(await run("lint", "--database", database, "--at", "2026-11-30T12:00:00Z") == .badInput)
    }
  }
}
