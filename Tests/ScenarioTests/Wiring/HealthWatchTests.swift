import HTTPSupport
import Storage
import Synchronization
import TestApp
import TestDatabases
import Testing
@testable import MainstayServer

@Suite("Health that is told at once", .timeLimit(.minutes(10)))
struct HealthWatchTests {
  private static let good = [HealthCheck("database", good: true, "answers and takes writes")]

  private func limits(fresh: Duration, known: Duration) -> HealthLimits {
    var limits = HealthLimits()
    (limits.answer, limits.fresh, limits.known) = (.milliseconds(1), fresh, known)
    return limits
  }

  @Test("a database that does not answer holds up nobody who asks")
  func silent() async throws {
    let (gate, opens) = AsyncStream.makeStream(of: Void.self)
    let watch = HealthWatch(limits: limits(fresh: .seconds(60), known: .seconds(60))) {
      for await _ in gate {}
      return Self.good
    }
    for _ in 1...3 {
      let checks = await watch.readiness()
      #expect(checks.map(\.isGood) == [false] && checks[0].detail.hasPrefix("has not answered for"))
    }
    opens.finish()
    #expect(await watch.lookNow().map(\.isGood) == [true])
    #expect(await watch.readiness().map(\.isGood) == [true])
  }

  @Test("what was known counts for a while when the next look takes long, and not for ever")
  func known() async throws {
    for (known, isGood): (Duration, Bool) in [(.seconds(60), true), (.zero, false)] {
      let (gate, opens) = AsyncStream.makeStream(of: Void.self)
      let looks = Looks()
      let watch = HealthWatch(limits: limits(fresh: .zero, known: known)) {
        if looks.next() > 1 { for await _ in gate {} }
        return Self.good
      }
      await watch.lookNow()
      #expect(await watch.readiness().map(\.isGood) == [isGood])
      opens.finish()
      await watch.lookNow()
    }
  }

  @Test("many who ask at once share one look")
  func shared() async throws {
    let looks = Looks()
    let (gate, opens) = AsyncStream.makeStream(of: Void.self)
    let watch = HealthWatch(limits: limits(fresh: .seconds(60), known: .seconds(60))) {
      _ = looks.next()
      for await _ in gate {}
      return Self.good
    }
    await withTaskGroup(of: Void.self) { group in for _ in 1...20 { group.addTask { _ = await watch.readiness() } } }
    opens.finish()
    while await !watch.readiness().allSatisfy(\.isGood) {}
    #expect(looks.next() == 2)
  }

  @Test("a node whose database lacks a table is not ready, and names it", arguments: TestEngine.available)
  func tableGone(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database in
      let product = try await Product(
        Configuration(database: .sqlite(path: "unused")), on: database, seams: .init(seal: TestApp.seal))
      #expect(await product.health.lookNow().allSatisfy(\.isGood))
      try await database.write { try $0.execute("DROP TABLE item_failure") }
      let checks = await product.health.lookNow()
      #expect(checks.map(\.isGood) == [false])
      #expect(checks[0].detail.contains("item_failure") && checks[0].detail.contains("backup"))
    }
  }
}

private final class Looks: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
