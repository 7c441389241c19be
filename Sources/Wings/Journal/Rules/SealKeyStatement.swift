import Kernel

/// What an entry of the stream `seal-keys` says of a key, signed by a key that was trusted before.
///
/// The signature covers the hash of the entry before, and with it the whole register so far, and the digest of
/// the newest checkpoint, and with it all that was sealed so far.
public struct SealKeyStatement: Hashable, Sendable {
  /// What happens to the key; the raw value is the kind of the entry.
  public enum Act: String, CaseIterable, Sendable {
    /// The register begins with this key, which signs for itself.
    case began = "seal-key.began"
    /// A registered key vouches for this one.
    case added = "seal-key.added"
    /// The key that was added says that it is in use, and vouches for the register up to here.
    case accepted = "seal-key.accepted"
    /// The key signs no more; what it signed stays good.
    case retired = "seal-key.retired"
    /// All registered keys are lost: somebody begins anew with this key, which nobody vouches for.
    case adopted = "seal-key.adopted"
  }

  public var act: Act
  /// The public key that it is about.
  public var key: [UInt8]
  /// The public key that signs.
  public var signer: [UInt8]
  /// Where the key is used, as people call it.
  public var node: String
  public var at: Instant
  /// The newest checkpoint; 0 where nothing was sealed yet.
  public var checkpoint: Int64
  /// Its digest; 32 zero bytes where nothing was sealed yet.
  public var digest: [UInt8]
  /// The hash of the register's entry before; 32 zero bytes for the first.
  public var previous: [UInt8]
  /// Of a beginning: the keys that had signed checkpoints before there was a register.
  public var earlier: [[UInt8]]
  /// Why, where somebody said so.
  public var reason: String?
  public private(set) var signature: [UInt8] = []

  /// - Throws: what signing throws.
  public init(
    _ act: Act, key: [UInt8], node: String, at: Instant, after last: Checkpoint?, previous: [UInt8],
    earlier: [[UInt8]] = [], reason: String? = nil, signedBy signer: SealKey
  ) throws {
    (self.act, self.key, self.node, self.at) = (act, key, node, at)
    (checkpoint, digest) = (last?.number ?? 0, last?.digest ?? HashChain.origin)
    (self.previous, self.earlier, self.reason) = (previous, earlier, reason)
    self.signer = signer.publicKey
    signature = try signer.signature(over: content)
  }

  /// What is signed: no checkpoint and no statement of another act reads alike.
  private var content: [UInt8] { Array(("mainstay \(act.rawValue)\n" + unsigned.canonical).utf8) }

  private var unsigned: JSON { .object(members) }

  private var members: [String: JSON] {
    var members: [String: JSON] = [
      "key": .string(hexadecimal(key)), "signer": .string(hexadecimal(signer)), "node": .string(node),
      "at": .integer(at.milliseconds), "checkpoint": .integer(checkpoint), "digest": .string(hexadecimal(digest)),
      "previous": .string(hexadecimal(previous)),
    ]
    members["reason"] = .text(reason)
    if !earlier.isEmpty { members["earlier"] = .array(earlier.map { .string(hexadecimal($0)) }) }
    return members
  }

  /// The payload of its entry.
  public var payload: JSON {
    .object(members.merging(["signature": .string(hexadecimal(signature))]) { $1 })
  }

  /// Reads an entry; nil where it is no statement of this kind.
  public init?(_ entry: JournalEntry) {
    guard let act = Act(rawValue: entry.kind), let payload = try? JSON(parsing: entry.payload),
      let key = payload.key("key"), let signer = payload.key("signer"), let node = payload["node"]?.stringValue,
      let at = payload["at"]?.integerValue, let checkpoint = payload["checkpoint"]?.integerValue, checkpoint >= 0,
      let digest = payload.key("digest"), let previous = payload.key("previous"),
      let signature = payload["signature"]?.stringValue.flatMap(bytes(hexadecimal:))
    else { return nil }
    var earlier: [[UInt8]] = []
    if let list = payload["earlier"] {
      let keys = list.arrayValue?.map { $0.stringValue.flatMap(bytes(hexadecimal:)) }
      guard let keys, keys.allSatisfy({ $0?.count == 32 }) else { return nil }
      earlier = keys.compactMap { $0 }
    }
    (self.act, self.key, self.signer, self.node) = (act, key, signer, node)
    (self.at, self.checkpoint, self.digest) = (Instant(milliseconds: at), checkpoint, digest)
    (self.previous, self.earlier, self.signature) = (previous, earlier, signature)
    reason = payload["reason"]?.stringValue
  }

  /// Whether its signer made it, for this place behind `previous`.
  public func holds(after previous: [UInt8]) -> Bool {
    self.previous == previous && SealKey.verify(signature, over: content, by: signer)
  }
}

extension JSON {
  /// 32 bytes in hexadecimal.
  fileprivate func key(_ name: String) -> [UInt8]? {
    self[name]?.stringValue.flatMap(bytes(hexadecimal:)).flatMap { $0.count == 32 ? $0 : nil }
  }
}
