import Core
import Kernel
import Storage

/// Which ticket came from a number of another tool, and how far that tool has told of it.
struct ImportKey: Hashable, Sendable {
  /// The other tool's number.
  var number: String
  var ticket: RecordID
  /// The run that brought it in.
  var run: RecordID
  /// Nil of tickets from imports that did not keep it.
  var through: ImportMark?
  /// The ticket's version after the last import; nil as above.
  var version: Int?
}

/// Runs of imports, their faults, and which ticket came from which number of another tool.
enum ImportStore {
  private static let columns =
    "id, source, name, digest, zone, finished, position, tally, started_at, started_by, updated_at, reading"

  static func run(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> ImportRun? {
    try tx.first(
      "SELECT \(columns) FROM import_run WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)], decode)
  }

  static func run(of identity: ImportIdentity, in tx: any Transaction) throws -> ImportRun? {
    try tx.first(
      "SELECT \(columns) FROM import_run WHERE source = $1 AND digest = $2 AND zone = $3",
      [.text(identity.source), .text(identity.digest), .text(identity.zone)], decode)
  }

  /// The newest first.
  static func runs(limit: Int, in tx: any Transaction) throws -> [ImportRun] {
    try tx.query("SELECT \(columns) FROM import_run ORDER BY id DESC LIMIT $1", [.int(limit)], decode)
  }

  static func insert(_ run: ImportRun, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO import_run (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      [
        .text(run.id.text), .text(run.identity.source), .text(run.identity.name), .text(run.identity.digest),
        .text(run.identity.zone), .bool(run.isFinished), .int(run.position), .text(run.tally.json.canonical),
        .integer(run.startedAt.milliseconds), .text(run.startedBy), .integer(run.updatedAt.milliseconds),
        .text(run.identity.reading?.json.canonical),
      ])
  }

  static func update(_ run: ImportRun, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE import_run SET finished = $2, position = $3, tally = $4, updated_at = $5 WHERE id = $1",
      [
        .text(run.id.text), .bool(run.isFinished), .int(run.position), .text(run.tally.json.canonical),
        .integer(run.updatedAt.milliseconds),
      ])
  }

  /// Keeps faults from `place` on, as far as the bound allows.
  static func insert(_ faults: [ImportFault], from place: Int, of run: RecordID, in tx: any Transaction) throws {
    let kept = faults.prefix(max(0, ImportLimits.faults - place))
    guard !kept.isEmpty else { return }
    try tx.executeBatch(
      "INSERT INTO import_fault (run, place, line, number, reason, note) VALUES ($1, $2, $3, $4, $5, $6)",
      kept.enumerated().map { offset, fault in
        [
          .text(run.text), .int(place + offset), .int(fault.line), .text(fault.number), .text(fault.reason),
          .bool(fault.isNote),
        ]
      })
  }

  static func faults(of run: RecordID, in tx: any Transaction) throws -> [ImportFault] {
    try tx.query(
      "SELECT line, number, reason, note FROM import_fault WHERE run = $1 ORDER BY place LIMIT $2",
      [.text(run.text), .int(ImportLimits.faults)]
    ) {
      ImportFault(
        line: try $0.int(0), number: try $0.optionalText(1), reason: try $0.text(2), isNote: try $0.bool(3))
    }
  }

  /// Of these numbers, those that were imported before.
  static func known(_ numbers: [String], from source: String, in tx: any Transaction) throws -> [String: ImportKey] {
    var known: [String: ImportKey] = [:]
    try tx.forEach(
      """
      SELECT number, run, ticket, last_at, last_count, version FROM import_key
      WHERE source = $1 AND number \(tx.dialect.anyText("$2"))
      """, [.text(source), .list(numbers)]
    ) { row in
      let mark = try row.optionalInt64(3).map {
        ImportMark(Instant(milliseconds: $0), count: try row.int(4))
      }
      known[try row.text(0)] = ImportKey(
        number: try row.text(0), ticket: RecordID(try row.text(2)), run: RecordID(try row.text(1)), through: mark,
        version: try row.optionalInt64(5).map(Int.init))
    }
    return known
  }

  static func insert(_ keys: [ImportKey], from source: String, in tx: any Transaction) throws {
    try tx.executeBatch(
      """
      INSERT INTO import_key (source, number, ticket, run, last_at, last_count, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      keys.map {
        [
          .text(source), .text($0.number), .text($0.ticket.text), .text($0.run.text),
          .integer($0.through?.at.milliseconds), .integer($0.through.map { Int64($0.count) }),
          .integer($0.version.map(Int64.init)),
        ]
      })
  }

  /// Keeps how far the source has told of a ticket.
  static func update(_ key: ImportKey, from source: String, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE import_key SET last_at = $3, last_count = $4, version = $5 WHERE source = $1 AND number = $2",
      [
        .text(source), .text(key.number), .integer(key.through?.at.milliseconds),
        .integer(key.through.map { Int64($0.count) }), .integer(key.version.map(Int64.init)),
      ])
  }

  /// Of these team keys, those that are there.
  static func teams(_ keys: Set<String>, in tx: any Transaction) throws -> Set<String> {
    Set(
      try tx.query("SELECT key FROM team WHERE key \(tx.dialect.anyText("$1"))", [.list(keys.sorted())]) {
        try $0.text(0)
      })
  }

  static func refreshStatistics(in tx: any Transaction) throws {
    let tables = ["ticket", "clock", "clock_rung", "journal_entry", "journal_stream", "import_key"]
    for statement in tx.dialect.analyze(tables) { try tx.execute(statement) }
  }

  private static func decode(_ row: any Row) throws -> ImportRun {
    try reading("import_run", columns, decoded)(row)
  }

  private static func decoded(_ row: any Row) throws -> ImportRun {
    ImportRun(
      id: RecordID(try row.text(0)),
      identity: ImportIdentity(
        source: try row.text(1), name: try row.text(2), digest: try row.text(3), zone: try row.text(4),
        reading: try row.optionalText(11).map { _ in try ImportReading(json: row.json(11), column: 11) }),
      isFinished: try row.bool(5), position: try row.int(6), tally: try ImportTally(json: row.json(7), column: 7),
      startedAt: Instant(milliseconds: try row.int64(8)), startedBy: try row.text(9),
      updatedAt: Instant(milliseconds: try row.int64(10)))
  }
}
