import BusinessTime
import Core
import Kernel
import Storage

/// Versions of calendars and agreements. A version is never changed; a change is a new one.
package enum AgreementStore {
  package struct CalendarRow: Sendable {
    package var key: String
    package var version: Int
    var body: JSON
    package var appliedAt: Instant
    var appliedBy: String
  }

  /// Versions that can be read, and what stands beside them.
  struct Versions<T> {
    var rows: [T] = []
    var unreadable: [UnreadableVersion] = []
  }

  package struct AgreementRow: Sendable {
    package var id: RecordID
    var key: String
    var version: Int
    var body: JSON
    var effectiveFrom: Instant
    package var appliedAt: Instant
    var appliedBy: String
  }

  /// Makes others who apply agreements wait until this transaction ends.
  static func lockApplying(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_002)]) }
  }

  /// All versions of one calendar or of all, oldest first.
  package static func calendars(key: String? = nil, in tx: any Transaction) throws -> [CalendarRow] {
    try tx.query(
      """
      SELECT key, version, body, applied_at, applied_by FROM calendar_version
      WHERE CAST($1 AS TEXT) IS NULL OR key = $1 ORDER BY key, version
      """, [.text(key)], decodeCalendar)
  }

  private static func decodeCalendar(_ row: any Row) throws -> CalendarRow {
    let version = (try? row.int(1)).map(String.init) ?? "unknown"
    return try reading("version \(version) of calendar_version", "key, version, body, applied_at, applied_by") { row in
      CalendarRow(
        key: try row.text(0), version: try row.int(1), body: try row.json(2),
        appliedAt: Instant(milliseconds: try row.int64(3)), appliedBy: try row.text(4))
    }(row)
  }

  static func calendarBody(_ key: String, version: Int, in tx: any Transaction) throws -> JSON? {
    try tx.first(
      "SELECT key, version, body FROM calendar_version WHERE key = $1 AND version = $2", [.text(key), .int(version)],
      reading("calendar_version", "key, version, body") { try $0.json(2) })
  }

  static func insert(_ calendar: CalendarRow, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO calendar_version (key, version, body, applied_at, applied_by) VALUES ($1, $2, $3, $4, $5)",
      [
        .text(calendar.key), .int(calendar.version), .text(calendar.body.canonical),
        .integer(calendar.appliedAt.milliseconds), .text(calendar.appliedBy),
      ])
  }

  /// Of one agreement or of all, oldest first; beside them what cannot be read.
  static func readableAgreements(key: String? = nil, in tx: any Transaction) throws -> Versions<AgreementRow> {
    try versions(
      """
      SELECT id, key, version, body, effective_from, applied_at, applied_by FROM agreement_version
      WHERE CAST($1 AS TEXT) IS NULL OR key = $1 ORDER BY key, version
      """, key, keyColumn: 1, in: tx, decode)
  }

  /// As above, of calendars.
  static func readableCalendars(key: String? = nil, in tx: any Transaction) throws -> Versions<CalendarRow> {
    try versions(
      """
      SELECT key, version, body, applied_at, applied_by FROM calendar_version
      WHERE CAST($1 AS TEXT) IS NULL OR key = $1 ORDER BY key, version
      """, key, keyColumn: 0, in: tx, decodeCalendar)
  }

  private static func versions<T>(
    _ sql: String, _ key: String?, keyColumn: Int, in tx: any Transaction, _ decode: (any Row) throws -> T
  ) throws -> Versions<T> {
    var found = Versions<T>()
    try tx.forEach(sql, [.text(key)]) { row in
      do {
        found.rows.append(try decode(row))
      } catch MainstayError.unreadable(let record, let reason) {
        found.unreadable.append(
          UnreadableVersion(
            key: try row.text(keyColumn), version: try? row.int(keyColumn + 1), record: record, reason: reason))
      }
    }
    return found
  }

  /// All versions of one agreement or of all, oldest first.
  package static func agreements(key: String? = nil, in tx: any Transaction) throws -> [AgreementRow] {
    try tx.query(
      """
      SELECT id, key, version, body, effective_from, applied_at, applied_by FROM agreement_version
      WHERE CAST($1 AS TEXT) IS NULL OR key = $1 ORDER BY key, version
      """, [.text(key)], decode)
  }

  /// Who applied a version, as they are called at present; nil where it is not there.
  package static func maker(of id: RecordID, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT applied_by FROM agreement_version WHERE id = $1", [.text(id.text)]) { try $0.text(0) }
  }

  static func id(of version: Int, of key: String, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT id FROM agreement_version WHERE key = $1 AND version = $2", [.text(key), .int(version)]) {
      RecordID(try $0.text(0))
    }
  }

  static func agreement(_ id: RecordID, in tx: any Transaction) throws -> AgreementRow? {
    try tx.first(
      """
      SELECT id, key, version, body, effective_from, applied_at, applied_by FROM agreement_version WHERE id = $1
      """, [.text(id.text)], decode)
  }

  /// The version of each agreement that is in force for tickets opened at `$1`: the newest that was effective.
  package static let effective = """
    SELECT id FROM agreement_version a WHERE effective_from <= $1 AND NOT EXISTS (
      SELECT 1 FROM agreement_version b WHERE b.key = a.key AND b.version > a.version AND b.effective_from <= $1)
    """

  /// Those versions that are in force for tickets opened at `openedAt` as far as was known then.
  package static func known(at openedAt: Instant, in tx: any Transaction) throws -> [RecordID] {
    try tx.query(
      """
      SELECT id FROM agreement_version a WHERE effective_from <= $1 AND applied_at <= $1 AND NOT EXISTS (
        SELECT 1 FROM agreement_version b
        WHERE b.key = a.key AND b.version > a.version AND b.effective_from <= $1 AND b.applied_at <= $1)
      ORDER BY id
      """, [.integer(openedAt.milliseconds)]
    ) { RecordID(try $0.text(0)) }
  }

  /// Every version of every agreement, by key, newest last within a key.
  package static func versionIDs(in tx: any Transaction) throws -> [RecordID] { try versionPlaces(in: tx).map(\.id) }

  /// Every version of every agreement without its body, by key, newest last within a key.
  static func versionPlaces(
    in tx: any Transaction
  ) throws -> [(id: RecordID, key: String, effectiveFrom: Instant)] {
    try tx.query("SELECT id, key, effective_from FROM agreement_version ORDER BY key, version") {
      (RecordID(try $0.text(0)), try $0.text(1), Instant(milliseconds: try $0.int64(2)))
    }
  }

  static func insert(_ agreement: AgreementRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO agreement_version (id, key, version, body, effective_from, applied_at, applied_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        .text(agreement.id.text), .text(agreement.key), .int(agreement.version), .text(agreement.body.canonical),
        .integer(agreement.effectiveFrom.milliseconds), .integer(agreement.appliedAt.milliseconds),
        .text(agreement.appliedBy),
      ])
  }

  /// Versions of agreements whose keys lie from `first` through `last`, as verification compares them:
  /// text, applied at, applied by, id, effective from.
  static func scanAgreements(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ key: String, _ version: Int64, [String?]) throws -> Void,
    unreadable: (_ key: String, _ version: Int64?, MainstayError) throws -> Void
  ) throws {
    let columns = "key, version, body, applied_at, applied_by, id, effective_from"
    try tx.scan(
      "SELECT \(columns) FROM agreement_version WHERE key >= $1 AND key <= $2 ORDER BY key, version",
      [.text(first), .text(last)]
    ) { row in
      try version(
        row, "agreement_version", columns, [.text, .integer, .text, .text, .integer], body, unreadable: unreadable)
    }
  }

  private static func version(
    _ row: any Row, _ table: String, _ columns: String, _ kinds: [ColumnKind],
    _ body: (_ key: String, _ version: Int64, [String?]) throws -> Void,
    unreadable: (_ key: String, _ version: Int64?, MainstayError) throws -> Void
  ) throws {
    let found: (Int64, [String?])
    do {
      found = try reading(table, columns) { (try $0.int64(1), try $0.texts(kinds, from: 2)) }(row)
    } catch let error as MainstayError {
      return try unreadable(row.text(0), try? row.int64(1), error)
    }
    try body(row.text(0), found.0, found.1)
  }

  /// As `scanAgreements`, without id and effective from.
  static func scanCalendars(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ key: String, _ version: Int64, [String?]) throws -> Void,
    unreadable: (_ key: String, _ version: Int64?, MainstayError) throws -> Void
  ) throws {
    let columns = "key, version, body, applied_at, applied_by"
    try tx.scan(
      "SELECT \(columns) FROM calendar_version WHERE key >= $1 AND key <= $2 ORDER BY key, version",
      [.text(first), .text(last)]
    ) { row in
      try version(row, "calendar_version", columns, [.text, .integer, .text], body, unreadable: unreadable)
    }
  }

  private static func decode(_ row: any Row) throws -> AgreementRow {
    let columns = "id, key, version, body, effective_from, applied_at, applied_by"
    return try reading(named(row, "agreement"), columns, decodeColumns)(row)
  }

  /// The table with what people call the version, for what is said of a row: `agreement gold, version 2 of table ...`.
  private static func named(_ row: any Row, _ subject: String) -> String {
    let (key, version) = ((try? row.text(1)) ?? "unknown", (try? row.int(2)).map(String.init) ?? "unknown")
    return "\(subject) \(key), version \(version), \(subject)_version"
  }

  private static func decodeColumns(_ row: any Row) throws -> AgreementRow {
    AgreementRow(
      id: RecordID(try row.text(0)), key: try row.text(1), version: try row.int(2),
      body: try row.json(3),
      effectiveFrom: Instant(milliseconds: try row.int64(4)), appliedAt: Instant(milliseconds: try row.int64(5)),
      appliedBy: try row.text(6))
  }
}
