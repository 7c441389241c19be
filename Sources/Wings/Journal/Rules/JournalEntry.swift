import Kernel

/// One line of the journal: something that happened, never changed once written.
///
/// Entries of one stream form a hash chain; streams are linked by checkpoints.
public struct JournalEntry: Hashable, Sendable {
  /// What the entry is about: `ticket/0199...`, `agreement/gold`, `people/kim`.
  public var stream: String
  /// 1 for the first entry of the stream, then without gaps.
  public var sequence: Int64
  /// What happened: `ticket.opened`.
  public var kind: String
  /// Sign-in name of who did it, or `system:engine`.
  public var actor: String
  /// When it happened; decides clocks.
  public var at: Instant
  /// When it was written down; later than `at` for imported history.
  public var recordedAt: Instant
  /// Canonical JSON. Holds no personal text, only digests of it.
  public var payload: String

  public init(
    stream: String, sequence: Int64, kind: String, actor: String, at: Instant, recordedAt: Instant, payload: String
  ) {
    (self.stream, self.sequence, self.kind, self.actor) = (stream, sequence, kind, actor)
    (self.at, self.recordedAt, self.payload) = (at, recordedAt, payload)
  }

  /// The canonical JSON text that is hashed: all fields, keys sorted, instants in milliseconds.
  public var content: [UInt8] {
    var out = ByteWriter(capacity: 224 + payload.utf8.count)
    out.append("{\"actor\":" as StaticString)
    JSON.write(actor, into: &out)
    out.append(",\"at\":" as StaticString)
    out.append(decimal: at.milliseconds)
    out.append(",\"kind\":" as StaticString)
    JSON.write(kind, into: &out)
    out.append(",\"payload\":" as StaticString)
    out.append(payload)
    out.append(",\"recordedAt\":" as StaticString)
    out.append(decimal: recordedAt.milliseconds)
    out.append(",\"sequence\":" as StaticString)
    out.append(decimal: sequence)
    out.append(",\"stream\":" as StaticString)
    JSON.write(stream, into: &out)
    out.append(UInt8(ascii: "}"))
    return out.bytes
  }

  /// The chain's hash after this entry. See `HashChain`.
  public func hash(after previous: [UInt8]) -> [UInt8] { HashChain.link(content, after: previous) }
}
