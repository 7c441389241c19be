import Core
import Journal
import Kernel
import Storage

/// Where a node's seal keys lie: outside the database, so that whoever can change rows cannot also sign them.
public protocol SealKeySource: Sendable {
  /// The key in use, and the one that waits to follow it; read anew each time, as a rotation exchanges them.
  ///
  /// - Throws: `unavailable` where a file cannot be read, is no key, or can be read by others.
  func keys() throws(MainstayError) -> SealKeys
  /// Says that the register has this key now: if it waited, it is the one in use from here on.
  func settle(_ publicKey: [UInt8])
  /// What this node is called in the register.
  var node: String { get }
  /// Whether the key in use came to its place only once it had signed: then a journal in which it has signed nothing
  /// is not the one that it was used for.
  var hasSigned: Bool { get }
  /// The checkpoint that this node signed last, as it remembers it outside the database; nil where it remembers none.
  ///
  /// - Throws: `unavailable` where what it remembers cannot be read.
  func remembered() throws(MainstayError) -> RememberedSeal?
  /// Remembers a checkpoint that this node has signed, once it is committed; nil forgets.
  func remember(_ seal: RememberedSeal?)
}

/// The seal keys that a node has.
public struct SealKeys: Sendable {
  public var current: SealKey?
  public var offered: SealKey?

  public init(current: SealKey? = nil, offered: SealKey? = nil) { (self.current, self.offered) = (current, offered) }

  var all: [SealKey] { [current, offered].compactMap { $0 } }
}

/// One key that never changes, of a node that remembers nothing.
extension SealKey: SealKeySource {
  public func keys() throws(MainstayError) -> SealKeys { SealKeys(current: self) }
  public func settle(_: [UInt8]) {}
  public var node: String { "this node" }
  public var hasSigned: Bool { false }
  public func remembered() throws(MainstayError) -> RememberedSeal? { nil }
  public func remember(_: RememberedSeal?) {}
}

extension App {
  /// The seal keys of this node; none for an app that cannot seal.
  func sealKeys() throws(MainstayError) -> SealKeys { try seal?.keys() ?? SealKeys() }

  /// The public half of the key with which this node signs; nil where it has none.
  public func sealPublicKey() throws(MainstayError) -> [UInt8]? { try sealKeys().current?.publicKey }
}

extension Look {
  /// The register of keys as it stands; `head` is the hash of its newest entry. Keys of this node are trusted.
  func sealRegister() throws -> (judgement: SealRegister.Judgement, isEmpty: Bool, sequence: Int64, head: [UInt8]) {
    var register = SealRegister()
    var head = HashChain.origin
    var sequence: Int64 = 0
    try JournalStore.forEachEntry(of: SealRegister.stream, in: transaction) { stored in
      register.take(stored.entry, after: head)
      (head, sequence) = (stored.hash, stored.entry.sequence)
    }
    let own = Set(try app.sealKeys().all.map(\.publicKey))
    return (register.judged(trusting: own), register.isEmpty, sequence, head)
  }
}

extension Work {
  /// Locks sealing, and with it the register, until the commit.
  func lockSealRegister() throws { try JournalStore.lockSealing(in: transaction) }

  /// Writes what `signer` says of a key. The caller has locked the register.
  func state(
    _ act: SealKeyStatement.Act, _ key: [UInt8], on node: String, reason: String? = nil, earlier: [[UInt8]] = [],
    signedBy signer: SealKey
  ) throws {
    let head = try JournalStore.headToAppend(to: SealRegister.stream, in: transaction)
    let last = try JournalStore.lastCheckpoint(in: transaction)?.checkpoint
    let statement = try SealKeyStatement(
      act, key: key, node: node, at: now, after: last, previous: head.hash, earlier: earlier, reason: reason,
      signedBy: signer)
    try record([Happening(kind: act.rawValue, at: now, payload: statement.payload)], on: SealRegister.stream)
    try announce("journal")
  }

