import Kernel
import Storage

/// How long what has ended is kept before it is deleted. The journal is kept for ever.
public struct Retention: Hashable, Sendable {
  /// Deliveries that arrived, with their notices.
  public var messages = Duration.days(30)
  /// Deliveries that were given up.
  public var deadLetters = Duration.days(180)
  /// Tokens after they have expired or were revoked.
  public var tokens = Duration.days(90)
  /// Answers under idempotency keys.
  public var keys = IdempotencyKey.kept
  /// What is remembered of background work after its end, and what imports could not use.
  public var work = Duration.days(90)

  public init() {}

  /// Days that each may be.
  public static let days = 1...3650
  /// Rows that one transaction deletes.
  public static let batch = 1000
  /// The part of the engine that deletes.
  public static let module = "retention"
}

/// What is deleted once it has ended for long enough.
public struct Expiring: Sendable {
  /// As the journal counts it: `deadLetters`.
  public var name: String
  /// Deletes at most `Retention.batch`, or what there is where that is bounded otherwise; how many rows.
  public var delete: @Sendable (Work) throws -> Int

  public init(_ name: String, delete: @escaping @Sendable (Work) throws -> Int) {
    (self.name, self.delete) = (name, delete)
  }
}

extension Expiring {
  /// What the core itself keeps.
  static let ofCore = [
    Expiring("keys") { try ForgetOldKeys().perform(in: $0) },
    Expiring("work") { work in
      try NodeStore.deleteWork(
        endedBefore: work.now - work.app.retention.work, limit: Retention.batch, in: work.transaction)
    },
  ]
}

extension App {
  /// Deletes what has ended for longer than `retention` says, batch by batch, and journals how much of each kind
  /// went, where anything did. What cannot be deleted is noted and stops nothing else.
  ///
  /// - Returns: How many rows went.
  @discardableResult
  public func applyRetention(as principal: Principal) async throws -> Int {
    try principal.require(.runEngine)
    let failing = Set(try await ask(FailingItems(module: Retention.module), as: principal))
    var counts: [String: Int] = [:]
    for kind in Expiring.ofCore + features.all.flatMap(\.expiring) {
      let item = WorkItem(Retention.module, kind.name, name: kind.name)
      let deleted = try await attempt(item, again: failing.contains(kind.name), as: principal) {
        () async throws -> Int in
        var total = 0
        while true {
          try Task.checkCancellation()
          let count = try await run(DeleteExpired(kind: kind), as: principal)
          total += count
          if count < Retention.batch { return total }
        }
      }
      if let deleted, deleted > 0 { counts[kind.name] = deleted }
    }
    if !counts.isEmpty { try await run(NoteRetention(counts: counts), as: principal) }
    return counts.values.reduce(0, +)
  }
}

/// Deletes one batch.
struct DeleteExpired: Command {
  var kind: Expiring

  func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    return try kind.delete(work)
  }
}

/// Journals how much of each kind was deleted.
struct NoteRetention: Command {
  var counts: [String: Int]

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    let payload = JSON.object(counts.mapValues { .integer(Int64($0)) })
    try work.record([Happening(kind: "retention.applied", at: work.now, payload: payload)], on: Work.engineStream)
  }
}

/// The items of a module that fail.
package struct FailingItems: Query {
  package var module: String
  package init(module: String) { self.module = module }

  package func answer(from look: Look) throws -> [String] {
    try look.principal.require(.runEngine)
    return try FailureStore.items(module, in: look.transaction).sorted()
  }
}
