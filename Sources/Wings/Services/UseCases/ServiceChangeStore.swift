import Core
import Kernel
import Services
import Storage

/// Changes of records and promises that wait, or waited, for a second person.
enum ServiceChangeStore {
  private static let columns = """
    id, number, service, kind, outage, seen, body, ticket, reason, moves, asked_at, asked_by, state, decided_at, \
    decided_by, note, version
    """

  static func save(_ change: ServiceChange, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO service_change (\(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      ON CONFLICT (id) DO UPDATE SET state = $13, decided_at = $14, decided_by = $15, note = $16, version = $17
      """,
      [
        .text(change.id.text), .int(change.number), .text(change.service), .text(change.kind.rawValue),
        change.outage.map { .int($0) } ?? .null, .int(change.seen), .text(change.body.canonical),
        .text(change.ticket?.text), .text(change.reason), .text(change.movesJSON.canonical),
        .integer(change.askedAt.milliseconds), .text(change.askedBy), .text(change.state.rawValue),
        .integer(change.decidedAt?.milliseconds), .text(change.decidedBy), .text(change.note), .int(change.version),
      ])
  }

  static func nextNumber(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COALESCE(MAX(number), 0) + 1 FROM service_change") { try $0.int(0) } ?? 1
  }

  static func change(numbered number: Int, in tx: any Transaction) throws -> ServiceChange? {
    try tx.first("SELECT \(columns) FROM service_change WHERE number = $1", [.int(number)], decode)
  }

  /// Those that wait, the oldest first; of one service or of all.
  static func open(of service: String? = nil, limit: Int, in tx: any Transaction) throws -> ReadableRows<ServiceChange>
  {
    try tx.readable(
      """
      SELECT \(columns) FROM service_change
      WHERE state = 'open' AND (CAST($1 AS TEXT) IS NULL OR service = $1) ORDER BY number LIMIT $2
      """, [.text(service), .int(limit)], decode)
  }

  static func countOpen(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM service_change WHERE state = 'open'") { try $0.int(0) } ?? 0
  }

  /// Those that are decided, the newest first, below a number.
  static func decided(below number: Int?, limit: Int, in tx: any Transaction) throws -> ReadableRows<ServiceChange> {
    try tx.readable(
      "SELECT \(columns) FROM service_change WHERE state <> 'open' AND number < $1 ORDER BY number DESC LIMIT $2",
      [.int(number ?? Int(Int32.max)), .int(limit)], decode)
  }

  /// What streams are about, by the ids behind their prefix.
  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach(
      "SELECT id, number, service FROM service_change WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]
    ) { found[try $0.text(0)] = StreamSubject(title: ServiceChange.name(try $0.int(1)), detail: try $0.text(2)) }
    return found
  }

  static func id(numbered number: Int, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT id FROM service_change WHERE number = $1", [.int(number)]) { try $0.text(0) }
  }

  /// Those whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (ServiceChange) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "service_change", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> ServiceChange = { row in
    try reading("service_change", columns) { row in
      guard let moves = try row.json(9).arrayValue?.map(FigureMove.init(json:)), !moves.contains(nil) else {
        throw StorageError.column(index: 9, expected: "figures that this version knows", found: "something else")
      }
      var change = ServiceChange(
        id: RecordID(try row.text(0)), number: try row.int(1), service: try row.text(2), kind: try row.value(3),
        outage: try row.optionalInt64(4).map { Int($0) }, seen: try row.int(5), body: try row.json(6),
        ticket: try row.optionalText(7).map(RecordID.init), reason: try row.text(8), moves: moves.compactMap { $0 },
        askedAt: Instant(milliseconds: try row.int64(10)), askedBy: try row.text(11))
      change.state = try row.value(12)
      change.decidedAt = try row.optionalInt64(13).map(Instant.init(milliseconds:))
      change.decidedBy = try row.optionalText(14)
      change.note = try row.optionalText(15)
      change.version = try row.int(16)
      return change
    }(row)
  }
}

extension ServiceChange {
  var movesJSON: JSON { .array(moves.map(\.json)) }

  /// Everything as it stands: who asked and decided by the names, or the tokens, that `person` gives.
  func journaled(person: (String) -> String) -> JSON {
    .members([
      "number": .integer(Int64(number)), "service": .string(service), "kind": .string(kind.rawValue),
      "outage": outage.map { .integer(Int64($0)) }, "seen": .integer(Int64(seen)), "body": body,
      "ticket": .text(ticket?.text), "reason": .string(reason), "moves": movesJSON,
      "askedAt": .string(askedAt.rfc3339), "askedBy": .string(person(askedBy)), "state": .string(state.rawValue),
      "decidedAt": .instant(decidedAt), "decidedBy": .text(decidedBy.map(person)), "note": .text(note),
      "version": .integer(Int64(version)),
    ])
  }
}
