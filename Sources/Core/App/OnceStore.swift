import Kernel
import Storage

/// Answers by idempotency key.
package enum OnceStore {
  /// How the drivers call the constraint that one key is one request.
  static let primaryKey = "once_answer_pkey"

  static func find(_ key: String, of principal: RecordID, in tx: any Transaction) throws -> (String, OnceAnswer)? {
    try tx.first(
      "SELECT digest, status, body, etag FROM once_answer WHERE principal = $1 AND key = $2",
      [.text(principal.text), .text(key)]
    ) { row in
      var answer = OnceAnswer(status: try row.int(1), body: try row.text(2), etag: try row.optionalText(3))
      answer.repeated = true
      return (try row.text(0), answer)
    }
  }

  static func insert(
    _ once: IdempotencyKey, of principal: RecordID, answer: OnceAnswer, at: Instant, in tx: any Transaction
  ) throws {
    try tx.enqueue(
      "INSERT INTO once_answer (principal, key, digest, status, body, etag, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [
        .text(principal.text), .text(once.key), .text(once.digest), .int(answer.status), .text(answer.body),
        .text(answer.etag), .integer(at.milliseconds),
      ])
  }

  /// Answers to somebody, and those that name them in plain.
  static func count(of person: RecordID?, named name: String, words: [String], in tx: any Transaction) throws -> Int {
    let (condition, values) = about(person, name, words)
    return try tx.first("SELECT COUNT(*) FROM once_answer WHERE \(condition)", values) { try $0.int(0) } ?? 0
  }

  /// As above, deleted.
  static func forget(of person: RecordID?, named name: String, words: [String], in tx: any Transaction) throws -> Int {
    let (condition, values) = about(person, name, words)
    return try tx.execute("DELETE FROM once_answer WHERE \(condition)", values)
  }

  private static func about(
    _ person: RecordID?, _ name: String, _ words: [String]
  ) -> (condition: String, values: [SQLValue]) {
    let values: [SQLValue] =
      [.text(person?.text ?? ""), PlainNameStore.mention(name)] + words.map(PlainNameStore.inText)
    let bodies = words.indices.map { " OR body LIKE $\($0 + 3) ESCAPE '!'" }.joined()
    return ("principal = $1 OR body LIKE $2 ESCAPE '!'\(bodies)", values)
  }

  /// Deletes the answers that tell of some records, by their ids: a text of theirs that goes may stand there; how many.
  package static func forget(tellingOf ids: [RecordID], in tx: any Transaction) throws -> Int {
    var count = 0
    for first in stride(from: 0, to: ids.count, by: 50) {
      let some = ids[first..<min(first + 50, ids.count)]
      let bodies = some.indices.map { "body LIKE $\($0 - first + 1) ESCAPE '!'" }.joined(separator: " OR ")
      count += try tx.execute(
        "DELETE FROM once_answer WHERE \(bodies)", some.map { PlainNameStore.mention($0.text) })
    }
    return count
  }

  static func forget(before: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute(
      """
      DELETE FROM once_answer WHERE (principal, key) IN (
        SELECT principal, key FROM once_answer WHERE at < $1 ORDER BY at LIMIT $2)
      """, [.integer(before.milliseconds), .int(Retention.batch)])
  }
}

enum OnceMigrations {
  static let all = [
    Migration("0002-once-answers") { dialect in
      [
        """
        CREATE TABLE once_answer (
          principal \(dialect.textType) NOT NULL, key \(dialect.textType) NOT NULL, digest TEXT NOT NULL,
          status INTEGER NOT NULL, body TEXT NOT NULL, etag TEXT, at BIGINT NOT NULL, PRIMARY KEY (principal, key)
        )\(dialect.clustered)
        """,
        "CREATE INDEX once_answer_at ON once_answer (at)",
      ]
    }
  ]
}
