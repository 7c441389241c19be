import Foundation
import Kernel
import Synchronization

/// Threads of their own for what people ask to be computed at length, as reading agreement files is, so that it never
/// takes the threads that answer requests. Bounded: a few at once, a few more waiting. Cancelling the request reaches
/// the work, which runs as part of its task.
final class ComputingThreads: TaskExecutor {
  /// Computations at once.
  static let width = 2
  /// Computations at once and waiting; one more is refused.
  static let most = 8

  private let queue: OperationQueue
  private let held = Atomic<Int>(0)

  init() {
    queue = OperationQueue()
    queue.name = "mainstay.computing"
    queue.maxConcurrentOperationCount = ComputingThreads.width
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Runs `body` on these threads.
  /// - Throws: `unavailable` where too many wait.
  func run<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
    guard held.add(1, ordering: .relaxed).newValue <= ComputingThreads.most else {
      held.subtract(1, ordering: .relaxed)
      throw MainstayError.unavailable(
        reason: "\(ComputingThreads.most) other agreement files are being read; try again in a moment.")
    }
    defer { held.subtract(1, ordering: .relaxed) }
    try Task.checkCancellation()
    return try await withTaskExecutorPreference(self) { try await body() }
  }
}
