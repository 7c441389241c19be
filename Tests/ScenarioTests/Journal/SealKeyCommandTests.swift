import Core
import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayCLI
import MainstayServer
import PeopleUseCases
import Storage
import TestDatabases
import Testing

@Suite("mainstay seal-key, and where the key lies", .timeLimit(.minutes(10)))
struct SealKeyCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  private func mode(_ path: String) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test("a key is rotated beside a server that runs, and what was sealed before stays good")
  func rotate() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      let system = Principal.system("test")
      _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: system)
      _ = try await product.app.run(SealJournal(), as: system)
      let old = try #require(try SealKeyFile.read(path + ".seal-key")).publicKey
      #expect(await run("seal-key", "rotate", "--database", path) == .done)
      let new = try #require(try SealKeyFile.read(path + ".seal-key")).publicKey
      #expect(old != new)
      #expect(try mode(path + ".seal-key") == 0o600)
      #expect(!FileManager.default.fileExists(atPath: path + ".seal-key.next"))
      // The server takes the new key by itself.
      _ = try await product.app.run(AddTeam(key: "network", name: "Network"), as: system)
      _ = try await product.app.run(SealJournal(), as: system)
      let last = try await product.app.ask(SealStatus(), as: system).last
      #expect(last?.publicKey == new)
      await product.close()
      #expect(await run("verify", "--database", path) == .done)
      #expect(await run("seal-key", "list", "--database", path) == .done)
      #expect(await run("seal-key", "list", "--json", "--database", path) == .done)
      #expect(await run("verify", "--database", path, "--trust", hexadecimal(new)) == .done)
      #expect(await run("verify", "--database", path, "--key", String(repeating: "0", count: 64)) == .badInput)
      let other = hexadecimal(try #require(SealKey(secret: [UInt8](repeating: 9, count: 32))).publicKey)
      #expect(await run("verify", "--database", path, "--key", other) == .checkFailed)
      #expect(await run("seal-key", "retire", hexadecimal(new), "--database", path) == .badInput)
      #expect(await run("seal-key", "retire", "abc", "--database", path) == .badInput)
      let file = folder + "/journal.jsonl"
      #expect(await run("verify", "--database", path, "--export", file) == .done)
      #expect(await run("verify", "--offline", file) == .done)
      // Whoever knows the old key from elsewhere trusts what it vouched for.
      #expect(await run("verify", "--offline", file, "--key", hexadecimal(old)) == .done)
    }
  }

  @Test("a restored copy goes on with a key that is adopted, and says so elsewhere")
  func adopt() async throws {
    try await withTemporaryFolder { folder in
      let (path, copy) = (folder + "/desk.sqlite", folder + "/copy.sqlite")
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: .system("test"))
      _ = try await product.app.run(SealJournal(), as: .system("test"))
      await product.close()
      #expect(await run("backup", folder + "/b.backup", "--database", path) == .done)
      #expect(await run("restore", folder + "/b.backup", "--database", copy) == .done)
      #expect(await run("verify", "--database", copy) == .done)
      let restored = try await Product.open(Configuration(database: .sqlite(path: copy)))
      await #expect(throws: MainstayError.self) { try await restored.app.run(SealJournal(), as: .system("test")) }
      #expect(!FileManager.default.fileExists(atPath: copy + ".seal-key"))
      #expect(await run("verify", "--database", copy) == .done)
      #expect(
        await run("seal-key", "adopt", "--all-keys-lost", "--reason", "the machine burned", "--database", copy) == .done
      )
      _ = try await restored.app.run(SealJournal(), as: .system("test"))
      await restored.close()
      #expect(await run("verify", "--database", copy) == .done)
      try FileManager.default.removeItem(atPath: copy + ".seal-key")
      #expect(await run("verify", "--database", copy) == .checkFailed)
    }
  }

  @Test("a key that everybody has seals nothing, and is rotated away")
  func published() async throws {
    let key = try #require(SealKey.published.first)
    #expect(key.count == 32)
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      await #expect(throws: MainstayError.self) {
        try await product.app.run(AddSealKey(key, node: "x"), as: .system("test"))
      }
      await product.close()
    }
  }

  @Test("on PostgreSQL the key's path is asked for, and it is absolute everywhere")
  func paths() async throws {
    let postgres = Configuration(database: .postgres(url: "postgresql://nobody@127.0.0.1:1/none"))
    let error = await #expect(throws: MainstayError.self) { try await Product.open(postgres) }
    guard case .invalid(let faults) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(faults.map(\.path) == ["MAINSTAY_SEAL_KEY"])
    #expect(throws: MainstayError.self) { try Configuration(values: ["MAINSTAY_SEAL_KEY": "mainstay.seal-key"]) }
    let set = try Configuration(values: ["MAINSTAY_SEAL_KEY": "/var/lib/key"])
    #expect(set.sealKeyPath == "/var/lib/key")
    let beside = try #require(Configuration(database: .sqlite(path: "desk.sqlite")).sealKeyPath)
    #expect(beside.hasPrefix("/") && beside.hasSuffix("/desk.sqlite.seal-key"))
    #expect(postgres.sealKeyPath == nil)
  }

  @Test("a key that others can read is refused with what mends it", arguments: [0o644, 0o640, 0o602])
  func rights(mode: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mainstay-seal-\(mode)-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/seal-key"
    _ = try SealKeyFile.readOrMake(path, ids: SystemIDSource())
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let error = #expect(throws: MainstayError.self) { try SealKeyFile.read(path) }
    guard case .unavailable(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("chmod 600 '\(path)'"))
  }
}
