import Kernel

/// Something that does not hold, and where.
public struct JournalFinding: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// An entry, or the recorded head of a stream, is not what was written.
    case changed
    /// An entry, or a whole stream, is gone.
    case missing
    /// Entries stand in another order than they were written in.
    case reordered
    /// The end of a stream is gone.
    case truncated
    /// Something stands there that was never recorded.
    case unexpected
    /// A checkpoint does not fit its leaves or the checkpoint before.
    case seal
    /// A checkpoint is not signed by a key that is trusted.
    case signature
    /// A record is not what its stream says.
    case projection
    /// A text is not the one that the journal keeps a digest of.
    case text
    /// A clock is not what a fresh evaluation says.
    case clock
    /// A table, a column, a constraint or an index is not what this version makes.
    case schema
    /// A row, a payload, or a line of an exported journal cannot be read.
    case unreadable
  }
  public var kind: Kind
  /// The stream, checkpoint or record that it concerns.
  public var subject: String
  /// The entry in the stream, or the line of an exported journal, where there is one.
  public var sequence: Int64?
  /// In words, with what was expected and what is there.
  public var message: String

  public init(_ kind: Kind, _ subject: String, _ sequence: Int64?, _ message: String) {
    (self.kind, self.subject, self.sequence, self.message) = (kind, subject, sequence, message)
  }
}

/// What was found: up to a bound of each kind, and how many there are.
public struct FindingTally: Hashable, Sendable {
  /// Findings of one kind that are kept; further ones are counted.
  public static let mostOfAKind = 200

  /// All in the order in which they were found, `mostOfAKind` of each kind at most.
  public private(set) var kept: [JournalFinding] = []
  /// The first of each kind, in the order in which they were found.
  public private(set) var first: [JournalFinding] = []
  public private(set) var counts: [JournalFinding.Kind: Int] = [:]

  public init() {}

  public mutating func add(_ finding: JournalFinding?) {
    guard let finding else { return }
    if counts[finding.kind] == nil { first.append(finding) }
    let count = counts[finding.kind, default: 0] + 1
    counts[finding.kind] = count
    if count <= FindingTally.mostOfAKind { kept.append(finding) }
  }

  public var isEmpty: Bool { first.isEmpty }
  public var total: Int { counts.values.reduce(0, +) }
}
