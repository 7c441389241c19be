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

  public init(
    key: String, agreement: Agreement, scope: [String: [String]] = [:], validFrom: Instant? = nil,
    validTo: Instant? = nil, exclusions: [Exclusion] = []
  ) {
    (self.key, self.agreement, self.scope) = (key, agreement, scope)
    (self.validFrom, self.validTo, self.exclusions) = (validFrom, validTo, exclusions)
  }

  /// Whether a ticket with these attributes, opened at this instant, is covered.
  public func covers(_ attributes: [String: String], at openedAt: Instant) -> Bool {
    if let validFrom, openedAt < validFrom { return false }
    if let validTo, openedAt >= validTo { return false }
    return covers(attributes)
  }

  /// Whether a ticket with these attributes is covered, whenever it was opened.
  func covers(_ attributes: [String: String]) -> Bool {
    scope.allSatisfy { name, values in attributes[name].map(values.contains) ?? false }
  }

  /// Whether it is the one that holds where both cover a ticket: its scope names more attributes; among equals
  /// the first by key.
  func goesBefore(_ other: AgreementTerms) -> Bool { (-scope.count, key) < (-other.scope.count, other.key) }

  /// Canonical form with the calendar versions that this version of the agreement rests on.
  func json(calendars: [String: Int]) -> JSON {
    .members([
      "key": .string(key), "agreement": agreement.json,
      "scope": scope.isEmpty ? nil : .object(scope.mapValues { .array($0.map(JSON.string)) }),
      "validFrom": .instant(validFrom), "validTo": .instant(validTo),
      "exclusions": exclusions.isEmpty ? nil : .array(exclusions.map(\.json)),
      "calendars": .object(calendars.mapValues { .integer(Int64($0)) }),
    ])
  }

  init(json: JSON) throws {
    func instant(_ value: JSON?) throws -> Instant? { try value?.stringValue.map { try Instant(parsing: $0) } }
    self.init(
      key: json["key"]?.stringValue ?? "", agreement: try Agreement(json: json["agreement"] ?? .null),
      scope: (json["scope"]?.objectValue ?? [:]).mapValues { ($0.arrayValue ?? []).compactMap(\.stringValue) },
      validFrom: try instant(json["validFrom"]), validTo: try instant(json["validTo"]),
      exclusions: try (json["exclusions"]?.arrayValue ?? []).map { entry in
        Exclusion(
          from: try instant(entry["from"]) ?? .earliest, to: try instant(entry["to"]) ?? .earliest,
          reason: entry["reason"]?.stringValue ?? "", clause: entry["clause"]?.stringValue)
      })
  }

  /// The calendar versions named in a version's canonical form.
  static func calendars(in json: JSON) -> [String: Int] {
    (json["calendars"]?.objectValue ?? [:]).compactMapValues { $0.integerValue.map(Int.init) }
  }
}

extension Exclusion {
  fileprivate var json: JSON {
    .members([
      "from": .instant(from), "to": .instant(to), "reason": .string(reason), "clause": .text(clause),
    ])
  }
}
