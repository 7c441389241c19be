import Core
import Kernel
import Searches
import Storage

/// A search with the salt of the digest that the journal keeps of its texts.
struct SearchRow {
  var search: SavedSearch
  var salt: [UInt8]
}

/// Saved searches.
enum SearchStore {
  private static let columns = "id, name, query, saver, team, created_at, version, salt"

  static func insert(_ row: SearchRow, in tx: any Transaction) throws {
    try tx.execute("INSERT INTO saved_search (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", values(row))
  }

  static func update(_ row: SearchRow, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE saved_search SET name = $2, query = $3, version = $4, salt = $5 WHERE id = $1",
      [
        .text(row.search.id.text), .text(row.search.name), .text(row.search.query), .int(row.search.version),
        .bytes(row.salt),
      ])
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM saved_search WHERE id = $1", [.text(id.text)])
  }

  private static func values(_ row: SearchRow) -> [SQLValue] {
    let search = row.search
    return [
      .text(search.id.text), .text(search.name), .text(search.query), .text(search.saver), .text(search.team),
      .integer(search.createdAt.milliseconds), .int(search.version), .bytes(row.salt),
    ]
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func row(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> SearchRow? {
    try tx.first(
      "SELECT \(columns) FROM saved_search WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)],
      decode)
  }

  /// Makes others who give names to searches wait until this transaction ends, so that bounds and names hold.
  static func lockNaming(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_005)]) }
  }

  /// How many searches a team shares, or somebody keeps alone where `team` is nil.
  static func count(of team: String?, savedBy saver: String, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM saved_search WHERE \(shelf(team))", [.text(team ?? saver)]
    ) { try $0.int(0) } ?? 0
  }

  /// Whether another search than `id` of the same team, or of the same person alone, has this name.
  static func isTaken(
    _ name: String, of team: String?, savedBy saver: String, but id: RecordID, in tx: any Transaction
  ) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM saved_search WHERE \(shelf(team)) AND name = $2 AND id <> $3",
      [.text(team ?? saver), .text(name), .text(id.text)]
    ) { _ in true } != nil
  }

  /// All that somebody keeps alone.
  static func own(of saver: String, in tx: any Transaction) throws -> [SearchRow] {
    try tx.query(
      "SELECT \(columns) FROM saved_search WHERE team IS NULL AND saver = $1 ORDER BY id", [.text(saver)], decode)
  }

  /// Searches whose name or filter has one of these words in it, in capitals or not.
  static func mentioning(_ words: [String], in tx: any Transaction) throws -> [SearchRow] {
    let texts = [tx.dialect.lower("name"), tx.dialect.lower("query")]
    let condition = words.indices.flatMap { index in texts.map { "\($0) LIKE $\(index + 1) ESCAPE '!'" } }
    return try tx.query(
      "SELECT \(columns) FROM saved_search WHERE \(condition.joined(separator: " OR ")) ORDER BY id",
      words.map(PlainNameStore.containing), decode)
  }

  private static func shelf(_ team: String?) -> String { team == nil ? "team IS NULL AND saver = $1" : "team = $1" }

  /// The searches that somebody sees, those of one's own first, then by team and name.
  static func seen(
    by principal: Principal, after place: ListSearches.Position?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<SavedSearch> {
    let everyTeam = SavedSearch.allTeamsAreSeen(by: principal) ? "team IS NOT NULL OR " : ""
    return try tx.readable(
      """
      SELECT \(columns) FROM saved_search
      WHERE (\(everyTeam)saver = $1 OR team \(tx.dialect.anyText("$2")))
        AND (COALESCE(team, ''), name, id) > ($3, $4, $5)
      ORDER BY COALESCE(team, ''), name, id LIMIT $6
      """,
      [
        .text(principal.name), .list(principal.teams.sorted()), .text(place?.team ?? ""), .text(place?.name ?? ""),
        .text(place?.id.text ?? ""), .int(limit),
      ]
    ) { try decode($0).search }
  }

  /// Those with these ids that can be read.
  static func readable(_ ids: Set<String>, in tx: any Transaction) throws -> [SavedSearch] {
    guard !ids.isEmpty else { return [] }
    return try tx.readable(
      "SELECT \(columns) FROM saved_search WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)],
      { try decode($0).search }
    ).rows
  }

  /// Those whose ids lie from `first` through `last`, in order; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (SearchRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "saved_search", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> SearchRow = { row in
    try reading("saved_search", columns) { row in
      SearchRow(
        search: SavedSearch(
          id: RecordID(try row.text(0)), name: try row.text(1), query: try row.text(2), saver: try row.text(3),
          team: try row.optionalText(4), createdAt: Instant(milliseconds: try row.int64(5)),
          version: try row.int(6)),
        salt: try row.bytes(7))
    }(row)
  }
}
