import Core
import HTTPSupport
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
@testable import MainstayServer

@Suite("A node is ready where a change of people's would succeed", .timeLimit(.minutes(10)))
struct DiskSpaceTests {
  private func product(on database: any Database, floor: Int64) async throws -> Product {
    var configuration = Configuration(database: .sqlite(path: "unused"))
    configuration.diskFloor = floor
    return try await Product(configuration, on: database, seams: .init(seal: TestApp.seal))
  }

  @Test("with less room than must be it is not ready, although small writes still succeed, and says how much there is")
  func shortage() async throws {
    try await withDatabase(on: .sqlite) { database in
      let checks = try await product(on: database, floor: .max).health.lookNow()
      #expect(checks.map(\.isGood) == [false])
      #expect(checks[0].detail.contains("MB are free") && checks[0].detail.contains("MAINSTAY_DISK_FLOOR"))
      #expect(try await product(on: database, floor: 1).health.lookNow().allSatisfy(\.isGood))
    }
    #expect(Product.shortage(of: 10 << 20, floor: 64 << 20)?.contains("only 10 MB are free") == true)
    #expect(Product.shortage(of: 64 << 20, floor: 64 << 20) == nil)
    #expect(Product.shortage(of: nil, floor: 64 << 20) == nil, "of a server's disk nothing is known here")
  }

  @Test(
    "it writes as much as a ticket takes to see that it can, and leaves none of it", arguments: TestEngine.available)
  func proof(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database in
      let product = try await product(on: database, floor: 1)
      func sizes() async throws -> [Int] {
        try await database.read { try $0.query("SELECT length(proof) FROM node_proof") { try $0.int(0) } }
      }
      #expect(await product.health.lookNow().allSatisfy(\.isGood))
      #expect(try await sizes() == [Node.proofBytes])
      try await product.app.run(LeaveNode(product.node.name), as: .system("engine"))
      #expect(try await sizes() == [])
    }
  }

  @Test("such a write is made at first, now and then, and each time while it does not succeed")
  func times() {
    let times = ProofTimes()
    #expect(times.isDue)
    times.ended(well: false)
    #expect(times.isDue)
    var due = 0
    for _ in 1...60 {
      if times.isDue { due += 1 }
      times.ended(well: true)
    }
    #expect(due == 2)
  }

  @Test("the floor is a number of megabytes within its bounds", arguments: ["0", "1000001", "much"])
  func bounds(_ text: String) throws {
    #expect(throws: MainstayError.field("MAINSTAY_DISK_FLOOR", "is a number of megabytes from 1 to 1000000")) {
      try Configuration(values: ["MAINSTAY_DISK_FLOOR": text])
    }
    #expect(try Configuration(values: ["MAINSTAY_DISK_FLOOR": "200"]).diskFloor == 200 << 20)
  }
}
