import Core
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

  /// Who made the latest link of somebody, as the journal names them; nil where it knows of none.
  static func maker(ofLinkOf person: RecordID, in tx: any Transaction) throws -> String? {
    try tx.first(
      "SELECT actor FROM journal_entry WHERE stream = $1 AND kind = $2 ORDER BY sequence DESC LIMIT 1",
      [.text(PersonProjection.prefix + person.text), .text(SignInLink.made)]
    ) { try $0.text(0) }
  }

  /// Those of people from one through another, with their digest and their end.
  static func forEach(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ owner: String, [String?]) throws -> Void
  ) throws {
    try tx.scan(
      """
      SELECT person, digest, expires_at FROM sign_in_link WHERE person >= $1 AND person <= $2 ORDER BY person, digest
      """, [.text(first), .text(last)]
    ) { row in try body(row.text(0), row.texts([.text, .integer], from: 1)) }
  }

  /// Those of a person, or of all who are in a team.
  static func delete(of holder: AccessGrant.Holder, in tx: any Transaction) throws {
    switch holder {
    case .person(let id): try delete(of: id, in: tx)
    case .team(let key):
      try tx.execute(
        "DELETE FROM sign_in_link WHERE person IN (SELECT person FROM team_member WHERE team = $1)", [.text(key)])
    }
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
