import BusinessTime
import Kernel
import People
import Storage

/// Every agreement's versions, newest first within an agreement.
public struct AgreementVersions: Query {
  /// All agreements where nil.
  public var key: String?
  public init(key: String? = nil) { self.key = key }

  public func answer(from look: Look) throws -> [AgreementVersion] {
    try look.principal.require(.seeAgreements)
    let rows = try AgreementStore.agreements(key: key, in: look.transaction)
    if let key, rows.isEmpty { throw MainstayError.notFound(kind: "agreement", id: key) }
    return try rows.sorted { ($0.key, $1.version) < ($1.key, $0.version) }.compactMap {
      try look.app.agreements.version($0.id, in: look.transaction)
    }
  }
}

/// A version of a calendar.
public struct CalendarVersion: Sendable {
  public var key: String
  public var version: Int
  public var definition: CalendarDefinition
  public var calendar: BusinessCalendar
  public var appliedAt: Instant
  public var appliedBy: String
}

/// Every calendar's versions, newest first within a calendar.
public struct CalendarVersions: Query {
  public var key: String?
  public init(key: String? = nil) { self.key = key }

  public func answer(from look: Look) throws -> [CalendarVersion] {
    try look.principal.require(.seeAgreements)
    let rows = try AgreementStore.calendars(key: key, in: look.transaction)
    if let key, rows.isEmpty { throw MainstayError.notFound(kind: "calendar", id: key) }
    return try rows.sorted { ($0.key, $1.version) < ($1.key, $0.version) }.compactMap { row in
      guard let calendar = try look.app.agreements.calendar(row.key, version: row.version, in: look.transaction) else {
        return nil
      }
      return CalendarVersion(
        key: row.key, version: row.version, definition: calendar.definition, calendar: calendar,
        appliedAt: row.appliedAt, appliedBy: row.appliedBy)
    }
  }
}

/// What changed between two versions of an agreement.
public struct AgreementDifference: Query {
  public var key: String
  public var from: Int
  public var to: Int
  public init(key: String, from: Int, to: Int) { (self.key, self.from, self.to) = (key, from, to) }

  public func answer(from look: Look) throws -> [JSONDifference] {
    try look.principal.require(.seeAgreements)
    let rows = try AgreementStore.agreements(key: key, in: look.transaction)
    return try differences(rows.map { ($0.version, $0.body) }, kind: "agreement", key: key, from: from, to: to)
  }
}

/// What changed between two versions of a calendar.
public struct CalendarDifference: Query {
  public var key: String
  public var from: Int
  public var to: Int
  public init(key: String, from: Int, to: Int) { (self.key, self.from, self.to) = (key, from, to) }

  public func answer(from look: Look) throws -> [JSONDifference] {
    try look.principal.require(.seeAgreements)
    let rows = try AgreementStore.calendars(key: key, in: look.transaction)
    return try differences(rows.map { ($0.version, $0.body) }, kind: "calendar", key: key, from: from, to: to)
  }
}

private func differences(
  _ versions: [(Int, JSON)], kind: String, key: String, from: Int, to: Int
) throws -> [JSONDifference] {
  guard let old = versions.first(where: { $0.0 == from })?.1, let new = versions.first(where: { $0.0 == to })?.1 else {
    throw MainstayError.notFound(kind: kind + " version", id: "\(key) \(from)..\(to)")
  }
  return old.differences(to: new)
}
