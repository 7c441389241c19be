import Core
import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayCLI
import MainstayServer
import PeopleUseCases
import Storage
import StorageSQLite
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("mainstay erase, from the command line", .timeLimit(.minutes(10)))
struct EraseCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  private static let words = ["rita", "Rita Roy", "rita.roy@example.org", "My payslip", "I am in hospital"]

  /// A database with two administrators, and Rita with a ticket, sealed.
  private func database(in folder: String) async throws -> String {
    let path = folder + "/desk.sqlite"
    let product = try await Product.open(Configuration(database: .sqlite(path: path)))
    let system = Principal.system("test")
    _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: system)
    for draft in [
      PersonDraft(name: "rita", displayName: "Rita Roy", email: "rita.roy@example.org", role: .requester),
      PersonDraft(name: "kim", displayName: "Kim", role: .agent),
      PersonDraft(name: "ada", displayName: "Ada", role: .admin),
    ] { _ = try await product.app.run(AddPerson(draft), as: system) }
    let rita = try await product.app.ask(ShowPerson("rita"), as: system).principal
    let kim = try await product.app.ask(ShowPerson("kim"), as: system).principal
    let ticket = try await product.app.run(
      OpenTicket(title: "My payslip", description: "I am in hospital"), as: rita)
    _ = try await product.app.run(AnswerTicket(TicketKey(ticket.id), body: "I am in hospital, really"), as: rita)
    _ = try await product.app.run(ResolveTicket(TicketKey(ticket.id), text: "Sent."), as: kim)
    _ = try await product.app.run(ReopenTicket(TicketKey(ticket.id), reason: "My payslip is wrong"), as: rita)
    _ = try await product.app.run(SealJournal(), as: system)
    await product.close()
    return path
  }

  /// Words that stand anywhere in the files of the database.
  private func found(_ words: [String], beside path: String) throws -> [String] {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let name = URL(filePath: path).lastPathComponent
    let bytes = try files.filter { $0.lastPathComponent.hasPrefix(name) }.map { try Data(contentsOf: $0) }
    return words.filter { word in bytes.contains { $0.range(of: Data(word.utf8)) != nil } }
  }

  @Test("says what it would do and does nothing; then, confirmed, leaves no trace in the files and a clean journal")
  func erase() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      #expect(await run("erase", "rita", "--database", path) == .done)
      #expect(await run("erase", "rita", "--json", "--texts", "about", "--database", path) == .done)
      #expect(try found(EraseCommandTests.words, beside: path).count == EraseCommandTests.words.count)
      #expect(await run("erase", "nobody", "--database", path) == .badInput)
      #expect(await run("erase", "ada", "--database", path) == .checkFailed, "the last administrator")
      #expect(await run("erase", "rita", "--confirm", "rita", "--database", path) == .badInput, "no reason")
      #expect(
        await run("erase", "rita", "--confirm", "Rita", "--reason", "asked", "--database", path) == .badInput)
      #expect(
        await run("erase", "rita", "--confirm", "rita", "--reason", "Rita Roy asked", "--database", path) == .badInput)
      #expect(try found(["My payslip"], beside: path) == ["My payslip"])

      #expect(await run("erase", "rita", "--confirm", "rita", "--reason", "asked", "--database", path) == .done)
      #expect(try found(EraseCommandTests.words, beside: path) == [])
      #expect(await run("verify", "--database", path) == .done)
      #expect(await run("erase", "--list", "--database", path) == .done)
      #expect(await run("erase", "rita", "--database", path) == .badInput, "nobody is called so any more")

      let file = folder + "/journal.jsonl"
      #expect(await run("verify", "--database", path, "--export", file) == .done)
      #expect(await run("verify", "--offline", file) == .done)
      let exported = try Data(contentsOf: URL(filePath: file))
      #expect(EraseCommandTests.words.allSatisfy { exported.range(of: Data($0.utf8)) == nil })
      #expect(exported.range(of: Data("person.erased".utf8)) != nil)
    }
  }

  @Test("after the restore of an older backup, a list that was kept erases again whom it names")
  func again() async throws {
    try await withTemporaryFolder { folder in
      let (path, restored) = (try await database(in: folder), folder + "/restored.sqlite")
      let (backup, list) = (folder + "/before.backup", folder + "/erased.json")
      #expect(await run("backup", backup, "--database", path) == .done)
      #expect(await run("erase", "rita", "--confirm", "rita", "--reason", "asked", "--database", path) == .done)
      let product = try await Product.openUnchanged(Configuration(database: .sqlite(path: path)))
      let gone = try await product.app.ask(ListErased(), as: .system("test")).people
      await product.close()
      let one = try #require(gone.first)
      #expect(gone.count == 1 && one.texts == .written && one.reason == "asked")
      // One who is not there is passed over.
      let kept: JSON = [
        ["id": .string(one.id.text), "name": "x", "erasedAt": "2026-01-01T00:00:00Z", "texts": "written"],
        ["id": "none", "name": "y", "erasedAt": "2026-01-01T00:00:00Z"],
      ]
      try Data(kept.canonical.utf8).write(to: URL(filePath: list))

      #expect(await run("restore", backup, "--database", restored) == .done)
      let words = try found(EraseCommandTests.words, beside: restored)
      #expect(words == EraseCommandTests.words)
      #expect(await run("erase", "--again", backup, "--database", restored) == .badInput, "that is no list")
      #expect(await run("erase", "rita", "--again", list, "--database", restored) == .badInput)
      #expect(await run("erase", "--again", list, "--database", restored) == .done)
      #expect(try found(EraseCommandTests.words, beside: restored) == [])
      #expect(await run("verify", "--database", restored) == .environmentFailed, "names stay closed without their key")
      try? FileManager.default.removeItem(atPath: restored + ".secrets-key")
      try FileManager.default.copyItem(atPath: path + ".secrets-key", toPath: restored + ".secrets-key")
      #expect(await run("verify", "--database", restored) == .done)
      #expect(await run("erase", "--again", list, "--database", restored) == .done, "nothing is left to do")
    }
  }

  @Test("a file exported before the erasure stays good, and so does the chain that it shares")
  func exportedBefore() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      let file = folder + "/before.jsonl"
      #expect(await run("verify", "--database", path, "--export", file) == .done)
      #expect(await run("erase", "rita", "--confirm", "rita", "--reason", "asked", "--database", path) == .done)
      #expect(await run("verify", "--offline", file) == .done)
      let before = try Data(contentsOf: URL(filePath: file))
      #expect(EraseCommandTests.words.allSatisfy { before.range(of: Data($0.utf8)) == nil }, "it held no name then")
    }
  }
}
