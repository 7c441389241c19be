import Core
import Foundation
import HTTPSupport
import Journal
import JournalUseCases
import Kernel
import MainstayCLI
import MessagesUseCases
import OperationsUseCases
import PeopleUseCases
import Storage
import StorageSQLite
import TestDatabases
import Testing
import TicketsUseCases
@testable import MainstayServer

@Suite("mainstay verify, from the command line", .timeLimit(.minutes(10)))
struct VerifyCommandTests {
  /// A database with one sealed ticket.
  private func database(in folder: String) async throws -> (path: String, configuration: Configuration) {
    let path = folder + "/desk.sqlite"
    let configuration = Configuration(database: .sqlite(path: path))
    let product = try await Product.open(configuration)
    let system = Principal.system("test")
    _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: system)
    _ = try await product.app.run(
      AddPerson(PersonDraft(name: "rita", displayName: "Rita Roy", role: .requester)), as: system)
    _ = try await product.app.run(OpenTicket(title: "Printer", requester: "rita"), as: system)
    _ = try await product.app.run(SealJournal(), as: system)
    await product.close()
    return (path, configuration)
  }

  private func tamper(_ configuration: Configuration, _ statement: String) async throws {
    let product = try await Product.open(configuration)
    try await product.database.write { try $0.execute(statement) }
    await product.close()
  }

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("a clean database is done, a tampered one is not")
  func database() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      #expect(await run("verify", "--database", path) == .done)
      #expect(await run("verify", "--json", "--database", path) == .done)
      try await tamper(configuration, "UPDATE ticket SET team = NULL")
      #expect(await run("verify", "--database", path) == .checkFailed)
      #expect(await run("verify", "--json", "--database", path) == .checkFailed)
    }
  }

  @Test("an exported journal is verified without its database, and a changed file is not clean")
  func offline() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      let file = folder + "/journal.jsonl"
      #expect(await run("verify", "--database", path, "--export", file) == .done)
      let keyPath = try #require(configuration.sealKeyPath)
      let key = hexadecimal(try #require(try SealKeyFile.read(keyPath)).publicKey)
      #expect(await run("verify", "--offline", file) == .done)
      #expect(await run("verify", "--offline", file, "--key", key, "--json") == .done)
      let other = hexadecimal(try #require(SealKey(secret: [UInt8](repeating: 9, count: 32))).publicKey)
      #expect(await run("verify", "--offline", file, "--key", other) == .checkFailed)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacing("system:test", with: "system:best").write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await run("verify", "--offline", file) == .checkFailed)
    }
  }

  @Test("what is no database of this version is said to be none, and stays as it is")
  func noDatabase() async throws {
    try await withTemporaryFolder { folder in
      let (empty, foreign, bare) = (folder + "/empty", folder + "/foreign", folder + "/bare.sqlite")
      try Data().write(to: URL(fileURLWithPath: empty))
      try Data("no database at all, only words".utf8).write(to: URL(fileURLWithPath: foreign))
      let database = try SQLiteDatabase.open(path: bare)
      try await database.write { try $0.execute("CREATE TABLE other (id INTEGER)") }
      await database.close()
      for path in [empty, foreign, bare, folder, folder + "/none"] {
        #expect(await run("verify", "--database", path) == .badInput, "\(path)")
        #expect(await run("verify", "--export", folder + "/out", "--database", path) == .badInput, "\(path)")
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: empty)).isEmpty)
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
      let old = try SQLiteDatabase.open(path: folder + "/old.sqlite")
      try await Migrator(Array(Wings.features.migrations.dropLast())).migrate(old)
      await old.close()
      #expect(await run("verify", "--database", folder + "/old.sqlite") == .environmentFailed)
      let steps = try await Product.schemaStatus(of: Configuration(database: .sqlite(path: folder + "/old.sqlite")))
      #expect(steps.last?.isApplied == false)
    }
  }

  @Test("an empty desk is not clean: there is nothing to verify, in a database and in a file")
  func nothing() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/empty.sqlite"
      #expect(await run("migrate", "--database", path) == .done)
      #expect(await run("verify", "--database", path) == .checkFailed)
      #expect(await run("verify", "--json", "--database", path) == .checkFailed)
      #expect(await run("verify", "--export", folder + "/journal", "--database", path) == .done)
      #expect(await run("verify", "--offline", folder + "/journal") == .checkFailed)
    }
  }

  @Test("tables that were changed by hand are found")
  func changedTables() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      try await tamper(configuration, "ALTER TABLE ticket ADD COLUMN own TEXT")
      #expect(await run("verify", "--database", path) == .checkFailed)
      try await tamper(configuration, "ALTER TABLE ticket DROP COLUMN own")
      #expect(await run("verify", "--database", path) == .done)
      try await tamper(configuration, "DROP INDEX journal_entry_recorded")
      #expect(await run("verify", "--database", path) == .checkFailed)
    }
  }

  @Test("a file of another program stays as it is, its kind of log too")
  func foreignFile() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/other.sqlite"
      let made = try SQLiteDatabase.open(path: path)
      try await made.write { try $0.execute("CREATE TABLE other (id INTEGER)") }
      await made.close()
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      // Without a write-ahead log: bytes 18 and 19 of the header (https://www.sqlite.org/fileformat.html, section 1.3).
      (bytes[18], bytes[19]) = (1, 1)
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(await run("verify", "--database", path) == .badInput)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }
  }

  @Test("another secrets key is not exchanged for a third one unless the right one is said to be lost")
  func otherSecretsKey() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      let file = path + ".secrets-key"
      let right = try String(contentsOfFile: file, encoding: .utf8)
      func put(_ text: String) throws {
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      }
      let wrong = String(repeating: "ab", count: 32) + "\n"
      try put(wrong)
      #expect(await run("secrets-key", "rotate", "--database", path) == .badInput)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == wrong, "nothing was exchanged")
      try FileManager.default.removeItem(atPath: file)
      #expect(await run("secrets-key", "rotate", "--database", path) == .badInput)
      #expect(!FileManager.default.fileExists(atPath: file))
      let served = try await Product.open(configuration)
      #expect(await served.secretsFault() != nil)
      await served.close()
      #expect(!FileManager.default.fileExists(atPath: file), "none is made where another one has sealed")
      try put(wrong)
      let other = try await Product.open(configuration)
      #expect(await other.secretsFault()?.contains("is not the one") == true)
      let checks = await other.health.lookNow()
      #expect(checks.contains { $0.name == "secrets key" && $0.isGood && $0.isLate })
      await other.close()
      try put(wrong + right)
      #expect(await run("secrets-key", "rotate", "--database", path) == .done)
      #expect(await run("verify", "--database", path) == .done)
      try put(wrong)
      #expect(await run("secrets-key", "rotate", "--old-key-lost", "--database", path) == .checkFailed)
    }
  }

  @Test("verify does not make a changed secret look like ours, and a server that starts does not either")
  func secrets() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      let product = try await Product.open(configuration)
      let admin = Principal.system("test")
      _ = try await product.app.run(AddHook(label: "pager", url: "https://example.org/in"), as: admin)
      try await product.database.write { try $0.execute("UPDATE webhook SET secret = 'whsec_YXR0YWNrZXI='") }
      await product.close()
      #expect(await run("verify", "--database", path) == .checkFailed)
      #expect(await run("verify", "--database", path) == .checkFailed)
      #expect(await run("seal-key", "list", "--database", path) == .done)
      #expect(await run("verify", "--database", path) == .checkFailed)
      let served = try await Product.open(configuration)
      let failures = try await served.app.ask(EngineHealth(), as: .system("engine")).failures
      #expect(failures.map(\.name) == ["pager"])
      await served.close()
      #expect(await run("verify", "--database", path) == .checkFailed)
    }
  }

  @Test("a desk that was rolled back behind its node is found, until that is accepted")
  func rolledBack() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      let product = try await Product.open(configuration)
      try await product.database.write { transaction in
        for statement in [
          "DELETE FROM journal_checkpoint", "DELETE FROM journal_leaf", "UPDATE journal_stream SET sealed = 0",
        ] { try transaction.execute(statement) }
      }
      await product.close()
      let mode = try FileManager.default.attributesOfItem(atPath: path + ".seal-key.last")[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600)
      #expect(await run("verify", "--database", path) == .checkFailed)
      // It serves and seals nothing.
      let served = try await Product.open(configuration)
      await #expect(throws: MainstayError.self) { try await served.app.run(SealJournal(), as: .system("test")) }
      #expect(await run("seal-key", "adopt", "--reason", "restored", "--database", path) == .done)
      #expect(!FileManager.default.fileExists(atPath: path + ".seal-key.last"))
      _ = try await served.app.run(SealJournal(), as: .system("test"))
      await served.close()
      #expect(FileManager.default.fileExists(atPath: path + ".seal-key.last"))
      #expect(await run("verify", "--database", path) == .done)
    }
  }

  @Test("what cannot be verified is bad input")
  func badInput() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/garbage"
      try Data([0, 1, 2, 255]).write(to: URL(fileURLWithPath: file))
      #expect(await run("verify", "--offline", file) == .badInput)
      #expect(await run("verify", "--offline", folder + "/none") == .badInput)
      #expect(await run("verify", "--offline", folder) != .done)
      #expect(await run("verify", "--database", folder + "/none.sqlite") == .badInput)
      #expect(await run("verify", "--key", "abc") == .badInput)
      #expect(await run("verify", "--anchor", "1") == .badInput)
      #expect(await run("verify", "--offline", file, "--export", file) == .badInput)
    }
  }

  @Test("a restored copy without its key is verified, and another key beside it is not trusted")
  func keys() async throws {
    try await withTemporaryFolder { folder in
      let (path, configuration) = try await database(in: folder)
      let keyPath = try #require(configuration.sealKeyPath)
      let secret = try String(contentsOfFile: keyPath, encoding: .utf8)
      func put(_ text: String, mode: Int = 0o600) throws {
        try text.write(toFile: keyPath, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: keyPath)
      }
      try FileManager.default.removeItem(atPath: keyPath)
      #expect(await run("verify", "--database", path) == .done)
      #expect(await run("verify", "--database", path, "--export", folder + "/none/journal") == .environmentFailed)
      #expect(!FileManager.default.fileExists(atPath: keyPath))
      _ = try SealKeyFile.readOrMake(keyPath, ids: SystemIDSource())
      #expect(await run("verify", "--database", path) == .checkFailed)
      try put(secret)
      #expect(await run("verify", "--database", path) == .done)
      try put("no key")
      #expect(await run("verify", "--database", path) == .environmentFailed)
      for mode in [0o640, 0o604, 0o622] {
        try put(secret, mode: mode)
        #expect(await run("verify", "--database", path) == .environmentFailed)
      }
    }
  }

  @Test("all who start at once get the same key, which nobody else can read")
  func keyFile() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/seal-key"
      let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<8 {
          group.addTask { try SealKeyFile.readOrMake(path, ids: SystemIDSource()).publicKey }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(keys).count == 1)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["seal-key"])
      #expect(throws: MainstayError.self) {
        try SealKeyFile.readOrMake(folder + "/none/seal-key", ids: SystemIDSource())
      }
    }
  }
}
