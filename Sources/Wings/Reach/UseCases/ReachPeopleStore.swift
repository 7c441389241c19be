import Core
import Kernel
import PeopleUseCases
import Storage

/// People by id, and those whom nothing reaches.
enum ReachPeopleStore {
  static func person(_ id: RecordID, in tx: any Transaction) throws -> Person? {
    let name = try tx.first("SELECT name FROM person WHERE id = $1", [.text(id.text)]) { try $0.text(0) }
    return try name.flatMap { try PeopleStore.person(named: $0, in: tx) }
  }

  /// Who of these has a way that was verified.
  static func withWay(_ ids: [RecordID], in tx: any Transaction) throws -> Set<RecordID> {
    guard !ids.isEmpty else { return [] }
    return Set(
      try tx.query(
        "SELECT DISTINCT person FROM way WHERE verified_at IS NOT NULL AND person \(tx.dialect.amongKeys("$1"))",
        [.list(ids.map(\.text))]
      ) { RecordID(try $0.text(0)) })
  }

  /// Who of these may sign in.
  static func active(_ ids: [RecordID], in tx: any Transaction) throws -> Set<RecordID> {
    guard !ids.isEmpty else { return [] }
    return Set(
      try tx.query(
        "SELECT id FROM person WHERE active = TRUE AND id \(tx.dialect.amongKeys("$1"))", [.list(ids.map(\.text))]
      ) { RecordID(try $0.text(0)) })
  }
}
