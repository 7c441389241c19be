import Core
import Escalation
import Journal
import Kernel
import Storage

/// What a stream said last of each record of some tables.
private struct LastWords {
  var said: [String: [String: JSON]] = [:]
  var unreadable: [JournalFinding] = []

  mutating func take(_ entry: JournalEntry, _ tables: [JournaledTable]) {
    guard let payload = try? JSON(parsing: entry.payload), let record = payload["record"]?.stringValue,
      let table = tables.first(where: { $0.name == record }), let key = table.key(payload)
    else { return unreadable.append(.unreadable(entry, "it holds no record that is known")) }
    said[table.name, default: [:]][key] = payload
  }

  func compare(
    _ tables: [(table: JournaledTable, record: RecordKind, row: @Sendable (any Row) throws -> JSON)],
    prefix: String, from first: String, through last: String, in look: Look, into report: inout ProjectionReport
  ) throws {
    report.findings += unreadable
    for (table, record, read) in tables {
      var unseen = said[table.name] ?? [:]
      try look.transaction.scan(table, from: first, through: last) { row in
        let subject = prefix + (try row.text(0))
        report.count(record)
        let found: JSON
        do {
          found = try read(row)
        } catch let error as MainstayError {
          // Which of them it is can be said no more: none of this owner's is missed for it.
          let owner = try row.text(0)
          unseen = unseen.filter { $0.value[table.columns[0].member]?.stringValue != owner }
          return try report.addUnreadable(error, of: subject)
        }
        let key = table.key(found) ?? ""
        guard let expected = unseen.removeValue(forKey: key) else {
          return report.add(.projection, subject, "the journal does not know a row of \(table.name): \(key)")
        }
        report.compare(
          table.columns.map(\.name), expected: table.columns.map { expected[$0.member]?.canonical },
          found: table.columns.map { found[$0.member]?.canonical }, of: subject)
      }
      for (key, members) in unseen.sorted(by: { $0.key < $1.key }) {
        let owner = members[table.columns[0].member]?.stringValue ?? key
        report.add(.projection, prefix + owner, "a row of \(table.name) is missing: \(key)")
      }
    }
  }
}

/// Holds ladders against the journal.
struct LadderProjection: Projection {
  static let prefix = "ladder/"
  static let records = [RecordKind.ladders]
  private var words = LastWords()

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.stream.key(behind: LadderProjection.prefix) != nil else { return }
    words.take(entry, [LadderRow.table])
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try words.compare(
      [(LadderRow.table, .ladders, { try LadderRow.reading($0).journaled })], prefix: LadderProjection.prefix,
      from: first, through: last, in: look, into: &report)
  }
}

/// Holds what ladders did on tickets against the tickets' streams.
struct EscalationProjection: Projection {
  static let prefix = "ticket/"
  static let records = [RecordKind.escalations]
  private var words = LastWords()

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.kind.hasPrefix("escalation.") else { return }
    words.take(entry, [RunRow.table, FiringRow.table, TellingRow.table])
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try words.compare(
      [
        (RunRow.table, .escalations, { try RunRow.reading($0).journaled }),
        (FiringRow.table, .escalations, { try FiringRow.reading($0).journaled }),
        (TellingRow.table, .escalations, { try TellingRow.reading($0).journaled }),
      ], prefix: EscalationProjection.prefix, from: first, through: last, in: look, into: &report)
  }
}

extension RecordKind {
  package static let ladders = RecordKind("ladders")
  package static let escalations = RecordKind("escalations")
}
