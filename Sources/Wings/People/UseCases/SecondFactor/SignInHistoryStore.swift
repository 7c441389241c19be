import Core
import Kernel
import Storage

/// Lines of the sign-in history.
enum SignInHistoryStore {
  private static let columns = "id, at, means, factor, good, address, device"

  private static func decode(_ row: any Row) throws -> PastSignIn {
    try reading("sign_in", columns) { row in
      PastSignIn(
        id: RecordID(try row.text(0)), at: Instant(milliseconds: try row.int64(1)), means: try row.value(2),
        factor: row.isNull(3) ? nil : try row.value(3), isGood: try row.bool(4), address: try row.text(5),
        device: try row.text(6))
    }(row)
  }

  static func insert(_ line: PastSignIn, of person: RecordID, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO sign_in (person, \(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      [
        .text(person.text), .text(line.id.text), .integer(line.at.milliseconds), .text(line.means.rawValue),
        .text(line.factor?.rawValue), .bool(line.isGood), .text(line.address), .text(line.device),
      ])
    try tx.execute(
      """
      DELETE FROM sign_in WHERE person = $1 AND id IN
        (SELECT id FROM sign_in WHERE person = $1 ORDER BY at DESC, id DESC LIMIT $3 OFFSET $2)
      """, [.text(person.text), .int(PeopleLimits.signInsOfPerson), .int(PeopleLimits.signInsOfPerson)])
  }

  static func line(_ id: RecordID, of person: RecordID, in tx: any Transaction) throws -> PastSignIn? {
    try tx.first(
      "SELECT \(columns) FROM sign_in WHERE id = $1 AND person = $2", [.text(id.text), .text(person.text)], decode)
  }

  static func latest(
    of person: RecordID, after place: PastSignIn?, limit: Int, in tx: any Transaction
  ) throws -> [PastSignIn] {
    try tx.query(
      """
      SELECT \(columns) FROM sign_in WHERE person = $1 AND (at < $2 OR (at = $2 AND id < $3))
      ORDER BY at DESC, id DESC LIMIT $4
      """,
      [
        .text(person.text), .integer((place?.at ?? .latest).milliseconds), .text(place?.id.text ?? ""), .int(limit),
      ], decode)
  }

  static func forget(before since: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    try tx.execute(
      "DELETE FROM sign_in WHERE id IN (SELECT id FROM sign_in WHERE at < $1 LIMIT $2)",
      [.integer(since.milliseconds), .int(limit)])
  }

  @discardableResult
  static func delete(of person: RecordID, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM sign_in WHERE person = $1", [.text(person.text)])
  }
}
