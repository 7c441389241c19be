import Core
import Kernel
import Statements
import Storage

/// A statement as it is kept.
public struct StatementRow: Sendable {
  public var id: RecordID
  public var number: Int
  public var signed: SignedStatement
  public var issuedAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var issuedBy: String
  public var supersedes: Int?

  public init(
    id: RecordID, number: Int, signed: SignedStatement, issuedAt: Instant, issuedBy: String, supersedes: Int? = nil
  ) {
    (self.id, self.number, self.signed, self.issuedAt) = (id, number, signed, issuedAt)
    (self.issuedBy, self.supersedes) = (issuedBy, supersedes)
  }

  public var name: String { Statement.name(number) }
}

/// Statements. Nothing changes or deletes one.
enum StatementStore {
  private static let columns =
    "id, number, agreement, month, body, digest, public_key, signature, issued_at, issued_by, supersedes"

  /// Makes others who issue statements wait until this transaction ends: numbers are given one after the other.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_128)]) }
  }

  static func nextNumber(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COALESCE(MAX(number), 0) + 1 FROM statement") { try $0.int(0) } ?? 1
  }

  static func insert(_ row: StatementRow, in tx: any Transaction) throws {
    let statement = row.signed.statement
    try tx.execute(
      "INSERT INTO statement (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      [
        .text(row.id.text), .int(row.number), .text(statement.agreement), .text(statement.month),
        .text(statement.body.canonical), .text(row.signed.digest), .text(row.signed.key), .text(row.signed.signature),
        .integer(row.issuedAt.milliseconds), .text(row.issuedBy), row.supersedes.map { .int($0) } ?? .null,
      ])
  }

  static func row(numbered number: Int, in tx: any Transaction) throws -> StatementRow? {
    try tx.first("SELECT \(columns) FROM statement WHERE number = $1", [.int(number)], decode)
  }

  /// The number of the one that took a statement's place.
  static func successor(of number: Int, in tx: any Transaction) throws -> Int? {
    try tx.first("SELECT number FROM statement WHERE supersedes = $1", [.int(number)]) { try $0.int(0) }
  }

  /// The one that stands for a month: nothing took its place.
  static func standing(_ agreement: String, _ month: String, in tx: any Transaction) throws -> Int? {
    try tx.first(
      """
      SELECT s.number FROM statement s WHERE s.agreement = $1 AND s.month = $2
        AND NOT EXISTS (SELECT 1 FROM statement n WHERE n.supersedes = s.number)
      """, [.text(agreement), .text(month)]
    ) { try $0.int(0) }
  }

  /// Below a number, the newest first, without what they state.
  static func list(
    agreement: String?, below: Int?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<StatementTitle> {
    var conditions = ["number < $1"]
    var values: [SQLValue] = [.int(below ?? 1_000_000_000), .int(limit)]
    if let agreement {
      values.append(.text(agreement))
      conditions.append("agreement = $3")
    }
    let columns = "number, agreement, month, issued_at, issued_by, supersedes"
    return try tx.readable(
      """
      SELECT \(columns) FROM statement WHERE \(conditions.joined(separator: " AND ")) ORDER BY number DESC LIMIT $2
      """, values
    ) { row in
      try reading("statement", columns) { row in
        let agreement = try row.text(1)
        return StatementTitle(
          try row.int(0), of: agreement, named: agreement, month: try row.text(2),
          issuedAt: Instant(milliseconds: try row.int64(3)), by: try row.text(4),
          supersedes: try row.optionalInt64(5).map { Int($0) })
      }(row)
    }
  }

  /// What took the place of some, by their numbers.
  static func successors(of numbers: [Int], in tx: any Transaction) throws -> [Int: Int] {
    var found: [Int: Int] = [:]
    for number in numbers { found[number] = try successor(of: number, in: tx) }
    return found
  }

  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach(
      "SELECT id, number, agreement, month FROM statement WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]
    ) {
      found[try $0.text(0)] = StreamSubject(
        title: Statement.name(try $0.int(1)), detail: "\(try $0.text(2)), \(try $0.text(3))")
    }
    return found
  }

  /// Tickets that one of these versions covers, or may cover where nobody could tell, in the order of their ids.
  static func tickets(under versions: [String], in tx: any Transaction) throws -> [String] {
    try tx.query(
      """
      SELECT id FROM ticket WHERE agreement \(tx.dialect.anyText("$1")) OR undecided_since IS NOT NULL ORDER BY id
      """, [.list(versions)]
    ) { try $0.text(0) }
  }

  /// Up to which entry a checkpoint and those before it seal some streams.
  static func sealed(_ streams: [String], through checkpoint: Int64, in tx: any Transaction) throws -> [String: Int64] {
    var found: [String: Int64] = [:]
    try tx.forEach(
      """
      SELECT stream, MAX(sequence) FROM journal_leaf WHERE checkpoint <= $1 AND stream \(tx.dialect.amongKeys("$2"))
      GROUP BY stream
      """, [.integer(checkpoint), .list(streams)]
    ) { found[try $0.text(0)] = try $0.int64(1) }
    return found
  }

  /// Streams with this beginning, in the order of their bytes.
  static func streams(_ prefix: String, in tx: any Transaction) throws -> [String] {
    try tx.query(
      "SELECT stream FROM journal_stream WHERE stream >= $1 AND stream < $2 ORDER BY stream",
      [.text(prefix), .text(String(prefix.dropLast()) + "0")]
    ) { try $0.text(0) }
  }

  /// Those whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (StatementRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "statement", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> StatementRow = { row in
    try reading("statement", columns) { row in
      guard let statement = Statement(body: try row.json(4)) else {
        throw StorageError.column(index: 4, expected: "a statement", found: "something else")
      }
      guard statement.agreement == (try row.text(2)) else {
        throw StorageError.column(index: 2, expected: statement.agreement, found: "another agreement")
      }
      guard statement.month == (try row.text(3)) else {
        throw StorageError.column(index: 3, expected: statement.month, found: "another month")
      }
      return StatementRow(
        id: RecordID(try row.text(0)), number: try row.int(1),
        signed: SignedStatement(
          statement, digest: try row.text(5), key: try row.text(6), signature: try row.text(7)),
        issuedAt: Instant(milliseconds: try row.int64(8)), issuedBy: try row.text(9),
        supersedes: try row.optionalInt64(10).map { Int($0) })
    }(row)
  }
}
