import BusinessTime
import Core
import Kernel
import Storage

/// A version of an agreement or a calendar that stands in the database and cannot be read.
public struct UnreadableVersion: Hashable, Sendable {
  public var key: String
  /// Nil where not even that can be read.
  public var version: Int?
  /// Table, key and column.
  var record: String
  var reason: String

  /// In a line.
  public var words: String { "\(record): \(reason)" }

  var error: MainstayError { .unreadable(record: record, reason: reason) }
}

/// The newest version of each key, readable or not.
struct NewestVersions<Row> {
  /// Those that can be read.
  private(set) var rows: [String: Row] = [:]
  /// Those that cannot.
  private(set) var unreadable: [String: UnreadableVersion] = [:]
  /// The number that was given last.
  private(set) var numbers: [String: Int] = [:]

  init(_ readable: [Row], _ broken: [UnreadableVersion], key: (Row) -> String, version: (Row) -> Int) {
    for row in readable where version(row) > numbers[key(row)] ?? 0 {
      rows[key(row)] = row
      numbers[key(row)] = version(row)
    }
    for one in broken where (one.version ?? .max) > numbers[one.key] ?? 0 {
      rows[one.key] = nil
      unreadable[one.key] = one
      numbers[one.key] = max(numbers[one.key] ?? 0, one.version ?? 0)
    }
  }
}

/// What of agreements or calendars cannot be read, so that lists lack it.
public struct UnreadableVersions: Query {
  public var subject: PlannedChange.Subject
  /// All keys where nil.
  public var key: String?

  public init(_ subject: PlannedChange.Subject, key: String? = nil) { (self.subject, self.key) = (subject, key) }

  public func answer(from look: Look) throws -> [UnreadableVersion] {
    try look.principal.require(.seeAgreements)
    switch subject {
    case .agreement: return try look.readableVersions(of: key).unreadable
    case .calendar: return try look.readableCalendars(of: key).unreadable
    }
  }
}

extension Look {
  /// Versions of one agreement or of all that can be computed with, newest first within a key, and the others.
  func readableVersions(of key: String?) throws -> AgreementStore.Versions<AgreementVersion> {
    let stored = try AgreementStore.readableAgreements(key: key, in: transaction)
    var found = AgreementStore.Versions<AgreementVersion>(unreadable: stored.unreadable)
    for row in stored.rows.sorted(by: { ($0.key, $1.version) < ($1.key, $0.version) }) {
      do {
        if let version = try app.agreements.version(row.id, in: transaction) {
          found.rows.append(version.signed(by: row.appliedBy))
        }
      } catch MainstayError.unreadable(let record, let reason) {
        found.unreadable.append(
          UnreadableVersion(key: row.key, version: row.version, record: record, reason: reason))
      }
    }
    return found
  }

  /// As above, of calendars.
  func readableCalendars(of key: String?) throws -> AgreementStore.Versions<CalendarVersion> {
    let stored = try AgreementStore.readableCalendars(key: key, in: transaction)
    var found = AgreementStore.Versions<CalendarVersion>(unreadable: stored.unreadable)
    for row in stored.rows.sorted(by: { ($0.key, $1.version) < ($1.key, $0.version) }) {
      do {
        let compiled = try app.agreements.calendar(row.key, version: row.version, in: transaction)
        guard let calendar = compiled else { continue }
        found.rows.append(
          CalendarVersion(
            key: row.key, version: row.version, definition: calendar.definition, calendar: calendar,
            appliedAt: row.appliedAt, appliedBy: row.appliedBy))
      } catch MainstayError.unreadable(let record, let reason) {
        found.unreadable.append(
          UnreadableVersion(key: row.key, version: row.version, record: record, reason: reason))
      }
    }
    return found
  }
}

extension Look {
  /// The newest version that can be read of each of these calendars, by their keys.
  package func newestCalendars(_ keys: Set<String>) throws -> [CalendarVersion] {
    var found: [CalendarVersion] = []
    for version in try readableCalendars(of: nil).rows where keys.contains(version.key) {
      // The newest of each comes first.
      if found.last?.key != version.key { found.append(version) }
    }
    return found
  }
}
