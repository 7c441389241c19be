import AgreementsUseCases
import Core
import Foundation
import Kernel
import MainstayCLI
import MainstayServer
import TestApp
import TestDatabases
import Testing

@Suite("mainstay statement, from the command line", .timeLimit(.minutes(10)))
struct StatementCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus {
    await MainstayCommand.runToEnd(["statement"] + arguments)
  }

  /// A database with an agreement.
  private func database(in folder: String) async throws -> String {
    let path = folder + "/desk.sqlite"
    let product = try await Product.open(Configuration(database: .sqlite(path: path)))
    _ = try await product.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
    await product.close()
    return path
  }

  @Test("a month is issued, listed, shown, fetched as every file, and nothing is there to correct")
  func life() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      #expect(await run("list", "--database", path) == .done)
      #expect(await run("issue", "standard", "2026-10", "--database", path) == .done)
      #expect(await run("ahead", "standard", "2026-10", "--database", path) == .done)
      #expect(await run("issue", "standard", "2026-10", "--database", path) == .badInput)
      #expect(await run("issue", "standard", "2026-09", "--json", "--database", path) == .done)
      #expect(await run("list", "--agreement", "standard", "--json", "--database", path) == .done)
      #expect(await run("show", "STM-1", "--database", path) == .done)
      #expect(await run("show", "STM-1", "--json", "--database", path) == .done)
      #expect(await run("correct", "STM-1", "--reason", "So.", "--database", path) == .badInput)
      let starts = ["pdf": "%PDF-", "xlsx": "PK", "html": "<!DOCTYPE html>", "json": "{\"digest\":"]
      for (ending, start) in starts {
        let file = "\(folder)/made.\(ending)"
        // Twice: its own kind may be written over.
        for _ in 0..<2 { #expect(await run("fetch", "STM-1", file, "--database", path) == .done) }
        #expect(FileManager.default.contents(atPath: file)?.starts(with: start.utf8) == true)
      }
      let files = ["\(folder)/a.pdf", "\(folder)/a.xlsx", "\(folder)/a.html"]
      #expect(
        await run(
          "show", "STM-2", "--pdf", files[0], "--xlsx", files[1], "--html", files[2], "--database", path) == .done)
      #expect(files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
      let journal = folder + "/journal.jsonl"
      #expect(await MainstayCommand.runToEnd(["verify", "--export", journal, "--database", path]) == .done)
      #expect(await MainstayCommand.runToEnd(["verify", "\(folder)/made.json", "--journal", journal]) == .done)
    }
  }

  @Test("what is wrong is refused by its name, and other files are left alone")
  func refusals() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      for words in [
        ["issue", "standard", "soon"], ["issue", "gold", "2026-10"], ["issue", "standard", "9998-01"],
        ["show", "STM-1"],
        ["show", "DSP-1"], ["correct", "STM-1", "--reason", ""], ["correct", "STM-1"],
        ["fetch", "STM-1", "\(folder)/a.odt"],
        ["fetch", "STM-1", folder], ["ahead", "gold", "2026-10"],
      ] {
        #expect(await MainstayCommand.runToEnd(["statement"] + words + ["--database", path]) == .badInput, "\(words)")
      }
      #expect(await run("issue", "standard", "2026-10", "--database", path) == .done)
      let other = folder + "/letter.pdf"
      try Data("Dear Sir".utf8).write(to: URL(fileURLWithPath: other))
      #expect(await run("fetch", "STM-1", other, "--database", path) == .badInput)
      #expect(await run("show", "STM-1", "--pdf", other, "--database", path) == .badInput)
      #expect(FileManager.default.contents(atPath: other) == Data("Dear Sir".utf8))
    }
  }
}
