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
    try work.lockSealRegister()
    let key = try work.requireSigningKey()
    try work.mendLastSeal()
    let unsealed = try JournalStore.unsealed(by: work.now, limit: limit, in: work.transaction)
    for (stream, error) in unsealed.unreadable {
      try work.note(WorkItem(SealJournal.module, stream), failed: error)
    }
    for stream in unsealed.readableAgain { try work.mend(WorkItem(SealJournal.module, stream)) }
    let heads = unsealed.heads
    let failed = unsealed.unreadable.count
    guard !heads.isEmpty else { return SealOutcome(checkpoint: nil, streams: 0, failed: failed) }
    let last = try JournalStore.lastCheckpoint(in: work.transaction)?.checkpoint
    let checkpoint = Checkpoint(
      sealing: heads, number: (last?.number ?? 0) + 1, at: work.now, after: last?.digest ?? HashChain.origin)
    try JournalStore.insert(SignedCheckpoint(checkpoint, by: key), sealing: heads, in: work.transaction)
    if let seal = work.app.seal { work.transaction.afterCommit { seal.remember(RememberedSeal(checkpoint)) } }
    try work.announce("journal")
    return SealOutcome(checkpoint: checkpoint, streams: heads.count, failed: failed)
  }
}
