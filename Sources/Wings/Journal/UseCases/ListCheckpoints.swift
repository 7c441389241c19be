import Core
import Journal
import Kernel
import Storage

/// Checkpoints, newest first, before one of them.
public struct ListCheckpoints: Query {
  public var before: Int64?
  public var limit: Int

  public init(before: Int64? = nil, limit: Int = PageLimits.usual) { (self.before, self.limit) = (before, limit) }

  public func answer(from look: Look) throws -> [SignedCheckpoint] {
    try look.principal.require(.seeJournal)
    return try JournalStore.checkpoints(before: before, limit: PageLimits.clamp(limit), in: look.transaction)
  }
}

/// How far the journal is sealed.
public struct SealStatus: Query {
  /// Streams that are counted at most.
  public static let bound = 10_000

  public init() {}

  public struct Answer: Hashable, Sendable {
    public var last: SignedCheckpoint?
    /// Streams with entries that no checkpoint seals; `bound + 1` means more than `bound`.
    public var unsealedStreams: Int
    /// The key with which this installation signs; nil where it cannot.
    public var publicKey: [UInt8]?
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeJournal)
    return Answer(
      last: try JournalStore.lastCheckpoint(in: look.transaction),
      unsealedStreams: try JournalStore.unsealedCount(bound: SealStatus.bound + 1, in: look.transaction),
      publicKey: try look.app.sealPublicKey())
  }
}

extension Look {
  /// The newest checkpoint; nil where nothing was sealed yet.
  package func lastCheckpointNumber() throws -> Int64? {
    let number = try JournalStore.lastCheckpointNumber(in: transaction)
    return number > 0 ? number : nil
  }
}

/// Proof that a stream's head stood in a signed checkpoint, for somebody who has the checkpoint only.
public struct InclusionProof: Hashable, Sendable {
  public var checkpoint: SignedCheckpoint
  public var head: StreamHead
  /// The leaf's place in the tree, from 0.
  public var index: Int
  /// Hashes from the leaf up (RFC 6962 section 2.1.1).
  public var path: [[UInt8]]

  /// Whether the path leads from the leaf to the root that was signed.
  public var holds: Bool {
    checkpoint.isSigned
      && MerkleTree.verify(
        content: head.leaf, at: index, of: checkpoint.checkpoint.size, proof: path, root: checkpoint.checkpoint.root)
  }
}

/// The proof for a stream by the checkpoint that sealed it last; nil where none has yet.
public struct ProveInclusion: Query {
  public var stream: String
  public init(_ stream: String) { self.stream = stream }

  public func answer(from look: Look) throws -> InclusionProof? {
    try look.principal.require(.seeJournal)
    guard try JournalStore.head(of: stream, lock: false, in: look.transaction) != nil else {
      throw MainstayError.notFound(kind: "stream", id: stream)
    }
    try look.requireReadable(stream, orNotFound: "stream", stream)
    guard let number = try JournalStore.lastSeal(of: stream, in: look.transaction),
      let checkpoint = try JournalStore.checkpoint(number, in: look.transaction)
    else { return nil }
    let leaves = try JournalStore.leaves(of: number, in: look.transaction)
    guard let index = leaves.firstIndex(where: { $0.stream.isExactly(stream) }),
      let path = MerkleTree(leaves.map(\.leaf)).inclusionProof(of: index)
    else { return nil }
    return InclusionProof(checkpoint: checkpoint, head: leaves[index], index: index, path: path)
  }
}
