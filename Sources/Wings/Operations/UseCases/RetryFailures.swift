import Core
import Kernel

/// Has what fails tried again at once: one item, those of one module, or all.
public struct RetryFailures: Command {
  public var module: String?
  public var item: String?
  public init(module: String? = nil, item: String? = nil) { (self.module, self.item) = (module, item) }

  /// How many are tried again.
  ///
  /// - Throws: `notFound` where the item that was named does not fail (any more).
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.retryWork)
    let count = try FailureStore.retry(module: module, item: item, at: work.now, in: work.transaction)
    if let item, count == 0 { throw MainstayError.notFound(kind: "failure", id: item) }
    guard count > 0 else { return 0 }
    try work.record(
      [
        Happening(
          kind: "work.retried", at: work.now,
          payload: .members(["module": .text(module), "item": .text(item), "count": .integer(Int64(count))]))
      ], on: Work.engineStream)
    try work.announce(Work.engineStream)
    return count
  }
}
