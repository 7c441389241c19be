import Governance
import Kernel
import Storage

/// Holds the versions of agreements against what was applied.
struct AgreementProjection: Projection {
  static let prefix = "agreement/"
  private var applied = AppliedVersions()

  init() {}

  mutating func take(_ entry: JournalEntry) { applied.take(entry, AgreementProjection.prefix) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = applied.versions
    try AgreementStore.scanAgreements(from: first, through: last, in: look.transaction) { key, version, found in
      report.count(.agreements)
      applied.compare(key, version, found, kind: "agreement", &unseen, into: &report)
    }
    applied.addMissing(unseen, kind: "agreement", into: &report)
  }
}

/// Holds the versions of calendars against what was applied.
struct CalendarProjection: Projection {
  static let prefix = "calendar/"
  private var applied = AppliedVersions()

  init() {}

  mutating func take(_ entry: JournalEntry) { applied.take(entry, CalendarProjection.prefix) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = applied.versions
    try AgreementStore.scanCalendars(from: first, through: last, in: look.transaction) { key, version, found in
      report.count(.calendars)
      applied.compare(key, version, found, kind: "calendar", &unseen, into: &report)
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

  /// The values of `columns`.
  var versions: [Name: [String?]] = [:]

  mutating func take(_ entry: JournalEntry, _ prefix: String) {
    guard entry.kind.hasSuffix(".version-applied"), let key = entry.stream.key(behind: prefix),
      let payload = try? JSON(parsing: entry.payload), let version = payload["version"]?.integerValue
    else { return }
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

/// Holds people's names, roles, organisations, teams and whether they are active against the journal.
struct PersonProjection: Projection {
  static let prefix = "person/"
  private static let names = ["name", "role", "organisation", "active", "teams", "version"]
  private var people: [String: (payload: JSON, version: Int64)] = [:]

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.kind == "person.added" || entry.kind == "person.changed",
      let id = entry.stream.key(behind: PersonProjection.prefix), let payload = try? JSON(parsing: entry.payload)
    else { return }
    people[id] = (payload, (people[id]?.version ?? 0) + 1)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = Set(people.keys)
    try PeopleStore.forEachProjected(from: first, through: last, in: look.transaction) { id, found in
      report.count(.people)
      guard unseen.remove(id) != nil, let person = people[id] else {
        return report.add(.projection, "person/" + id, "the journal does not know this person")
      }
      let payload = person.payload
      report.compare(
        PersonProjection.names,
        expected: [
          payload["name"]?.stringValue, payload["role"]?.stringValue, payload["organisation"]?.stringValue,
          payload["active"]?.boolValue.map(String.init),
          (payload["teams"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: "\n"),
          String(person.version),
        ], found: found, of: "person/" + id)
    }
    for id in unseen.sorted() { report.add(.projection, "person/" + id, "the person has no record") }
  }
}

/// Holds teams against the journal.
struct TeamProjection: Projection {
  static let prefix = "team/"
  private var teams: [String: String?] = [:]

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.kind == "team.added", let key = entry.stream.key(behind: TeamProjection.prefix) else { return }
    teams[key] = (try? JSON(parsing: entry.payload))?["name"]?.stringValue
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = Set(teams.keys)
    try PeopleStore.forEachTeam(from: first, through: last, in: look.transaction) { key, name in
      report.count(.teams)
      guard unseen.remove(key) != nil, let expected = teams[key] else {
        return report.add(.projection, "team/" + key, "the journal does not know this team")
      }
      report.compare(["name"], expected: [expected], found: [name], of: "team/" + key)
    }
    for key in unseen.sorted() { report.add(.projection, "team/" + key, "the team has no record") }
  }
}
