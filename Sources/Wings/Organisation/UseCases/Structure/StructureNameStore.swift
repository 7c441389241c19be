import Core
import Kernel
import Organisation
import Storage

extension StructureStore {
  /// Whether there is a record, or a team, of a key.
  static func hasKey(_ key: String, _ kind: StructureKind, in tx: any Transaction) throws -> Bool {
    kind == .team ? try teamName(key, in: tx) != nil : try isThere(kind, key, in: tx) != nil
  }

  /// The first two keys of records, or teams, that people call so, in capitals or not.
  static func keys(named name: String, _ kind: StructureKind, in tx: any Transaction) throws -> [String] {
    let (of, values): (String, [SQLValue]) =
      kind == .team
      ? ("team WHERE lower(name) = lower($1)", [.text(name)])
      : ("structure_record WHERE lower(name) = lower($1) AND kind = $2", [.text(name), .text(kind.rawValue)])
    return try tx.query("SELECT key FROM \(of) ORDER BY key LIMIT 2", values) { try $0.text(0) }
  }
}
