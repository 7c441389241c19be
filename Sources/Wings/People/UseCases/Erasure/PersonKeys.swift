import Core
import Journal
import Kernel

/// Gives people a key of their own who had none before there were any, and journals their names, sealed. A batch at a
/// time; answers how many.
public struct CoverPersonKeys: Command {
  public static let batch = 500

  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    // Of several nodes that start, one covers.
    try JournalStore.lockSealing(in: work.transaction)
    let found = try SubjectStore.withoutKey(limit: CoverPersonKeys.batch, in: work.transaction)
    for subject in found { _ = try work.addKey(of: subject) }
    return found.count
  }
}

/// Seals keys of people with the present secrets key: those that stand in plain from before there was one, and with
/// `rotates` those that an older one sealed. A batch at a time, behind the last of the one before.
public struct SealPersonKeys: Command {
  public static let batch = 500
  public var rotates: Bool
  public var after: String

  public init(rotates: Bool = false, after: String = "") { (self.rotates, self.after) = (rotates, after) }

  public struct Answer: Hashable, Sendable {
    public var sealed = 0
    /// People whose keys no key of this node opens.
    public var unreadable = 0
    /// Behind whom the next batch begins; nil at the end.
    public var next: String?
  }

  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.runEngine)
    var answer = Answer()
    if rotates { try work.takeSealingKey() }
    // Where another key seals than this node has, nothing is sealed.
    guard try work.look.secretsStanding() == .good, let key = try work.sealingKey() else { return answer }
    let found = try SubjectStore.notSealed(
      with: rotates ? key.id : nil, after: after, limit: SealPersonKeys.batch, in: work.transaction)
    for subject in found {
      guard let stored = subject.key, let secret = try? work.app.secret(stored, of: subject.id) else {
        answer.unreadable += 1
        continue
      }
      try SubjectStore.keep(key: work.stored(secret, of: subject.id), of: subject.id, in: work.transaction)
      answer.sealed += 1
    }
    answer.next = found.count == SealPersonKeys.batch ? found.last?.id.text : nil
    return answer
  }
}

extension App {
  /// Seals all keys of people that are not sealed, where `rotating` with the present secrets key, batch by batch.
  ///
  /// - Returns: How many keys were sealed, and how many no key of this node opens.
  @discardableResult
  public func sealPersonKeys(rotating: Bool = false, as principal: Principal) async throws -> SealPersonKeys.Answer {
    var total = SealPersonKeys.Answer()
    var after: String? = ""
    while let place = after {
      let answer = try await run(SealPersonKeys(rotates: rotating, after: place), as: principal)
      total.sealed += answer.sealed
      total.unreadable += answer.unreadable
      after = answer.next
    }
    return total
  }
}
