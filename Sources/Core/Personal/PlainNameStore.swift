import Journal
import Kernel
import Storage

/// Finds names where they stand in plain: in entries of the journal from before, in bodies, and in columns of rows.
package enum PlainNameStore {
  /// A text of JSON that is these words.
  package static func mention(_ words: String) -> SQLValue { .text("%\"\(escaped(words))\"%") }

  /// A text of JSON with these words in it.
  package static func inText(_ words: String) -> SQLValue { .text("%\(escaped(words))%") }

  /// Any text with these words in it, in capitals or not, for `LIKE ... ESCAPE '!'` behind `lower`.
  package static func containing(_ words: String) -> SQLValue { .text("%\(pattern(words.lowercased()))%") }

  /// A text as a pattern of LIKE that means nothing but itself, escaped by `!`.
  private static func pattern(_ text: String) -> String {
    text.map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined()
  }

  /// As above, as it stands inside a JSON string.
  private static func escaped(_ text: String) -> String {
    pattern(String(JSON.string(text).canonical.dropFirst().dropLast()))
  }

  // MARK: Columns of rows

  /// Puts another name in the place of one; how many times.
  package static func rename(
    _ name: String, to other: String, in columns: [NameColumn], _ tx: any Transaction
  ) throws -> [ErasedKind: Int] {
    var counts: [ErasedKind: Int] = [:]
    for place in columns {
      counts[place.kind, default: 0] += try tx.execute(
        "UPDATE \(place.table) SET \(place.column) = $2 WHERE \(place.column) = $1", [.text(name), .text(other)])
    }
    return counts
  }

  package static func count(
    _ name: String, in columns: [NameColumn], _ tx: any Transaction
  ) throws -> [ErasedKind: Int] {
    var counts: [ErasedKind: Int] = [:]
    for place in columns {
      counts[place.kind, default: 0] +=
        try tx.first("SELECT COUNT(*) FROM \(place.table) WHERE \(place.column) = $1", [.text(name)]) {
          try $0.int(0)
        } ?? 0
    }
    return counts
  }

  package static func isThere(_ name: String, in columns: [NameColumn], _ tx: any Transaction) throws -> Bool {
    try columns.contains { place in
      try tx.first("SELECT 1 FROM \(place.table) WHERE \(place.column) = $1 LIMIT 1", [.text(name)]) { _ in true }
        ?? false
    }
  }

  // MARK: Entries of the journal

  /// An entry that holds something of a person in plain.
  package struct Entry {
    package var stream: String
    package var sequence: Int64
    package var kind: String
    package var mention: PersonalMembers.Mention
  }

  /// Entries of the journal that hold the name as such, or other words about the person, in plain; at most `limit`.
  ///
  /// - Parameter seen: Of which streams, behind so many parameters.
  package static func entries(
    naming name: String, words: [String], limit: Int, seen: (Int) -> StreamCondition, in tx: any Transaction
  ) throws -> [Entry] {
    var values: [SQLValue] = [.text(name), mention(name)]
    var condition = ""
    for word in words {
      values.append(inText(word))
      condition += " OR payload LIKE $\(values.count) ESCAPE '!'"
    }
    let streams = seen(values.count)
    var found: [Entry] = []
    // The statement finds also what only looks like it, as a team that is called so.
    try tx.scan(
      """
      SELECT stream, sequence, kind, actor, payload FROM journal_entry
      WHERE (actor = $1 OR payload LIKE $2 ESCAPE '!'\(condition))\(streams.sql) ORDER BY stream, sequence
      """, values + streams.values
    ) { row in
      guard found.count < limit else { return }
      let entry = (kind: try row.text(2), actor: try row.text(3), payload: (try? JSON(parsing: row.text(4))) ?? .null)
      guard let mention = PersonalMembers.mention(of: name, words: words, in: entry) else { return }
      found.append(
        Entry(stream: try row.text(0), sequence: try row.int64(1), kind: entry.kind, mention: mention))
    }
    return found
  }

  /// Entries that a person's key seals a text in.
  package static func countSealed(of id: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM journal_entry WHERE stream <> $1 AND payload LIKE $2 ESCAPE '!'",
      [.text(PersonToken.of(id)), .text("%\"sealed/\(escaped(id.text))/%")]
    ) { try $0.int(0) } ?? 0
  }

  package static func hasEntry(naming name: String, in tx: any Transaction) throws -> Bool {
    var isFound = false
    try tx.scan(
      "SELECT kind, actor, payload FROM journal_entry WHERE actor = $1 OR payload LIKE $2 ESCAPE '!'",
      [.text(name), mention(name)]
    ) { row in
      guard !isFound else { return }
      let entry = (kind: try row.text(0), actor: try row.text(1), payload: (try? JSON(parsing: row.text(2))) ?? .null)
      isFound = PersonalMembers.mention(of: name, words: [], in: entry) == .name
    }
    return isFound
  }
}
