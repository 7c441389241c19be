import Core
import Kernel
import Storage

/// Notices that name somebody.
enum ToldStore {
  struct Told {
    var id: String
    var cause: String
    var body: String
  }

  private static let isUnderway = "EXISTS (SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.next_at IS NOT NULL)"

  /// That a notice names somebody, and the values from `$1` on.
  private static func naming(_ leaving: Leaving) -> (condition: String, values: [SQLValue]) {
    let values = [PlainNameStore.mention(leaving.name)] + leaving.words.map(PlainNameStore.inText)
    let condition = values.indices.map { "n.body LIKE $\($0 + 1) ESCAPE '!'" }.joined(separator: " OR ")
    return ("(\(condition))", values)
  }

  static func notices(
    naming leaving: Leaving, underway: Bool, limit: Int, in tx: any Transaction
  ) throws -> [Told] {
    let (condition, values) = naming(leaving)
    return try tx.query(
      """
      SELECT n.id, n.cause, n.body FROM notice n
      WHERE \(condition) AND \(underway ? "" : "NOT ")\(isUnderway) ORDER BY n.id LIMIT $\(values.count + 1)
      """, values + [.int(limit)]
    ) { Told(id: try $0.text(0), cause: try $0.text(1), body: try $0.text(2)) }
  }

  static func count(naming leaving: Leaving, in tx: any Transaction) throws -> Int {
    let (condition, values) = naming(leaving)
    return try tx.first("SELECT COUNT(*) FROM notice n WHERE \(condition)", values) { try $0.int(0) } ?? 0
  }

  static func delete(_ notices: [String], in tx: any Transaction) throws {
    try tx.executeBatch("DELETE FROM delivery WHERE notice = $1", notices.map { [.text($0)] })
    try tx.executeBatch("DELETE FROM notice WHERE id = $1", notices.map { [.text($0)] })
  }

  static func rewrite(_ notice: Told, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE notice SET cause = $2, body = $3 WHERE id = $1",
      [.text(notice.id), .text(notice.cause), .text(notice.body)])
    // A receiver may have answered with what it was sent.
    try tx.execute("UPDATE delivery SET last_error = NULL WHERE notice = $1", [.text(notice.id)])
  }
}
