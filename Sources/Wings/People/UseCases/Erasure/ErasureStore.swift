import Governance
import Kernel
import Storage

/// Finds what there is of a person, and takes it away.
enum ErasureStore {
  /// Makes all others who ask who is who wait until this transaction ends, once those have ended who did: afterwards
  /// nobody writes a name that they read before.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.exclusive("data_subject") { try tx.execute(lock) }
  }

  // MARK: Texts

  /// What holds for a ticket `t` or a message `m` that has a text: an erased one has no salt.
  private static let hasText = "length(salt) > 0"

  /// Tickets that have a text which goes, in no particular order.
  static func tickets(of name: String, _ texts: ErasedTexts, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    guard texts != .keep else { return [] }
    let others = """
       UNION SELECT m.ticket FROM message m JOIN ticket t ON t.id = m.ticket
      WHERE t.requester = $1 AND length(m.salt) > 0
      """
    return try tx.query(
      """
      SELECT id FROM ticket WHERE requester = $1 AND \(hasText)
      UNION SELECT ticket FROM message WHERE author = $1 AND \(hasText)\(texts == .about ? others : "") LIMIT $2
      """, [.text(name), .int(limit)]
    ) { RecordID(try $0.text(0)) }.sorted()
  }

  /// What of a ticket goes: whether its own text, and which messages.
  static func texts(
    of ticket: RecordID, by name: String, _ texts: ErasedTexts, in tx: any Transaction
  ) throws -> (hasText: Bool, messages: [RecordID]) {
    let found = try tx.first(
      "SELECT requester, length(salt) FROM ticket WHERE id = $1", [.text(ticket.text)]
    ) { (isTheirs: try $0.text(0) == name, isThere: try $0.int64(1) > 0) }
    let isTheirs = found?.isTheirs ?? false
    let messages = try tx.query(
      "SELECT id FROM message WHERE ticket = $1 AND \(hasText) AND (author = $2 OR $3) ORDER BY at, id",
      [.text(ticket.text), .text(name), .bool(isTheirs && texts == .about)]
    ) { RecordID(try $0.text(0)) }
    return (isTheirs && found?.isThere == true, messages)
  }

  static func erase(_ erasure: TextErasure, of ticket: RecordID, in tx: any Transaction) throws {
    let nothing = "CAST('' AS \(tx.dialect.bytesType))"
    if erasure.hasText {
      try tx.execute(
        "UPDATE ticket SET title = $2, description = '', salt = \(nothing) WHERE id = $1",
        [.text(ticket.text), .text(TextErasure.mark)])
    }
    try tx.executeBatch(
      "UPDATE message SET body = $2, salt = \(nothing) WHERE id = $1",
      erasure.messages.map { [.text($0.text), .text(TextErasure.mark)] })
  }

  /// How many texts go: of tickets, and messages.
  static func countTexts(
    of name: String, _ texts: ErasedTexts, in tx: any Transaction
  ) throws -> (tickets: Int, messages: Int) {
    guard texts != .keep else { return (0, 0) }
    let tickets = "SELECT COUNT(*) FROM ticket WHERE requester = $1 AND \(hasText)"
    let messages = """
      SELECT COUNT(*) FROM message m WHERE length(m.salt) > 0 AND (
        m.author = $1 OR ($2 AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = m.ticket AND t.requester = $1)))
      """
    return (
      try tx.first(tickets, [.text(name)]) { try $0.int(0) } ?? 0,
      try tx.first(messages, [.text(name), .bool(texts == .about)]) { try $0.int(0) } ?? 0
    )
  }

  // MARK: Notices

  private static func mention(_ name: String) -> SQLValue { .text("%\"\(escaped(name))\"%") }

  /// A text as a pattern of LIKE that means nothing but itself, escaped by `!`, as it stands inside a JSON string.
  private static func escaped(_ text: String) -> String {
    JSON.string(text).canonical.dropFirst().dropLast().map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined()
  }

  struct Told {
    var id: String
    var cause: String
    var body: String
    /// Whether some receiver does not have it yet.
    var isUnderway: Bool
  }

  static func notices(of name: String, limit: Int, in tx: any Transaction) throws -> [Told] {
    try tx.query(
      """
      SELECT n.id, n.cause, n.body,
        EXISTS (SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.next_at IS NOT NULL)
      FROM notice n WHERE n.body LIKE $1 ESCAPE '!' ORDER BY n.id LIMIT $2
      """, [mention(name), .int(limit)]
    ) { Told(id: try $0.text(0), cause: try $0.text(1), body: try $0.text(2), isUnderway: try $0.bool(3)) }
  }

  static func countNotices(of name: String, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM notice WHERE body LIKE $1 ESCAPE '!'", [mention(name)]) { try $0.int(0) } ?? 0
  }

  static func delete(_ notices: [String], in tx: any Transaction) throws {
    try tx.executeBatch("DELETE FROM delivery WHERE notice = $1", notices.map { [.text($0)] })
    try tx.executeBatch("DELETE FROM notice WHERE id = $1", notices.map { [.text($0)] })
  }

  static func rewrite(_ notice: Told, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE notice SET cause = $2, body = $3 WHERE id = $1",
      [.text(notice.id), .text(notice.cause), .text(notice.body)])
  }

  // MARK: The person

  /// Administrators who can sign in, but for one.
  static func otherAdministrators(than id: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM person WHERE role = 'admin' AND active = TRUE AND id <> $1", [.text(id.text)]
    ) { try $0.int(0) } ?? 0
  }

  /// Whether something here names them who has no account.
  static func isNamed(_ name: String, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM ticket WHERE requester = $1 OR assignee = $1)
        OR EXISTS (SELECT 1 FROM message WHERE author = $1)
      """, [.text(name)]
    ) { _ in true } ?? false
  }

  /// Puts what stands there since in the place of everything that a person's row has.
  static func erase(_ person: RecordID, as erasure: PersonErasure, in tx: any Transaction) throws {
    let id: [SQLValue] = [.text(person.text)]
    try tx.execute(
      """
      UPDATE person SET name = $2, display_name = $3, email = NULL, password = NULL, organisation = NULL,
        active = FALSE, version = version + 1
      WHERE id = $1
      """, id + [.text(erasure.name), .text(erasure.displayName)])
    try tx.execute("DELETE FROM team_member WHERE person = $1", id)
    try tx.execute("DELETE FROM side_salt WHERE record = 'person/' || $1", id)
    try tx.execute(
      "DELETE FROM side_salt WHERE record IN (SELECT 'token/' || id FROM token WHERE person = $1)", id)
  }

  static func tokens(of person: RecordID, in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT id FROM token WHERE person = $1 ORDER BY id", [.text(person.text)]) { try $0.text(0) }
  }

  /// Answers that are kept for requests which are sent again: the person's own, and those that name them.
  static func deleteAnswers(of id: RecordID, named words: [String], in tx: any Transaction) throws -> Int {
    var count = try tx.execute("DELETE FROM once_answer WHERE principal = $1", [.text(id.text)])
    for word in words {
      count += try tx.execute("DELETE FROM once_answer WHERE body LIKE $1 ESCAPE '!'", [mention(word)])
    }
    return count
  }

  /// Where names stand that the journal has as ids: table, column, and the class that the change counts as.
  private static let places: [(table: String, column: String, kind: ErasureClass)] = [
    ("ticket", "requester", .tickets), ("ticket", "assignee", .assignments), ("message", "author", .authorships),
    ("agreement_version", "applied_by", .signatures), ("calendar_version", "applied_by", .signatures),
    ("import_run", "started_by", .signatures), ("background_work", "started_by", .signatures),
    ("background_work", "stop_by", .signatures),
  ]

  /// Puts another name in the place of one, everywhere; how many times.
  static func rename(_ name: String, to other: String, in tx: any Transaction) throws -> [ErasureClass: Int] {
    var counts: [ErasureClass: Int] = [:]
    for place in places {
      counts[place.kind, default: 0] += try tx.execute(
        "UPDATE \(place.table) SET \(place.column) = $2 WHERE \(place.column) = $1", [.text(name), .text(other)])
    }
    return counts
  }

  static func deleteRefusals(of name: String, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM refused_sign_in WHERE name = $1", [.text(name)])
  }

  /// How much there is of each class beside texts and notices.
  static func counts(of id: RecordID, name: String, words: [String], in tx: any Transaction) throws
    -> [ErasureClass: Int]
  {
    func count(_ sql: String, _ value: SQLValue) throws -> Int { try tx.first(sql, [value]) { try $0.int(0) } ?? 0 }
    var counts: [ErasureClass: Int] = [:]
    for place in places {
      counts[place.kind, default: 0] += try count(
        "SELECT COUNT(*) FROM \(place.table) WHERE \(place.column) = $1", .text(name))
    }
    for (table, kind) in [("session", ErasureClass.sessions), ("device", .devices), ("token", .tokens)] {
      counts[kind] = try count("SELECT COUNT(*) FROM \(table) WHERE person = $1", .text(id.text))
    }
    counts[.refusals] = try count("SELECT COUNT(*) FROM refused_sign_in WHERE name = $1", .text(name))
    counts[.answers] = try count("SELECT COUNT(*) FROM once_answer WHERE principal = $1", .text(id.text))
    for word in words {
      counts[.answers, default: 0] +=
        try tx.first(
          "SELECT COUNT(*) FROM once_answer WHERE body LIKE $1 ESCAPE '!' AND principal <> $2",
          [mention(word), .text(id.text)]
        ) { try $0.int(0) } ?? 0
    }
    return counts
  }

  // MARK: What stays

  /// Entries of the journal that hold the name as such, or other words about the person, in plain; at most `limit`.
  static func plainEntries(
    naming name: String, words: [String], limit: Int, in tx: any Transaction
  ) throws -> [ErasureRemains.Entry] {
    var values: [SQLValue] = [.text(name), mention(name)]
    var condition = ""
    for word in words {
      values.append(.text("%\(escaped(word))%"))
      condition += " OR payload LIKE $\(values.count) ESCAPE '!'"
    }
    var found: [ErasureRemains.Entry] = []
    // The statement finds also what only looks like it, as a team that is called so.
    try tx.scan(
      """
      SELECT stream, sequence, kind, actor, payload FROM journal_entry
      WHERE actor = $1 OR payload LIKE $2 ESCAPE '!'\(condition) ORDER BY stream, sequence
      """, values
    ) { row in
      guard found.count < limit else { return }
      let entry = (kind: try row.text(2), actor: try row.text(3), payload: (try? JSON(parsing: row.text(4))) ?? .null)
      guard let mention = PersonalMembers.mention(of: name, words: words, in: entry) else { return }
      found.append(
        .init(stream: try row.text(0), sequence: try row.int64(1), kind: entry.kind, hasName: mention == .name))
    }
    return found
  }

  static func hasPlainName(_ name: String, in tx: any Transaction) throws -> Bool {
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

  /// Entries that the person's key seals a text in.
  static func countSealed(of id: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM journal_entry WHERE stream <> $1 AND payload LIKE $2 ESCAPE '!'",
      [.text(PersonToken.of(id)), .text("%\"sealed/\(escaped(id.text))/%")]
    ) { try $0.int(0) } ?? 0
  }

  /// Numbers of tickets with a text that stays and has one of these words, in capitals or not.
  static func tickets(
    mentioning words: [String], otherThan name: String, _ texts: ErasedTexts, limit: Int, in tx: any Transaction
  ) throws -> [String] {
    guard !words.isEmpty else { return [] }
    var values: [SQLValue] = [.text(name), .bool(texts != .keep), .bool(texts == .about), .int(limit)]
    func condition(_ column: String) -> String {
      let lowered = tx.dialect.lower(column)
      return words.map { word in
        values.append(.text("%\(ErasureStore.pattern(word.lowercased()))%"))
        return "\(lowered) LIKE $\(values.count) ESCAPE '!'"
      }.joined(separator: " OR ")
    }
    let (titles, descriptions, bodies) = (condition("t.title"), condition("t.description"), condition("m.body"))
    return try tx.query(
      """
      SELECT t.number FROM ticket t WHERE NOT (t.requester = $1 AND $2) AND (\(titles) OR \(descriptions))
      UNION SELECT t.number FROM message m JOIN ticket t ON t.id = m.ticket
      WHERE NOT (m.author = $1 AND $2) AND NOT (t.requester = $1 AND $3) AND (\(bodies)) LIMIT $4
      """, values
    ) { try $0.text(0) }.sorted()
  }

  private static func pattern(_ text: String) -> String {
    text.map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined()
  }
}
