import Kernel
import Storage

/// Ends a query that may be answered only once something stands in the journal: `App.ask` writes that and asks again. The
/// query looks whether it is there, so that no edge can forget to write it.
package struct WriteFirst: Error {
  package let write: @Sendable (Work) throws -> Void
  package init(_ write: @escaping @Sendable (Work) throws -> Void) { self.write = write }
}

extension App {
  /// Things that one answer may have to be written down for.
  private static let mostWritten = 4

  /// Asks until nothing is left to be written first, each time of the present, which what was written is no later than.
  func writingFirst<T: Sendable>(
    as principal: Principal, _ ask: @Sendable (_ now: Instant) async throws -> T
  ) async throws -> T {
    for _ in 0..<App.mostWritten {
      do {
        return try await ask(clock.now())
      } catch let first as WriteFirst {
        // Whoever may only read may read this too; that it is noted changes nothing for anybody.
        let now = clock.now()
        try await database.write { transaction in
          try first.write(Work(transaction, app: self, principal: principal, now: now))
        }
      }
    }
    throw MainstayError.unavailable(reason: "It could not be noted who reads this, so it is not shown. Try again.")
  }
}
