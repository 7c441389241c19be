import Agreements
import Kernel
import Storage

/// What is foreseen of a clock that runs, or why nothing is said. This wing keeps the place for it, beside the clock, and
/// sorts by it; a wing above writes it and takes it away.
public struct ForeseenClock: Hashable, Sendable {
  public var ticket: RecordID
  /// The objective's name.
  public var name: String
  public var cycle: Int
  /// The probability that it misses, in ten-thousandths; nil where there is too little history to say.
  public var chance: Int?
  /// Of so many similar clocks so many missed. Where nothing is said, the decided clocks that there are.
  public var similar: Int
  public var missed: Int
  /// What the similar clocks have in common, a line each; where nothing is said, why.
  public var because: [String]
  /// The number of the model that says it.
  public var model: Int
  /// Since when that is said.
  public var at: Instant

  public init(
    ticket: RecordID, name: String, cycle: Int, chance: Int?, similar: Int, missed: Int, because: [String], model: Int,
    at: Instant
  ) {
    (self.ticket, self.name, self.cycle, self.chance) = (ticket, name, cycle, chance)
    (self.similar, self.missed, self.because, self.model, self.at) = (similar, missed, because, model, at)
  }

  /// The probability, inside 0...1.
  public var probability: Double? { chance.map { Double($0) / ForeseenClock.whole } }
  /// What makes one.
  public static let whole = 10_000.0

  /// Whether it says the same, whenever that was said first.
  package func says(_ other: ForeseenClock) -> Bool {
    var same = other
    same.at = at
    return same == self
  }
}

/// The rows of what is foreseen.
package enum ForeseenClockStore {
  private static let columns = "ticket, name, cycle, chance, alike, missed, because, model, at"
  /// That the clock of a row `f` is still one that can miss.
  private static let isRunning = """
    EXISTS (SELECT 1 FROM clock c WHERE c.ticket = f.ticket AND c.name = f.name AND c.cycle = f.cycle
      AND (c.state = 'running' OR c.state = 'paused'))
    """

  /// How likely the clock of a ticket misses that is likeliest to, as a value of a row of `ticket`; below none where
  /// nothing is said.
  static let worst = """
    COALESCE((SELECT MAX(f.chance) FROM foreseen_clock f WHERE f.ticket = ticket.id AND \(isRunning)), -1)
    """

  /// What is said of these tickets' clocks that run.
  package static func rows(of tickets: [RecordID], in tx: any Transaction) throws -> [ForeseenClock] {
    guard !tickets.isEmpty else { return [] }
    return try tx.query(
      """
      SELECT \(columns) FROM foreseen_clock f WHERE f.ticket \(tx.dialect.amongKeys("$1")) AND \(isRunning)
      ORDER BY ticket, name, cycle
      """, [.list(tickets.map(\.text))], decode)
  }

  /// The clocks that are likeliest to miss of the tickets that somebody sees.
  package static func likeliest(
    seen sight: TicketSight, limit: Int, in tx: any Transaction
  ) throws -> [(clock: ForeseenClock, number: String, title: String, due: Instant?)] {
    let seen = SeenTables(sight, after: 1)
    return try tx.query(
      """
      SELECT f.ticket, f.name, f.cycle, f.chance, f.alike, f.missed, f.because, f.model, f.at, t.number, t.title, k.due_at
      FROM foreseen_clock f JOIN \(seen.ticket) t ON t.id = f.ticket
      JOIN clock k ON k.ticket = f.ticket AND k.name = f.name AND k.cycle = f.cycle
      WHERE f.chance IS NOT NULL AND (k.state = 'running' OR k.state = 'paused')
      ORDER BY f.chance DESC, f.ticket, f.name, f.cycle LIMIT $1
      """, [.int(limit)] + seen.values
    ) { row in
      (
        try decode(row), try row.text(9), try row.text(10),
        try row.optionalInt64(11).map { Instant(milliseconds: $0) }
      )
    }
  }

  /// How many clocks run of which something is said, and of which nothing, of the tickets that somebody sees.
  package static func counts(seen sight: TicketSight, in tx: any Transaction) throws -> (said: Int, silent: Int) {
    let seen = SeenTables(sight, after: 0)
    return try tx.first(
      """
      SELECT COUNT(f.chance), COUNT(*) FROM foreseen_clock f JOIN \(seen.ticket) t ON t.id = f.ticket WHERE \(isRunning)
      """, seen.values
    ) { (try $0.int(0), try $0.int(1) - $0.int(0)) } ?? (0, 0)
  }

  package static func save(_ clocks: [ForeseenClock], in tx: any Transaction) throws {
    guard !clocks.isEmpty else { return }
    try tx.enqueueBatch(
      """
      INSERT INTO foreseen_clock (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (ticket, name, cycle) DO UPDATE SET chance = excluded.chance, alike = excluded.alike,
        missed = excluded.missed, because = excluded.because, model = excluded.model, at = excluded.at
      """,
      clocks.map { clock in
        [
          .text(clock.ticket.text), .text(clock.name), .int(clock.cycle), clock.chance.map { .int($0) } ?? .null,
          .int(clock.similar), .int(clock.missed),
          .text(JSON.array(clock.because.map(JSON.string)).canonical), .int(clock.model),
          .integer(clock.at.milliseconds),
        ]
      })
  }

  /// Takes away what was said of clocks that have ended since; how many those were.
  @discardableResult
  package static func forgetEnded(in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM foreseen_clock WHERE NOT EXISTS (SELECT 1 FROM clock c WHERE c.ticket = foreseen_clock.ticket
        AND c.name = foreseen_clock.name AND c.cycle = foreseen_clock.cycle
        AND (c.state = 'running' OR c.state = 'paused'))
      """)
  }

  private static func decode(_ row: any Row) throws -> ForeseenClock {
    let because = (try? JSON(parsing: row.text(6)))?.arrayValue ?? []
    return ForeseenClock(
      ticket: RecordID(try row.text(0)), name: try row.text(1), cycle: try row.int(2),
      chance: row.isNull(3) ? nil : try row.int(3), similar: try row.int(4), missed: try row.int(5),
      because: because.compactMap(\.stringValue), model: try row.int(7), at: Instant(milliseconds: try row.int64(8)))
  }
}

extension [ForeseenClock] {
  /// What is said of one clock.
  public func of(_ ticket: RecordID, _ name: String, _ cycle: Int) -> ForeseenClock? {
    first { $0.ticket == ticket && $0.name == name && $0.cycle == cycle }
  }
}

extension ClockRow {
  /// Whether it may still miss, so that something can be foreseen of it.
  public var canMiss: Bool { state == .running || state == .paused }
}

/// The place that this wing keeps for what is foreseen. The step that makes it is that of the wing that foresees.
package enum ForeseenClockTable {
  package static func statements(_ dialect: Dialect) -> [String] {
    let text = dialect.textType
    return [
      """
      CREATE TABLE foreseen_clock (
        ticket \(text) NOT NULL, name \(text) NOT NULL, cycle INTEGER NOT NULL, chance INTEGER,
        alike INTEGER NOT NULL, missed INTEGER NOT NULL, because TEXT NOT NULL, model BIGINT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (ticket, name, cycle)
      )\(dialect.clustered)
      """,
      // The few clocks of all that can still miss, ticket by ticket.
      "CREATE INDEX clock_can_miss ON clock (ticket) WHERE state = 'running' OR state = 'paused'",
    ]
  }
}
