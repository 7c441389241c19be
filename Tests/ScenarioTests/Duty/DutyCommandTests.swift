import Core
import Duty
import DutyUseCases
import Foundation
import Kernel
import MainstayCLI
import MainstayServer
import PeopleUseCases
import TestDatabases
import Testing

@Suite("mainstay duty, from the command line", .timeLimit(.minutes(10)))
struct DutyCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("says who is on duty, and ends with 1 where there are gaps")
  func gaps() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duty-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/desk.sqlite"
    let product = try await Product.open(Configuration(database: .sqlite(path: path)))
    let system = Principal.system("test")
    _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: system)
    let kim = PersonDraft(
      name: "kim", displayName: "Kim", email: "kim@example.org", role: .lead, teams: ["desk"])
    let lead = try await product.app.run(AddPerson(kim), as: system).principal
    let draft = RosterDraft(
      name: "First line", timeZone: "UTC",
      layers: [.init(name: "Weeks", people: ["kim"], handover: "00:00", start: "2025-01-06")])
    _ = try await product.app.run(MakeRoster(team: "desk", draft), as: lead)
    await product.close()
    #expect(await run("duty", "now", "--database", path) == .done)
    #expect(await run("duty", "at", "2026-03-03T02:30:00+01:00", "--zone", "Europe/Paris", "--database", path) == .done)
    #expect(await run("duty", "gaps", "--json", "--database", path) == .done)
    #expect(await run("duty", "at", "yesterday", "--database", path) == .badInput)
    #expect(await run("duty", "now", "--team", "none", "--database", path) == .badInput)
    #expect(await run("duty", "gaps", "--days", "0", "--database", path) == .badInput)
    let again = try await Product.open(Configuration(database: .sqlite(path: path)))
    var gone = kim
    gone.isActive = false
    _ = try await again.app.run(ChangePerson(gone), as: system)
    await again.close()
    #expect(await run("duty", "gaps", "--database", path) == .checkFailed)
  }
}
