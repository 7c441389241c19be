import Agreements
import Kernel

/// What a record says of a stretch of a service's time.
public enum OutageState: String, CaseIterable, Hashable, Sendable {
  case down, degraded
  /// Nobody knows how it was: what watches it was blind.
  case unknown
  /// Time that is left out by agreement, once that is approved: planned maintenance, or what the customer brought about.
  case excluded
  /// Seen to be up: for promises by which time that nobody speaks of is unknown.
  case up

  /// In a sentence about the service.
  public var words: String {
    switch self {
    case .down: "down"
    case .degraded: "degraded"
    case .unknown: "not known"
    case .excluded: "left out by agreement"
    case .up: "up"
    }
  }

  /// Of what was seen; nil of what is left out by agreement.
  var seen: ServiceState? {
    switch self {
    case .down: .down
    case .degraded: .degraded
    case .unknown: .unknown
    case .up: .up
    case .excluded: nil
    }
  }
}

/// Who or what brought it about.
public enum OutageCause: String, CaseIterable, Hashable, Sendable {
  case fault, maintenance, supplier, customer, other

  public var words: String {
    switch self {
    case .fault: "fault"
    case .maintenance: "planned maintenance"
    case .supplier: "supplier"
    case .customer: "customer"
    case .other: "other cause"
    }
  }
}

/// A record of how a service was for a while. It is corrected and withdrawn by what is written after it.
public struct Outage: Hashable, Sendable {
  /// Stays with the record, and the stream of the journal has it.
  public var id: RecordID
  public var number: Int
  /// The service as tickets name it.
  public var service: String
  public var from: Instant
  /// Nil: still so.
  public var to: Instant?
  public var state: OutageState
  public var cause: OutageCause
  /// Who says so: `by hand`, the name of a file, of what watches the service.
  public var source: String
  public var evidence: String?
  /// The ticket in which it was worked on.
  public var ticket: RecordID?
  /// Since when beginning, end, state and cause are told as they stand: what notice is counted from.
  public var toldAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var toldBy: String
  /// Of what is left out by agreement.
  public var approvedAt: Instant?
  public var approvedBy: String?
  public var isWithdrawn = false
  public var version = 1

  public init(
    id: RecordID, number: Int, service: String, from: Instant, to: Instant? = nil, state: OutageState = .down,
    cause: OutageCause = .fault, source: String = Outage.byHand, evidence: String? = nil, ticket: RecordID? = nil,
    toldAt: Instant, toldBy: String
  ) {
    (self.id, self.number, self.service, self.from, self.to) = (id, number, service, from, to)
    (self.state, self.cause, self.source, self.evidence) = (state, cause, source, evidence)
    (self.ticket, self.toldAt, self.toldBy) = (ticket, toldAt, toldBy)
  }

  public static let byHand = "by hand"

  /// `OUT-7`.
  public var name: String { Outage.name(number) }

  public static func name(_ number: Int) -> String { "OUT-\(number)" }

  /// The number of a name, with or without what stands before it; nil of any other text.
  public static func number(_ name: String) -> Int? {
    let digits = name.uppercased().hasPrefix("OUT-") ? name.dropFirst(4) : name[...]
    guard (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
  }

  /// How long one may be, and how far ahead one may be planned.
  public static let longest = Duration.days(366)

  /// Whether it says anything of a time.
  public func touches(_ from: Instant, _ to: Instant) -> Bool { self.from < to && (self.to ?? .latest) > from }

  /// Everything that is wrong with it, by the names of its fields.
  public func faults(at now: Instant) -> [FieldFault] {
    var faults = ServiceName.faults(service, at: "service") + TextBounds.label.faults(in: source, at: "source")
    if let evidence { faults += TextBounds.evidence.faults(in: evidence, at: "evidence") }
    if let to, to <= from { faults.append(FieldFault("to", "is not after from")) }
    if (to ?? now) - from > Outage.longest {
      faults.append(FieldFault("from", "is more than \(Outage.longest.days) days before its end; record it in parts"))
    }
    if state == .excluded {
      if to == nil {
        faults.append(FieldFault("to", "is missing: what is left out by agreement has an end"))
      }
      if from - now > Outage.longest {
        faults.append(FieldFault("from", "is more than \(Outage.longest.days) days ahead"))
      }
    } else {
      let message = "is still to come: what is planned is left out by agreement (state excluded)"
      if from > now { faults.append(FieldFault("from", message)) }
      if let to, to > now, from <= now {
        faults.append(FieldFault("to", "is still to come; leave it empty while it goes on"))
      }
    }
    return faults
  }

  /// Whether it is maintenance that was told early enough to need nobody's word.
  public func isAnnounced(by promise: AvailabilityPromise) -> Bool {
    guard state == .excluded, cause == .maintenance, let notice = promise.notice else { return false }
    return from - toldAt >= notice
  }
}

extension Outage {
  /// Whether both say the same of the same time.
  public func saysTheSame(as other: Outage) -> Bool {
    service == other.service && from == other.from && to == other.to && state == other.state && cause == other.cause
  }

  /// Whether whoever approved one has seen all that the other says: its time, and what it rests on too.
  public func isSameToApprove(as other: Outage) -> Bool {
    saysTheSame(as: other) && source == other.source && evidence == other.evidence && ticket == other.ticket
  }

  /// Whether a late record of it can make a period better that is stated already: time that is down counts in full by any
  /// rule, and what is to be left out, told late, counts for nothing until somebody approves it.
  public var mayMakeBetter: Bool { state != .down && state != .excluded }

  /// What it says, without who told and approved it, and without its ticket.
  public var said: JSON {
    .members([
      "from": .string(from.rfc3339), "to": .instant(to), "state": .string(state.rawValue),
      "cause": .string(cause.rawValue), "source": .string(source), "evidence": .text(evidence),
    ])
  }

  /// Takes what `said` wrote; false where it is anything else.
  public mutating func take(said json: JSON) -> Bool {
    guard let from = json["from"]?.stringValue.flatMap({ try? Instant(parsing: $0) }),
      let state = json["state"]?.stringValue.flatMap(OutageState.init),
      let cause = json["cause"]?.stringValue.flatMap(OutageCause.init), let source = json["source"]?.stringValue
    else { return false }
    let to = json["to"]?.stringValue.flatMap { try? Instant(parsing: $0) }
    if json["to"] != nil, to == nil { return false }
    (self.from, self.to, self.state, self.cause) = (from, to, state, cause)
    (self.source, evidence) = (source, json["evidence"]?.stringValue)
    return true
  }
}

extension Duration {
  /// Whole days.
  public var days: Int64 { milliseconds / 86_400_000 }
}

/// Names of services, as tickets have them.
public enum ServiceName {
  /// Bytes of one, so that question files can hold it.
  public static let longest = 100

  public static func faults(_ name: String, at path: String) -> [FieldFault] {
    if let fault = TextBounds.label.fault(in: name) { return [FieldFault(path, fault)] }
    if name.utf8.count > longest { return [FieldFault(path, "is longer than \(longest) bytes")] }
    // It stands in addresses and in names of streams.
    if name.contains("/") || name == "." || name == ".." {
      return [FieldFault(path, "may not contain a slash, nor be dots alone")]
    }
    return []
  }
}
