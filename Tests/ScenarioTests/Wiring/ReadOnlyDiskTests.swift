import Core
import Foundation
import JournalUseCases
import Kernel
import MainstayCLI
import MainstayServer
import TestDatabases
import Testing

/// A small disk in memory, for which its user must be allowed to mount one.
private struct Disk {
  let folder: String

  static func mount(_ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static func with(_ body: (Disk) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      guard mount("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder) else { return }
      defer { _ = mount("umount", "-l", folder) }
      try await body(Disk(folder: folder))
    }
  }

  func protect() -> Bool { Disk.mount("mount", "-o", "remount,ro", folder) }
}

@Suite("A database on a disk that is mounted read-only", .timeLimit(.minutes(10)), .enabled(if: geteuid() == 0))
struct ReadOnlyDiskTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("after a clean stop it is verified, exported and backed up there; a server and a change are refused in words")
  func clean() async throws {
    try await Disk.with { disk in
      let path = disk.folder + "/desk.sqlite"
      let configuration = Configuration(database: .sqlite(path: path))
      let product = try await Product.open(configuration)
      _ = try await product.app.run(SealJournal(), as: .system("test"))
      await product.close()
      guard disk.protect() else { return }
      try await withTemporaryFolder { folder in
        #expect(await run("verify", "--database", path) == .done)
        #expect(await run("verify", "--database", path, "--export", folder + "/journal") == .done)
        #expect(await run("backup", folder + "/desk.backup", "--database", path) == .done)
        #expect(await run("migrate", "--status", "--database", path) == .done)
        #expect(await run("words", "list", "--database", path) == .done)
        #expect(await run("words", "add", "category", "roof", "--database", path) == .environmentFailed)
      }
      let looked = try await Product.openUnchanged(configuration)
      #expect(looked.remark?.contains("mounted read-only") == true)
      await looked.close()
      let error = await #expect(throws: MainstayError.self) { try await Product.open(configuration) }
      guard case .unavailable(let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains("mounted read-only") && reason.contains("mainstay verify"))
    }
  }

  @Test("with a log beside it that holds changes it is not read as if there were none")
  func logLeft() async throws {
    try await Disk.with { disk in
      let path = disk.folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      await product.close()
      try Data("changes".utf8).write(to: URL(fileURLWithPath: path + "-wal"))
      guard disk.protect() else { return }
      #expect(await run("verify", "--database", path) == .environmentFailed)
    }
  }
}
