import Core
import Journal
import Kernel
import Services
import Storage

/// Records of how services were.
enum OutageStore {
  private static let columns = """
    id, number, service, from_at, to_at, state, cause, source, evidence, ticket, told_at, told_by, approved_at, \
    approved_by, withdrawn, version
    """

  static func save(_ outage: Outage, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO outage (\(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
      ON CONFLICT (id) DO UPDATE SET from_at = $4, to_at = $5, state = $6, cause = $7, source = $8, evidence = $9,
        ticket = $10, told_at = $11, told_by = $12, approved_at = $13, approved_by = $14, withdrawn = $15, version = $16
      """,
      [
        .text(outage.id.text), .int(outage.number), .text(outage.service), .integer(outage.from.milliseconds),
        outage.to.map { .integer($0.milliseconds) } ?? .null, .text(outage.state.rawValue),
        .text(outage.cause.rawValue),
        .text(outage.source), .text(outage.evidence), .text(outage.ticket?.text), .integer(outage.toldAt.milliseconds),
        .text(outage.toldBy), outage.approvedAt.map { .integer($0.milliseconds) } ?? .null, .text(outage.approvedBy),
        .bool(outage.isWithdrawn), .int(outage.version),
      ])
  }

  /// Makes others who write of services wait until this transaction ends: numbers are given one after the other, and
  /// what is stated of a period rests on all of its records.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_080)]) }
  }

  static func nextNumber(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COALESCE(MAX(number), 0) + 1 FROM outage") { try $0.int(0) } ?? 1
  }

  static func count(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM outage") { try $0.int(0) } ?? 0
  }

  static func outage(numbered number: Int, in tx: any Transaction) throws -> Outage? {
    try tx.first("SELECT \(columns) FROM outage WHERE number = $1", [.int(number)], decode)
  }

  /// Those of a service that say anything of `[from, to)` and stand, by number.
  ///
  /// - Throws: `limit` where there are more than `ServiceLimits.inPeriod`.
  static func touching(
    _ service: String, from: Instant, to: Instant, in tx: any Transaction
  ) throws -> [Outage] {
    let found = try tx.query(
      """
      SELECT \(columns) FROM outage
      WHERE service = $1 AND from_at < $2 AND from_at >= $3 AND (to_at IS NULL OR to_at > $4) AND withdrawn = FALSE
      ORDER BY number LIMIT $5
      """,
      [
        .text(service), .integer(to.milliseconds), .integer((from - Outage.longest - .days(1)).milliseconds),
        .integer(from.milliseconds), .int(ServiceLimits.inPeriod + 1),
      ], decode)
    guard found.count <= ServiceLimits.inPeriod else {
      throw MainstayError.limit(name: "records of a service in one period", limit: ServiceLimits.inPeriod)
    }
    // One that goes on may have begun longer ago than one that has ended can.
    let open = try tx.query(
      """
      SELECT \(columns) FROM outage
      WHERE service = $1 AND to_at IS NULL AND from_at < $2 AND withdrawn = FALSE ORDER BY number
      """, [.text(service), .integer((from - Outage.longest - .days(1)).milliseconds)], decode)
    return open.isEmpty ? found : (found + open).sorted { $0.number < $1.number }
  }

  /// Those of a service that begin at an instant and stand.
  static func beginning(_ service: String, at from: Instant, in tx: any Transaction) throws -> [Outage] {
    try tx.query(
      "SELECT \(columns) FROM outage WHERE service = $1 AND from_at = $2 AND withdrawn = FALSE ORDER BY number",
      [.text(service), .integer(from.milliseconds)], decode)
  }

  /// Records newest first by their beginning, of a service or of all, before a place.
  static func latest(
    of service: String?, before place: (from: Instant, number: Int)?, isOpen: Bool, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<Outage> {
    try tx.readable(
      """
      SELECT \(columns) FROM outage
      WHERE (CAST($1 AS TEXT) IS NULL OR service = $1) AND (from_at, number) < ($2, $3)
        \(isOpen ? "AND to_at IS NULL AND withdrawn = FALSE" : "") ORDER BY from_at DESC, number DESC LIMIT $4
      """,
      [
        .text(service), .integer((place?.from ?? .latest).milliseconds), .int(place?.number ?? 0), .int(limit),
      ], decode)
  }

  /// How many of each service go on, by service.
  static func running(in tx: any Transaction) throws -> [String: Int] {
    var found: [String: Int] = [:]
    try tx.forEach(
      """
      SELECT service, COUNT(*) FROM outage
      WHERE to_at IS NULL AND withdrawn = FALSE AND state IN ('down', 'degraded', 'unknown') GROUP BY service
      """, []
    ) { found[try $0.text(0)] = try $0.int(1) }
    return found
  }

  /// Services that records name.
  static func services(limit: Int, in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT DISTINCT service FROM outage ORDER BY service LIMIT $1", [.int(limit)]) { try $0.text(0) }
  }

  static func isThere(_ service: String, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM outage WHERE service = $1)
        OR EXISTS (SELECT 1 FROM service_promise WHERE service = $1)
      """, [.text(service)]
    ) { _ in true } ?? false
  }

  /// What streams are about, by the ids behind their prefix.
  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, number, service FROM outage WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      found[try $0.text(0)] = StreamSubject(title: Outage.name(try $0.int(1)), detail: try $0.text(2))
    }
    return found
  }

  /// What was told of a record, when and by whom, the first first: out of its stream of the journal.
  static func tellings(of id: RecordID, in tx: any Transaction) throws -> [OutageTelling] {
    OutageTelling.all(
      try tx.query(
        "SELECT \(JournalStore.entryColumns) FROM journal_entry WHERE stream = $1 ORDER BY sequence LIMIT $2",
        [.text(OutageProjection.prefix + id.text), .int(ServiceLimits.tellings)]
      ) { row in
        let entry = try JournalStore.decode(row).entry
        guard let said = try? JSON(parsing: entry.payload) else { return nil }
        return OutageTelling(at: entry.at, by: said["askedBy"]?.stringValue ?? entry.actor, entry: said)
      }.compactMap { $0 })
  }

  static func id(numbered number: Int, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT id FROM outage WHERE number = $1", [.int(number)]) { try $0.text(0) }
  }

  /// Those whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (Outage) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "outage", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> Outage = { row in
    try reading("outage", columns) { row in
      var outage = Outage(
        id: RecordID(try row.text(0)), number: try row.int(1), service: try row.text(2),
        from: Instant(milliseconds: try row.int64(3)), to: try row.optionalInt64(4).map(Instant.init(milliseconds:)),
        state: try row.value(5), cause: try row.value(6), source: try row.text(7), evidence: try row.optionalText(8),
        ticket: try row.optionalText(9).map(RecordID.init), toldAt: Instant(milliseconds: try row.int64(10)),
        toldBy: try row.text(11))
      outage.approvedAt = try row.optionalInt64(12).map(Instant.init(milliseconds:))
      outage.approvedBy = try row.optionalText(13)
      outage.isWithdrawn = try row.bool(14)
      outage.version = try row.int(15)
      return outage
    }(row)
  }
}

/// Bounds of what is kept of services.
public enum ServiceLimits {
  /// Services with records or a promise.
  public static let services = 1000
  /// Records of one service that one period rests on.
  public static let inPeriod = 20_000
  /// Periods that one record is followed through: the months of the longest.
  public static let periods = 13
  /// Versions of one promise.
  public static let versions = 500
  /// Changes that wait for a second person.
  public static let waiting = 1000
  /// Entries of one record that what was told of it is read from.
  public static let tellings = 1000
}
