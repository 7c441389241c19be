import AgreementsUseCases
import Core
import Kernel
import Storage
import Tickets

/// Counts clocks of the past that an agreement would have covered.
enum CoveredClockStore {
  /// Tickets that are looked at.
  static let most = 20_000
  private static let portion = 1000

  /// Clocks of tickets that were opened in a period and that somebody sees, as the tickets stand now.
  static func count(
    _ terms: AgreementTerms, since: Instant, before end: Instant, seen sight: TicketSight, in tx: any Transaction
  ) throws -> CoveredClocks {
    let seen = SeenTables(sight, after: 3)
    var clocks = CoveredClocks()
    var (covered, count): ([String], Int) = ([], 0)
    try tx.forEach(
      """
      SELECT t.id, t.kind, t.attributes FROM \(seen.ticket) t WHERE t.opened_at >= $1 AND t.opened_at < $2
      ORDER BY t.opened_at, t.id LIMIT $3
      """, [.integer(since.milliseconds), .integer(end.milliseconds), .int(most + 1)] + seen.values
    ) { row in
      count += 1
      guard count <= most else { return clocks.isMore = true }
      var attributes = ((try? row.json(2))?.objectValue ?? [:]).compactMapValues(\.stringValue)
      attributes["kind"] = try row.text(1)
      if terms.covers(attributes) { covered.append(try row.text(0)) }
    }
    for start in stride(from: 0, to: covered.count, by: portion) {
      let ids = Array(covered[start..<min(start + portion, covered.count)])
      try tx.forEach(
        """
        SELECT CASE WHEN stopped_at IS NULL AND state IN ('running', 'paused', 'breached') THEN 1 ELSE 0 END, COUNT(*)
        FROM clock WHERE ticket \(tx.dialect.anyText("$1")) GROUP BY 1
        """, [.list(ids)]
      ) { row in
        if try row.int(0) == 1 { clocks.running += try row.int(1) } else { clocks.past += try row.int(1) }
      }
    }
    return clocks
  }
}
