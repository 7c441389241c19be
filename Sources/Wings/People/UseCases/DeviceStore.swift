import Kernel
import Storage

/// Devices on which a person has signed in before, each kept only as the digest of its secret.
enum DeviceStore {
  static func isKnown(_ digest: String, name: String, usedAfter: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 FROM device d JOIN person p ON p.id = d.person WHERE d.digest = $1 AND p.name = $2 AND d.used_at > $3
      """, [.text(digest), .text(name), .integer(usedAfter.milliseconds)]
    ) { _ in true } != nil
  }

  /// Whether anybody has signed in on it.
  static func exists(_ digest: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM device WHERE digest = $1", [.text(digest)]) { _ in true } != nil
  }

  /// Notes that the person has just signed in on it, and forgets all but the `most` used last.
  static func keep(
    _ digest: String, of person: RecordID, at now: Instant, most: Int, in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      INSERT INTO device (digest, person, made_at, used_at) VALUES ($1, $2, $3, $3)
      ON CONFLICT (digest, person) DO UPDATE SET used_at = excluded.used_at
      """, [.text(digest), .text(person.text), .integer(now.milliseconds)])
    try tx.execute(
      """
      DELETE FROM device WHERE person = $1 AND digest NOT IN
        (SELECT digest FROM device WHERE person = $1 ORDER BY used_at DESC, digest LIMIT $2)
      """, [.text(person.text), .int(most)])
  }

  /// - Parameter kept: The digest of one that stays.
  static func forget(of person: RecordID, but kept: String? = nil, in tx: any Transaction) throws {
    try tx.execute(
      "DELETE FROM device WHERE person = $1 AND digest <> $2", [.text(person.text), .text(kept ?? "")])
  }

  @discardableResult
  static func forget(usedBefore: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM device WHERE used_at <= $1", [.integer(usedBefore.milliseconds)])
  }
}

/// How often sign-ins were refused, by name and day: a row for each, so that guessing cannot fill the disk.
enum RefusedSignInStore {
  /// Stands for all names that nobody has.
  static let nobody = ""

  static func count(_ name: String, day: Int64, at now: Instant, address: String, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO refused_sign_in (name, day, count, last_at, last_address, journaled) VALUES ($1, $2, 1, $3, $4, FALSE)
      ON CONFLICT (name, day) DO UPDATE
      SET count = refused_sign_in.count + 1, last_at = excluded.last_at, last_address = excluded.last_address
      """, [.text(name), .integer(day), .integer(now.milliseconds), .text(address)])
  }

  static func latest(since day: Int64, limit: Int, in tx: any Transaction) throws -> [RefusedSignIns] {
    try tx.query(
      """
      SELECT name, day, count, last_at, last_address FROM refused_sign_in WHERE day >= $1
      ORDER BY day DESC, count DESC, name LIMIT $2
      """, [.integer(day), .int(limit)], decode)
  }

  /// Days before `day` that the journal does not know yet.
  static func unjournaled(before day: Int64, limit: Int, in tx: any Transaction) throws -> [RefusedSignIns] {
    try tx.query(
      """
      SELECT name, day, count, last_at, last_address FROM refused_sign_in WHERE day < $1 AND journaled = FALSE
      ORDER BY day, name LIMIT $2
      """, [.integer(day), .int(limit)], decode)
  }

  static func markJournaled(_ one: RefusedSignIns, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE refused_sign_in SET journaled = TRUE WHERE name = $1 AND day = $2",
      [.text(one.name ?? nobody), .integer(one.day)])
  }

  @discardableResult
  static func forget(before day: Int64, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM refused_sign_in WHERE day < $1 AND journaled = TRUE", [.integer(day)])
  }

  private static func decode(_ row: any Row) throws -> RefusedSignIns {
    let name = try row.text(0)
    return RefusedSignIns(
      name: name == nobody ? nil : name, day: try row.int64(1), count: Int(try row.int64(2)),
      lastAt: Instant(milliseconds: try row.int64(3)), lastAddress: try row.text(4))
  }
}
