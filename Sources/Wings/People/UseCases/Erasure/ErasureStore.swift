import Core
import Journal
import Kernel
import Storage

/// Finds what there is of an account, and takes it away.
package enum ErasureStore {
  /// Makes others who do the same wait until this transaction ends.
  static func lockAdministrators(in tx: any Transaction) throws {
    _ = try tx.query("SELECT id FROM person WHERE role = 'admin' ORDER BY id" + tx.dialect.forUpdate) {
      try $0.text(0)
    }
  }

  /// Administrators who can sign in, but for one.
  package static func otherAdministrators(than id: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM person WHERE role = 'admin' AND active = TRUE AND id <> $1", [.text(id.text)]
    ) { try $0.int(0) } ?? 0
  }

  /// Puts what stands there since in the place of everything that a person's row has.
  static func erase(_ person: RecordID, as erasure: PersonErasure, in tx: any Transaction) throws {
    let id: [SQLValue] = [.text(person.text)]
    if let name = try PeopleStore.name(of: person, in: tx) { try PersonWordStore.delete(of: name, in: tx) }
    try tx.execute(
      """
      UPDATE person SET name = $2, display_name = $3, email = NULL, password = NULL, organisation = NULL,
        active = FALSE, version = version + 1
      WHERE id = $1
      """, id + [.text(erasure.name), .text(erasure.displayName)])
    try tx.execute("DELETE FROM team_member WHERE person = $1", id)
    // Found by what stands there since.
    if let erased = try PeopleStore.person(person, in: tx) { try PersonWordStore.save(erased, in: tx) }
    try tx.execute("DELETE FROM side_salt WHERE record = 'person/' || $1", id)
  }

  static func tokens(of person: RecordID, in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT id FROM token WHERE person = $1 ORDER BY id", [.text(person.text)]) { try $0.text(0) }
  }

  static func deleteRefusals(of name: String, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM refused_sign_in WHERE name = $1", [.text(name)])
  }

  /// How much there is of an account.
  static func counts(of id: RecordID?, name: String, in tx: any Transaction) throws -> [ErasedKind: Int] {
    func count(_ sql: String, _ value: SQLValue) throws -> Int { try tx.first(sql, [value]) { try $0.int(0) } ?? 0 }
    var counts = [
      ErasedKind.refusals: try count("SELECT COUNT(*) FROM refused_sign_in WHERE name = $1", .text(name)),
      .person: try count("SELECT COUNT(*) FROM person WHERE name = $1", .text(name)),
    ]
    counts[.secondFactor] = try count("SELECT COUNT(*) FROM second_factor WHERE id = $1", .text(id?.text ?? ""))
    let tables = [
      ("session", ErasedKind.sessions), ("device", .devices), ("token", .tokens), ("sign_in", .signIns),
      ("access_grant", .grants),
    ]
    for (table, kind) in tables {
      counts[kind] = try count("SELECT COUNT(*) FROM \(table) WHERE person = $1", .text(id?.text ?? ""))
    }
    return counts
  }
}
