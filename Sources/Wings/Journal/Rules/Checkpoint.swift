import Kernel

/// The head of one stream as a checkpoint seals it.
public struct StreamHead: Hashable, Sendable {
  public var stream: String
  public var sequence: Int64
  public var hash: [UInt8]

  public init(stream: String, sequence: Int64, hash: [UInt8]) {
    (self.stream, self.sequence, self.hash) = (stream, sequence, hash)
  }

  /// What the Merkle leaf holds: `stream:sequence:hash in hexadecimal`.
  public var leaf: [UInt8] { Array("\(stream):\(sequence):\(hexadecimal(hash))".utf8) }
}

/// A signed seal over the heads of all streams that grew since the seal before.
///
/// Each checkpoint names the digest of the one before, so that none can be left out; a stream cut
/// short after sealing no longer reaches its sealed head.
public struct Checkpoint: Hashable, Sendable {
  /// 1 for the first, then without gaps.
  public var number: Int64
  public var at: Instant
  /// How many heads the tree holds.
  public var size: Int
  public var root: [UInt8]
  /// Digest of the checkpoint before; `HashChain.origin` for the first.
  public var previous: [UInt8]

  public init(number: Int64, at: Instant, size: Int, root: [UInt8], previous: [UInt8]) {
    (self.number, self.at, self.size, self.root, self.previous) = (number, at, size, root, previous)
  }

  /// Seals `heads`, which stand in the order of their streams' names.
  public init(sealing heads: [StreamHead], number: Int64, at: Instant, after previous: [UInt8]) {
    self.init(
      number: number, at: at, size: heads.count, root: MerkleTree(heads.map(\.leaf)).root, previous: previous)
  }

  /// The canonical text that is signed.
  public var content: [UInt8] {
    let json: JSON = [
      "number": .integer(number), "at": .integer(at.milliseconds), "size": .integer(Int64(size)),
      "root": .string(hexadecimal(root)), "previous": .string(hexadecimal(previous)),
    ]
    return Array(json.canonical.utf8)
  }

  /// What the next checkpoint names as `previous`.
  public var digest: [UInt8] { HashChain.link(content, after: previous) }
}

/// A checkpoint with its signature and the key that made it.
public struct SignedCheckpoint: Hashable, Sendable {
  public var checkpoint: Checkpoint
  public var signature: [UInt8]
  public var publicKey: [UInt8]

  public init(_ checkpoint: Checkpoint, signature: [UInt8], publicKey: [UInt8]) {
    (self.checkpoint, self.signature, self.publicKey) = (checkpoint, signature, publicKey)
  }

  /// Signs `checkpoint` with `key`.
  public init(_ checkpoint: Checkpoint, by key: SealKey) throws {
    self.init(checkpoint, signature: try key.signature(of: checkpoint), publicKey: key.publicKey)
  }

  public var isSigned: Bool { SealKey.verify(signature, of: checkpoint, by: publicKey) }
}

/// The head of a stream as one checkpoint sealed it.
public struct SealedLeaf: Hashable, Sendable {
  /// The checkpoint's number.
  public var checkpoint: Int64
  public var head: StreamHead

  public init(checkpoint: Int64, head: StreamHead) { (self.checkpoint, self.head) = (checkpoint, head) }
}
