import Core
import Kernel
import Storage
import Trade

/// Offers and what belongs to them.
enum OfferStore {
  /// Makes others who make offers wait until this transaction ends: numbers are given one after the other.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_129)]) }
  }

  static func nextNumber(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COALESCE(MAX(number), 0) + 1 FROM offer") { try $0.int(0) } ?? 1
  }

  static func countOpen(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM offer WHERE state = 'open'") { try $0.int(0) } ?? 0
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func row(numbered number: Int, lock: Bool = false, in tx: any Transaction) throws -> OfferRow? {
    try tx.row(OfferRow.self, "number = $1" + (lock ? tx.dialect.forUpdate : ""), [.int(number)])
  }

  static func row(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> OfferRow? {
    try tx.row(OfferRow.self, "id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)])
  }

  /// Below a number, the newest first.
  static func list(
    open: Bool?, below: Int?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<OfferRow> {
    let which = open.map { $0 ? " AND state = 'open'" : " AND state <> 'open'" } ?? ""
    return try tx.readable(
      OfferRow.self, "number < $1\(which) ORDER BY number DESC LIMIT $2", [.int(below ?? 1_000_000_000), .int(limit)])
  }

  /// Those that can still lapse or be overtaken, the oldest first.
  static func unsettled(in tx: any Transaction) throws -> [OfferRow] {
    try tx.readable(
      OfferRow.self,
      "state = 'open' OR (state = 'agreed' AND in_force_at IS NULL) ORDER BY number LIMIT \(2 * Offer.mostOpen)", []
    ).rows
  }

  /// Those about some proposals, the newest first.
  static func about(proposals: Set<String>, in tx: any Transaction) throws -> [OfferRow] {
    guard !proposals.isEmpty else { return [] }
    return try tx.readable(
      OfferRow.self, "proposal \(tx.dialect.amongKeys("$1")) ORDER BY number DESC", [.list(proposals)]
    ).rows
  }

  static func openOffer(of agreement: String, in tx: any Transaction) throws -> OfferRow? {
    try tx.row(OfferRow.self, "agreement = $1 AND state = 'open' ORDER BY number LIMIT 1", [.text(agreement)])
  }

  /// Those that both sides have signed, and that are not in force.
  static func agreed(of agreement: String, in tx: any Transaction) throws -> [OfferRow] {
    try tx.rows(
      OfferRow.self, "agreement = $1 AND state = 'agreed' AND in_force_at IS NULL ORDER BY number", [.text(agreement)])
  }

  static func rounds(of offer: RecordID, in tx: any Transaction) throws -> [OfferRound] {
    try tx.rows(RoundRow.self, "offer = $1 ORDER BY number", [.text(offer.text)]).map(\.value)
  }

  static func round(_ number: Int, of offer: RecordID, in tx: any Transaction) throws -> OfferRound? {
    try tx.row(RoundRow.self, "offer = $1 AND number = $2", [.text(offer.text), .int(number)])?.value
  }

  static func comments(of offer: RecordID, in tx: any Transaction) throws -> [OfferComment] {
    try tx.rows(CommentRow.self, "offer = $1 ORDER BY number", [.text(offer.text)]).map(\.value)
  }

  static func comment(_ number: Int, of offer: RecordID, in tx: any Transaction) throws -> CommentRow? {
    try tx.row(CommentRow.self, "offer = $1 AND number = $2", [.text(offer.text), .int(number)])
  }

  static func signatures(of offer: RecordID, in tx: any Transaction) throws -> [OfferSignature] {
    try tx.rows(SignatureRow.self, "offer = $1 ORDER BY round, side", [.text(offer.text)]).map(\.value)
  }

  static func figures(of offer: RecordID, in tx: any Transaction) throws -> [OfferFigure] {
    try tx.rows(FigureRow.self, "offer = $1 ORDER BY round, number", [.text(offer.text)]).map(\.value)
  }

  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, number, agreement FROM offer WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      found[try $0.text(0)] = StreamSubject(title: Offer.name(try $0.int(1)), detail: "of agreement \(try $0.text(2))")
    }
    return found
  }

  /// Rows with one of these words in a column, in capitals or not.
  static func mentioning<R: OfferRecord>(
    _: R.Type, _ words: [String], in columns: [String], in tx: any Transaction
  ) throws -> [R] {
    guard !words.isEmpty else { return [] }
    let conditions = words.indices.flatMap { index in
      columns.map { "\(tx.dialect.lower("COALESCE(\($0), '')")) LIKE $\(index + 1) ESCAPE '!'" }
    }
    let order = R.table.keys.joined(separator: ", ")
    return try tx.rows(
      R.self, "\(conditions.joined(separator: " OR ")) ORDER BY \(order)", words.map(PlainNameStore.containing))
  }
}

/// Links, their codes, and browsers that came in by them.
enum OfferLinkStore {
  static func links(of offer: RecordID, in tx: any Transaction) throws -> [LinkRow] {
    try tx.rows(LinkRow.self, "offer = $1 ORDER BY number", [.text(offer.text)])
  }

  static func link(_ number: Int, of offer: RecordID, lock: Bool = false, in tx: any Transaction) throws -> LinkRow? {
    try tx.row(
      LinkRow.self, "offer = $1 AND number = $2" + (lock ? tx.dialect.forUpdate : ""),
      [.text(offer.text), .int(number)]
    )
  }

  static func link(digest: String, lock: Bool = false, in tx: any Transaction) throws -> LinkRow? {
    try tx.row(LinkRow.self, "digest = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(digest)])
  }

  private static let codeColumns = "offer, link, code, sent_at, tries, count, counted_from, delivery"

  static func keep(_ row: CodeRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO offer_code (\(codeColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (offer, link) DO UPDATE SET code = $3, sent_at = $4, tries = $5, count = $6, counted_from = $7,
        delivery = $8
      """,
      [
        .text(row.offer.text), .int(row.link), .text(row.code), .instant(row.sentAt), .int(row.tries), .int(row.count),
        .instant(row.countedFrom), .text(row.delivery?.text),
      ])
  }

  static func code(of link: LinkRow, in tx: any Transaction) throws -> CodeRow? {
    try tx.first(
      "SELECT \(codeColumns) FROM offer_code WHERE offer = $1 AND link = $2",
      [.text(link.offer.text), .int(link.value.number)], decodeCode)
  }

  static func code(carriedBy delivery: RecordID, in tx: any Transaction) throws -> CodeRow? {
    try tx.first("SELECT \(codeColumns) FROM offer_code WHERE delivery = $1", [.text(delivery.text)], decodeCode)
  }

  private static let decodeCode: @Sendable (any Row) throws -> CodeRow = { row in
    try reading("offer_code", codeColumns) { row in
      CodeRow(
        offer: RecordID(try row.text(0)), link: try row.int(1), code: try row.text(2), sentAt: try row.instant(3),
        tries: try row.int(4), count: try row.int(5), countedFrom: try row.instant(6),
        delivery: try row.optionalText(7).map { RecordID($0) })
    }(row)
  }

  static func begin(_ digest: String, by link: LinkRow, until end: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO offer_session (digest, offer, link, ends_at) VALUES ($1, $2, $3, $4)",
      [.text(digest), .text(link.offer.text), .int(link.value.number), .instant(end)])
  }

  /// The link by which a browser came in whose time is not over.
  static func link(ofSession digest: String, at now: Instant, in tx: any Transaction) throws -> LinkRow? {
    let columns = LinkRow.table.columns.map { "l." + $0.name }.joined(separator: ", ")
    return try tx.first(
      """
      SELECT \(columns) FROM offer_session s JOIN offer_link l ON l.offer = s.offer AND l.number = s.link
      WHERE s.digest = $1 AND s.ends_at > $2
      """, [.text(digest), .instant(now)], LinkRow.reading)
  }

  static func end(session digest: String, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM offer_session WHERE digest = $1", [.text(digest)])
  }

  /// Takes away what lets anybody in by a link.
  static func endSessions(of link: LinkRow, in tx: any Transaction) throws {
    let values: [SQLValue] = [.text(link.offer.text), .int(link.value.number)]
    try tx.execute("DELETE FROM offer_session WHERE offer = $1 AND link = $2", values)
    try tx.execute("DELETE FROM offer_code WHERE offer = $1 AND link = $2", values)
  }

  /// Takes away what lets anybody in by any link.
  static func endAll(in tx: any Transaction) throws {
    try tx.execute("DELETE FROM offer_session", [])
    try tx.execute("DELETE FROM offer_code", [])
  }

  /// Deletes browsers and codes whose time is over, at most `limit` of each; how many.
  static func deleteEnded(at now: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      "DELETE FROM offer_session WHERE digest IN (SELECT digest FROM offer_session WHERE ends_at < $1 LIMIT $2)",
      [.instant(now), .int(limit)])
      + tx.execute(
        """
        DELETE FROM offer_code WHERE (offer, link) IN (SELECT offer, link FROM offer_code WHERE counted_from < $1 LIMIT $2)
        """, [.instant(now - .days(2)), .int(limit)])
  }

  /// Links that ended before an instant and still say whose they were.
  static func ended(before since: Instant, limit: Int, in tx: any Transaction) throws -> [LinkRow] {
    try tx.rows(
      LinkRow.self, "(ends_at < $1 OR revoked_at < $1) AND address <> '' ORDER BY offer, number LIMIT $2",
      [.instant(since), .int(limit)])
  }
}
