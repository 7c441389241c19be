import Core
import Journal
import Kernel
import Storage

/// Begins the register of seal keys with this node's key where there is none yet, and takes this node's key into
/// use where another node has added it. Says why the node cannot seal; nil where it can.
public struct BeginSealing: Command {
  public init() {}

  public func perform(in work: Work) throws -> String? {
    try work.principal.require(.runEngine)
    try work.lockSealRegister()
    if let lost = try work.look.lostSeal() { return try work.note(lost) }
    return try work.signingKey() == nil ? SealObstacle().answer(from: work.look) : nil
  }
}

/// Vouches, with this node's key, for the key of another node.
public struct AddSealKey: Command {
  public var key: [UInt8]
  public var node: String
  public init(_ key: [UInt8], node: String) { (self.key, self.node) = (key, node) }

  /// - Throws: `conflict` where the key was registered before, or no key of this node is.
  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try checkName(node, "node")
    guard key.count == 32 else { throw MainstayError.field("key", "has 64 hexadecimal digits") }
    guard !SealKey.published.contains(key) else {
      throw MainstayError.field("key", "is known to everybody (SECURITY.md); make another")
    }
    guard !SealKey.isSmallOrder(key) else {
      throw MainstayError.field("key", "is a point of small order, for which anybody can sign; it is no node's key")
    }
    try work.lockSealRegister()
    let signer = try work.requireSigningKey()
    let known = try work.look.sealRegister().judgement.member(key)
    guard known == nil || known?.state == .earlier else {
      throw MainstayError.conflict(
        code: "seal-key-known", message: "The key \(hexadecimal(key)) was registered before; a key comes only once.")
    }
    try work.state(.added, key, on: node, signedBy: signer)
  }
}

/// Ends the use of a key: what it signed up to now stays good, what it signs from now on does not count.
public struct RetireSealKey: Command {
  public var key: [UInt8]
  public var reason: String?
  public init(_ key: [UInt8], reason: String? = nil) { (self.key, self.reason) = (key, reason) }

  /// - Throws: `notFound` where no such key signs, `conflict` where it is the last one.
  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    if let reason { try checkName(reason, "reason") }
    try work.lockSealRegister()
    let signer = try work.requireSigningKey()
    let judgement = try work.look.sealRegister().judgement
    guard let member = judgement.member(key), member.state == .active || member.isWaiting else {
      guard let gone = judgement.member(key), let wentAt = gone.wentAt else {
        throw MainstayError.notFound(kind: "seal key in use", id: hexadecimal(key))
      }
      throw MainstayError.conflict(
        code: "seal-key-gone",
        message: gone.state == .earlier
          ? "The key \(hexadecimal(key)) is from before the register, and has signed nothing since \(wentAt.rfc3339)."
          : "The key \(hexadecimal(key)) was retired already, at \(wentAt.rfc3339).")
    }
    guard judgement.active != [key] else {
      throw MainstayError.conflict(
        code: "last-seal-key", message: "This is the only key that seals; mainstay seal-key rotate exchanges it.")
    }
    try work.state(.retired, key, on: member.node, reason: reason, signedBy: signer)
  }
}

/// Exchanges this node's key for the one that it offers: vouches for the new one, takes it into use, and retires the
/// old one, all at once. Done already, it does nothing.
public struct RotateSealKey: Command {
  public init() {}

