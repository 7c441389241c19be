import Kernel
import Storage
import Synchronization

extension App {
  /// Does one item of background work. What goes wrong with it is noted under its name, journaled when it
  /// begins and when it is mended, told to the log once, and tried again with growing pauses; it is not thrown,
  /// so that the other items go on.
  ///
  /// - Parameters:
  ///   - again: Whether the item has failed before, as `failedItems` says.
  ///   - body: The item's work, in a transaction of its own.
  /// - Returns: What `body` returned; nil where it failed.
  /// - Throws: `CancellationError`, and `unavailable` or `away` where not even the failure can be written: then the
  ///   database is out of reach, and nothing is wrong with the item.
  public func attempt<T: Sendable>(
    _ item: WorkItem, again: Bool = false, as principal: Principal, _ body: @Sendable () async throws -> T
  ) async throws -> T? {
    do {
      let value: T
      do {
        value = try await body()
      } catch let error as MainstayError where error.mayPass {
        // The database may have been away for a moment, which says nothing about the item.
        try Task.checkCancellation()
        value = try await body()
      }
      if again { try await run(MendItem(item), as: principal) }
      return value
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      try await run(NoteFailure(item, error), as: principal)
      return nil
    }
  }

  /// The items of a module that have failed and whose next try has come.
  public func failedItems(of module: String, limit: Int, as principal: Principal) async throws -> [String] {
    try await ask(DueFailures(module: module, limit: limit), as: principal)
  }
}

extension MainstayError {
  /// Whether it tells of the database, or of another part that may be back in a moment, and nothing of the record.
  fileprivate var mayPass: Bool {
    switch self {
    case .unavailable, .away: true
    default: false
    }
  }
}

/// What has begun to fail on this node and is not in its log yet.
public final class FailureNews: Sendable {
  /// Kept at most; the table has all.
  private static let most = 1000
  private let waiting = Mutex<[ItemFailure]>([])

  init() {}

  func add(_ failure: ItemFailure) {
    waiting.withLock { if $0.count < FailureNews.most { $0.append(failure) } }
  }

  /// What has come since the last call.
  public func take() -> [ItemFailure] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}

extension Work {
  /// The stream in which the engine writes what failed and what was mended.
  package static let engineStream = "engine"

  /// Notes that an item has failed, in this transaction.
  package func note(_ item: WorkItem, failed error: any Error) throws {
    let cause = ItemFailure.cause(error, of: item)
    // One by one, so that only one of them says what the cause is.
    if cause != nil { try FailureStore.lockCauses(in: transaction) }
    let isKnown = try cause.map { try FailureStore.fails(by: $0, item.module, in: transaction) } ?? false
    let before = try FailureStore.failure(of: item, in: transaction)
    let tries = (before?.tries ?? 0) + 1
    // The very row that should say may be what cannot be read.
    let name = item.name ?? (try? StreamSubject.all(of: [item.key], from: look))?[item.key]?.title ?? item.key
    let failure = ItemFailure(
      item: item, name: name, error: ItemFailure.words(error), firstAt: before?.firstAt ?? now, lastAt: now,
      tries: tries, nextAt: now + ItemFailure.pause(after: tries), cause: cause)
    try FailureStore.save(failure, in: transaction)
    guard before == nil, !isKnown else { return }
    try record(
      [
        Happening(
          kind: "work.failed", at: now,
          payload: .members([
            "module": .string(item.module), "item": .string(item.key), "error": .string(failure.error),
            "cause": .text(cause),
          ]))
      ], on: Work.engineStream)
    let news = app.failures
    transaction.afterCommit { news.add(failure) }
    try announce(Work.engineStream)
  }

  /// Takes an item that is done now off the ledger. What failed by the same cause is tried at once, and told of with
  /// the last of it.
  package func mend(_ item: WorkItem) throws {
    try FailureStore.lockCauses(in: transaction)
    guard let failure = try FailureStore.failure(of: item, in: transaction) else { return }
    try FailureStore.delete(item, in: transaction)
    if let cause = failure.cause, try FailureStore.fails(by: cause, item.module, in: transaction) {
      return try FailureStore.retry(cause: cause, item.module, at: now, in: transaction)
    }
    try record(
      [
        Happening(
          kind: "work.mended", at: now,
          payload: .members([
            "module": .string(item.module), "item": .string(item.key), "tries": .integer(Int64(failure.tries)),
            "since": .integer(failure.firstAt.milliseconds), "cause": .text(failure.cause),
          ]))
      ], on: Work.engineStream)
    try announce(Work.engineStream)
  }
}

/// Notes that an item of background work has failed.
public struct NoteFailure: Command {
  public var item: WorkItem
  public var error: any Error
  public init(_ item: WorkItem, _ error: any Error) { (self.item, self.error) = (item, error) }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try work.note(item, failed: error)
  }
}

/// Notes that an item which has failed is done now.
public struct MendItem: Command {
  public var item: WorkItem
  public init(_ item: WorkItem) { self.item = item }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try work.mend(item)
  }
}

/// The items of a module that have failed and whose next try has come.
public struct DueFailures: Query {
  public var module: String
  public var limit: Int
  public init(module: String, limit: Int) { (self.module, self.limit) = (module, limit) }

  public func answer(from look: Look) throws -> [String] {
    try look.principal.require(.runEngine)
    return try FailureStore.due(module, by: look.now, limit: limit, in: look.transaction)
  }
}
