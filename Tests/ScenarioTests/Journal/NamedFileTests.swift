import Core
import Foundation
import JournalUseCases
import Kernel
import MainstayCLI
import MainstayServer
import PeopleUseCases
import TestDatabases
import Testing

@Suite("Files that an operator names for output", .timeLimit(.minutes(10)))
struct NamedFileTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  private func write(_ path: String, as command: String, _ database: String) async -> CommandStatus {
    command == "backup"
      ? await run("backup", path, "--database", database)
      : await run("verify", "--export", path, "--database", database)
  }

  @Test("the database, its keys and what is not ours are left alone", arguments: ["backup", "export"])
  func leftAlone(_ command: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: .system("test"))
      _ = try await product.app.run(SealJournal(), as: .system("test"))
      let (link, hard, notes) = (folder + "/link", folder + "/hard", folder + "/notes.txt")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      try FileManager.default.linkItem(atPath: path, toPath: hard)
      try "what somebody wrote".write(toFile: notes, atomically: true, encoding: .utf8)
      let kept = ["", "-wal", "-shm", ".seal-key", ".seal-key.last", ".secrets-key"].map { path + $0 } + [notes]
      let before = kept.map { FileManager.default.contents(atPath: $0) }
      #expect(!before.contains(nil))
      for target in kept + [path + "-journal", path + ".seal-key.next", link, hard, folder + "/./desk.sqlite", folder] {
        #expect(await write(target, as: command, path) == .badInput, "\(target)")
      }
      #expect(kept.map { FileManager.default.contents(atPath: $0) } == before)
      #expect(!FileManager.default.fileExists(atPath: path + "-journal"))
      // A draft beside the file is made under a name of its own, which may be the database's.
      try FileManager.default.linkItem(atPath: path, toPath: folder + "/other.partial")
      #expect(await write(folder + "/other", as: command, path) == .badInput)
      await product.close()
    }
  }

  @Test("an earlier file of the same kind is replaced, one of another kind is not")
  func replaced() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: .system("test"))
      await product.close()
      let (backup, journal) = (folder + "/b", folder + "/j")
      for _ in 1...2 {
        #expect(await write(backup, as: "backup", path) == .done)
        #expect(await write(journal, as: "export", path) == .done)
      }
      #expect(await write(journal, as: "backup", path) == .badInput)
      #expect(await write(backup, as: "export", path) == .badInput)
      #expect(await run("verify", "--offline", journal) == .done)
      #expect(await run("restore", backup, "--database", folder + "/new.sqlite") == .done)
      try Data().write(to: URL(fileURLWithPath: folder + "/reserved"))
      #expect(await write(folder + "/reserved", as: "backup", path) == .done)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".partial") }
      #expect(left == [])
    }
  }
}
