import Core
import Kernel
import Storage

extension PeopleStore {
  /// People by their ids, so far as they can be read.
  package static func people(ids: Set<RecordID>, in tx: any Transaction) throws -> [RecordID: Person] {
    try people("id", ids.map(\.text), in: tx)
  }

  /// People by their sign-in names, so far as they can be read.
  package static func people(signingInAs names: Set<String>, in tx: any Transaction) throws -> [String: Person] {
    let found = try people("name", Array(names), in: tx)
    return Dictionary(found.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func people(
    _ column: String, _ keys: [String], in tx: any Transaction
  ) throws -> [RecordID: Person] {
    guard !keys.isEmpty else { return [:] }
    let found = try tx.readable(
      "SELECT \(joinedColumns(tx.dialect)) FROM person p WHERE p.\(column) \(tx.dialect.amongKeys("$1"))",
      [.list(keys.sorted())]
    ) { try decodeJoined($0, from: 0) }
    return Dictionary(found.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
