import Agreements
import Kernel

/// An agreement with everything that decides which tickets it covers: what one version holds.
public struct AgreementTerms: Hashable, Sendable {
  public var key: String
  public var agreement: Agreement
  /// Attributes that a ticket must have, each one of the values listed; empty covers every ticket.
  public var scope: [String: [String]]
  public var validFrom: Instant?
  /// The first instant at which it no longer holds.
  public var validTo: Instant?
  /// Dated intervals that count for no ticket under it.
  public var exclusions: [Exclusion]
  /// What it says of itself: kind, parties, signatories and the like.
  public var particulars: AgreementParticulars
  /// That it was ended, and when that takes effect.
  public var termination: AgreementTermination?

  public init(
    key: String, agreement: Agreement, scope: [String: [String]] = [:], validFrom: Instant? = nil,
    validTo: Instant? = nil, exclusions: [Exclusion] = [], particulars: AgreementParticulars = .none,
    termination: AgreementTermination? = nil
  ) {
    (self.key, self.agreement, self.scope) = (key, agreement, scope)
    (self.validFrom, self.validTo, self.exclusions) = (validFrom, validTo, exclusions)
    (self.particulars, self.termination) = (particulars, termination)
  }

  /// The names of its clauses, and of those that its dated exclusions rest on: what an exclusion of a ticket can point to.
  public var clauses: [String] {
    Set(particulars.clauses.map(\.name) + exclusions.compactMap(\.clause)).sorted()
  }

  /// The first instant at which it no longer holds: that of its validity, or an earlier one at which it was ended.
  public var end: Instant? { [validTo, termination?.effective].compactMap { $0 }.min() }

  /// Whether a ticket with these attributes, opened at this instant, is covered.
  public func covers(_ attributes: [String: String], at openedAt: Instant) -> Bool {
    if let validFrom, openedAt < validFrom { return false }
    if let end, openedAt >= end { return false }
    return covers(attributes)
  }

  /// Whether a ticket with these attributes is covered, whenever it was opened.
  package func covers(_ attributes: [String: String]) -> Bool {
    scope.allSatisfy { name, values in attributes[name].map(values.contains) ?? false }
  }

  /// Whether it is the one that holds where both cover a ticket: its scope names more attributes; among equals
  /// the first by key.
  package func goesBefore(_ other: AgreementTerms) -> Bool { (-scope.count, key) < (-other.scope.count, other.key) }

  /// Canonical form with the calendar versions that this version of the agreement rests on.
  package func json(calendars: [String: Int]) -> JSON {
    let json = JSON.members([
      "key": .string(key), "agreement": agreement.json,
      "scope": scope.isEmpty ? nil : .object(scope.mapValues { .array($0.map(JSON.string)) }),
      "validFrom": .instant(validFrom), "validTo": .instant(validTo),
      "exclusions": exclusions.isEmpty ? nil : .array(exclusions.map(\.json)),
      "calendars": .object(calendars.mapValues { .integer(Int64($0)) }), "termination": termination?.json,
    ])
    return .object((json.objectValue ?? [:]).merging(particulars.members) { own, _ in own })
  }

  /// - Throws: `invalid` where a member is missing, of another kind, or unknown to this version.
  package init(json: JSON) throws {
    let known =
      ["key", "agreement", "scope", "validFrom", "validTo", "exclusions", "calendars", "termination"]
      + AgreementParticulars.keys
    if let other = json.objectValue?.keys.sorted().first(where: { !known.contains($0) }) {
      throw MainstayError.field(other, "is no member that this version knows")
    }
    var scope: [String: [String]] = [:]
    for (name, values) in try AgreementTerms.object(json["scope"], "scope") {
      scope[name] = try AgreementTerms.array(values, "scope.\(name)").map {
        try AgreementTerms.text($0, "scope.\(name)")
      }
    }
    self.init(
      key: try AgreementTerms.text(json["key"], "key"), agreement: try Agreement(json: json["agreement"] ?? .null),
      scope: scope, validFrom: try AgreementTerms.instant(json["validFrom"], "validFrom"),
      validTo: try AgreementTerms.instant(json["validTo"], "validTo"),
      exclusions: try AgreementTerms.array(json["exclusions"], "exclusions").map(AgreementTerms.exclusion))
    let log = FaultLog()
    if let members = Field(json, log: log).anyMembers(of: "an agreement") {
      particulars = AgreementParticulars(members)
      termination = members["termination"].flatMap(AgreementTermination.init)
    }
    if !log.faults.isEmpty { throw MainstayError.invalid(log.faults) }
  }

  /// The calendar versions named in a version's canonical form.
  package static func calendars(in json: JSON) throws -> [String: Int] {
    try object(json["calendars"], "calendars").mapValues { version in
      guard let number = version.integerValue else { throw MainstayError.field("calendars", "names no version") }
      return Int(number)
    }
  }

  private static func exclusion(_ json: JSON) throws -> Exclusion {
    guard let from = try instant(json["from"], "exclusions.from"), let to = try instant(json["to"], "exclusions.to")
    else { throw MainstayError.field("exclusions", "has no beginning or no end") }
    return Exclusion(
      from: from, to: to, reason: try text(json["reason"], "exclusions.reason"),
      clause: try json["clause"].map { try text($0, "exclusions.clause") })
  }

  private static func text(_ json: JSON?, _ path: String) throws -> String {
    guard let text = json?.stringValue else { throw MainstayError.field(path, "is no text") }
    return text
  }

  private static func instant(_ json: JSON?, _ path: String) throws -> Instant? {
    guard let json else { return nil }
    guard let instant = json.stringValue.flatMap({ try? Instant(parsing: $0) }) else {
      throw MainstayError.field(path, "is no instant")
    }
    return instant
  }

  /// Empty where it is missing, as what is empty is not written down.
  private static func array(_ json: JSON?, _ path: String) throws -> [JSON] {
    guard let json else { return [] }
    guard let array = json.arrayValue else { throw MainstayError.field(path, "is no list") }
    return array
  }

  private static func object(_ json: JSON?, _ path: String) throws -> [String: JSON] {
    guard let json else { return [:] }
    guard let object = json.objectValue else { throw MainstayError.field(path, "is no mapping") }
    return object
  }
}

extension Exclusion {
  fileprivate var json: JSON {
    .members([
      "from": .instant(from), "to": .instant(to), "reason": .string(reason), "clause": .text(clause),
    ])
  }
}
