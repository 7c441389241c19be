import Core
import Journal
import Kernel
import Organisation

/// Holds where people belong and what they can against the journal.
struct ProfileProjection: Projection {
  static let prefix = "person-profile/"
  static let changed = "profile.changed"
  static let removed = "profile.removed"
  static let records = [RecordKind.profiles]
  private static let members = ["site", "languages", "skills", "version"]

  private var said: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: ProfileProjection.prefix) else { return }
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    switch entry.kind {
    case ProfileProjection.changed: said[id] = payload
    case ProfileProjection.removed: said.removeValue(forKey: id)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try ProfileStore.scan(from: first, through: last, in: look.transaction) { person, profile in
      let subject = ProfileProjection.prefix + person
      report.count(.profiles)
      guard unseen.remove(person) != nil, let payload = said[person] else {
        return report.add(.projection, subject, "the journal does not know what is kept of this person")
      }
      let found = profile.journaled
      report.compare(
        ProfileProjection.members, expected: ProfileProjection.members.map { payload[$0]?.canonical },
        found: ProfileProjection.members.map { found[$0]?.canonical }, of: subject)
    } unreadable: { person, error in
      unseen.remove(person)
      try report.addUnreadable(error, of: ProfileProjection.prefix + person)
    }
    for id in unseen.sorted() { report.add(.projection, ProfileProjection.prefix + id, "it has no record") }
  }
}
