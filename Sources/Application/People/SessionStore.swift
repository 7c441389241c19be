import Kernel
import Storage

/// Sessions, API tokens and the one-time set-up link, each kept only as the digest of its secret.
enum SessionStore {
  static func insert(
    session digest: String, person: RecordID, csrf: String, at now: Instant, expires: Instant, in tx: any Transaction
  ) throws {
    try tx.execute(
      "INSERT INTO session (digest, person, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
      [
        .text(digest), .text(person.text), .text(csrf), .integer(now.milliseconds), .integer(expires.milliseconds),
      ])
  }

  /// Whose session it is, with the token of its forms: one statement, as every request asks.
  static func bearer(ofSession digest: String, at now: Instant, in tx: any Transaction) throws -> (
    Person, csrf: String
  )? {
    try tx.first(
      """
      SELECT s.csrf, \(PeopleStore.joinedColumns(tx.dialect)) FROM session s JOIN person p ON p.id = s.person
      WHERE s.digest = $1 AND s.expires_at > $2
      """, [.text(digest), .integer(now.milliseconds)]
    ) { (try PeopleStore.decodeJoined($0, from: 1), csrf: try $0.text(0)) }
  }

  static func end(session digest: String, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM session WHERE digest = $1", [.text(digest)])
  }

  static func endSessions(of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM session WHERE person = $1", [.text(person.text)])
  }

  static func forgetExpired(at now: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM session WHERE expires_at <= $1", [.integer(now.milliseconds)])
  }

  static func insert(_ token: APIToken, digest: String, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO token (id, person, label, digest, scopes, created_at, expires_at, use_is_kept)
      VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE)
      """,
      [
        .text(token.id.text), .text(token.person.text), .text(token.label), .text(digest),
        .text(token.scopes.map(\.rawValue).sorted().joined(separator: " ")), .integer(token.createdAt.milliseconds),
        .integer(token.expiresAt.milliseconds),
      ])
  }

  private static let tokenColumns = """
    id, person, label, scopes, created_at, expires_at, revoked_at, last_used_at, \
    use_is_kept
    """

  /// A token that is good now, with its person.
  static func bearer(ofToken digest: String, at now: Instant, in tx: any Transaction) throws -> (Person, APIToken)? {
    try tx.first(
      """
      SELECT t.id, t.person, t.label, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.last_used_at,
        t.use_is_kept, \(PeopleStore.joinedColumns(tx.dialect))
      FROM token t JOIN person p ON p.id = t.person
      WHERE t.digest = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL
      """, [.text(digest), .integer(now.milliseconds)]
    ) { (try PeopleStore.decodeJoined($0, from: 9), try decode($0)) }
  }

  static func tokens(of person: RecordID, in tx: any Transaction) throws -> [APIToken] {
    try tx.query(
      "SELECT \(tokenColumns) FROM token WHERE person = $1 ORDER BY revoked_at IS NOT NULL, created_at DESC, id LIMIT $2",
      [.text(person.text), .int(PeopleLimits.listed)], decode)
  }

  static func token(id: RecordID, in tx: any Transaction) throws -> APIToken? {
    try tx.first("SELECT \(tokenColumns) FROM token WHERE id = $1", [.text(id.text)], decode)
  }

  static func noteUse(of id: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
      [
        .text(id.text), .integer(now.milliseconds), .integer((now - PeopleLimits.tokenUse).milliseconds),
      ])
  }

  static func revoke(_ id: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
      [.text(id.text), .integer(now.milliseconds)])
  }

  static func insert(setupLink digest: String, expires: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO setup_link (digest, expires_at) VALUES ($1, $2)", [.text(digest), .integer(expires.milliseconds)])
  }

  /// Uses the link up; false where there is none, it was used, or it has expired.
  static func use(setupLink digest: String, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "UPDATE setup_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
      [.text(digest), .integer(now.milliseconds)]) == 1
  }

  private static func decode(_ row: any Row) throws -> APIToken { try reading("token", tokenColumns, decodeColumns)(row) }

  private static func decodeColumns(_ row: any Row) throws -> APIToken {
    APIToken(
      id: RecordID(try row.text(0)), person: RecordID(try row.text(1)), label: try row.text(2),
      scopes: Set(try row.values(3)),
      createdAt: Instant(milliseconds: try row.int64(4)), expiresAt: Instant(milliseconds: try row.int64(5)),
      revokedAt: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
      lastUsedAt: try row.optionalInt64(7).map(Instant.init(milliseconds:)), isUseKept: try row.bool(8))
  }
}
