import Core
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

/// The rows of tallies, and what they are counted from.
enum TallyStore {
  /// Whether anything is tallied.
  static func isEmpty(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM compliance_tally LIMIT 1") { _ in true } == nil
  }

  /// Whether all tallies are to begin anew: until that is done nothing is read from them, and nothing folded into them.
  static func isRecounting(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM compliance_tally WHERE dimension = '\(recount)' LIMIT 1") { _ in true } != nil
  }

  /// Stands in a row of its own, in the place of a dimension.
  private static let recount = "recount"

  static func beginRecount(in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO compliance_tally (dimension, condition, grain, bucket, figure, value, amount)
      VALUES ('\(recount)', '', 0, 0, '', '', 0) ON CONFLICT (dimension, condition, grain, bucket, figure, value) DO NOTHING
      """)
  }

  /// Adds to tallies. Rows are taken in one order, so that two who do it wait for each other and never in a circle.
  static func add(_ sums: TallySums, in tx: any Transaction) throws {
    let rows = sums.amounts.map { key, amount in (values(key), amount) }
      .sorted { ($0.0.order, $0.1) < ($1.0.order, $1.1) }
    try tx.enqueueBatch(
      """
      INSERT INTO compliance_tally (dimension, condition, grain, bucket, figure, value, amount)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (dimension, condition, grain, bucket, figure, value)
        DO UPDATE SET amount = compliance_tally.amount + excluded.amount
      """, rows.map { $0.0.values + [.int($0.1)] })
    try tx.enqueueBatch(
      """
      DELETE FROM compliance_tally WHERE dimension = $1 AND condition = $2 AND grain = $3 AND bucket = $4
        AND figure = $5 AND value = $6 AND amount = 0
      """, rows.filter { $0.1 < 0 }.map(\.0.values))
  }

  private static func values(_ key: TallyKey) -> (order: String, values: [SQLValue]) {
    let order = [
      key.dimension.rawValue, key.condition, "\(key.grain.rawValue)", "\(key.bucket)", key.figure.rawValue, key.value,
    ].joined(separator: "\u{1}")
    return (
      order,
      [
        .text(key.dimension.rawValue), .text(key.condition), .int(key.grain.rawValue), .integer(key.bucket),
        .text(key.figure.rawValue), .text(key.value),
      ]
    )
  }

  /// Ends it as well that all tallies are to begin anew.
  static func deleteAll(in tx: any Transaction) throws { try tx.execute("DELETE FROM compliance_tally") }

  /// A stretch of buckets of a grain, the last one excluded.
  struct Stretch: Hashable {
    var grain: TallyGrain
    var buckets: Range<Int64>
  }

  /// Sums of a dimension over stretches, of two conditions together.
  static func sums(
    _ dimension: TallyDimension, _ condition: TallyCondition, over stretches: [Stretch], in tx: any Transaction,
    _ body: (TallyFigure, _ value: String?, Int) -> Void
  ) throws {
    guard !stretches.isEmpty else { return }
    var values: [SQLValue] = [.text(dimension.rawValue), .text(condition.text)]
    // One statement a number of stretches: each part is a range of the key.
    var parts: [String] = []
    for stretch in stretches {
      let first = values.count + 1
      values += [
        .int(stretch.grain.rawValue), .integer(stretch.buckets.lowerBound), .integer(stretch.buckets.upperBound),
      ]
      for named in ["''", "$2"] where named == "''" || condition != .tickets {
        parts.append(
          """
          SELECT figure, value, amount FROM compliance_tally WHERE dimension = $1 AND condition = \(named)
            AND grain = $\(first) AND bucket >= $\(first + 1) AND bucket < $\(first + 2)
          """)
      }
    }
    try tx.forEach(
      """
      SELECT figure, value, CAST(SUM(amount) AS BIGINT) FROM (\(parts.joined(separator: " UNION ALL "))) AS parts
      WHERE CAST($2 AS TEXT) IS NOT NULL GROUP BY figure, value
      """, values
    ) { row in
      body(try row.value(0), TallyKey.read(try row.text(1)), try row.int(2))
    }
  }

  /// How often a figure counts in each bucket of a stretch that has any, of all values of a dimension or of some.
  static func buckets(
    _ figure: TallyFigure, _ dimension: TallyDimension, _ condition: TallyCondition, in values: Set<String?>?,
    over stretch: Stretch, in tx: any Transaction, _ body: (Int64, Int) -> Void
  ) throws {
    let among = values == nil ? "" : " AND value \(tx.dialect.anyText("$7"))"
    try tx.forEach(
      """
      SELECT bucket, CAST(SUM(amount) AS BIGINT) FROM compliance_tally
      WHERE dimension = $1 AND condition = $2 AND grain = $3 AND bucket >= $4 AND bucket < $5 AND figure = $6\(among)
      GROUP BY bucket
      """,
      [
        .text(dimension.rawValue), .text(condition.text), .int(stretch.grain.rawValue),
        .integer(stretch.buckets.lowerBound), .integer(stretch.buckets.upperBound), .text(figure.rawValue),
      ] + (values.map { [.list($0.map(TallyKey.written).sorted())] } ?? [])
    ) { body(try $0.int64(0), try $0.int(1)) }
  }

  /// The first or last hour, within some, in which the whole counts clocks of a condition; nil where none does.
  static func hour(
    _ condition: TallyCondition, within hours: Range<Int64>, last: Bool, in tx: any Transaction
  ) throws -> Int64? {
    let figures = TallyFigure.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try tx.first(
      """
      SELECT bucket FROM compliance_tally WHERE dimension = 'whole' AND condition = $1 AND grain = 0
        AND bucket >= $2 AND bucket < $3 AND figure IN (\(figures)) ORDER BY bucket\(last ? " DESC" : "") LIMIT 1
      """, [.text(condition.text), .integer(hours.lowerBound), .integer(hours.upperBound)]
    ) { try $0.int64(0) }
  }

  /// Calls `body` with each number there is, in the order of their keys.
  static func scan(in tx: any Transaction, _ body: (TallyKey, Int) -> Void) throws {
    try tx.scan(
      """
      SELECT dimension, condition, grain, bucket, figure, value, amount FROM compliance_tally
      ORDER BY dimension, condition, grain, bucket, figure, value
      """, []
    ) { row in
      guard let grain = TallyGrain(rawValue: try row.int(2)) else {
        throw StorageError.column(index: 2, expected: "a grain", found: "\(try row.int(2))")
      }
      body(
        TallyKey(
          try row.value(0), try row.text(1), grain, try row.int64(3), try row.value(4), try row.text(5)),
        try row.int(6))
    }
  }
}

/// Tickets as tallies count them.
struct TallySource {
  /// `ticket` and `clock`, or what was copied of them.
  var ticket: String
  var clock: String

  static let present = TallySource(ticket: "ticket", clock: "clock")
  static let former = TallySource(ticket: "tallied_ticket", clock: "tallied_clock")

  /// The tickets that a condition on their columns takes in, each as it is counted.
  ///
  /// - Throws: `unreadable` where one cannot be read.
  func records(
    where condition: String, _ values: [SQLValue], in look: Look
  ) throws -> [TallyRecord] {
    let tx = look.transaction
    var records: [TallyRecord] = []
    try tx.forEach(
      "SELECT \(TalliedTickets.ticketColumns) FROM \(ticket) WHERE \(condition)", values
    ) { records.append(try TallySource.ticket($0)) }
    // Asked for this order, a planner would walk all tickets in it.
    records.sort { $0.id < $1.id }
    guard !records.isEmpty else { return [] }
    var place = 0
    try tx.forEach(
      """
      SELECT \(TalliedTickets.clockColumns) FROM \(clock) WHERE ticket IN (SELECT id FROM \(ticket) WHERE \(condition))
      ORDER BY ticket, name, cycle
      """, values
    ) { row in
      let id = try row.text(0)
      while place < records.count, records[place].id.text.utf8.lexicographicallyPrecedes(id.utf8) { place += 1 }
      guard place < records.count, records[place].id.text == id else { return }
      records[place].clocks.append(try TallySource.clock(row))
    }
    try judge(&records, in: look)
    return records
  }

  /// The next tickets that tallies count, in the order of their ids, and the last that was looked at; nil where there is
  /// none any more.
  func portion(
    after: RecordID?, limit: Int, in look: Look
  ) throws -> (records: [TallyRecord], last: RecordID)? {
    let first = after?.text ?? ""
    let last = try look.transaction.first(
      "SELECT MAX(id) FROM (SELECT id FROM \(ticket) WHERE id > $1 ORDER BY id LIMIT $2) AS portion",
      [.text(first), .int(limit)]
    ) { try $0.optionalText(0) }
    guard let last = last ?? nil else { return nil }
    let which = ticket == TallySource.present.ticket ? "tallied = TRUE AND " : ""
    return (
      try records(where: which + "id > $1 AND id <= $2", [.text(first), .text(last)], in: look), RecordID(last)
    )
  }

  /// The tickets that tallies count and of which anything counts within a stretch; indexes by time have them.
  func tallied(within time: Range<Instant>, in look: Look) throws -> [TallyRecord] {
    func at(_ column: String) -> String { "\(column) >= $1 AND \(column) < $2" }
    return try records(
      where: """
        tallied = TRUE AND id IN (
          SELECT ticket FROM clock WHERE state = 'met' AND \(at("stopped_at"))
          UNION ALL SELECT ticket FROM clock WHERE state = 'breached' AND \(at("breached_at"))
          UNION ALL SELECT ticket FROM clock WHERE state = 'cancelled' AND \(at("stopped_at"))
          UNION ALL SELECT ticket FROM clock
            WHERE (state = 'running' OR state = 'paused' OR state = 'neverDue') AND \(at("started_at"))
          UNION ALL SELECT id FROM ticket WHERE \(at("opened_at"))
          UNION ALL SELECT id FROM ticket WHERE \(at("closed_at")))
        """, [.integer(time.lowerBound.milliseconds), .integer(time.upperBound.milliseconds)], in: look)
  }

  /// Asks what the rows do not say: whether the timer closed a ticket, and what decides where objectives differ.
  private func judge(_ records: inout [TallyRecord], in look: Look) throws {
    let late = records.filter(\.closedLate).map(\.id.text)
    if !late.isEmpty {
      let byTimer = Set(
        try look.transaction.query(
          """
          SELECT t.id FROM \(ticket) t WHERE t.id \(look.transaction.dialect.amongKeys("$1"))
            AND \(ComplianceStore.closedByTimer)
          """, [.list(late)]
        ) { try $0.text(0) })
      for index in records.indices where byTimer.contains(records[index].id.text) {
        records[index].isClosedByTimer = true
      }
    }
    for index in records.indices {
      guard let recordedMet = records[index].recordedMet else { continue }
      for condition in records[index].conditions {
        let verdicts = records[index].verdicts(under: condition)
        guard Set(verdicts.values).count > 1 else { continue }
        let candidate = ComplianceStore.Candidate(
          ticket: records[index].id, group: nil, agreement: records[index].agreement, kind: records[index].kind,
          attributes: try TallySource.attributes(records[index]), recordedMet: recordedMet, breached: verdicts)
        records[index].isMet[condition] = try look.isMet(candidate)
      }
    }
  }

  private static func attributes(_ record: TallyRecord) throws -> [String: String] {
    guard let members = (try? JSON(parsing: record.attributes))?.objectValue else {
      throw MainstayError.unreadable(record: "ticket \(record.id), attributes", reason: "it is no JSON object")
    }
    return members.compactMapValues(\.stringValue)
  }

  private static func ticket(_ row: any Row) throws -> TallyRecord {
    try reading("ticket", TalliedTickets.ticketColumns) { row in
      TallyRecord(
        id: RecordID(try row.text(0)), kind: try row.text(1), attributes: try row.text(2),
        priority: try row.optionalText(3), category: try row.optionalText(4), service: try row.optionalText(5),
        team: try row.optionalText(6), agreement: try row.optionalText(7).map(RecordID.init),
        openedAt: Instant(milliseconds: try row.int64(8)),
        resolvedAt: try row.optionalInt64(9).map(Instant.init(milliseconds:)),
        closedAt: try row.optionalInt64(10).map(Instant.init(milliseconds:)), isUndecided: !row.isNull(11),
        recordedMet: try row.optionalBool(12))
    }(row)
  }

  private static func clock(_ row: any Row) throws -> TallyRecord.Clock {
    try reading("clock of ticket", TalliedTickets.clockColumns) { row in
      TallyRecord.Clock(
        name: try row.text(1), metric: try row.value(3), state: try row.value(4),
        startedAt: Instant(milliseconds: try row.int64(5)),
        due: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
        stoppedAt: try row.optionalInt64(7).map(Instant.init(milliseconds:)),
        breachedAt: try row.optionalInt64(8).map(Instant.init(milliseconds:)))
    }(row)
  }
}
