import Core
import Journal
import Kernel
import Services

/// Holds changes that waited for a second person against the journal: every column.
struct ServiceChangeProjection: Projection {
  static let prefix = "service-change/"
  static let records = [RecordKind.serviceChanges]
  private static let kinds: Set = [
    ServiceEntry.changeAsked, ServiceEntry.changeApproved, ServiceEntry.changeRefused, ServiceEntry.changeTakenBack,
  ]

  private var said: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: ServiceChangeProjection.prefix) else { return }
    guard ServiceChangeProjection.kinds.contains(entry.kind), let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else {
      return unreadable.append(.unreadable(entry, "it says nothing of a change, or is of a kind that is not known"))
    }
    said[id] = payload
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try ServiceChangeStore.scan(from: first, through: last, in: look.transaction) { change in
      let subject = ServiceChangeProjection.prefix + change.id.text
      report.count(.serviceChanges)
      guard unseen.remove(change.id.text) != nil, let payload = said[change.id.text] else {
        return report.add(.projection, subject, "the journal does not know this change")
      }
      report.compare(payload, change.journaled(person: PersonMark.token), of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: ServiceChangeProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, ServiceChangeProjection.prefix + id, "it has no record") }
  }
}