  /// Begins the register with `key`; the keys that sealed before there was one stay good for what they sealed.
  func beginSealRegister(with key: SealKey) throws {
    let earlier = try JournalStore.signers(limit: JournalCheck.mostKeys, in: transaction)
    try state(.began, key.publicKey, on: app.seal?.node ?? "", earlier: earlier, signedBy: key)
  }

  /// The key with which this node signs now. Begins the register where there is none, and takes a key into use that
  /// was added; nil where no key of this node is registered.
  ///
  /// - Throws: `conflict` where the database does not hold the checkpoint that this node signed last.
  func signingKey() throws -> SealKey? {
    if let lost = try look.lostSeal() { throw lost.refusal }
    let keys = try app.sealKeys().all.filter { !$0.isPublished }
    guard !keys.isEmpty else { return nil }
    let (judgement, isEmpty, _, _) = try look.sealRegister()
    if isEmpty, let key = keys.first {
      try beginSealRegister(with: key)
      settleAfterCommit(key)
      return key
    }
    if let key = keys.first(where: { judgement.active.contains($0.publicKey) }) {
      settleAfterCommit(key)
      return key
    }
    guard let key = keys.first(where: { judgement.member($0.publicKey)?.isWaiting == true }) else { return nil }
    try state(.accepted, key.publicKey, on: app.seal?.node ?? "", signedBy: key)
    settleAfterCommit(key)
    return key
  }

  func settleAfterCommit(_ key: SealKey) {
    guard let seal = app.seal else { return }
    let publicKey = key.publicKey
    transaction.afterCommit { seal.settle(publicKey) }
  }

  /// - Throws: `conflict` where no key of this node is registered, or its last seal is lost.
  func requireSigningKey() throws -> SealKey {
    if let key = try signingKey() { return key }
    throw try look.unregistered()
  }
}

extension Look {
  /// That this node may not sign, and what to do.
  func unregistered() throws -> MainstayError {
    let keys = try app.sealKeys()
    guard let key = (keys.current ?? keys.offered)?.publicKey else {
      return .unavailable(reason: "There is no key to seal the journal with; MAINSTAY_SEAL_KEY names its file.")
    }
    let text = hexadecimal(key)
    if SealKey.published.contains(key) {
      return .conflict(
        code: "seal-key-published",
        message: "The seal key \(text) of this node is known to everybody (SECURITY.md): mainstay seal-key rotate")
    }
    let wasRetired = try sealRegister().judgement.member(key)?.state == .retired
    return .conflict(
      code: "seal-key-unregistered",
      message: wasRetired
        ? "The seal key \(text) of this node is retired. Put the file of a registered key in its place."
        : "The seal key \(text) of this node is not registered, so it does not seal. "
          + "On a node that seals: mainstay seal-key add \(text). Where none does, as after the restore of a backup from "
          + "before the key was exchanged, put a copy of the key file of that time in its place; only where no machine "
          + "has such a key any more: mainstay seal-key adopt --all-keys-lost --reason \"...\"")
  }
}

/// Why this node may not seal; nil where it may.
public struct SealObstacle: Query {
  public init() {}

  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.runEngine)
    let keys = try look.app.sealKeys().all.filter { !$0.isPublished }
    let (judgement, isEmpty, _, _) = try look.sealRegister()
    let isGood = keys.contains { key in
      judgement.active.contains(key.publicKey) || judgement.member(key.publicKey)?.isWaiting == true
    }
    if isGood || (isEmpty && !keys.isEmpty) { return nil }
    switch try look.unregistered() {
    case .conflict(_, let message): return message
    case .unavailable(let reason): return reason
    default: return "This node has no registered seal key."
    }
  }
}

/// The keys that may seal, in the order in which they came.
public struct ListSealKeys: Query {
  public init() {}

  public struct Answer: Sendable {
    public var members: [SealRegister.Member]
    /// The public halves of this node's keys.
    public var own: [[UInt8]]
    /// What does not hold of the register.
    public var findings: [JournalFinding]
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeJournal)
    let judgement = try look.sealRegister().judgement
    return Answer(
      members: judgement.members, own: try look.app.sealKeys().all.map(\.publicKey), findings: judgement.findings)
  }
}
