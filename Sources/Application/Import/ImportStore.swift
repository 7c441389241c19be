import Kernel
import Storage

/// Runs of imports, their faults, and which ticket came from which number of another tool.
enum ImportStore {
  private static let columns =
    "id, source, name, digest, zone, finished, position, tally, started_at, started_by, updated_at"

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
      "INSERT INTO import_run (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      [
        .text(run.id.text), .text(run.identity.source), .text(run.identity.name), .text(run.identity.digest),
        .text(run.identity.zone), .bool(run.isFinished), .int(run.position), .text(run.tally.json.canonical),
        .integer(run.startedAt.milliseconds), .text(run.startedBy), .integer(run.updatedAt.milliseconds),
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
      "INSERT INTO import_fault (run, place, line, number, reason) VALUES ($1, $2, $3, $4, $5)",
      kept.enumerated().map { offset, fault in
        [.text(run.text), .int(place + offset), .int(fault.line), .text(fault.number), .text(fault.reason)]
      })
  }

  static func faults(of run: RecordID, in tx: any Transaction) throws -> [ImportFault] {
    try tx.query(
      "SELECT line, number, reason FROM import_fault WHERE run = $1 ORDER BY place LIMIT $2",
      [.text(run.text), .int(ImportLimits.faults)]
    ) { ImportFault(line: try $0.int(0), number: try $0.optionalText(1), reason: try $0.text(2)) }
  }

  /// Of these numbers, those that were imported before, each with its run.
  static func known(_ numbers: [String], from source: String, in tx: any Transaction) throws -> [String: RecordID] {
    var known: [String: RecordID] = [:]
    try tx.forEach(
      "SELECT number, run FROM import_key WHERE source = $1 AND number \(tx.dialect.anyText("$2"))",
      [.text(source), .list(numbers)]
    ) { known[try $0.text(0)] = RecordID(try $0.text(1)) }
    return known
  }

  static func insert(
    _ keys: [(number: String, ticket: RecordID)], from source: String, run: RecordID, in tx: any Transaction
  ) throws {
    try tx.executeBatch(
      "INSERT INTO import_key (source, number, ticket, run) VALUES ($1, $2, $3, $4)",
      keys.map { [.text(source), .text($0.number), .text($0.ticket.text), .text(run.text)] })
  }

  /// Of these numbers, those that tickets have already.
  static func taken(_ numbers: [String], in tx: any Transaction) throws -> Set<String> {
    Set(
      try tx.query("SELECT number FROM ticket WHERE number \(tx.dialect.anyText("$1"))", [.list(numbers)]) {
        try $0.text(0)
      })
  }

  /// Of these team keys, those that are there.
  static func teams(_ keys: Set<String>, in tx: any Transaction) throws -> Set<String> {
    Set(
      try tx.query("SELECT key FROM team WHERE key \(tx.dialect.anyText("$1"))", [.list(keys.sorted())]) {
        try $0.text(0)
      })
  }

  private static func decode(_ row: any Row) throws -> ImportRun {
    ImportRun(
      id: RecordID(try row.text(0)),
      identity: ImportIdentity(
        source: try row.text(1), name: try row.text(2), digest: try row.text(3), zone: try row.text(4)),
      isFinished: try row.bool(5), position: try row.int(6), tally: ImportTally(json: try JSON(parsing: row.text(7))),
      startedAt: Instant(milliseconds: try row.int64(8)), startedBy: try row.text(9),
      updatedAt: Instant(milliseconds: try row.int64(10)))
  }
}
