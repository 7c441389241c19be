import Kernel
import Storage
import TicketsUseCases

/// Reads portions of tickets with their history and their recorded clocks.
enum WhatIfStore {
  struct Candidate {
    var id: RecordID
    var number: String
    var openedAt: Instant
    /// The value of the column that groups are told apart by.
    var group: String?
  }

  static func count(
    openedFrom from: Instant, before to: Instant, seen sight: TicketSight, in tx: any Transaction
  ) throws -> Int {
    let seen = SeenTables(sight, after: 2)
    return try tx.first(
      "SELECT COUNT(*) FROM \(seen.ticket) t WHERE opened_at >= $1 AND opened_at < $2",
      [.integer(from.milliseconds), .integer(to.milliseconds)] + seen.values
    ) { try $0.int(0) } ?? 0
  }

  /// Tickets opened in a period, in the order of their ids, behind one of them.
  static func tickets(
    openedFrom from: Instant, before to: Instant, by column: String?, after: RecordID?, limit: Int,
    seen sight: TicketSight, in tx: any Transaction
  ) throws -> [Candidate] {
    let seen = SeenTables(sight, after: 4)
    return try tx.query(
      """
      SELECT t.id, t.number, t.opened_at, \(column ?? "CAST(NULL AS TEXT)") FROM \(seen.ticket) t
      WHERE t.id > $1 AND t.opened_at >= $2 AND t.opened_at < $3 ORDER BY t.id LIMIT $4
      """,
      [.text(after?.text ?? ""), .integer(from.milliseconds), .integer(to.milliseconds), .int(limit)]
        + seen.values
    ) { row in
      Candidate(
        id: RecordID(try row.text(0)), number: try row.text(1), openedAt: Instant(milliseconds: try row.int64(2)),
        group: try row.optionalText(3))
    }
  }

  /// What happened to these tickets, stream by stream, each in its order.
  static func entries(
    of tickets: [RecordID], in tx: any Transaction,
    _ body: (_ stream: String, _ kind: String, _ payload: String, _ at: Instant, _ sequence: Int64) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT stream, kind, payload, at, sequence FROM journal_entry WHERE stream \(tx.dialect.anyText("$1"))
      ORDER BY stream, sequence
      """, [.list(tickets.map { TicketFile.stream(of: $0) })]
    ) { try body($0.text(0), $0.text(1), $0.text(2), Instant(milliseconds: $0.int64(3)), $0.int64(4)) }
  }

  /// The recorded clocks of these tickets.
  static func clocks(of tickets: [RecordID], in tx: any Transaction) throws -> [RecordID: [ClockRow]] {
    let rows = try tx.query(
      "SELECT \(ClockStore.columns) FROM clock WHERE ticket \(tx.dialect.anyText("$1"))",
      [.list(tickets.map(\.text))], ClockStore.decode)
    return Dictionary(grouping: rows, by: \.ticket)
  }
}
