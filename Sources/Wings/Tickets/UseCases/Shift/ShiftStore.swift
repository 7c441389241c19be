import Core
import Kernel
import Storage
import Tickets

/// What a team has on its hands.
enum ShiftStore {
  /// The open tickets of a team by who has them; `$2` and `$3` bound the deadlines of the shift.
  static let loadStatement = """
    SELECT assignee, COUNT(*), SUM(CASE WHEN holds <> '' THEN 1 ELSE 0 END), SUM(CASE WHEN breached THEN 1 ELSE 0 END),
      SUM(CASE WHEN due_at >= $2 AND due_at < $3 THEN 1 ELSE 0 END)
    FROM ticket WHERE state = 'open' AND team = $1 GROUP BY assignee
    """

  static func load(
    of team: String, in shift: Shift, in tx: any Transaction, _ body: (_ person: String?, ShiftLoad.Counts) -> Void
  ) throws {
    try tx.forEach(
      loadStatement, [.text(team), .integer(shift.now.milliseconds), .integer(shift.end.milliseconds)]
    ) { row in
      body(
        try row.optionalText(0),
        ShiftLoad.Counts(
          open: try row.int(1), held: try row.int(2), late: try row.int(3), due: try row.int(4)))
    }
  }

  /// How many open tickets each of these teams has.
  static let teamsStatement =
    "SELECT team, COUNT(*) FROM ticket WHERE state = 'open' AND team IS NOT NULL GROUP BY team"

  static func open(in tx: any Transaction) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    try tx.forEach(teamsStatement, []) { counts[try $0.text(0)] = try $0.int(1) }
    return counts
  }

  /// What was given to somebody, newest first: an index holds these entries alone.
  static let handsStatement = """
    SELECT \(JournalStore.entryColumns) FROM journal_entry
    WHERE kind IN ('ticket.assigned', 'ticket.unassigned', 'ticket.released') AND recorded_at >= $1
    ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT $2
    """

  static func hands(since: Instant, limit: Int, in tx: any Transaction) throws -> ReadableRows<StoredEntry> {
    try tx.readable(handsStatement, [.integer(since.milliseconds), .int(limit)], JournalStore.decode)
  }
}
