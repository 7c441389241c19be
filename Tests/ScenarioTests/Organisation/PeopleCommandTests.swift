import Foundation
import Kernel
import MainstayCLI
import Testing

@Suite("People and the organisation at a terminal", .timeLimit(.minutes(10)))
struct PeopleCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("files are tried, brought in, and end with 1 where a row is refused")
  func files() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("people-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = folder.appendingPathComponent("desk.sqlite").path
    func file(_ name: String, _ text: String) throws -> String {
      let path = folder.appendingPathComponent(name).path
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    let teams = try file("teams.csv", "key,name,line\nnetwork,Network,second\n")
    let people = try file("people.csv", "name,display name,teams\nvera,Vera Klein,network\n")
    let mixed = try file("mixed.csv", "name,display name,teams\nvera,Vera Klein,network\nodd,,nowhere\n")
    #expect(await run("migrate", "--database", database) == .done)
    #expect(await run("structure", "import", "team", teams, "--dry-run", "--database", database) == .done)
    #expect(await run("structure", "show", "team", "network", "--database", database) == .badInput)
    #expect(await run("structure", "import", "team", teams, "--database", database) == .done)
    #expect(await run("structure", "show", "team", "network", "--database", database) == .done)
    #expect(await run("people", "import", people, "--database", database) == .done)
    #expect(await run("people", "import", mixed, "--database", database, "--json") == .checkFailed)
    #expect(await run("people", "import", folder.path, "--database", database) == .badInput)
    #expect(await run("structure", "set", "skill", "network", "--name", "Networking", "--database", database) == .done)
    #expect(
      await run("structure", "set", "skill", "network", "--field", "colour=red", "--database", database) == .badInput)
    #expect(await run("people", "profile", "vera", "--skills", "network:3", "--database", database) == .done)
    #expect(await run("people", "profile", "vera", "--skills", "network:9", "--database", database) == .badInput)
    #expect(await run("people", "certificates", "--database", database) == .done)
    #expect(await run("verify", "--database", database) == .done)
  }
}
