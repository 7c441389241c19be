import Kernel
import Storage

/// The client's promise that two requests with one key are one request.
public struct IdempotencyKey: Hashable, Sendable {
  /// At most 200 characters, chosen by the client, its own per principal.
  public var key: String
  /// Digest of method, path and body: another request under the same key is a conflict.
  public var digest: String

  public init(key: String, digest: String) { (self.key, self.digest) = (key, digest) }

  public static let longestKey = 200
  /// Keys are remembered this long unless the installation says otherwise.
  public static let kept = Duration.days(2)
}

/// What a command answered under an idempotency key.
public struct OnceAnswer: Hashable, Sendable {
  public var status: Int
  /// The body that was sent the first time.
  public var body: String
  /// The ETag that was sent the first time.
  public var etag: String?
  /// Whether the command ran before and this is its stored answer.
  public var repeated = false

  public init(status: Int, body: String, etag: String? = nil) {
    (self.status, self.body, self.etag) = (status, body, etag)
  }
}

extension App {
  /// Runs a command at most once for its key; `render` makes the answer that is stored with it in
  /// the same transaction. The same key with another digest throws `conflict("idempotency-key")`.
  public func run<C: Command>(
    _ command: C, as principal: Principal, once: IdempotencyKey,
    render: @escaping @Sendable (C.Output) throws -> OnceAnswer
  ) async throws -> OnceAnswer {
    try App.requireWriting(principal)
    guard !once.key.isEmpty, once.key.utf8.count <= IdempotencyKey.longestKey else {
      throw MainstayError.field("Idempotency-Key", "has 1 to \(IdempotencyKey.longestKey) characters")
    }
    var answer: OnceAnswer
    do {
      answer = try await runOnce(command, as: principal, once, render)
    } catch StorageError.unique(constraint: OnceStore.primaryKey) {
      // The same request on another connection was first; its answer is there now.
      answer = try await runOnce(command, as: principal, once, render)
    }
    if answer.repeated { try await requireRight(to: command, as: principal) }
    return answer
  }

  /// Asks whether the principal might do now what was done before, so that an answer is repeated only to who may still
  /// have it: the command is tried and nothing of it is kept. That it would do no good a second time is no matter.
  private func requireRight<C: Command>(to command: C, as principal: Principal) async throws {
    let now = clock.now()
    do {
      try await database.write { transaction in
        _ = try command.perform(in: Work(transaction, app: self, principal: principal, now: now))
        throw Tried()
      }
    } catch let error as MainstayError {
      switch error {
      case .forbidden, .notFound: throw error
      default: return
      }
    } catch is Tried {
      return
    } catch is StorageError {
      return
    }
  }

  /// Ends the try of a command, so that nothing of it is written.
  private struct Tried: Error {}

  private func runOnce<C: Command>(
    _ command: C, as principal: Principal, _ once: IdempotencyKey,
    _ render: @escaping @Sendable (C.Output) throws -> OnceAnswer
  ) async throws -> OnceAnswer {
    let now = clock.now()
    return try await numbering {
      try await database.write { transaction in
        if let (digest, answer) = try OnceStore.find(once.key, of: principal.id, in: transaction) {
          guard digest == once.digest else {
            throw MainstayError.conflict(
              code: "idempotency-key", message: "This Idempotency-Key was used for another request.")
          }
          return answer
        }
        let answer = try render(
          command.perform(in: Work(transaction, app: self, principal: principal, now: now)))
        try OnceStore.insert(once, of: principal.id, answer: answer, at: now, in: transaction)
        return answer
      }
    }
  }
}

/// Forgets idempotency keys that are older than `Retention.keys`, at most a batch of them.
public struct ForgetOldKeys: Command {
  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    return try OnceStore.forget(before: work.now - work.app.retention.keys, in: work.transaction)
  }
}
