import Core
import Journal
import Kernel
import Storage

/// Holds the versions of agreements against what was applied.
struct AgreementProjection: Projection {
  static let prefix = "agreement/"
  static let records = [RecordKind.agreements]
  private var applied = AppliedVersions()

  init() {}

  mutating func take(_ entry: JournalEntry) { applied.take(entry, AgreementProjection.prefix) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = try applied.called(in: look.transaction)
    report.findings += applied.unreadable
    try AgreementStore.scanAgreements(from: first, through: last, in: look.transaction) { key, version, found in
      report.count(.agreements)
      applied.compare(key, version, found, kind: "agreement", &unseen, into: &report)
    } unreadable: { key, version, error in
      applied.forget(key, version, &unseen)
      try report.addUnreadable(error, of: "agreement/" + key)
    }
    applied.addMissing(unseen, kind: "agreement", into: &report)
  }
}

/// Holds the versions of calendars against what was applied.
struct CalendarProjection: Projection {
  static let prefix = "calendar/"
  static let records = [RecordKind.calendars]
  private var applied = AppliedVersions()

  init() {}

  mutating func take(_ entry: JournalEntry) { applied.take(entry, CalendarProjection.prefix) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = try applied.called(in: look.transaction)
    report.findings += applied.unreadable
    try AgreementStore.scanCalendars(from: first, through: last, in: look.transaction) { key, version, found in
      report.count(.calendars)
      applied.compare(key, version, found, kind: "calendar", &unseen, into: &report)
    } unreadable: { key, version, error in
      applied.forget(key, version, &unseen)
      try report.addUnreadable(error, of: "calendar/" + key)
    }
    applied.addMissing(unseen, kind: "calendar", into: &report)
  }
}

/// What the journal says was applied, by key and version.
private struct AppliedVersions: Sendable {
  struct Name: Hashable, Sendable {
    var key: String
    var version: Int64
  }

  private static let columns = ["text", "applied at", "applied by", "id", "effective from"]
  private static let appliedBy = 2

  /// The values of `columns`.
  var versions: [Name: [String?]] = [:]
  var unreadable: [JournalFinding] = []

  /// What was applied, by whom as they are called at present.
  func called(in tx: any Transaction) throws -> [Name: [String?]] {
    let names = try SubjectNames(versions.values.compactMap { $0[AppliedVersions.appliedBy] }, in: tx)
    return versions.mapValues { values in
      var values = values
      values[AppliedVersions.appliedBy] = values[AppliedVersions.appliedBy].map { names($0) }
      return values
    }
  }

  /// Takes what cannot be read off those that are missed.
  func forget(_ key: String, _ version: Int64?, _ unseen: inout [Name: [String?]]) {
    if let version { unseen[Name(key: key, version: version)] = nil }
  }

  mutating func take(_ entry: JournalEntry, _ prefix: String) {
    guard let key = entry.stream.key(behind: prefix) else { return }
    guard entry.kind.hasSuffix(".version-applied"), let payload = try? JSON(parsing: entry.payload),
      let version = payload["version"]?.integerValue
    else { return unreadable.append(.unreadable(entry, "it names no version, or is of a kind that is not known")) }
    versions[Name(key: key, version: version)] = [
      payload["body"]?.canonical, String(entry.at.milliseconds), entry.actor, payload["id"]?.stringValue,
      payload["effectiveFrom"]?.integerValue.map(String.init),
    ]
  }

  func compare(
    _ key: String, _ version: Int64, _ found: [String?], kind: String, _ unseen: inout [Name: [String?]],
    into report: inout ProjectionReport
  ) {
    guard let expected = unseen.removeValue(forKey: Name(key: key, version: version)) else {
      return report.add(.projection, "\(kind)/\(key)", "the journal does not know version \(version)")
    }
    report.compare(
      AppliedVersions.columns.prefix(found.count).map { "version \(version), \($0)" },
      expected: Array(expected.prefix(found.count)), found: found, of: "\(kind)/\(key)")
  }

  func addMissing(_ unseen: [Name: [String?]], kind: String, into report: inout ProjectionReport) {
    for name in unseen.keys.sorted(by: { ($0.key, $0.version) < ($1.key, $1.version) }) {
      report.add(.projection, "\(kind)/\(name.key)", "version \(name.version) is gone")
    }
  }
}

extension RecordKind {
  package static let agreements = RecordKind("agreements")
  package static let calendars = RecordKind("calendars")
}
