import Core
import Kernel
import PeopleUseCases
import Storage

/// Sign-ins at providers that are under way.
enum ProviderSignInStore {
  static func insert(
    _ signIn: ProviderSignIn, digest: String, at now: Instant, in tx: any Transaction
  ) throws {
    try tx.execute("DELETE FROM provider_sign_in WHERE expires_at <= $1", [.integer(now.milliseconds)])
    let count = try tx.first("SELECT COUNT(*) FROM provider_sign_in") { try $0.int(0) } ?? 0
    if count >= ProviderSignIn.most {
      try tx.execute(
        """
        DELETE FROM provider_sign_in WHERE digest IN
          (SELECT digest FROM provider_sign_in ORDER BY expires_at, digest LIMIT $1)
        """, [.int(count - ProviderSignIn.most + 1)])
    }
    try tx.execute(
      """
      INSERT INTO provider_sign_in (digest, directory, nonce, verifier, next, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .text(digest), .text(signIn.directory.text), .text(signIn.nonce), .text(signIn.verifier), .text(signIn.next),
        .integer((now + ProviderSignIn.life).milliseconds),
      ])
  }

  /// Nil where there is none, or it has expired; of two who take it at once one gets nil.
  static func take(_ digest: String, at now: Instant, in tx: any Transaction) throws -> ProviderSignIn? {
    let found = try tx.first(
      """
      SELECT directory, nonce, verifier, next FROM provider_sign_in
      WHERE digest = $1 AND expires_at > $2 AND expires_at <= $3
      """,
      [
        .text(digest), .integer(now.milliseconds),
        .integer((now + ProviderSignIn.life + PeopleLimits.clockDifference).milliseconds),
      ]
    ) {
      ProviderSignIn(
        directory: RecordID(try $0.text(0)), nonce: try $0.text(1), verifier: try $0.text(2), next: try $0.text(3))
    }
    guard let found, try tx.execute("DELETE FROM provider_sign_in WHERE digest = $1", [.text(digest)]) == 1 else {
      return nil
    }
    return found
  }

  /// Those of a database that was restored: they were begun where it came from.
  static func forgetAll(in tx: any Transaction) throws { try tx.execute("DELETE FROM provider_sign_in") }

  static func delete(of directory: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM provider_sign_in WHERE directory = $1", [.text(directory.text)])
  }
}
