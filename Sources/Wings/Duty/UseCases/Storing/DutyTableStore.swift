import Core
import Journal
import Kernel
import Storage

/// Rows of which some cannot be read, by what they belong to.
struct ReadableDuty<R> {
  var rows: [R] = []
  /// The rosters that have one which cannot be read: nothing is said of these.
  var broken: Set<RecordID> = []
  /// A line each, with table, key and column.
  var unreadable: [String] = []
}

extension Transaction {
  /// As `rows`, of a table whose column `place` names the roster: one that cannot be read hides no other roster's.
  func readable<R: JournaledRow>(
    _: R.Type, roster place: Int, _ condition: String, _ values: [SQLValue]
  ) throws -> ReadableDuty<R> {
    var found = ReadableDuty<R>()
    try forEach("SELECT \(R.table.names) FROM \(R.table.name) WHERE \(condition)", values) { row in
      do {
        found.rows.append(try R.reading(row))
      } catch MainstayError.unreadable(let record, let reason) {
        found.broken.insert(RecordID(try row.text(place)))
        found.unreadable.append("\(record): \(reason)")
      }
    }
    return found
  }
}

extension Work {
  /// Journals a row as it stands now.
  func note(_ row: some JournaledRow, _ kind: String, isNew: Bool = false) throws {
    try record([Happening(kind: kind, at: now, payload: row.journaled)], on: row.stream, isNew: isNew)
  }

  /// Writes a row and journals it.
  func add(_ row: some JournaledRow, _ kind: String) throws {
    try transaction.insert(row)
    try note(row, kind)
  }
}
