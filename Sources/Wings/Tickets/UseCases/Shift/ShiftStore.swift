import Core
import Kernel
import Storage
import Tickets

/// What a team has on its hands.
enum ShiftStore {
  /// The open tickets of a team by who has them; `$2` and `$3` bound the deadlines of the shift.
  static let loadStatement = loadStatement(from: "ticket")

  private static func loadStatement(from ticket: String) -> String {
    """
    SELECT assignee, COUNT(*), SUM(CASE WHEN holds <> '' THEN 1 ELSE 0 END), SUM(CASE WHEN breached THEN 1 ELSE 0 END),
      SUM(CASE WHEN due_at >= $2 AND due_at < $3 THEN 1 ELSE 0 END)
    FROM \(ticket) t WHERE state = 'open' AND team = $1 GROUP BY assignee
    """
  }

  static func load(
    of team: String, in shift: Shift, seen sight: TicketSight, in tx: any Transaction,
    _ body: (_ person: String?, ShiftLoad.Counts) -> Void
  ) throws {
    let seen = SeenTables(sight, after: 3)
    try tx.forEach(
      loadStatement(from: seen.ticket),
      [.text(team), .integer(shift.now.milliseconds), .integer(shift.end.milliseconds)] + seen.values
    ) { row in
      body(
        try row.optionalText(0),
        ShiftLoad.Counts(
          open: try row.int(1), held: try row.int(2), late: try row.int(3), due: try row.int(4)))
    }
  }

  /// How many open tickets each of these teams has.
  static let teamsStatement = teamsStatement(from: "ticket")

  private static func teamsStatement(from ticket: String) -> String {
    "SELECT team, COUNT(*) FROM \(ticket) t WHERE state = 'open' AND team IS NOT NULL GROUP BY team"
  }

  static func open(seen sight: TicketSight, in tx: any Transaction) throws -> [String: Int] {
    let seen = SeenTables(sight, after: 0)
    var counts: [String: Int] = [:]
    try tx.forEach(teamsStatement(from: seen.ticket), seen.values) { counts[try $0.text(0)] = try $0.int(1) }
    return counts
  }

  /// What was given to somebody, newest first: an index holds these entries alone.
  static let handsStatement = handsStatement(where: "")

  private static func handsStatement(where condition: String) -> String {
    """
    SELECT \(JournalStore.entryColumns) FROM journal_entry
    WHERE kind IN ('ticket.assigned', 'ticket.unassigned', 'ticket.released') AND recorded_at >= $1\(condition)
    ORDER BY recorded_at DESC, stream DESC, sequence DESC LIMIT $2
    """
  }

  static func hands(
    since: Instant, limit: Int, seen sight: TicketSight, in tx: any Transaction
  ) throws -> ReadableRows<StoredEntry> {
    let seen = sight.streams(after: 2)
    return try tx.readable(
      handsStatement(where: seen.sql), [.integer(since.milliseconds), .int(limit)] + seen.values, JournalStore.decode)
  }
}
