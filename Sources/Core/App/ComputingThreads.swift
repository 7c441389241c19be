import Foundation
import Kernel
import Synchronization

/// Threads of their own for what people ask to be computed at length, as reading agreement files is, so that it never
/// takes the threads that answer requests, nor a connection of the database. Bounded: a few at once, a few more
/// waiting. Cancelling the request reaches the work, which runs as part of its task.
public final class ComputingThreads: TaskExecutor {
  /// Computations at once and waiting; one more is refused.
  private let most: Int
  private let refusal: String
  private let queue: OperationQueue
  private let held = Atomic<Int>(0)

  /// - Parameters:
  ///   - width: Computations at once.
  ///   - most: Computations at once and waiting.
  ///   - busy: What others do where one more is refused: "agreement files are being read".
  public init(width: Int = 2, most: Int, busy: String) {
    self.most = most
    refusal = "\(most) other \(busy); try again in a moment."
    queue = OperationQueue()
    queue.name = "mainstay.computing"
    queue.maxConcurrentOperationCount = width
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Runs `body` on these threads.
  /// - Throws: `unavailable` where too many wait.
  public func run<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
    guard held.add(1, ordering: .relaxed).newValue <= most else {
      held.subtract(1, ordering: .relaxed)
      throw MainstayError.unavailable(reason: refusal)
    }
    defer { held.subtract(1, ordering: .relaxed) }
    try Task.checkCancellation()
    return try await withTaskExecutorPreference(self) {
      // Whoever has ended meanwhile is not computed for.
      try Task.checkCancellation()
      return try await body()
    }
  }
}
