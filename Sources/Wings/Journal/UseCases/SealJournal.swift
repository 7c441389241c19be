import Core
import Journal
import Kernel
import Storage

/// What one run of `SealJournal` did.
public struct SealOutcome: Hashable, Sendable {
  /// Nil where nothing was left to seal.
  public var checkpoint: Checkpoint?
  /// How many streams it sealed; as many as the batch means that more may wait.
  public var streams: Int
  /// Streams that were left out, as their heads cannot be read.
  public var failed = 0
}

/// Seals what the journal has gained since the last checkpoint: a signed Merkle root over the heads
/// of the streams that grew, chained to the checkpoint before.
///
/// A stream whose head cannot be read is left out, noted as a failure, and tried again later: nothing is sealed
/// over it, and verification names it, while the other streams go on being sealed. A checkpoint that cannot be
/// read stops sealing as a whole, as there is nothing to chain the next one to.
public struct SealJournal: Command {
  public static let module = "sealing"
  /// Streams that one checkpoint seals at most.
  public static let mostStreams = 5000
  public static let usualBatch = 1000

  public var limit: Int

  public init(limit: Int = SealJournal.usualBatch) { self.limit = min(max(limit, 1), SealJournal.mostStreams) }

  /// Throws `unavailable` where the app has no key to sign with, `conflict` where its key is not registered, or the
  /// checkpoint that this node signed last is not there.
  public func perform(in work: Work) throws -> SealOutcome {
    try work.principal.require(.runEngine)
    return try work.seal(limit: limit)
  }
}

extension Work {
  /// Seals up to `limit` streams that grew.
  fileprivate func seal(limit: Int) throws -> SealOutcome {
    try lockSealRegister()
    let key = try requireSigningKey()
    try mendLastSeal()
    let unsealed = try JournalStore.unsealed(by: now, limit: limit, in: transaction)
    for (stream, error) in unsealed.unreadable {
      try note(WorkItem(SealJournal.module, stream), failed: error)
    }
    for stream in unsealed.readableAgain { try mend(WorkItem(SealJournal.module, stream)) }
    let heads = unsealed.heads
    let failed = unsealed.unreadable.count
    guard !heads.isEmpty else { return SealOutcome(checkpoint: nil, streams: 0, failed: failed) }
    let last = try JournalStore.lastCheckpoint(in: transaction)?.checkpoint
    let checkpoint = Checkpoint(
      sealing: heads, number: (last?.number ?? 0) + 1, at: now, after: last?.digest ?? HashChain.origin)
    try JournalStore.insert(SignedCheckpoint(checkpoint, by: key), sealing: heads, in: transaction)
    if let seal = app.seal { transaction.afterCommit { seal.remember(RememberedSeal(checkpoint)) } }
    try announce("journal")
    return SealOutcome(checkpoint: checkpoint, streams: heads.count, failed: failed)
  }
}

/// What a document rests on and is signed with.
package struct SignedRest: Sendable {
  /// The newest checkpoint, which seals all that the journal had when it was asked for.
  package var checkpoint: Checkpoint
  /// The public half of this node's key.
  package var key: [UInt8]
  fileprivate var seal: SealKey

  /// Signs a document with this node's key.
  ///
  /// - Parameter purpose: What it is, before the content, so that a signature is good for nothing else: `mainstay statement`.
  package func signature(over content: [UInt8], for purpose: String) throws -> [UInt8] {
    try seal.signature(over: SealKey.document(content, for: purpose))
  }
}

extension Work {
  /// Seals all that the journal has, for a document that says what it rests on.
  ///
  /// - Throws: `unavailable` where this node has no key to sign with, `conflict` where its key is not registered, or a
  ///   stream cannot be sealed.
  package func sealedRest() throws -> SignedRest {
    while try seal(limit: SealJournal.mostStreams).streams == SealJournal.mostStreams {}
    let seal = try requireSigningKey()
    guard let last = try JournalStore.lastCheckpoint(in: transaction) else {
      throw MainstayError.conflict(code: "nothing-sealed", message: "The journal has nothing yet that could be sealed.")
    }
    return SignedRest(checkpoint: last.checkpoint, key: seal.publicKey, seal: seal)
  }
}

extension Work {
  /// What a document is signed with that rests on a checkpoint which was sealed before.
  ///
  /// - Throws: As `sealedRest`; `conflict` where the journal does not have that checkpoint any more.
  package func signedRest(on checkpoint: Checkpoint) throws -> SignedRest {
    try lockSealRegister()
    let seal = try requireSigningKey()
    guard try JournalStore.checkpoint(checkpoint.number, in: transaction)?.checkpoint.digest == checkpoint.digest else {
      throw MainstayError.conflict(
        code: "rest-gone", message: "The journal was put back to an earlier time meanwhile. Try again.")
    }
    return SignedRest(checkpoint: checkpoint, key: seal.publicKey, seal: seal)
  }
}

extension Look {
  /// The newest checkpoint; nil where nothing was sealed yet.
  package func newestCheckpoint() throws -> Checkpoint? { try JournalStore.lastCheckpoint(in: transaction)?.checkpoint }
}
