import Kernel

/// Walks the entries of one stream in order. After an entry that does not fit it goes on from what
/// stands there, so that one fault is one finding.
public struct ChainCheck: Sendable {
  public let stream: String
  /// Sequence and hash of the entry taken last, as stored.
  public private(set) var sequence: Int64 = 0
  public private(set) var hash = HashChain.origin
  /// The hash before an entry that did not fit: its neighbour may have changed places with it.
  private var before: [UInt8]?

  public init(stream: String) { self.stream = stream }

  /// Takes the next entry as stored, with the hash stored beside it.
  public mutating func take(_ entry: JournalEntry, storedHash: [UInt8]) -> JournalFinding? {
    let (last, previous, doubtful) = (sequence, hash, before)
    before = nil
    guard entry.sequence > last else {
      return JournalFinding(
        .reordered, stream, entry.sequence, "entry \(entry.sequence) stands after entry \(last)")
    }
    (sequence, hash) = (entry.sequence, storedHash)
    guard entry.sequence == last &+ 1 else {
      return JournalFinding(
        .missing, stream, last &+ 1, "entry \(last &+ 1) should follow; entry \(entry.sequence) stands there")
    }
    let expected = entry.hash(after: previous)
    if expected == storedHash { return nil }
    if let doubtful, entry.moved(to: last).hash(after: doubtful) == storedHash {
      return JournalFinding(
        .reordered, stream, last, "entries \(last) and \(entry.sequence) have changed places")
    }
    before = previous
    return JournalFinding(
      .changed, stream, entry.sequence,
      "entry \(entry.sequence) (\(entry.kind)) hashes to \(hexadecimal(expected)), stored is \(hexadecimal(storedHash))"
    )
  }

  /// Whether the stream, once walked, ends where `head` says.
  public func ends(at head: StreamHead) -> JournalFinding? {
    if head.sequence > sequence {
      return JournalFinding(
        .truncated, stream, sequence &+ 1, "the stream ends at entry \(sequence); \(head.sequence) were written")
    }
    if head.sequence < sequence {
      return JournalFinding(
        .unexpected, stream, head.sequence &+ 1,
        "the stream's recorded end is entry \(head.sequence); entries up to \(sequence) stand there")
    }
    return head.hash == hash
      ? nil : JournalFinding(.changed, stream, sequence, "the recorded head has another hash than entry \(sequence)")
  }
}

extension JournalEntry {
  fileprivate func moved(to sequence: Int64) -> JournalEntry {
    var entry = self
    entry.sequence = sequence
    return entry
  }
}
