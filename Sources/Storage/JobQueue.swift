import Dispatch
import Kernel
import Synchronization

/// One body that waits for a connection.
package struct Job: Sendable {
  package enum Kind: Sendable {
    case read, write
    /// A single statement that reads, which needs no snapshot that holds still for others.
    case glance

    package var isRead: Bool { self != .write }
  }
  /// For whom a body reads.
  package enum Asker: Sendable {
    /// Someone who asks from outside.
    case request
    /// The product itself: its engine goes on whatever people ask for.
    case product

    /// Whoever asks in this task.
    @TaskLocal package static var current = Asker.product
  }

  package let kind: Kind
  package let asker: Asker
  /// Runs the body; what to call once its transaction has ended well.
  package let run: @Sendable (any Transaction) throws -> @Sendable () -> Void
  package let fail: @Sendable (any Error) -> Void
  /// When the caller stops waiting for a connection.
  package var deadline: ContinuousClock.Instant
  /// How often it has lost its connection.
  package var losses = 0
}

/// The bodies that wait for the threads of one kind of connection: first come, first served, bounded
/// in number and in waiting time.
package final class JobQueue: Sendable {
  /// Bodies in the order in which they came.
  private struct Line {
    private var jobs: [(number: Int, job: Job)] = []
    private var head = 0

    var count: Int { jobs.count - head }
    var first: (number: Int, job: Job)? { count == 0 ? nil : jobs[head] }

    mutating func append(_ job: Job, number: Int) { jobs.append((number, job)) }

    /// Before all others.
    mutating func putBack(_ job: Job) {
      if head > 0 {
        head -= 1
        jobs[head] = (0, job)
      } else {
        jobs.insert((0, job), at: 0)
      }
    }

    mutating func pop() -> Job? {
      guard let (_, job) = first else { return nil }
      head += 1
      if count == 0 {
        jobs.removeAll(keepingCapacity: true)
        head = 0
      } else if head >= 256, head * 2 > jobs.count {
        jobs.removeFirst(head)
        head = 0
      }
      return job
    }
  }

  private struct State {
    /// Reads of requests, of which only so many run at once.
    var requests = Line()
    var others = Line()
    var number = 0
    var running = 0
    var sleeping = 0
    var isClosed = false
    var expiryIsSet = false
    /// Threads that have a connection, as far as they know.
    var connections = 0
    /// Why no thread gets a connection, and since when.
    var outage: (error: MainstayError, since: ContinuousClock.Instant)?

    var count: Int { requests.count + others.count }

    mutating func append(_ job: Job) {
      number += 1
      if job.isBounded { requests.append(job, number: number) } else { others.append(job, number: number) }
    }

    /// The oldest body that may run now.
    mutating func pop(readsAtOnce: Int) -> Job? {
      guard running < readsAtOnce, let request = requests.first else { return others.pop() }
      if let other = others.first, other.number < request.number { return others.pop() }
      running += 1
      return requests.pop()
    }

    /// Whether `pop` would give a body.
    func hasNext(readsAtOnce: Int) -> Bool { others.count > 0 || (running < readsAtOnce && requests.count > 0) }

    /// Why bodies are refused that wait at `now`, or would.
    func refusal(_ now: ContinuousClock.Instant, patience: Swift.Duration) -> MainstayError? {
      outage.flatMap { now - $0.since >= patience ? $0.error : nil }
    }

    mutating func popAll() -> [Job] {
      var all: [Job] = []
      while let job = requests.pop() ?? others.pop() { all.append(job) }
      return all
    }

    /// A body that nobody waits for any more at `now`.
    mutating func popLate(_ now: ContinuousClock.Instant) -> Job? {
      if let first = requests.first, first.job.deadline <= now { return requests.pop() }
      if let first = others.first, first.job.deadline <= now { return others.pop() }
      return nil
    }

    var nextDeadline: ContinuousClock.Instant? {
      [requests.first, others.first].compactMap { $0?.job.deadline }.min()
    }
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  /// The most bodies that may wait.
  private let limit: Int
  private let waitSeconds: Int
  /// The most reads of requests that run at once.
  private let readsAtOnce: Int
  /// How long bodies wait while no thread gets a connection.
  private let patience: Swift.Duration

  /// - Parameters:
  ///   - readsAtOnce: Fewer than the threads, so that some are left for writes and for the product itself however long
  ///     people's reads take.
  ///   - patience: How long bodies wait once it is known that no connection can be had; later ones are refused at once.
  package init(
    limit: Int, waitSeconds: Int, readsAtOnce: Int = .max, patience: Swift.Duration = .zero
  ) {
    (self.limit, self.waitSeconds, self.readsAtOnce, self.patience) = (limit, waitSeconds, readsAtOnce, patience)
  }

  /// Waits its turn, runs `body` on one of the threads and returns its value.
  package func submit<T: Sendable>(
    _ kind: Job.Kind, _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    try Task.checkCancellation()
    let deadline = ContinuousClock.now.advanced(by: .seconds(waitSeconds))
    return try await withCheckedThrowingContinuation { continuation in
      let job = Job(
        kind: kind, asker: .current,
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
    _ = push(
      Job(
        kind: .read, asker: .product, run: { _ in {} }, fail: { _ in },
        deadline: .now.advanced(by: .seconds(waitSeconds))))
  }

  private func push(_ job: Job) -> MainstayError? {
    enum Outcome { case queued(wakes: Bool, setsExpiry: Bool), refused(MainstayError) }
    let outcome = state.withLock { state -> Outcome in
      if state.isClosed { return .refused(.databaseClosed) }
      if let refusal = state.refusal(.now, patience: patience) { return .refused(refusal) }
      if state.count >= limit {
        return .refused(.unavailable(reason: "more than \(limit) requests wait for the database"))
      }
      state.append(job)
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
  package var waiting: Int { state.withLock { $0.count } }

  /// The next body, when one waits.
  package func poll() -> Job? { state.withLock { $0.pop(readsAtOnce: readsAtOnce) } }

  /// The next body, after waiting for one; nil once the queue is closed and empty. The thread that has run it says so
  /// with `end`.
  package func next() -> Job? {
    while true {
      let (job, isOver) = state.withLock { state -> (Job?, Bool) in
        if let job = state.pop(readsAtOnce: readsAtOnce) { return (job, false) }
        // What waits now is run by the threads whose reads end.
        if state.isClosed { return (nil, true) }
        state.sleeping += 1
        return (nil, false)
      }
      if job != nil || isOver { return job }
      wake.wait()
    }
  }

  /// Waits until there is a body that may run, and leaves it in the queue; false once that is closed and nothing in it can
  /// run. While there is an outage nobody goes on but the thread that tries to end it.
  package func waitForWork() -> Bool {
    while true {
      let answer = state.withLock { state -> Bool? in
        if state.outage == nil, state.hasNext(readsAtOnce: readsAtOnce) { return true }
        if state.isClosed { return false }
        state.sleeping += 1
        return nil
      }
      if let answer { return answer }
      wake.wait()
    }
  }

  /// A thread has a connection: what waits is run, and the outage is over where there was one.
  package func connectionBegan() {
    let sleeping = state.withLock { state -> Int in
      state.connections += 1
      guard state.outage != nil else { return 0 }
      state.outage = nil
      defer { state.sleeping = 0 }
      return state.sleeping
    }
    for _ in 0..<sleeping { wake.signal() }
  }

  /// A thread has lost its connection, or closed it.
  package func connectionEnded() { state.withLock { $0.connections -= 1 } }

  /// A thread has not got a connection. Where others have theirs and the server answers, it merely takes no more of
  /// them: another thread is woken for what waits. Else there is an outage.
  ///
  /// - Returns: Whether the outage begins with this: then the thread tries on until it has a connection.
  package func connectionFailed(_ error: MainstayError, answers: Bool) -> Bool {
    enum Outcome { case others(wakes: Bool), outage(begins: Bool) }
    let outcome = state.withLock { state -> Outcome in
      if answers, state.connections > 0, state.outage == nil {
        guard state.sleeping > 0, state.count > 0 else { return .others(wakes: false) }
        state.sleeping -= 1
        return .others(wakes: true)
      }
      let begins = state.outage == nil
      state.outage = (error, state.outage?.since ?? .now)
      return .outage(begins: begins)
    }
    switch outcome {
    case .others(let wakes):
      if wakes { wake.signal() }
      return false
    case .outage(let begins):
      if begins { after(patience) { $0.endPatience() } }
      return begins
    }
  }

  /// Refuses all that wait, where the outage still lasts for which this was set.
  private func endPatience() {
    let (refusal, left) = state.withLock { state -> (MainstayError?, [Job]) in
      let refusal = state.refusal(.now, patience: patience)
      return (refusal, refusal == nil ? [] : state.popAll())
    }
    if let refusal { for job in left { job.fail(refusal) } }
  }

  /// Takes a body back whose connection was lost, before all others.
  package func putBack(_ job: Job) {
    let (refusal, setsExpiry) = state.withLock { state -> (MainstayError?, Bool) in
      if let refusal = state.refusal(.now, patience: patience) { return (refusal, false) }
      if state.isClosed, state.outage != nil { return (.databaseClosed, false) }
      if job.isBounded { state.requests.putBack(job) } else { state.others.putBack(job) }
      let setsExpiry = !state.expiryIsSet
      state.expiryIsSet = true
      return (nil, setsExpiry)
    }
    if let refusal { return job.fail(refusal) }
    if setsExpiry { expire(at: job.deadline) }
  }

  /// A body has been run; the thread asks for the next one.
  package func end(_ job: Job) {
    guard job.isBounded else { return }
    let wakes = state.withLock { state in
      state.running -= 1
      // This thread may take its time before it asks.
      guard state.requests.count > 0, state.sleeping > 0 else { return false }
      state.sleeping -= 1
      return true
    }
    if wakes { wake.signal() }
  }

  /// Takes no more bodies; those that wait are still served, where there are connections.
  package func close() {
    let (sleeping, left) = state.withLock { state -> (Int, [Job]) in
      state.isClosed = true
      defer { state.sleeping = 0 }
      return (state.sleeping, state.outage == nil ? [] : state.popAll())
    }
    for job in left { job.fail(MainstayError.databaseClosed) }
    for _ in 0..<sleeping { wake.signal() }
  }

  package var isClosed: Bool { state.withLock { $0.isClosed } }

  private func expire(at deadline: ContinuousClock.Instant) {
    after(ContinuousClock.now.duration(to: deadline)) { $0.expire() }
  }

  private func after(_ wait: Swift.Duration, _ body: @escaping @Sendable (JobQueue) -> Void) {
    let wait = wait.components
    let nanoseconds = Int(wait.seconds) * 1_000_000_000 + Int(wait.attoseconds / 1_000_000_000)
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(max(0, nanoseconds))) { [weak self] in
      if let self { body(self) }
    }
  }

  private func expire() {
    let now = ContinuousClock.now
    let (late, cause, next) = state.withLock { state -> ([Job], MainstayError?, ContinuousClock.Instant?) in
      var late: [Job] = []
      while let job = state.popLate(now) { late.append(job) }
      let next = state.nextDeadline
      state.expiryIsSet = next != nil
      return (late, state.outage?.error, next)
    }
    for job in late {
      job.fail(cause ?? .unavailable(reason: "no database connection was free within \(waitSeconds) s"))
    }
    if let next { expire(at: next) }
  }
}

extension Job {
  /// Whether it is one of those of which only so many run at once.
  fileprivate var isBounded: Bool { kind.isRead && asker == .request }
}

extension MainstayError {
  package static let databaseClosed = MainstayError.unavailable(reason: "the database is closed")
}
