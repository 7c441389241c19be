import Kernel

/// The first thing found that does not hold, and where.
public struct JournalFinding: Hashable, Sendable {
  public enum Kind: String, Sendable {
    case changed, missing, truncated, unexpected, seal, signature, projection, clock
  }
  public var kind: Kind
  /// The stream, checkpoint or record that it concerns.
  public var subject: String
  public var sequence: Int64?
  /// In words, with what was expected and what is there.
  public var message: String

  public init(_ kind: Kind, _ subject: String, _ sequence: Int64?, _ message: String) {
    (self.kind, self.subject, self.sequence, self.message) = (kind, subject, sequence, message)
  }
}

/// Walks the entries of one stream in order and stops at the first that does not fit.
public struct ChainCheck: Sendable {
  public let stream: String
  /// Sequence and hash of the last good entry.
  public private(set) var sequence: Int64 = 0
  public private(set) var hash = HashChain.origin

  public init(stream: String) { self.stream = stream }

  /// Takes the next entry as stored, with the hash stored beside it.
  public mutating func take(_ entry: JournalEntry, storedHash: [UInt8]) -> JournalFinding? {
    if entry.stream != stream || entry.sequence != sequence + 1 {
      return JournalFinding(
        .missing, stream, sequence + 1,
        "entry \(sequence + 1) should follow; entry \(entry.sequence) stands there")
    }
    let expected = entry.hash(after: hash)
    if expected != storedHash {
      return JournalFinding(
        .changed, stream, entry.sequence,
        "entry \(entry.sequence) (\(entry.kind)) hashes to \(hexadecimal(expected)), stored is \(hexadecimal(storedHash))"
      )
    }
    (sequence, hash) = (entry.sequence, storedHash)
    return nil
  }

  /// Whether the stream, once walked, ends where `head` says.
  public func ends(at head: StreamHead) -> JournalFinding? {
    if head.sequence > sequence {
      return JournalFinding(
        .truncated, stream, sequence + 1, "the stream ends at entry \(sequence); \(head.sequence) were written")
    }
    if head.sequence < sequence {
      return JournalFinding(
        .unexpected, stream, head.sequence + 1, "entries stand after the recorded end \(head.sequence)")
    }
    return head.hash == hash
      ? nil : JournalFinding(.changed, stream, sequence, "the recorded head has another hash than entry \(sequence)")
  }
}
