import BusinessTime
import Core
import Kernel
import Storage

/// Every agreement's versions that can be read, newest first within an agreement; `UnreadableVersions` has the others.
public struct AgreementVersions: Query {
  /// All agreements where nil.
  public var key: String?
  public init(key: String? = nil) { self.key = key }

  public func answer(from look: Look) throws -> [AgreementVersion] {
    try look.principal.require(.seeAgreements)
    let found = try look.readableVersions(of: key)
    if let key, found.rows.isEmpty {
      throw found.unreadable.last?.error ?? MainstayError.notFound(kind: "agreement", id: key)
    }
    return found.rows
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

/// Every calendar's versions that can be read, newest first within a calendar; `UnreadableVersions` has the others.
public struct CalendarVersions: Query {
  public var key: String?
  public init(key: String? = nil) { self.key = key }

  public func answer(from look: Look) throws -> [CalendarVersion] {
    try look.principal.require(.seeAgreements)
    let found = try look.readableCalendars(of: key)
    if let key, found.rows.isEmpty {
      throw found.unreadable.last?.error ?? MainstayError.notFound(kind: "calendar", id: key)
    }
    return found.rows
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
    let found = try AgreementStore.readableAgreements(key: key, in: look.transaction)
    if let broken = found.unreadable.first(where: { [from, to].contains($0.version) }) { throw broken.error }
    return try differences(found.rows.map { ($0.version, $0.body) }, kind: "agreement", key: key, from: from, to: to)
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
    let found = try AgreementStore.readableCalendars(key: key, in: look.transaction)
    if let broken = found.unreadable.first(where: { [from, to].contains($0.version) }) { throw broken.error }
    return try differences(found.rows.map { ($0.version, $0.body) }, kind: "calendar", key: key, from: from, to: to)
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
