import Kernel

/// What was told of a time, when and by whom: each is a fact of its own, which a later correction adds to and never
/// rewrites.
public struct OutageTelling: Hashable, Sendable {
  public var at: Instant
  /// The token of a person in the journal, or the name of a part of the product.
  public var by: String
  public var from: Instant
  public var to: Instant?
  public var state: OutageState
  public var cause: OutageCause
  public var source: String
  public var evidence: String?
  /// As the journal names it.
  var ticket: String?

  /// What an entry of the journal tells; nil where it tells nothing of a time.
  public init?(at: Instant, by: String, entry: JSON) {
    var outage = Outage(id: RecordID(""), number: 0, service: "", from: at, toldAt: at, toldBy: by)
    guard outage.take(said: entry) else { return nil }
    (self.at, self.by) = (at, by)
    (from, to, state, cause) = (outage.from, outage.to, outage.state, outage.cause)
    (source, evidence, ticket) = (outage.source, outage.evidence, entry["ticket"]?.stringValue)
  }

  /// Those of an order of entries that tell something else than the one before.
  public static func all(_ entries: [OutageTelling]) -> [OutageTelling] {
    entries.reduce(into: []) { told, one in
      if told.last?.isSame(as: one) != true { told.append(one) }
    }
  }

  private func isSame(as other: OutageTelling) -> Bool {
    var same = other
    (same.at, same.by) = (at, by)
    return same == self
  }
}
