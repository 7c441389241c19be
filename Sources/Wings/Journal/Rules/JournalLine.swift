/// One line of a journal in stream order: the entries of a stream, each followed by the leaves that
/// seal it, then the stream's head; after all streams the checkpoints by number.
public enum JournalLine: Hashable, Sendable {
  /// An entry with the hash that stands beside it.
  case entry(JournalEntry, hash: [UInt8])
  case leaf(SealedLeaf)
  /// Where its stream is recorded to end.
  case head(StreamHead)
  case checkpoint(SignedCheckpoint)

  /// The stream that it stands in; nil for checkpoints.
  public var stream: String? {
    switch self {
    case .entry(let entry, _): entry.stream
    case .leaf(let leaf): leaf.head.stream
    case .head(let head): head.stream
    case .checkpoint: nil
    }
  }
}

extension String {
  /// Whether both have the same bytes. `==` would call two spellings of one letter the same.
  public func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Order by bytes, as the journal sorts its streams.
  public func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
