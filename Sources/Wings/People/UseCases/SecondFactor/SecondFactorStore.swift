import Core
import Kernel
import Storage

/// Second factors, recovery codes by their digests, and which roles need one.
enum SecondFactorStore {
  struct Stored: Hashable, Sendable {
    /// Sealed with the person's key.
    var secret: String
    var setAt: Instant
    /// The step of the last code that was taken.
    var lastStep: Int64
    /// Wrong codes since.
    var failures: Int
    var waitUntil: Instant?
  }

  private static let columns = "secret, set_at, last_step, failures, wait_until"

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func factor(of person: RecordID, lock: Bool = false, in tx: any Transaction) throws -> Stored? {
    try tx.first(
      "SELECT \(columns) FROM second_factor WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(person.text)]
    ) {
      Stored(
        secret: try $0.text(0), setAt: Instant(milliseconds: try $0.int64(1)), lastStep: try $0.int64(2),
        failures: try $0.int(3), waitUntil: try $0.optionalInt64(4).map(Instant.init(milliseconds:)))
    }
  }

  static func exists(of person: RecordID, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM second_factor WHERE id = $1", [.text(person.text)]) { _ in true } != nil
  }

  static func insert(_ factor: Stored, of person: RecordID, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO second_factor (id, \(columns)) VALUES ($1, $2, $3, $4, $5, $6)",
      [
        .text(person.text), .text(factor.secret), .integer(factor.setAt.milliseconds), .integer(factor.lastStep),
        .int(factor.failures), .integer(factor.waitUntil?.milliseconds),
      ])
  }

  /// Notes that the code of a step was taken; false where that one, or a later one, was before.
  static func take(_ step: Int64, of person: RecordID, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "UPDATE second_factor SET last_step = $2, failures = 0, wait_until = NULL WHERE id = $1 AND last_step < $2",
      [.text(person.text), .integer(step)]) == 1
  }

  /// - Parameter failures: Wrong codes in a row, this one among them; 0 where a recovery code was right.
  static func note(failures: Int, until: Instant?, of person: RecordID, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE second_factor SET failures = $2, wait_until = $3 WHERE id = $1",
      [.text(person.text), .int(failures), .integer(until?.milliseconds)])
  }

  /// Takes it away with its recovery codes; false where there is none.
  @discardableResult
  static func delete(of person: RecordID, in tx: any Transaction) throws -> Bool {
    let id: [SQLValue] = [.text(person.text)]
    try tx.execute("DELETE FROM recovery_code WHERE person = $1", id)
    try tx.execute("DELETE FROM side_salt WHERE record = 'second_factor/' || $1", id)
    return try tx.execute("DELETE FROM second_factor WHERE id = $1", id) == 1
  }

  /// Puts codes in the place of those that there were.
  static func keep(codes digests: [String], of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM recovery_code WHERE person = $1", [.text(person.text)])
    try tx.executeBatch(
      "INSERT INTO recovery_code (digest, person) VALUES ($1, $2)", digests.map { [.text($0), .text(person.text)] })
  }

  static func countCodes(of person: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM recovery_code WHERE person = $1", [.text(person.text)]) { try $0.int(0) } ?? 0
  }

  /// Uses a code up; of two who use it at once one gets false.
  static func use(code digest: String, of person: RecordID, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "DELETE FROM recovery_code WHERE digest = $1 AND person = $2", [.text(digest), .text(person.text)]) == 1
  }

  /// Which roles need one, and since when.
  static func rules(in tx: any Transaction) throws -> [Role: Instant] {
    let found = try tx.query("SELECT role, since FROM second_factor_rule ORDER BY role") {
      (try $0.value(0, of: Role.self), Instant(milliseconds: try $0.int64(1)))
    }
    return Dictionary(found) { first, _ in first }
  }

  /// That a person `p` has a role at an instant: as the home role, by a grant of their own, or by one of a team.
  ///
  /// - Parameters:
  ///   - role: The role, an expression.
  ///   - now: The instant, a parameter.
  static func holds(_ role: String, at now: String) -> String {
    let given = "g.role = \(role) AND g.from_at <= \(now) AND (g.until_at IS NULL OR g.until_at > \(now))"
    return """
      (p.role = \(role) OR EXISTS (SELECT 1 FROM access_grant g WHERE g.person = p.id AND \(given))
        OR EXISTS (SELECT 1 FROM team_member m JOIN access_grant g ON g.team = m.team
          WHERE m.person = p.id AND \(given)))
      """
  }

  /// Whether any role that somebody has needs one, by whichever way they have it.
  static func isRequired(of person: RecordID, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 FROM person p JOIN second_factor_rule r ON \(holds("r.role", at: "$2")) WHERE p.id = $1 LIMIT 1
      """, [.text(person.text), .integer(now.milliseconds)]
    ) { _ in true } != nil
  }

  static func require(_ role: Role, since: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO second_factor_rule (role, since) VALUES ($1, $2)",
      [.text(role.rawValue), .integer(since.milliseconds)])
  }

  static func leaveFree(_ role: Role, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM second_factor_rule WHERE role = $1", [.text(role.rawValue)])
  }

  /// Ends the sessions of who has a role in which no second factor was shown; how many, and whose.
  static func endSessions(
    without role: Role, at now: Instant, in tx: any Transaction
  ) throws -> (count: Int, people: [RecordID]) {
    let such =
      "second_factor = FALSE AND person IN (SELECT p.id FROM person p WHERE \(holds("$1", at: "$2")))"
    let values: [SQLValue] = [.text(role.rawValue), .integer(now.milliseconds)]
    let people = try tx.query("SELECT DISTINCT person FROM session WHERE \(such) ORDER BY person", values) {
      RecordID(try $0.text(0))
    }
    return (try tx.execute("DELETE FROM session WHERE \(such)", values), people)
  }

  /// How many people have a role, at home or by a grant, may sign in and have no second factor: by the role's key, all
  /// roles in one statement.
  static func countsWithout(at now: Instant, in tx: any Transaction) throws -> [String: Int] {
    let lasts = "g.from_at <= $1 AND (g.until_at IS NULL OR g.until_at > $1)"
    let without = "p.active = TRUE AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.id = p.id)"
    var counts: [String: Int] = [:]
    try tx.forEach(
      """
      SELECT role, COUNT(*) FROM (
        SELECT p.id, p.role FROM person p WHERE \(without)
        UNION SELECT p.id, g.role FROM access_grant g JOIN person p ON p.id = g.person WHERE \(lasts) AND \(without)
        UNION SELECT p.id, g.role FROM access_grant g JOIN team_member m ON m.team = g.team
          JOIN person p ON p.id = m.person WHERE \(lasts) AND \(without)
      ) held GROUP BY role
      """, [.integer(now.milliseconds)]
    ) { counts[try $0.text(0)] = try $0.int(1) }
    return counts
  }

  /// How often the second factor of somebody was set or taken away, by the place of the last such entry; 0 where never.
  /// An offer is good for one such state.
  static func turn(of person: RecordID, in tx: any Transaction) throws -> Int64 {
    try tx.first(
      """
      SELECT COALESCE(MAX(sequence), 0) FROM journal_entry WHERE stream = $1 AND kind IN ($2, $3, $4)
      """,
      [
        .text(PersonProjection.prefix + person.text), .text(SecondFactorEntry.set), .text(SecondFactorEntry.removed),
        .text(SecondFactorEntry.reset),
      ]
    ) { try $0.int64(0) } ?? 0
  }

  /// Rules as verification compares them, whose roles lie from `first` through `last`: role and since.
  static func forEachRule(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void
  ) throws {
    try tx.forEach(
      "SELECT role, since FROM second_factor_rule WHERE role >= $1 AND role <= $2 ORDER BY role",
      [.text(first), .text(last)]
    ) { try body($0.text(0), $0.texts([.integer], from: 1)) }
  }
}

/// Sign-ins whose password was right and whose code is awaited, by the digests of their secrets.
enum PendingSignInStore {
  struct Stored: Hashable, Sendable {
    var person: RecordID
    var means: SignInMeans
    var tries: Int
  }

  static func insert(
    _ digest: String, of person: RecordID, by means: SignInMeans, at now: Instant, in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      INSERT INTO pending_sign_in (digest, person, means, made_at, expires_at, tries) VALUES ($1, $2, $3, $4, $5, 0)
      """,
      [
        .text(digest), .text(person.text), .text(means.rawValue), .integer(now.milliseconds),
        .integer((now + PeopleLimits.pendingSignIn).milliseconds),
      ])
    try tx.execute(
      """
      DELETE FROM pending_sign_in WHERE person = $1 AND digest NOT IN
        (SELECT digest FROM pending_sign_in WHERE person = $1 ORDER BY made_at DESC, digest LIMIT $2)
      """, [.text(person.text), .int(PeopleLimits.pendingOfPerson)])
  }

  /// Nil where there is none, it has expired, or would last longer than any that is made.
  static func pending(
    _ digest: String, at now: Instant, lock: Bool = false, in tx: any Transaction
  ) throws -> Stored? {
    try tx.first(
      "SELECT person, means, tries FROM pending_sign_in WHERE digest = $1 AND expires_at > $2 AND expires_at <= $3"
        + (lock ? tx.dialect.forUpdate : ""),
      [
        .text(digest), .integer(now.milliseconds),
        .integer((now + PeopleLimits.pendingSignIn + PeopleLimits.clockDifference).milliseconds),
      ]
    ) { Stored(person: RecordID(try $0.text(0)), means: try $0.value(1), tries: try $0.int(2)) }
  }

  static func countTry(_ digest: String, in tx: any Transaction) throws {
    try tx.execute("UPDATE pending_sign_in SET tries = tries + 1 WHERE digest = $1", [.text(digest)])
  }

  /// Of two who use it at once one gets false.
  static func delete(_ digest: String, in tx: any Transaction) throws -> Bool {
    try tx.execute("DELETE FROM pending_sign_in WHERE digest = $1", [.text(digest)]) == 1
  }

  static func delete(of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM pending_sign_in WHERE person = $1", [.text(person.text)])
  }

  static func deleteEnded(before now: Instant, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM pending_sign_in WHERE expires_at <= $1", [.integer(now.milliseconds)])
  }
}
