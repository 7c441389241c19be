import Core
import Kernel
import Storage

/// API tokens, kept only as the digest of their secret.
enum TokenStore {
  static func insert(_ token: APIToken, digest: String, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO token (id, person, label, digest, scopes, created_at, expires_at, parent, maker, use_is_kept)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, TRUE)
      """,
      [
        .text(token.id.text), .text(token.person.text), .text(token.label), .text(digest),
        .text(token.scopes.map(\.rawValue).sorted().joined(separator: " ")), .integer(token.createdAt.milliseconds),
        .integer(token.expiresAt.milliseconds), .text(token.parent?.text), .text(token.maker?.id.text),
      ])
  }

  private static let columns = """
    id, person, label, scopes, created_at, expires_at, revoked_at, parent, last_used_at, use_is_kept, maker, maker_name
    """
  /// The columns of a token `t` with its maker `m`.
  private static let joined = """
    t.id, t.person, t.label, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.parent, t.last_used_at, \
    t.use_is_kept, m.id, m.name
    """
  private static let tables = "token t LEFT JOIN person m ON m.id = t.maker"
  private static let makers = Role.allCases.filter { $0.has(.managePeople) }
    .map { "'\($0.rawValue)'" }.joined(separator: ", ")
  /// Whether a token is good: of one that was made in another's name, only as long as its maker may make such.
  private static let isGood = """
    t.expires_at > $2 AND t.revoked_at IS NULL
    AND (m.id IS NULL OR m.id = t.person OR (m.active = TRUE AND m.role IN (\(makers))))
    """

  /// A token that is good now, with its person.
  static func bearer(ofToken digest: String, at now: Instant, in tx: any Transaction) throws -> (Person, APIToken)? {
    try tx.first(
      """
      SELECT \(joined), \(PeopleStore.joinedColumns(tx.dialect)) FROM \(tables) JOIN person p ON p.id = t.person
      WHERE t.digest = $1 AND \(isGood)
      """, [.text(digest), .integer(now.milliseconds)]
    ) { (try PeopleStore.decodeJoined($0, from: 12), try decode($0)) }
  }

  /// The person of a token that is good now, by its id.
  static func owner(of token: RecordID, at now: Instant, in tx: any Transaction) throws -> Person? {
    try tx.first(
      """
      SELECT \(PeopleStore.joinedColumns(tx.dialect)) FROM \(tables) JOIN person p ON p.id = t.person
      WHERE t.id = $1 AND \(isGood)
      """, [.text(token.text), .integer(now.milliseconds)]
    ) { try PeopleStore.decodeJoined($0, from: 0) }
  }

  static func tokens(of person: RecordID, in tx: any Transaction) throws -> [APIToken] {
    try tx.query(
      """
      SELECT \(joined) FROM \(tables) WHERE t.person = $1
      ORDER BY t.revoked_at IS NOT NULL, t.created_at DESC, t.id LIMIT $2
      """,
      [.text(person.text), .int(PeopleLimits.listed)], decode)
  }

  static func token(id: RecordID, in tx: any Transaction) throws -> APIToken? {
    try tx.first("SELECT \(joined) FROM \(tables) WHERE t.id = $1", [.text(id.text)], decode)
  }

  /// Revokes a token with all that were made by it, and by those; answers how many were good, by person.
  static func revoke(_ id: RecordID, at now: Instant, in tx: any Transaction) throws -> [RecordID: Int] {
    try revoke("id = $1", id, at: now, in: tx)
  }

  /// Revokes all tokens of a person, those that the person made in others' names, and all that were made by them;
  /// answers how many were good, by person.
  static func revokeAll(of person: RecordID, at now: Instant, in tx: any Transaction) throws -> [RecordID: Int] {
    try revoke("person = $1 OR maker = $1", person, at: now, in: tx)
  }

  /// Revokes the tokens that a person made in others' names with all that were made by them; answers as `revokeAll`.
  static func revokeMade(by person: RecordID, at now: Instant, in tx: any Transaction) throws -> [RecordID: Int] {
    try revoke("maker = $1 AND person <> $1", person, at: now, in: tx)
  }

  private static func revoke(
    _ first: String, _ id: RecordID, at now: Instant, in tx: any Transaction
  ) throws -> [RecordID: Int] {
    let line = """
      WITH RECURSIVE line (id) AS (
        SELECT id FROM token WHERE \(first) UNION SELECT t.id FROM token t JOIN line l ON t.parent = l.id
      )
      """
    var counts: [RecordID: Int] = [:]
    try tx.forEach(
      line + " SELECT person FROM token WHERE revoked_at IS NULL AND id IN (SELECT id FROM line)", [.text(id.text)]
    ) { counts[RecordID(try $0.text(0)), default: 0] += 1 }
    guard !counts.isEmpty else { return [:] }
    try tx.execute(
      line + " UPDATE token SET revoked_at = $2 WHERE revoked_at IS NULL AND id IN (SELECT id FROM line)",
      [.text(id.text), .integer(now.milliseconds)])
    return counts
  }

  static func noteUse(of id: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
      [
        .text(id.text), .integer(now.milliseconds), .integer((now - PeopleLimits.tokenUse).milliseconds),
      ])
  }

  private static func decode(_ row: any Row) throws -> APIToken { try reading("token", columns, decodeColumns)(row) }

  private static func decodeColumns(_ row: any Row) throws -> APIToken {
    APIToken(
      id: RecordID(try row.text(0)), person: RecordID(try row.text(1)), label: try row.text(2),
      scopes: Set(try row.values(3)),
      createdAt: Instant(milliseconds: try row.int64(4)), expiresAt: Instant(milliseconds: try row.int64(5)),
      revokedAt: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
      lastUsedAt: try row.optionalInt64(8).map(Instant.init(milliseconds:)), isUseKept: try row.bool(9),
      parent: try row.optionalText(7).map(RecordID.init),
      maker: try row.optionalText(10).map { APIToken.Maker(id: RecordID($0), name: try row.text(11)) })
  }

  /// The makers and revocations of tokens as verification compares them.
  static func forEachRevocation(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ id: String, _ owner: String, _ maker: String?, Instant?) throws -> Void,
    unreadable: (_ id: String, _ owner: String, MainstayError) throws -> Void
  ) throws {
    let columns = "id, person, revoked_at, maker"
    let decode = reading("token", columns) { try $0.optionalInt64(2).map(Instant.init(milliseconds:)) }
    try tx.scan(
      """
      SELECT t.id, t.person, t.revoked_at, m.name FROM \(tables) WHERE t.person >= $1 AND t.person <= $2 ORDER BY t.id
      """, [.text(first), .text(last)]
    ) { row in
      let revokedAt: Instant?
      do {
        revokedAt = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), row.text(1), error)
      }
      try body(row.text(0), row.text(1), row.optionalText(3), revokedAt)
    }
  }
}

/// Tokens that ended long ago.
extension TokenStore {
  /// Tokens that expired or were revoked before an instant.
  static func ended(before since: Instant, limit: Int, in tx: any Transaction) throws
    -> [(id: String, person: String)]
  {
    try tx.query(
      "SELECT id, person FROM token WHERE expires_at < $1 OR revoked_at < $1 ORDER BY id LIMIT $2",
      [.integer(since.milliseconds), .int(limit)]
    ) { (id: try $0.text(0), person: try $0.text(1)) }
  }

  /// With the salts of what the journal keeps of them.
  static func delete(_ ids: [String], in tx: any Transaction) throws {
    try tx.executeBatch("DELETE FROM token WHERE id = $1", ids.map { [.text($0)] })
    try tx.executeBatch("DELETE FROM side_salt WHERE record = 'token/' || $1", ids.map { [.text($0)] })
  }
}
