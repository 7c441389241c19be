import Kernel
import Services

/// What should have been counted instead. Each is something that the product can do anyway, so that the one engine
/// computes what comes of it.
public enum Correction: Hashable, Sendable {
  /// A time is left out of the ticket's clocks, as an exclusion.
  case leaveOut(from: Instant, to: Instant, reason: String, clause: String?)
  /// A time that was left out by an entry of the ticket's stream counts again.
  case countAgain(entry: Int64, reason: String)
  /// A record of the service is made, corrected or withdrawn.
  case records(RecordChange)

  /// A change of one record of a service.
  public struct RecordChange: Hashable, Sendable {
    /// Never a promise.
    public var kind: ServiceChange.Kind
    /// The number of the record; nil of a new one.
    public var outage: Int?
    /// Its version when it was contested; 0 of a new one.
    public var seen: Int
    /// What it would say, as `Outage.said`.
    public var said: JSON

    public init(kind: ServiceChange.Kind, outage: Int?, seen: Int, said: JSON) {
      (self.kind, self.outage, self.seen, self.said) = (kind, outage, seen, said)
    }

    /// What the record would say, as far as it can be read.
    public func outage(of service: String) -> Outage? {
      var outage = Outage(
        id: RecordID(""), number: self.outage ?? 0, service: service, from: .earliest, toldAt: .earliest, toldBy: "")
      return outage.take(said: said) ? outage : nil
    }
  }

  /// The stretch that it is about; nil where it has none, or no end.
  public var stretch: Range<Instant>? {
    switch self {
    case .leaveOut(let from, let to, _, _): return from < to ? from..<to : nil
    case .countAgain: return nil
    case .records(let change):
      guard change.kind != .withdraw, let outage = change.outage(of: ""), let to = outage.to, outage.from < to else {
        return nil
      }
      return outage.from..<to
    }
  }

  /// The same of a part of the stretch: what a decision in part makes.
  ///
  /// - Throws: `invalid` at `from` and `to` where that is no part of it, `conflict` where it has none.
  public func part(from: Instant, to: Instant) throws(MainstayError) -> Correction {
    guard let whole = stretch else {
      throw .conflict(
        code: "no-parts", message: "What is asked for here holds or does not; uphold it, or reject it and say why.")
    }
    var faults: [FieldFault] = []
    if to <= from { faults.append(FieldFault("to", "must be after the beginning")) }
    if from < whole.lowerBound || from >= whole.upperBound {
      faults.append(FieldFault("from", "lies outside of what was asked for; a part of it lies within"))
    }
    if to > whole.upperBound {
      faults.append(FieldFault("to", "lies behind what was asked for; a part of it lies within"))
    }
    if faults.isEmpty, from..<to == whole {
      faults.append(FieldFault("to", "is all that was asked for: uphold it as a whole, or choose a shorter time"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
    switch self {
    case .leaveOut(_, _, let reason, let clause):
      return .leaveOut(from: from, to: to, reason: reason, clause: clause)
    case .countAgain: return self
    case .records(var change):
      guard var outage = change.outage(of: "") else { return self }
      (outage.from, outage.to) = (from, to)
      change.said = outage.said
      return .records(change)
    }
  }

  public var json: JSON {
    switch self {
    case .leaveOut(let from, let to, let reason, let clause):
      .members([
        "kind": "leaveOut", "from": .string(from.rfc3339), "to": .string(to.rfc3339), "reason": .string(reason),
        "clause": .text(clause),
      ])
    case .countAgain(let entry, let reason):
      ["kind": "countAgain", "entry": .integer(entry), "reason": .string(reason)]
    case .records(let change):
      .members([
        "kind": .string(change.kind.rawValue), "outage": change.outage.map { .integer(Int64($0)) },
        "seen": .integer(Int64(change.seen)), "said": change.said,
      ])
    }
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    func instant(_ name: String) -> Instant? { json[name]?.stringValue.flatMap { try? Instant(parsing: $0) } }
    guard let kind = json["kind"]?.stringValue else { return nil }
    switch kind {
    case "leaveOut":
      guard let from = instant("from"), let to = instant("to"), let reason = json["reason"]?.stringValue else {
        return nil
      }
      self = .leaveOut(from: from, to: to, reason: reason, clause: json["clause"]?.stringValue)
    case "countAgain":
      guard let entry = json["entry"]?.integerValue, let reason = json["reason"]?.stringValue else { return nil }
      self = .countAgain(entry: entry, reason: reason)
    default:
      guard let kind = ServiceChange.Kind(rawValue: kind), kind != .promise, let seen = json["seen"]?.integerValue,
        let said = json["said"]
      else { return nil }
      self = .records(
        RecordChange(kind: kind, outage: json["outage"]?.integerValue.map { Int($0) }, seen: Int(seen), said: said))
    }
  }
}
