import Core
import JournalUseCases
import Kernel
import MainstayServer
import OperationsUseCases
import Storage
import TestDatabases
import Testing

@Suite("A restored database", .timeLimit(.minutes(10)))
struct RestoredLeasesTests {
  @Test("holds no lease of a node that ran on the one that was backed up")
  func leases() async throws {
    try await withTemporaryFolder { folder in
      let backup = folder + "/desk.backup"
      let old = Configuration(database: .sqlite(path: folder + "/old.sqlite"))
      let product = try await Product.open(old)
      let (engine, now) = (Principal.system("engine"), product.app.clock.now())
      let dead = Node(name: "alpha:1", startedAt: now, runsEngine: true)
      let work = WorkReport(
        id: RecordID("run"), kind: .verification, name: "journal", startedBy: "lee", startedAt: now, progress: 3)
      _ = try await product.app.run(SeeNode(dead, work: [work]), as: engine)
      func take(_ node: String, _ app: App) async throws -> Int64? {
        let lease = try await app.run(TakeLease(module: "sealing", node: node, length: .hours(1)), as: engine)
        return lease?.fence
      }
      #expect(try await take("alpha:1", product.app) == 1)
      #expect(try await take("beta:2", product.app) == nil)
      _ = try await Product.backUp(old, to: backup, at: now) { _ in }
      await product.close()

      let new = Configuration(database: .sqlite(path: folder + "/new.sqlite"))
      _ = try await Product.restore(backup, to: new) { _ in }
      let restored = try await Product.open(new)
      #expect(try await take("beta:2", restored.app) == 2, "the dead node's work would be refused")
      let listed = try await restored.app.ask(ListWork(), as: engine)
      #expect(listed.map(\.report.outcome) == ["Its server is gone."])
      await restored.close()
    }
  }

  @Test("keeps nobody signed in")
  func sessions() async throws {
    try await withTemporaryFolder { folder in
      let backup = folder + "/desk.backup"
      let old = Configuration(database: .sqlite(path: folder + "/old.sqlite"))
      let product = try await Product.open(old)
      try await product.database.write { tx in
        try tx.execute(
          """
          INSERT INTO person (id, name, display_name, role, active, created_at, version)
          VALUES ('p', 'lee', 'Lee', 'admin', TRUE, 1, 1)
          """)
        try tx.execute(
          """
          INSERT INTO session (digest, id, person, csrf, created_at, used_at, proved_at, expires_at, address, device)
          VALUES ('d', 's', 'p', 'c', 1, 1, 1, 9000000000000, '', '')
          """)
      }
      _ = try await Product.backUp(old, to: backup, at: product.app.clock.now()) { _ in }
      await product.close()

      let new = Configuration(database: .sqlite(path: folder + "/new.sqlite"))
      _ = try await Product.restore(backup, to: new) { _ in }
      let restored = try await Product.open(new)
      let left = try await restored.database.read { try $0.first("SELECT COUNT(*) FROM session", []) { try $0.int(0) } }
      #expect(left == 0)
      await restored.close()
    }
  }
}
