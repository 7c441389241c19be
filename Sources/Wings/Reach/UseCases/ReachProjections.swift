import Core
import Journal
import Kernel
import Reach
import Storage

/// Holds ways against the journal: every column but those of a code, label, address and secret by their digest.
struct WayProjection: Projection {
  static let prefix = WayRow.prefix
  static let records = [RecordKind.ways]
  private static let columns = ["person", "kind", "text", "place", "verifiedAt", "createdAt", "version"]
  private static let names = [
    "person", "kind", "digest of label, address, secret and salt", "place", "verified at", "added at", "version",
  ]
  /// The last words about each that was not removed.
  private var ways: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: WayProjection.prefix) else { return }
    guard let said = try? JSON(parsing: entry.payload), said.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    switch entry.kind {
    case "way.added", "way.verified", "way.moved": ways[id] = said
    case "way.removed": ways.removeValue(forKey: id)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(ways.keys)
    try WayStore.scan(from: first, through: last, in: look.transaction) { row in
      report.count(.ways)
      guard unseen.remove(row.way.id.text) != nil, let said = ways[row.way.id.text] else {
        return report.add(.projection, row.stream, "the journal does not know this way")
      }
      report.compare(
        WayProjection.names, expected: texts(said), found: texts(row.journaled), of: row.stream)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: WayProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, WayProjection.prefix + id, "the way has no record") }
  }

  private func texts(_ members: JSON) -> [String?] {
    WayProjection.columns.map { column in members[column].map { $0.stringValue ?? $0.canonical } }
  }
}

/// Holds what people chose against the journal.
struct ReachSettingsProjection: Projection {
  static let prefix = ReachSettingsRow.prefix
  static let records = [RecordKind.reachSettings]
  private var settings: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: ReachSettingsProjection.prefix) else { return }
    guard let said = try? JSON(parsing: entry.payload), said.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    switch entry.kind {
    case "reach.changed": settings[id] = said
    case "reach.removed": settings.removeValue(forKey: id)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(settings.keys)
    try ReachSettingsStore.scan(from: first, through: last, in: look.transaction) { row in
      report.count(.reachSettings)
      guard unseen.remove(row.person.text) != nil, let said = settings[row.person.text] else {
        return report.add(.projection, row.stream, "the journal does not know these settings")
      }
      report.compare(
        ["digest of settings and salt", "version"],
        expected: [said["text"]?.stringValue, said["version"]?.integerValue.map(String.init)],
        found: [row.journaled["text"]?.stringValue, String(row.version)], of: row.stream)
    } unreadable: { person, error in
      unseen.remove(person)
      try report.addUnreadable(error, of: ReachSettingsProjection.prefix + person)
    }
    for id in unseen.sorted() {
      report.add(.projection, ReachSettingsProjection.prefix + id, "the settings have no record")
    }
  }
}

extension RecordKind {
  package static let ways = RecordKind("ways")
  package static let reachSettings = RecordKind("reachSettings")
}
