import Core
import Journal
import Kernel
import Organisation

/// Holds records of the structure against the journal: every column, and everything that they name.
struct StructureProjection: Projection {
  static let prefix = "structure/"
  static let records = [RecordKind.structure]

  private var said: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: StructureProjection.prefix) else { return }
    guard entry.kind == StructureEntry.saved, let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else {
      return unreadable.append(.unreadable(entry, "it says nothing of a record, or is of a kind that is not known"))
    }
    said[id] = payload
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try StructureStore.scan(from: first, through: last, in: look.transaction) { row in
      let subject = StructureProjection.prefix + row.id
      report.count(.structure)
      guard unseen.remove(row.id) != nil, let payload = said[row.id] else {
        return report.add(.projection, subject, "the journal does not know this record")
      }
      if row.id != StructureRecord.id(row.kind, row.key) {
        report.add(.projection, subject, "kind and key: the record says \(row.kind.rawValue) and \(row.key)")
      }
      // Whatever stands in fields that the kind does not have is a difference too.
      let known = Set(row.kind.fields.map(\.key))
      for field in Set(row.links.keys).union(row.facts.keys).subtracting(known).sorted() {
        report.add(.projection, subject, "\(field): the journal says nothing, the record something")
      }
      let found = row.journaled { PersonToken.of(RecordID($0)) }
      let members = Set((payload.objectValue ?? [:]).keys).union((found.objectValue ?? [:]).keys).sorted()
      report.compare(
        members, expected: members.map { payload[$0]?.canonical }, found: members.map { found[$0]?.canonical },
        of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: StructureProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, StructureProjection.prefix + id, "it has no record") }
  }
}

enum StructureEntry {
  static let saved = "structure.saved"
}

extension RecordKind {
  package static let structure = RecordKind("structure")
  package static let profiles = RecordKind("profiles")
}
