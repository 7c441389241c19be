import Journal
import Kernel
import Storage

/// Somebody whom the journal names by an id: who signs in here, or whom another tool's tickets name.
package struct DataSubject: Hashable, Sendable {
  /// Also the id of the person who signs in.
  package var id: RecordID
  /// The sign-in name, or the name in the other tool; of who was erased, what stands in its place.
  package var name: String
  /// The key that seals what the journal holds of them: sealed with the secrets key, or in hexadecimal where there is
  /// none. Nil before it is needed, and once they were erased.
  package var key: String?
  /// The digest of the name of somebody who was erased, where entries of before hold that name in plain; so that these
  /// read as the others do.
  package var former: String?
  package var erasedAt: Instant?

  package init(
    id: RecordID, name: String, key: String? = nil, former: String? = nil, erasedAt: Instant? = nil
  ) {
    (self.id, self.name, self.key, self.former, self.erasedAt) = (id, name, key, former, erasedAt)
  }

  package static func former(_ name: String) -> String { sha256Hex("mainstay former name\n\(name)".utf8) }
}

/// Who is who in the journal.
package enum SubjectStore {
  private static let columns = "id, name, key, former, erased_at"

  private static func decode(_ row: any Row) throws -> DataSubject {
    try reading("data_subject", columns) { row in
      DataSubject(
        id: RecordID(try row.text(0)), name: try row.text(1), key: try row.optionalText(2),
        former: try row.optionalText(3), erasedAt: try row.optionalInt64(4).map(Instant.init(milliseconds:)))
    }(row)
  }

  package static func subject(named name: String, in tx: any Transaction) throws -> DataSubject? {
    try tx.first("SELECT \(columns) FROM data_subject WHERE name = $1", [.text(name)], decode)
  }

  package static func subject(_ id: RecordID, in tx: any Transaction) throws -> DataSubject? {
    try tx.first("SELECT \(columns) FROM data_subject WHERE id = $1", [.text(id.text)], decode)
  }

  /// The ids of those who are called so.
  static func ids(of names: Set<String>, in tx: any Transaction) throws -> [String: RecordID] {
    let found = try tx.query(
      "SELECT name, id FROM data_subject WHERE name \(tx.dialect.anyText("$1"))", [.list(names.sorted())]
    ) { (try $0.text(0), RecordID(try $0.text(1))) }
    return Dictionary(found) { first, _ in first }
  }

  /// Whether somebody was erased; not of an id that is nobody's.
  static func isErased(_ id: RecordID, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT erased_at FROM data_subject WHERE id = $1", [.text(id.text)]) { row in
      try row.optionalInt64(0) != nil
    } ?? false
  }

  /// False where there is somebody of this name already.
  package static func insert(_ subject: DataSubject, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "INSERT INTO data_subject (id, name, key) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
      [.text(subject.id.text), .text(subject.name), .text(subject.key)]) == 1
  }

  package static func keep(key: String, of id: RecordID, in tx: any Transaction) throws {
    try tx.execute("UPDATE data_subject SET key = $2 WHERE id = $1", [.text(id.text), .text(key)])
  }

  /// Makes all others who ask who is who wait until this transaction ends, once those have ended who did: afterwards
  /// nobody writes a name that they read before.
  package static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.exclusive("data_subject") { try tx.execute(lock) }
  }

  /// Takes the key away and puts another name in the place of the one there was.
  package static func erase(_ id: RecordID, as name: String, former: String?, at now: Instant, in tx: any Transaction)
    throws
  {
    try tx.execute(
      "UPDATE data_subject SET name = $2, key = NULL, former = $3, erased_at = $4 WHERE id = $1",
      [.text(id.text), .text(name), .text(former), .integer(now.milliseconds)])
  }

  /// What ids, and the digests of names of before, are called at present.
  package static func names(
    ids: Set<String>, former: Set<String>, in tx: any Transaction, _ body: (_ key: String, _ name: String) -> Void
  ) throws {
    guard !ids.isEmpty || !former.isEmpty else { return }
    try tx.forEach(
      """
      SELECT id, name FROM data_subject WHERE id \(tx.dialect.anyText("$1"))
      UNION ALL SELECT former, name FROM data_subject WHERE former \(tx.dialect.anyText("$2"))
      """, [.list(ids.sorted()), .list(former.sorted())]
    ) { body(try $0.text(0), try $0.text(1)) }
  }

  package static func isFormer(_ digest: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM data_subject WHERE former = $1 LIMIT 1", [.text(digest)]) { _ in true } ?? false
  }

  package static func subjects(_ ids: Set<String>, in tx: any Transaction) throws -> [DataSubject] {
    guard !ids.isEmpty else { return [] }
    return try tx.query(
      "SELECT \(columns) FROM data_subject WHERE id \(tx.dialect.anyText("$1"))", [.list(ids.sorted())], decode)
  }

  /// Those whose ids lie from `first` through `last`, in order.
  package static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (DataSubject) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "data_subject", from: first, through: last, decode, body, unreadable: unreadable)
  }

  /// Those that have no key and were not erased: from before there were keys.
  package static func withoutKey(limit: Int, in tx: any Transaction) throws -> [DataSubject] {
    try tx.query(
      "SELECT \(columns) FROM data_subject WHERE key IS NULL AND erased_at IS NULL ORDER BY id LIMIT $1",
      [.int(limit)], decode)
  }

  /// Those whose key is not sealed with the secrets key of this id, or not at all where nil, behind one of them.
  package static func notSealed(with key: String?, after: String, limit: Int, in tx: any Transaction) throws
    -> [DataSubject]
  {
    try tx.query(
      """
      SELECT \(columns) FROM data_subject WHERE id > $1 AND key IS NOT NULL AND key NOT LIKE $2 ORDER BY id LIMIT $3
      """, [.text(after), .text(SealedText.mark + (key.map { $0 + ":%" } ?? "%")), .int(limit)], decode)
  }

  /// The id of the secrets key with which the key of the newest was sealed whose key is sealed.
  static func sealedKeyID(in tx: any Transaction) throws -> String? {
    try tx.first(
      "SELECT key FROM data_subject WHERE key LIKE $1 ORDER BY id DESC LIMIT 1", [.text("\(SealedText.mark)%")]
    ) { SealedText(try $0.text(0))?.keyID }.flatMap { $0 }
  }

  /// Those who were erased, the newest first, behind one of them.
  package static func erased(
    after place: (erasedAt: Instant, id: RecordID)?, limit: Int, in tx: any Transaction
  ) throws -> [DataSubject] {
    try tx.query(
      """
      SELECT \(columns) FROM data_subject WHERE erased_at IS NOT NULL AND (erased_at < $1 OR (erased_at = $1 AND id < $2))
      ORDER BY erased_at DESC, id DESC LIMIT $3
      """,
      [.integer((place?.erasedAt ?? .latest).milliseconds), .text(place?.id.text ?? ""), .int(limit)], decode)
  }
}
