import Journal
import Kernel
import Storage

/// What a stream said last of each record of some tables.
package struct LastWords: Sendable {
  private var said: [String: [String: JSON]] = [:]
  private var unreadable: [JournalFinding] = []

  package init() {}

  package mutating func take(_ entry: JournalEntry, _ tables: [JournaledTable]) {
    guard let payload = try? JSON(parsing: entry.payload), let record = payload["record"]?.stringValue,
      let table = tables.first(where: { $0.name == record }), let key = table.key(payload)
    else { return unreadable.append(.unreadable(entry, "it holds no record that is known")) }
    said[table.name, default: [:]][key] = payload
  }

  package func compare(
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
          table.told.map(\.name), expected: table.told.map { expected[$0.member]?.canonical },
          found: table.told.map { found[$0.member]?.canonical }, of: subject)
      }
      for (key, members) in unseen.sorted(by: { $0.key < $1.key }) {
        let owner = members[table.columns[0].member]?.stringValue ?? key
        report.add(.projection, prefix + owner, "a row of \(table.name) is missing: \(key)")
      }
    }
  }
}