  /// The new public key.
  public func perform(in work: Work) throws -> [UInt8] {
    try work.principal.require(.runEngine)
    try work.lockSealRegister()
    if let lost = try work.look.lostSeal() { throw lost.refusal }
    let keys = try work.app.sealKeys()
    guard let offered = keys.offered else {
      throw MainstayError.unavailable(reason: "There is no new key to rotate to.")
    }
    let (judgement, isEmpty, _, _) = try work.look.sealRegister()
    if isEmpty {
      try work.beginSealRegister(with: offered)
    } else if !judgement.active.contains(offered.publicKey) {
      guard let current = keys.current, judgement.active.contains(current.publicKey) else {
        throw try work.look.unregistered()
      }
      let node = work.app.seal?.node ?? ""
      if judgement.member(offered.publicKey)?.isWaiting != true {
        try work.state(.added, offered.publicKey, on: node, signedBy: current)
      }
      try work.state(.accepted, offered.publicKey, on: node, signedBy: offered)
      try work.state(.retired, current.publicKey, on: node, reason: "rotated", signedBy: offered)
    }
    work.settleAfterCommit(offered)
    return offered.publicKey
  }
}

/// Goes on after a loss. Where the checkpoint that this node signed last is not in the database any more, as after
/// the restore of an older backup, accepts that and forgets it; the journal keeps who did and why. Where no key of
/// this node is registered and all that are registered are lost, begins anew with its key: nobody vouches for it, and
/// only who has this key, or is told its public half by another way, trusts what it seals. That cannot be undone, so
/// whoever asks says that they are lost.
public struct AdoptSealKey: Command {
  public var reason: String
  /// Who does it, as the machine knows them.
  public var user: String?
  /// No machine has a registered key any more.
  public var allKeysAreLost: Bool
  public init(reason: String, by user: String? = nil, allKeysAreLost: Bool = false) {
    (self.reason, self.user, self.allKeysAreLost) = (reason, user, allKeysAreLost)
  }

  public struct Answer: Hashable, Sendable {
    /// The key that signs from now on; where `isRegistered` is false, this node's, which is still to be added.
    public var key: [UInt8]
    public var isRegistered = true
    /// Whether it was adopted, and not registered already.
    public var isAdopted: Bool
    /// The checkpoint that was forgotten; nil where none was lost.
    public var forgotten: RememberedSeal?
  }

  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.runEngine)
    try checkName(reason, "reason")
    if let user { try checkName(user, "by") }
    try work.lockSealRegister()
    let keys = try work.app.sealKeys()
    let (judgement, isEmpty, _, _) = try work.look.sealRegister()
    let lost = try work.look.lostSeal()
    if let lost { try work.accept(lost, reason: reason, by: user) }
    if let key = keys.all.first(where: { judgement.active.contains($0.publicKey) }), !isEmpty {
      if let lost { return Answer(key: key.publicKey, isAdopted: false, forgotten: lost.remembered) }
      throw MainstayError.conflict(
        code: "seal-key-registered",
        message: "This node's key \(hexadecimal(key.publicKey)) is registered already; there is nothing to adopt.")
    }
    guard let key = keys.all.first(where: { judgement.member($0.publicKey).map { $0.state == .earlier } ?? true })
    else { throw try work.look.unregistered() }
    guard isEmpty || allKeysAreLost else {
      if let lost {
        return Answer(key: key.publicKey, isRegistered: false, isAdopted: false, forgotten: lost.remembered)
      }
      throw MainstayError.conflict(
        code: "seal-keys-registered",
        message:
          "The register has keys that sign, and this node's \(hexadecimal(key.publicKey)) is none of them. On a node "
          + "that seals: mainstay seal-key add \(hexadecimal(key.publicKey)) --node NAME. Only where no machine has such a "
          + "key any more, say so: mainstay seal-key adopt --all-keys-lost --reason \"...\"")
    }
    if isEmpty {
      try work.beginSealRegister(with: key)
    } else {
      try work.state(.adopted, key.publicKey, on: work.app.seal?.node ?? "", reason: reason, signedBy: key)
    }
    work.settleAfterCommit(key)
    return Answer(key: key.publicKey, isAdopted: true, forgotten: lost?.remembered)
  }
}

private func checkName(_ text: String, _ path: String) throws {
  let faults = nameFaults(text, path)
  if !faults.isEmpty { throw MainstayError.invalid(faults) }
}
