import Kernel
import Storage

/// Links by which people choose a password, by the digests of their secrets.
enum SignInLinkStore {
  static func insert(_ digest: String, of person: RecordID, expires: Instant, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO sign_in_link (digest, person, expires_at) VALUES ($1, $2, $3)",
      [.text(digest), .text(person.text), .integer(expires.milliseconds)])
  }

  /// Whose it is; nil where there is none, it has expired or would last longer than any that is made, or they may not
  /// sign in.
  static func owner(of digest: String, at now: Instant, in tx: any Transaction) throws -> Person? {
    let name = try tx.first(
      """
      SELECT p.name FROM sign_in_link l JOIN person p ON p.id = l.person
      WHERE l.digest = $1 AND l.expires_at > $2 AND l.expires_at <= $3
      """,
      [
        .text(digest), .integer(now.milliseconds), .integer((now + PeopleLimits.signInLink).milliseconds),
      ]
    ) { try $0.text(0) }
    guard let name, let person = try PeopleStore.person(named: name, in: tx), person.isActive else { return nil }
    return person
  }

  /// Takes it away; of two who use it at once one gets nil.
  static func use(_ digest: String, at now: Instant, in tx: any Transaction) throws -> Person? {
    guard let person = try owner(of: digest, at: now, in: tx),
      try tx.execute("DELETE FROM sign_in_link WHERE digest = $1", [.text(digest)]) == 1
    else { return nil }
    return person
  }

  static func delete(of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM sign_in_link WHERE person = $1", [.text(person.text)])
  }

  static func deleteEnded(before since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM sign_in_link WHERE digest IN (SELECT digest FROM sign_in_link WHERE expires_at < $1 LIMIT $2)
      """, [.integer(since.milliseconds), .int(limit)])
  }
}
