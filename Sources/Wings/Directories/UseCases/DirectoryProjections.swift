import Core
import Journal
import Kernel
import PeopleUseCases

/// Holds directories against the journal: every column, the secret by its digest.
struct DirectoryProjection: Projection {
  static let prefix = Directory.streamPrefix
  static let records = [RecordKind.directories]
  private static let names = [
    "label", "kind", "settings", "rule", "active", "created at", "version", "secret",
  ]
  private var last: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: DirectoryProjection.prefix) else { return }
    guard let said = try? JSON(parsing: entry.payload) else {
      return unreadable.append(.unreadable(entry, "it holds no JSON"))
    }
    if entry.kind == "directory.removed" {
      last.removeValue(forKey: id)
    } else {
      last[id] = said
    }
  }

  private static func columns(_ said: JSON) -> [String?] {
    [
      said["label"]?.stringValue, said["kind"]?.stringValue, said["settings"]?.canonical, said["rule"]?.canonical,
      said["active"]?.boolValue.map(String.init), said["createdAt"]?.integerValue.map(String.init),
      said["version"]?.integerValue.map(String.init), said["secret"]?.stringValue,
    ]
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(self.last.keys)
    try DirectoryStore.scan(from: first, through: last, in: look.transaction) { directory in
      let subject = DirectoryProjection.prefix + directory.id.text
      report.count(.directories)
      guard unseen.remove(directory.id.text) != nil, let said = self.last[directory.id.text] else {
        return report.add(.projection, subject, "the journal does not know this directory")
      }
      report.compare(
        DirectoryProjection.names, expected: DirectoryProjection.columns(said),
        found: DirectoryProjection.columns(directory.journaled), of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: DirectoryProjection.prefix + id)
    }
    for id in unseen.sorted() {
      report.add(.projection, DirectoryProjection.prefix + id, "the directory has no record")
    }
  }
}

/// Holds what directories know people by against the journal, by digests.
struct DirectoryAccountProjection: Projection {
  static let prefix = DirectoryAccount.streamPrefix
  static let records = [RecordKind.directoryAccounts]
  private var sides: [String: String] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: DirectoryAccountProjection.prefix) else { return }
    if entry.kind == DirectoryEntry.unlinked {
      sides[id] = nil
    } else if let side = (try? JSON(parsing: entry.payload))?[SideRecord.member]?.stringValue {
      sides[id] = side
    } else {
      unreadable.append(.unreadable(entry, "it has no digest"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(sides.keys)
    var faults: [MainstayError] = []
    try SideRecord.directoryAccount.scan(
      from: first, through: last, in: look.transaction, unreadable: { faults.append($0) }
    ) { found in
      report.count(.directoryAccounts)
      let subject = DirectoryAccountProjection.prefix + found.id
      guard unseen.remove(found.id) != nil, let side = sides[found.id] else {
        return report.add(.projection, subject, "the journal does not know this account of a directory")
      }
      report.compareSide(found, with: side, of: subject, "what the directory knows them by")
    }
    for fault in faults { try report.addUnreadable(fault, of: "directory_account") }
    for id in unseen.sorted() where faults.isEmpty {
      report.add(.projection, DirectoryAccountProjection.prefix + id, "the account of a directory has no record")
    }
  }
}

/// Holds groups of directories against the journal.
struct DirectoryGroupProjection: Projection {
  static let prefix = DirectoryGroup.streamPrefix
  static let records = [RecordKind.directoryGroups]
  private static let names = ["directory", "name", "external id", "created at", "changed at", "version", "members"]

  private struct Expected: Sendable {
    var directory: String?
    var name: String?
    var externalID: String?
    var createdAt: Instant
    var changedAt: Instant
    var version = 1
    var members: Set<String>
  }
  private var groups: [String: Expected] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  private static func texts(_ list: JSON?) -> [String] { (list?.arrayValue ?? []).compactMap(\.stringValue) }

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: DirectoryGroupProjection.prefix) else { return }
    let said = try? JSON(parsing: entry.payload)
    let name = said?["name"]?.stringValue
    switch (entry.kind, name, groups[id]) {
    case (DirectoryEntry.groupAdded, let name?, nil):
      groups[id] = Expected(
        directory: said?["directory"]?.stringValue, name: name, externalID: said?["externalId"]?.stringValue,
        createdAt: entry.at, changedAt: entry.at, members: Set(DirectoryGroupProjection.texts(said?["members"])))
    case (DirectoryEntry.groupChanged, let name?, var group?):
      (group.name, group.externalID) = (name, said?["externalId"]?.stringValue)
      group.members.subtract(DirectoryGroupProjection.texts(said?["taken"]))
      group.members.formUnion(DirectoryGroupProjection.texts(said?["added"]))
      (group.version, group.changedAt) = (group.version + 1, entry.at)
      groups[id] = group
    case (DirectoryEntry.groupRemoved, _, _?): groups[id] = nil
    default: unreadable.append(.unreadable(entry, "it names no group, or is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(groups.keys)
    try DirectoryGroupStore.forEachProjected(from: first, through: last, in: look.transaction) { id, found in
      report.count(.directoryGroups)
      let subject = DirectoryGroupProjection.prefix + id
      guard unseen.remove(id) != nil, let group = groups[id] else {
        return report.add(.projection, subject, "the journal does not know this group of a directory")
      }
      report.compare(
        DirectoryGroupProjection.names,
        expected: [
          group.directory, group.name, group.externalID, String(group.createdAt.milliseconds),
          String(group.changedAt.milliseconds), String(group.version), group.members.sorted().joined(separator: "\n"),
        ], found: found, of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: DirectoryGroupProjection.prefix + id)
    }
    for id in unseen.sorted() {
      report.add(.projection, DirectoryGroupProjection.prefix + id, "the group of a directory has no record")
    }
  }
}

extension RecordKind {
  package static let directories = RecordKind("directories")
  package static let directoryAccounts = RecordKind("accounts of directories")
  package static let directoryGroups = RecordKind("groups of directories")
}
