import Core
import Kernel
import Storage

/// A recovery as lists have it, without what it found.
public struct RecoveryTitle: Sendable {
  public var id: RecordID
  public var name: String
  public var begunAt: Instant
  /// A display name, or a part of the product.
  public var begunBy: String
  public var endedAt: Instant?
  public var stopped: String?
  public var cases: Int?
  public var explained: Int?
  public var proposal: RecordID?

  public init(
    id: RecordID, name: String, begunAt: Instant, begunBy: String, endedAt: Instant? = nil, stopped: String? = nil,
    cases: Int? = nil, explained: Int? = nil, proposal: RecordID? = nil
  ) {
    (self.id, self.name, self.begunAt, self.begunBy) = (id, name, begunAt, begunBy)
    (self.endedAt, self.stopped, self.cases, self.explained) = (endedAt, stopped, cases, explained)
    self.proposal = proposal
  }
}

/// Recoveries with what they found.
enum RecoveryStore {
  private static let columns =
    "id, name, digest, settings, begun_at, begun_by, ended_at, stopped, cases, explained, found, file, examples, proposal"

  static func insert(_ run: RecoveryRun, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO recovery (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      """, values(run))
  }

  static func update(_ run: RecoveryRun, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE recovery SET name = $2, digest = $3, settings = $4, begun_at = $5, begun_by = $6, ended_at = $7,
        stopped = $8, cases = $9, explained = $10, found = $11, file = $12, examples = $13, proposal = $14
      WHERE id = $1
      """, values(run))
  }

  private static func values(_ run: RecoveryRun) -> [SQLValue] {
    [
      .text(run.id.text), .text(run.name), .text(run.digest), .text(run.settings.json.canonical),
      .integer(run.begunAt.milliseconds), .text(run.begunBy), .integer(run.endedAt?.milliseconds), .text(run.stopped),
      .integer(run.found.map { Int64($0.cases) }), .integer(run.found.map { Int64($0.explained) }),
      .text(run.found?.body.canonical), .text(run.found?.file),
      .text(run.examples.map { JSON.array($0).canonical }), .text(run.proposal?.text),
    ]
  }

  static func run(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> RecoveryRun? {
    try tx.first(
      "SELECT \(columns) FROM recovery WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)], decode)
  }

  /// The newest first.
  static func titles(limit: Int, in tx: any Transaction) throws -> ReadableRows<RecoveryTitle> {
    let columns = "id, name, begun_at, begun_by, ended_at, stopped, cases, explained, proposal"
    return try tx.readable("SELECT \(columns) FROM recovery ORDER BY id DESC LIMIT $1", [.int(limit)]) { row in
      try reading("recovery", columns) { row in
        RecoveryTitle(
          id: RecordID(try row.text(0)), name: try row.text(1), begunAt: Instant(milliseconds: try row.int64(2)),
          begunBy: try row.text(3), endedAt: try row.optionalInt64(4).map { Instant(milliseconds: $0) },
          stopped: try row.optionalText(5), cases: try row.optionalInt64(6).map { Int($0) },
          explained: try row.optionalInt64(7).map { Int($0) }, proposal: try row.optionalText(8).map { RecordID($0) })
      }(row)
    }
  }

  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, name FROM recovery WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      found[try $0.text(0)] = StreamSubject(title: try $0.text(1), detail: "rule behind it")
    }
    return found
  }

  /// Takes the cases out of recoveries that ended before an instant.
  static func deleteExamples(endedBefore instant: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      UPDATE recovery SET examples = NULL WHERE id IN (
        SELECT id FROM recovery WHERE examples IS NOT NULL AND ended_at < $1 LIMIT $2)
      """, [.integer(instant.milliseconds), .int(limit)])
  }

  /// Those whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (RecoveryRun) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "recovery", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> RecoveryRun = { row in
    try reading("recovery", columns) { row in
      guard let settings = RecoverySettings(json: try row.json(3)) else {
        throw StorageError.column(index: 3, expected: "settings", found: "something else")
      }
      var run = RecoveryRun(
        id: RecordID(try row.text(0)), name: try row.text(1), digest: try row.text(2), settings: settings,
        begunAt: Instant(milliseconds: try row.int64(4)), begunBy: try row.text(5))
      run.endedAt = try row.optionalInt64(6).map { Instant(milliseconds: $0) }
      run.stopped = try row.optionalText(7)
      let counts = (try row.optionalInt64(8), try row.optionalInt64(9))
      if try row.optionalText(10) != nil {
        guard let cases = counts.0, let explained = counts.1, let file = try row.optionalText(11) else {
          throw StorageError.column(index: 10, expected: "counts and a file beside it", found: "none")
        }
        run.found = RecoveryFound(cases: Int(cases), explained: Int(explained), body: try row.json(10), file: file)
      } else if let odd = try row.optionalText(11) ?? counts.0.map(String.init) ?? counts.1.map(String.init) {
        throw StorageError.column(index: 10, expected: "what was found", found: "none beside \(odd.prefix(40))")
      }
      if try row.optionalText(12) != nil { run.examples = try row.json(12).arrayValue ?? [] }
      run.proposal = try row.optionalText(13).map { RecordID($0) }
      return run
    }(row)
  }
}
