import Core
import Journal
import Kernel

extension RecordKind {
  package static let recoveries = RecordKind("recoveries")
}

enum RecoveryEntry {
  static let begun = "recovery.begun"
  static let found = "recovery.found"
  /// It ended without a result.
  static let stopped = "recovery.stopped"
  /// A proposal was made of it.
  static let adopted = "recovery.adopted"
  static let all: Set = [begun, found, stopped, adopted]
}

/// Holds recoveries against the journal: every column but the cases, which are deleted in time.
struct RecoveryProjection: Projection {
  static let prefix = RecoveryStreams.prefix
  static let records = [RecordKind.recoveries]

  private var said: [String: (payload: JSON, begunBy: String)] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: RecoveryProjection.prefix) else { return }
    guard RecoveryEntry.all.contains(entry.kind), let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else { return unreadable.append(.unreadable(entry, "it says nothing of a recovery")) }
    said[id] = (payload, said[id]?.begunBy ?? entry.actor)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try RecoveryStore.scan(from: first, through: last, in: look.transaction) { run in
      report.count(.recoveries)
      guard unseen.remove(run.id.text) != nil, let entry = said[run.id.text] else {
        return report.add(.projection, run.stream, "the journal does not know this recovery")
      }
      report.compare(entry.payload, run.journaled, of: run.stream)
      report.compare(["begun by"], expected: [entry.begunBy], found: [PersonMark.token(run.begunBy)], of: run.stream)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: RecoveryProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, RecoveryProjection.prefix + id, "it has no record") }
  }
}
