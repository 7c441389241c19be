import Governance
import Kernel
import People
import Storage

/// Columns that the journal must not hold, because they are personal or secret: it keeps a salted digest of them
/// instead. The salt stands beside the rows, so that both can be erased and the chain stays whole.
struct SideRecord: Sendable {
  /// The table, which is also what its salts are called by.
  var table: String
  /// The columns under the digest, in its order.
  var columns: [(name: String, kind: ColumnKind)]
  /// The stream that keeps the digest of a row, from the values of the row's id and `owner`.
  var owner: String

  /// What may be erased of a person, or opens their account.
  static let person = SideRecord(
    table: "person", columns: [("display_name", .text), ("email", .text), ("password", .text)], owner: "id")
  /// What makes an API token open something.
  static let token = SideRecord(
    table: "token",
    columns: [
      ("person", .text), ("label", .text), ("digest", .text), ("scopes", .text), ("created_at", .integer),
      ("expires_at", .integer), ("parent", .text),
    ], owner: "person")

  static let all = [person, token]

  /// The member of a payload that has the digest.
  static let member = "side"

  /// Canonical JSON of the columns, behind the salt.
  static func digest(_ columns: [String?], salt: [UInt8]) -> String {
    saltedDigest(JSON.array(columns.map { $0.map(JSON.string) ?? .null }).canonical, salt: salt)
  }

  private var list: String { columns.map(\.name).joined(separator: ", ") }

  func values(of id: RecordID, in tx: any Transaction) throws -> [String?]? {
    let kinds = columns.map(\.kind)
    return try tx.first(
      "SELECT id, \(list) FROM \(table) WHERE id = $1", [.text(id.text)],
      reading(table, "id, " + list) { try $0.texts(kinds, from: 1) })
  }

  /// A row as verification compares it.
  struct Found {
    var id: String
    var columns: [String?]
    /// Nil where there is none.
    var salt: [UInt8]?
  }

  /// Rows whose owners lie from `first` through `last`; `unreadable` gets what is wrong with those that cannot be read.
  func scan(
    from first: String, through last: String, in tx: any Transaction, unreadable: (MainstayError) -> Void,
    _ body: (Found) throws -> Void
  ) throws {
    let kinds = columns.map(\.kind)
    let decode = reading(table, "id, " + list + ", salt") { row in
      Found(id: try row.text(0), columns: try row.texts(kinds, from: 1), salt: try row.optionalBytes(kinds.count + 1))
    }
    let columns = columns.map { "t." + $0.name }.joined(separator: ", ")
    try tx.scan(
      """
      SELECT t.id, \(columns), s.salt FROM \(table) t LEFT JOIN side_salt s ON s.record = '\(table)/' || t.id
      WHERE t.\(owner) >= $1 AND t.\(owner) <= $2 ORDER BY t.id
      """, [.text(first), .text(last)]
    ) { row in
      do {
        try body(decode(row))
      } catch let error as MainstayError {
        unreadable(error)
      }
    }
  }

  /// Rows that have no salt and whose stream never had a digest of them: those from before there were any.
  func uncovered(limit: Int, in tx: any Transaction) throws -> [(id: RecordID, owner: RecordID)] {
    try tx.query(
      """
      SELECT t.id, t.\(owner) FROM \(table) t
      WHERE NOT EXISTS (SELECT 1 FROM side_salt s WHERE s.record = '\(table)/' || t.id)
        AND NOT EXISTS (
          SELECT 1 FROM journal_entry e WHERE e.stream = 'person/' || t.\(owner)
            AND e.payload LIKE '%"side":%' AND ('\(table)' = 'person' OR e.payload LIKE '%' || t.id || '%'))
      ORDER BY t.id LIMIT $1
      """, [.int(limit)]
    ) { (id: RecordID(try $0.text(0)), owner: RecordID(try $0.text(1))) }
  }
}

extension Work {
  /// The digest of a row's personal or secret columns as they stand, under a new salt: for the payload of the entry
  /// that tells of the change.
  func coverSide(_ record: SideRecord, _ id: RecordID) throws -> JSON {
    guard let columns = try record.values(of: id, in: transaction) else {
      throw MainstayError.notFound(kind: record.table, id: id.text)
    }
    let salt = app.ids.secret(bytes: 16)
    try transaction.enqueue(
      """
      INSERT INTO side_salt (record, salt) VALUES ($1, $2)
      ON CONFLICT (record) DO UPDATE SET salt = excluded.salt
      """, [.text("\(record.table)/\(id.text)"), .bytes(salt)])
    return .string(SideRecord.digest(columns, salt: salt))
  }
}

extension JSON {
  /// The object with one more member.
  func with(_ name: String, _ value: JSON) -> JSON {
    .object((objectValue ?? [:]).merging([name: value]) { $1 })
  }
}

/// Journals the digests of personal and secret columns that were written before the journal kept any; from then on a
/// change behind its back is found. A batch at a time; answers how many were covered.
public struct CoverSideRecords: Command {
  public static let batch = 500

  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    // Of several nodes that start, one covers.
    try JournalStore.lockSealing(in: work.transaction)
    var count = 0
    for record in SideRecord.all {
      for (id, owner) in try record.uncovered(limit: CoverSideRecords.batch - count, in: work.transaction) {
        var payload: JSON = [SideRecord.member: try work.coverSide(record, id)]
        if record.table == SideRecord.token.table { payload = payload.with("token", .string(id.text)) }
        let kind = "person.\(record.table == SideRecord.token.table ? "token-" : "")covered"
        try work.record([Happening(kind: kind, at: work.now, payload: payload)], on: "person/\(owner)")
        count += 1
      }
      if count >= CoverSideRecords.batch { break }
    }
    return count
  }
}
