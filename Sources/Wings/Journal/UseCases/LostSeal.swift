import Core
import Journal
import Kernel
import Storage

/// The checkpoint that this node signed last and that the database does not hold as the node remembers it: seals were
/// taken away or made anew, or an older backup was restored. Until somebody accepts that, the node signs nothing.
struct LostSeal: Hashable, Sendable {
  var remembered: RememberedSeal
  /// What stands there in its place.
  var found: String
  var node: String
  /// This node's key where the database's register of keys does not have it; nil where it has.
  var unregisteredKey: [UInt8]?

  /// The part of the engine under which it is noted.
  static let module = "seals"

  var item: WorkItem { LostSeal.item(of: node) }

  static func item(of node: String) -> WorkItem {
    WorkItem(module, "last-seal/" + node.prefix(100), name: "The last seal of \(node)")
  }

  var refusal: MainstayError {
    let what =
      "This node signed checkpoint \(remembered.number) and remembers its digest; \(found). It signs nothing more, so "
      + "that no other past is sealed. `mainstay verify` says what does not hold. "
    guard let key = unregisteredKey else {
      return .conflict(
        code: "seal-lost",
        message: what + "Put the database back; where an older backup was restored on purpose, accept that: "
          + "mainstay seal-key adopt --reason \"...\"")
    }
    return .conflict(
      code: "seal-lost",
      message: what + "Nor does its register have this node's key \(hexadecimal(key)), as in a backup from before the "
        + "key was exchanged. Put the database back, or a copy of the key file of that time and then: mainstay seal-key "
        + "adopt --reason \"...\". Only where no machine has a key of that time any more, go on with this node's: "
        + "mainstay seal-key adopt --all-keys-lost --reason \"...\"")
  }
}

extension Look {
  /// What this node remembers and the database does not hold; nil where all is well, or nothing is remembered.
  func lostSeal() throws -> LostSeal? {
    guard var lost = try missingSeal() else { return nil }
    let (judgement, isEmpty, _, _) = try sealRegister()
    let keys = try app.sealKeys().all.map(\.publicKey)
    let isKnown = isEmpty || keys.contains { judgement.member($0).map { $0.state != .retired } ?? false }
    lost.unregisteredKey = isKnown ? nil : keys.first
    return lost
  }

  private func missingSeal() throws -> LostSeal? {
    guard let seal = app.seal, let remembered = try seal.remembered() else { return nil }
    let number = remembered.number
    let found: String
    do {
      guard let signed = try JournalStore.checkpoint(number, in: transaction) else {
        let last = try JournalStore.lastCheckpointNumber(in: transaction)
        return LostSeal(
          remembered: remembered,
          found: last == 0
            ? "the database has no checkpoint" : "the database has none of that number (its last is \(last))",
          node: seal.node)
      }
      if signed.checkpoint.digest == remembered.digest { return nil }
      found = "checkpoint \(number) of the database has another digest"
    } catch MainstayError.unreadable(let record, _) {
      found = "in the database \(record) cannot be read"
    }
    return LostSeal(remembered: remembered, found: found, node: seal.node)
  }
}

extension Work {
  /// Notes that this node's last seal is lost; what it refuses for.
  func note(_ lost: LostSeal) throws -> String? {
    try note(lost.item, failed: lost.refusal)
    if case .conflict(_, let message) = lost.refusal { return message }
    return nil
  }

  /// Journals that somebody accepts the loss, and forgets what was remembered once that is committed.
  func accept(_ lost: LostSeal, reason: String, by user: String?) throws {
    try record(
      [
        Happening(
          kind: "seal.loss-accepted", at: now,
          payload: .members([
            "checkpoint": .integer(lost.remembered.number), "digest": .string(hexadecimal(lost.remembered.digest)),
            "found": .string(lost.found), "node": .string(lost.node), "reason": .string(reason), "by": .text(user),
          ]))
      ], on: Work.engineStream)
    try mend(lost.item)
    guard let seal = app.seal else { return }
    transaction.afterCommit { seal.remember(nil) }
  }

  /// Takes the loss of this node's last seal off the ledger, where it was noted.
  func mendLastSeal() throws {
    if let seal = app.seal { try mend(LostSeal.item(of: seal.node)) }
  }
}

/// Whether this node's last seal is lost.
public struct HasLostSeal: Query {
  public init() {}

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    return try look.lostSeal() != nil
  }
}

/// Notes that this node's last seal is lost, where it is; why the node does not seal then.
public struct NoteLostSeal: Command {
  public init() {}

  public func perform(in work: Work) throws -> String? {
    try work.principal.require(.runEngine)
    return try work.look.lostSeal().flatMap { try work.note($0) }
  }
}

extension App {
  /// Why this node may not seal; nil where it may. That its last seal is lost is noted among what fails.
  public func sealObstacle(as principal: Principal) async throws -> String? {
    if try await ask(HasLostSeal(), as: principal) { return try await run(NoteLostSeal(), as: principal) }
    return try await ask(SealObstacle(), as: principal)
  }
}
