import Kernel
import Storage

/// Which tickets stand in tallies that are kept of their rows, and what was counted of those that have changed since.
///
/// A ticket whose row says `tallied` is counted as its rows have it. Before they change, what was counted is copied, and
/// the row says so no more: whoever reads tallies takes the copy off and adds the ticket as it is now. The engine folds
/// the difference into the tallies and forgets the copy. All of it happens under the lock of the ticket's stream, which
/// all who change a ticket hold.
package enum TalliedTickets {
  /// What of a ticket is counted, and of its clocks.
  package static let ticketColumns = """
    id, kind, attributes, priority, category, service, team, agreement, opened_at, resolved_at, closed_at, \
    undecided_since, recorded_met
    """
  package static let clockColumns = "ticket, name, cycle, metric, state, started_at, due_at, stopped_at, breached_at"

  /// Condition on a row of `ticket`: no tally counts it, as it is new, has changed, or is confidential.
  package static let isUntallied = "tallied = FALSE"

  /// Copies what tallies count of a ticket, where they count it, before its row or a clock of it changes.
  static func leave(_ ticket: RecordID, in tx: any Transaction) throws {
    for statement in leaving { try tx.enqueue(statement, [.text(ticket.text)]) }
  }

  private static let leaving = [
    """
    INSERT INTO tallied_ticket (\(ticketColumns)) SELECT \(ticketColumns) FROM ticket
    WHERE id = $1 AND tallied = TRUE
    """,
    """
    INSERT INTO tallied_clock (\(clockColumns)) SELECT \(clockColumns) FROM clock
    WHERE ticket = $1 AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = $1 AND t.tallied = TRUE)
    """,
    "UPDATE ticket SET tallied = FALSE WHERE id = $1 AND tallied = TRUE",
  ]

  /// Locks tickets that no tally counts, but for confidential ones, in the order of their ids. Their streams are locked
  /// too; those that somebody changes now are left out.
  package static func lockUntallied(after: RecordID?, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      """
      SELECT t.id FROM ticket t JOIN journal_stream s ON s.stream = 'ticket/' || t.id
      WHERE t.tallied = FALSE AND t.class IS NULL AND t.id > $1 ORDER BY t.id LIMIT $2\(tx.dialect.skipLocked(of: "s, t"))
      """, [.text(after?.text ?? ""), .int(limit)]
    ) { RecordID(try $0.text(0)) }
  }

  /// How many tickets no tally counts, with or without confidential ones, which none ever does; counted up to a bound.
  package static func countUntallied(openly: Bool, bound: Int, in tx: any Transaction) throws -> Int {
    let which = isUntallied + (openly ? " AND class IS NULL" : "")
    return try tx.first(
      "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket WHERE \(which) LIMIT $1) AS found", [.int(bound)]
    ) { try $0.int(0) } ?? 0
  }

  /// Marks tickets as counted the way that their rows are now, and forgets what was counted of them before.
  package static func enter(_ tickets: [RecordID], in tx: any Transaction) throws {
    let list = [SQLValue.list(tickets.map(\.text))]
    let among = tx.dialect.amongKeys("$1")
    try tx.enqueue("UPDATE ticket SET tallied = TRUE WHERE id \(among)", list)
    try tx.enqueue("DELETE FROM tallied_ticket WHERE id \(among)", list)
    try tx.enqueue("DELETE FROM tallied_clock WHERE ticket \(among)", list)
  }

  /// Marks the next tickets, in the order of their ids, as counted by no tally: for tallies that begin anew.
  ///
  /// - Returns: The last of them; nil where there is none any more.
  package static func unmark(after: RecordID?, limit: Int, in tx: any Transaction) throws -> RecordID? {
    let first = after?.text ?? ""
    let last = try tx.first(
      "SELECT MAX(id) FROM (SELECT id FROM ticket WHERE id > $1 ORDER BY id LIMIT $2) AS portion",
      [.text(first), .int(limit)]
    ) { try $0.optionalText(0) }
    guard let last = last ?? nil else { return nil }
    try tx.execute(
      "UPDATE ticket SET tallied = FALSE WHERE tallied = TRUE AND id > $1 AND id <= $2", [.text(first), .text(last)])
    return RecordID(last)
  }

  /// Forgets what was counted of tickets that have changed.
  package static func forgetFormer(in tx: any Transaction) throws {
    try tx.execute("DELETE FROM tallied_ticket")
    try tx.execute("DELETE FROM tallied_clock")
  }
}

enum TallyMigrations {
  static let all = [
    Migration("0125-tallied-tickets") { dialect in
      let text = dialect.textType
      return [
        "ALTER TABLE ticket ADD COLUMN tallied BOOLEAN NOT NULL DEFAULT FALSE",
        "CREATE INDEX ticket_untallied ON ticket (class, id) WHERE tallied = FALSE",
        """
        CREATE TABLE tallied_ticket (
          id \(text) PRIMARY KEY, kind TEXT NOT NULL, attributes TEXT NOT NULL, priority \(text), category \(text),
          service \(text), team \(text), agreement \(text), opened_at BIGINT NOT NULL, resolved_at BIGINT,
          closed_at BIGINT, undecided_since BIGINT, recorded_met BOOLEAN
        )\(dialect.clustered)
        """,
        """
        CREATE TABLE tallied_clock (
          ticket \(text) NOT NULL, name \(text) NOT NULL, cycle INTEGER NOT NULL, metric TEXT NOT NULL,
          state TEXT NOT NULL, started_at BIGINT NOT NULL, due_at BIGINT, stopped_at BIGINT, breached_at BIGINT,
          PRIMARY KEY (ticket, name, cycle)
        )\(dialect.clustered)
        """,
        // What ended, and what began and has not, within the hours at the ends of a period.
        "CREATE INDEX ticket_closed ON ticket (closed_at, id) WHERE closed_at IS NOT NULL",
        "CREATE INDEX clock_cancelled ON clock (stopped_at, ticket) WHERE state = 'cancelled'",
        """
        CREATE INDEX clock_open ON clock (started_at, ticket)
        WHERE state = 'running' OR state = 'paused' OR state = 'neverDue'
        """,
      ]
    }
  ]
}
