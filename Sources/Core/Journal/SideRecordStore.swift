import Journal
import Kernel
import Storage

/// Columns that the journal must not hold, because they are personal or secret: it keeps a salted digest of them
/// instead. The salt stands beside the rows, so that both can be erased and the chain stays whole.
package struct SideRecord: Sendable {
  /// The table, which is also what its salts are called by.
  package var table: String
  /// The columns under the digest, in its order.
  package var columns: [(name: String, kind: ColumnKind)]
  /// The stream that keeps the digest of a row, from the values of the row's id and `owner`.
  package var owner: String

  package init(table: String, columns: [(name: String, kind: ColumnKind)], owner: String) {
    (self.table, self.columns, self.owner) = (table, columns, owner)
  }

  /// The member of a payload that has the digest.
  package static let member = "side"

  /// Canonical JSON of the columns, behind the salt.
  package static func digest(_ columns: [String?], salt: [UInt8]) -> String {
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
  package struct Found {
    package var id: String
    package var columns: [String?]
    /// Nil where there is none.
    package var salt: [UInt8]?
  }

  /// Rows whose owners lie from `first` through `last`; `unreadable` gets what is wrong with those that cannot be read.
  package func scan(
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
  package func uncovered(limit: Int, in tx: any Transaction) throws -> [(id: RecordID, owner: RecordID)] {
    try tx.query(
      """
      SELECT t.id, t.\(owner) FROM \(table) t
      WHERE NOT EXISTS (SELECT 1 FROM side_salt s WHERE s.record = '\(table)/' || t.id)
        AND NOT EXISTS (
          SELECT 1 FROM journal_entry e WHERE e.stream = 'person/' || t.\(owner) AND (e.kind = '\(PersonErasure.kind)'
            OR e.payload LIKE '%"side":%' AND ('\(table)' = 'person' OR e.payload LIKE '%' || t.id || '%')))
      ORDER BY t.id LIMIT $1
      """, [.int(limit)]
    ) { (id: RecordID(try $0.text(0)), owner: RecordID(try $0.text(1))) }
  }

  /// Keeps the salt of a row's digest in place of the one before.
  func keep(_ salt: [UInt8], of id: RecordID, in tx: any Transaction) throws {
    try tx.enqueue(
      """
      INSERT INTO side_salt (record, salt) VALUES ($1, $2)
      ON CONFLICT (record) DO UPDATE SET salt = excluded.salt
      """, [.text("\(table)/\(id.text)"), .bytes(salt)])
  }
}

extension Work {
  /// The digest of a row's personal or secret columns as they stand, under a new salt: for the payload of the entry
  /// that tells of the change.
  package func coverSide(_ record: SideRecord, _ id: RecordID) throws -> JSON {
    guard let columns = try record.values(of: id, in: transaction) else {
      throw MainstayError.notFound(kind: record.table, id: id.text)
    }
    let salt = app.ids.secret(bytes: 16)
    try record.keep(salt, of: id, in: transaction)
    return .string(SideRecord.digest(columns, salt: salt))
  }
}

extension JSON {
  /// The object with one more member.
  package func with(_ name: String, _ value: JSON) -> JSON {
    .object((objectValue ?? [:]).merging([name: value]) { $1 })
  }
}
