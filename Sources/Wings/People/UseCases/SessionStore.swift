import Kernel
import Storage

/// The times within which a session is good.
struct SessionTimes {
  /// It expires later.
  var now: Instant
  /// It was used since.
  var usedAfter: Instant
  /// It was begun and last used by then: one that was not is of a clock that has been put back meanwhile, and would
  /// live longer by as much.
  var latest: Instant

  init(at now: Instant, idle: Duration) {
    (self.now, usedAfter, latest) = (now, now - idle, now + PeopleLimits.clockDifference)
  }

  /// In the order of the properties.
  var values: [SQLValue] {
    [.integer(now.milliseconds), .integer(usedAfter.milliseconds), .integer(latest.milliseconds)]
  }
}

/// Sessions, known devices and the one-time set-up link, each kept only as the digest of its secret.
enum SessionStore {
  static func insert(
    _ session: Session, digest: String, person: RecordID, csrf: String, secondFactor: Bool, in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      INSERT INTO session (
        digest, id, person, csrf, created_at, used_at, proved_at, expires_at, address, device, second_factor)
      VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9)
      """,
      [
        .text(digest), .text(session.id.text), .text(person.text), .text(csrf),
        .integer(session.createdAt.milliseconds), .integer(session.expiresAt.milliseconds), .text(session.address),
        .text(session.device), .bool(secondFactor),
      ])
  }

  /// What a session is good for now.
  struct Bearer {
    var session: RecordID
    var csrf: String
    var usedAt: Instant
    var person: Person
  }

  /// Whose session it is: one statement, as every request asks.
  /// - Parameter times: Outside of which a session has ended.
  static func bearer(
    ofSession digest: String, within times: SessionTimes, in tx: any Transaction
  ) throws -> Bearer? {
    try tx.first(
      """
      SELECT s.id, s.csrf, s.used_at, \(PeopleStore.joinedColumns(tx.dialect))
      FROM session s JOIN person p ON p.id = s.person
      WHERE s.digest = $1 AND s.expires_at > $2 AND s.used_at > $3 AND s.used_at <= $4 AND s.created_at <= $4
        AND (s.second_factor = TRUE
          OR NOT EXISTS (SELECT 1 FROM second_factor_rule r WHERE \(SecondFactorStore.holds("r.role", at: "$2"))))
      """, [.text(digest)] + times.values
    ) {
      Bearer(
        session: RecordID(try $0.text(0)), csrf: try $0.text(1), usedAt: Instant(milliseconds: try $0.int64(2)),
        person: try PeopleStore.decodeJoined($0, from: 3))
    }
  }

  /// The address that a session was begun from, and its device, in words; nil where it has ended.
  static func origin(of session: RecordID, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT address, device FROM session WHERE id = $1", [.text(session.text)]) {
      "\(try $0.text(0)), \(try $0.text(1))"
    }
  }

  /// When the person of a session last typed the own password in it.
  static func provedAt(_ session: RecordID, in tx: any Transaction) throws -> Instant? {
    try tx.first("SELECT proved_at FROM session WHERE id = $1", [.text(session.text)]) {
      Instant(milliseconds: try $0.int64(0))
    }
  }

  /// Notes that the second factor was shown in a session.
  static func noteSecondFactor(_ session: RecordID, in tx: any Transaction) throws {
    try tx.execute("UPDATE session SET second_factor = TRUE WHERE id = $1", [.text(session.text)])
  }

  static func renewProof(_ session: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE session SET proved_at = $2 WHERE id = $1", [.text(session.text), .integer(now.milliseconds)])
  }

  static func touch(_ session: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE session SET used_at = $2 WHERE id = $1 AND used_at < $2",
      [.text(session.text), .integer(now.milliseconds)])
  }

  /// A person's sessions that are good now, the last used first.
  static func sessions(
    of person: RecordID, within times: SessionTimes, in tx: any Transaction
  ) throws -> [Session] {
    try tx.query(
      """
      SELECT id, created_at, used_at, expires_at, address, device FROM session
      WHERE person = $1 AND expires_at > $2 AND used_at > $3 AND used_at <= $4 AND created_at <= $4
      ORDER BY used_at DESC, id LIMIT $5
      """, [.text(person.text)] + times.values + [.int(PeopleLimits.sessionsOfPerson)]
    ) {
      Session(
        id: RecordID(try $0.text(0)), createdAt: Instant(milliseconds: try $0.int64(1)),
        usedAt: Instant(milliseconds: try $0.int64(2)), expiresAt: Instant(milliseconds: try $0.int64(3)),
        address: try $0.text(4), device: try $0.text(5))
    }
  }

  /// Ends the session with this secret; nil where there was none, else whose it was.
  static func end(session digest: String, in tx: any Transaction) throws -> RecordID? {
    guard
      let person = try tx.first(
        "SELECT person FROM session WHERE digest = $1", [.text(digest)], { RecordID(try $0.text(0)) })
    else { return nil }
    try tx.execute("DELETE FROM session WHERE digest = $1", [.text(digest)])
    return person
  }

  static func person(of session: RecordID, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT person FROM session WHERE id = $1", [.text(session.text)]) { RecordID(try $0.text(0)) }
  }

  static func end(_ session: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM session WHERE id = $1", [.text(session.text)])
  }

  /// Ends all sessions of a person, but one where one is named; answers how many.
  @discardableResult
  static func endSessions(of person: RecordID, but kept: RecordID? = nil, in tx: any Transaction) throws -> Int {
    try tx.execute(
      "DELETE FROM session WHERE person = $1 AND id <> $2", [.text(person.text), .text(kept?.text ?? "")])
  }

  /// Ends the sessions of a person that were used longest ago, so that `most` are left.
  static func endOldest(of person: RecordID, leaving most: Int, in tx: any Transaction) throws {
    try tx.execute(
      """
      DELETE FROM session WHERE person = $1 AND id NOT IN
        (SELECT id FROM session WHERE person = $1 ORDER BY used_at DESC, id DESC LIMIT $2)
      """, [.text(person.text), .int(most)])
  }

  static func forgetEnded(outside times: SessionTimes, in tx: any Transaction) throws -> Int {
    try tx.execute(
      "DELETE FROM session WHERE expires_at <= $1 OR used_at <= $2 OR used_at > $3 OR created_at > $3", times.values)
  }

  /// Sessions, those that wait for a code, known devices, set-up links and sign-in links of a database that was
  /// restored: who had signed out would be signed in again, and none of them stands in the journal, which could tell
  /// whether it was put there.
  static func forgetAll(in tx: any Transaction) throws {
    let tables = ["session", "pending_sign_in", "device", "setup_link", "sign_in_link"]
    for table in tables { try tx.execute("DELETE FROM \(table)") }
  }

  static func insert(setupLink digest: String, expires: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO setup_link (digest, expires_at) VALUES ($1, $2)", [.text(digest), .integer(expires.milliseconds)])
  }

  static func isGood(setupLink digest: String, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM setup_link WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
      [.text(digest), .integer(now.milliseconds)]
    ) { _ in true } ?? false
  }

  /// Uses the link up; false where there is none, it was used, or it has expired.
  static func use(setupLink digest: String, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "UPDATE setup_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
      [.text(digest), .integer(now.milliseconds)]) == 1
  }
}

/// Set-up links that ended.
enum SetupLinkStore {
  static func deleteEnded(before since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM setup_link WHERE digest IN (SELECT digest FROM setup_link WHERE expires_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
