import Core
import Foundation
import Kernel
import MainstayCLI
import MainstayServer
import PeopleUseCases
import ReachUseCases
import TestDatabases
import Testing

@Suite("mainstay reach, from the command line", .timeLimit(.minutes(10)))
struct ReachCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("lists who can be reached, tells what somebody was told, and says what is wrong with what is asked")
  func reach() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reach-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/desk.sqlite"
    let product = try await Product.open(Configuration(database: .sqlite(path: path)))
    let system = Principal.system("test")
    for (name, role) in [("kim", Role.agent), ("ron", .requester)] {
      _ = try await product.app.run(AddPerson(PersonDraft(name: name, displayName: name, role: role)), as: system)
    }
    _ = try await product.app.run(
      AddPerson(PersonDraft(name: "ada", displayName: "Ada", role: .admin)), as: system)
    #expect(try await product.app.ask(ListReachable(), as: system).items.map(\.name) == ["ada", "kim"])
    // Who works by a grant is asked for too, whatever the role at home.
    _ = try await product.app.run(GiveGrant("agent", to: .person("ron"), in: .everything), as: system)
    #expect(try await product.app.ask(ListReachable(), as: system).items.map(\.name) == ["ada", "kim", "ron"])
    #expect(
      try await product.app.ask(ListReachable(withoutWay: true, limit: 2), as: system).next == "kim", "a page at a time"
    )
    await product.close()
    #expect(await run("reach", "--database", path) == .done)
    #expect(await run("reach", "list", "--without-way", "--json", "--database", path) == .done)
    #expect(await run("reach", "told", "kim", "--database", path) == .done)
    #expect(await run("reach", "told", "kim", "--limit", "1", "--json", "--database", path) == .done)
    #expect(await run("reach", "told", "nobody", "--database", path) == .badInput)
    #expect(await run("reach", "test-mail", "kim@example.org", "--database", path) != .done, "no mail server is set")
  }
}
