import Kernel
import Storage

/// What people are found by. It follows from their records and is written with them.
enum PersonWordStore {
  /// Words are counted up to here to see which is the rarest.
  private static let counted = 20_000

  static func save(_ person: Person, in tx: any Transaction) throws {
    try delete(of: person.name, in: tx)
    try tx.executeBatch(
      "INSERT INTO person_word (word, name) VALUES ($1, $2)",
      PersonWords.all(of: person).sorted().map { [.text($0), .text(person.name)] })
  }

  static func delete(of name: String, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM person_word WHERE name = $1", [.text(name)])
  }

  /// At most `limit` sign-in names behind `after`, in order, of people whom each of these words finds; and whether there
  /// may be more.
  static func find(
    _ words: [String], after: String, limit: Int, in tx: any Transaction
  ) throws -> (names: [String], hasMore: Bool) {
    let counts = try words.map { ($0, try count($0, in: tx)) }
    let rare = counts.filter { $0.1 < counted }.map(\.0)
    var values: [SQLValue] = [.text(after), .int(limit + 1)]
    func range(_ word: String) -> String {
      values += [.text(word), .text(word + "\u{10ffff}")]
      return "w.word >= $\(values.count - 1) AND w.word < $\(values.count)"
    }
    let statement: String
    if rare.isEmpty {
      // So many are found by each word that the first of them stand near.
      let conditions = words.map { word in
        " AND EXISTS (SELECT 1 FROM person_word w WHERE w.name = p.name AND \(range(word)))"
      }
      statement = "SELECT p.name FROM person p WHERE p.name > $1\(conditions.joined()) ORDER BY p.name LIMIT $2"
    } else {
      // The name is no bare column, so that no planner goes through everybody in the order of names.
      let found = rare.map { word in
        "SELECT \(rare.count == 1 ? "DISTINCT " : "")w.name || '' AS name FROM person_word w WHERE \(range(word))"
      }.joined(separator: " INTERSECT ")
      let conditions = counts.filter { $0.1 >= counted }.map { word, _ in
        " AND EXISTS (SELECT 1 FROM person_word w WHERE w.name = d.name AND \(range(word)))"
      }
      statement = """
        SELECT d.name FROM (\(found)) d WHERE d.name > $1\(conditions.joined()) ORDER BY d.name LIMIT $2
        """
    }
    let names = try tx.query(statement, values) { try $0.text(0) }
    return (Array(names.prefix(limit)), names.count > limit)
  }

  /// How many entries a word finds, at most `counted`.
  private static func count(_ word: String, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM (SELECT 1 FROM person_word WHERE word >= $1 AND word < $2 LIMIT \(counted)) w",
      [.text(word), .text(word + "\u{10ffff}")]
    ) { try $0.int(0) } ?? 0
  }
}
