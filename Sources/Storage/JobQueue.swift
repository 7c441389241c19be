import Dispatch
import Kernel
import Synchronization

/// One body that waits for a connection.
package struct Job: Sendable {
  package enum Kind: Sendable { case read, write }

  package let kind: Kind
  /// Runs the body; what to call once its transaction has ended well.
  package let run: @Sendable (any Transaction) throws -> @Sendable () -> Void
  package let fail: @Sendable (any Error) -> Void
  /// When the caller stops waiting for a connection.
  package let deadline: ContinuousClock.Instant
}

/// The bodies that wait for the threads of one kind of connection: first come, first served, bounded
/// in number and in waiting time.
package final class JobQueue: Sendable {
  private struct State {
    var jobs: [Job] = []
    var head = 0
    var sleeping = 0
    var isClosed = false
    var expiryIsSet = false

    var isEmpty: Bool { head == jobs.count }

    mutating func pop() -> Job? {
      guard !isEmpty else { return nil }
      let job = jobs[head]
      head += 1
      if isEmpty {
        jobs.removeAll(keepingCapacity: true)
        head = 0
      } else if head >= 256, head * 2 > jobs.count {
        jobs.removeFirst(head)
        head = 0
      }
      return job
    }
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  /// The most bodies that may wait.
  private let limit: Int
  private let waitSeconds: Int

  package init(limit: Int, waitSeconds: Int) {
    (self.limit, self.waitSeconds) = (limit, waitSeconds)
  }

  /// Waits its turn, runs `body` on one of the threads and returns its value.
  package func submit<T: Sendable>(
    _ kind: Job.Kind, _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    try Task.checkCancellation()
    let deadline = ContinuousClock.now.advanced(by: .seconds(waitSeconds))
    return try await withCheckedThrowingContinuation { continuation in
      let job = Job(
        kind: kind,
        run: { transaction in
          let value = try body(transaction)
          return { continuation.resume(returning: value) }
        },
        fail: { continuation.resume(throwing: $0) },
        deadline: deadline)
      if let refusal = push(job) { continuation.resume(throwing: refusal) }
    }
  }

  /// Wakes a thread with a body that does nothing, marked as a reader's.
  package func nudge() {
    _ = push(Job(kind: .read, run: { _ in {} }, fail: { _ in }, deadline: .now.advanced(by: .seconds(waitSeconds))))
  }

  private func push(_ job: Job) -> MainstayError? {
    enum Outcome { case queued(wakes: Bool, setsExpiry: Bool), refused(MainstayError) }
    let outcome = state.withLock { state -> Outcome in
      if state.isClosed { return .refused(.databaseClosed) }
      if state.jobs.count - state.head >= limit {
        return .refused(.unavailable(reason: "more than \(limit) requests wait for the database"))
      }
      state.jobs.append(job)
      let wakes = state.sleeping > 0
      if wakes { state.sleeping -= 1 }
      let setsExpiry = !state.expiryIsSet
      state.expiryIsSet = true
      return .queued(wakes: wakes, setsExpiry: setsExpiry)
    }
    switch outcome {
    case .refused(let error): return error
    case .queued(let wakes, let setsExpiry):
      if wakes { wake.signal() }
      if setsExpiry { expire(at: job.deadline) }
      return nil
    }
  }

  /// How many bodies wait.
  package var waiting: Int { state.withLock { $0.jobs.count - $0.head } }

  /// The next body, when one waits.
  package func poll() -> Job? { state.withLock { $0.pop() } }

  /// The next body, after waiting for one; nil once the queue is closed and empty.
  package func next() -> Job? {
    while true {
      let (job, isOver) = state.withLock { state -> (Job?, Bool) in
        if let job = state.pop() { return (job, false) }
        if state.isClosed { return (nil, true) }
        state.sleeping += 1
        return (nil, false)
      }
      if job != nil || isOver { return job }
      wake.wait()
    }
  }

  /// Takes no more bodies; those that wait are still served.
  package func close() {
    let sleeping = state.withLock { state in
      state.isClosed = true
      defer { state.sleeping = 0 }
      return state.sleeping
    }
    for _ in 0..<sleeping { wake.signal() }
  }

  package var isClosed: Bool { state.withLock { $0.isClosed } }

  private func expire(at deadline: ContinuousClock.Instant) {
    let wait = ContinuousClock.now.duration(to: deadline).components
    let nanoseconds = Int(wait.seconds) * 1_000_000_000 + Int(wait.attoseconds / 1_000_000_000)
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(max(0, nanoseconds))) { [weak self] in
      self?.expire()
    }
  }

  private func expire() {
    let now = ContinuousClock.now
    let (late, next) = state.withLock { state -> ([Job], ContinuousClock.Instant?) in
      var late: [Job] = []
      while !state.isEmpty, state.jobs[state.head].deadline <= now, let job = state.pop() { late.append(job) }
      state.expiryIsSet = !state.isEmpty
      return (late, state.isEmpty ? nil : state.jobs[state.head].deadline)
    }
    for job in late {
      job.fail(MainstayError.unavailable(reason: "no database connection was free within \(waitSeconds) s"))
    }
    if let next { expire(at: next) }
  }
}

extension MainstayError {
  package static let databaseClosed = MainstayError.unavailable(reason: "the database is closed")
}
