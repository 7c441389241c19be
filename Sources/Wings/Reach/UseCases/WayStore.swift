import Core
import Kernel
import Reach
import Storage

/// The ways of people.
enum WayStore {
  private static let columns =
    "id, person, kind, label, address, secret, place, verified_at, created_at, version, salt, code, code_at, code_tries"

  static func insert(_ row: WayRow, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO way (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)", values(row))
    try DestinationStore.add([row.destination], in: tx)
  }

  static func update(_ row: WayRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE way SET person = $2, kind = $3, label = $4, address = $5, secret = $6, place = $7, verified_at = $8,
        created_at = $9, version = $10, salt = $11, code = $12, code_at = $13, code_tries = $14
      WHERE id = $1
      """, values(row))
  }

  static func delete(_ row: WayRow, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM way WHERE id = $1", [.text(row.way.id.text)])
    if row.way.kind != .mail { try DestinationStore.remove(row.destination, in: tx) }
  }

  private static func values(_ row: WayRow) -> [SQLValue] {
    [
      .text(row.way.id.text), .text(row.person.text), .text(row.way.kind.rawValue), .text(row.way.label),
      .text(row.address), .text(row.secret), .int(row.place), .integer(row.way.verifiedAt?.milliseconds),
      .integer(row.way.createdAt.milliseconds), .int(row.version), .bytes(row.salt), .text(row.code),
      .integer(row.codeAt?.milliseconds), .int(row.codeTries),
    ]
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func row(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> WayRow? {
    try tx.first(
      "SELECT \(columns) FROM way WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)], decode)
  }

  /// The ways of somebody, in their order; one that cannot be read is left out and named.
  static func ways(of person: RecordID, in tx: any Transaction) throws -> ReadableRows<WayRow> {
    try tx.readable(
      "SELECT \(columns) FROM way WHERE person = $1 ORDER BY place, id LIMIT $2",
      [.text(person.text), .int(Way.most)], decode)
  }

  /// The ways of several, by person.
  static func ways(of people: [RecordID], in tx: any Transaction) throws -> [RecordID: [WayRow]] {
    guard !people.isEmpty else { return [:] }
    let found = try tx.readable(
      "SELECT \(columns) FROM way WHERE person \(tx.dialect.amongKeys("$1")) ORDER BY person, place, id",
      [.list(people.map(\.text))], decode)
    return Dictionary(grouping: found.rows, by: \.person)
  }

  /// Makes others who add ways for the same person wait until this transaction ends, so that bounds hold.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_061)]) }
  }

  /// Whether anybody has a way that was verified.
  static func isAnyVerified(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM way WHERE verified_at IS NOT NULL LIMIT 1") { _ in true } ?? false
  }

  /// Those with these ids that can be read, by id.
  static func readable(_ ids: Set<String>, in tx: any Transaction) throws -> [WayRow] {
    guard !ids.isEmpty else { return [] }
    return try tx.readable("SELECT \(columns) FROM way WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)], decode)
      .rows
  }

  /// What the journal said last of a way; nil where it said nothing.
  static func lastWords(of id: RecordID, in tx: any Transaction) throws -> (kind: String, payload: String)? {
    try tx.first(
      "SELECT kind, payload FROM journal_entry WHERE stream = $1 ORDER BY sequence DESC LIMIT 1",
      [.text(WayRow.prefix + id.text)],
      reading("journal_entry", "kind, payload") { (kind: try $0.text(0), payload: try $0.text(1)) })
  }

  /// Those whose ids lie from `first` through `last`, in order; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (WayRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "way", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> WayRow = { row in
    try reading("way", columns) { row in
      WayRow(
        way: Way(
          id: RecordID(try row.text(0)), kind: try row.value(2), label: try row.text(3),
          verifiedAt: try row.optionalInt64(7).map(Instant.init(milliseconds:)),
          createdAt: Instant(milliseconds: try row.int64(8))),
        person: RecordID(try row.text(1)), address: try row.text(4), secret: try row.optionalText(5),
        place: try row.int(6), version: try row.int(9), salt: try row.bytes(10), code: try row.optionalText(11),
        codeAt: try row.optionalInt64(12).map(Instant.init(milliseconds:)), codeTries: try row.int(13))
    }(row)
  }
}
