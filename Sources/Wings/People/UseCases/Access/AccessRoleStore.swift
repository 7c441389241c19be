import Core
import Kernel
import Storage

/// Roles that somebody made or changed. Those of the product that nobody changed have no record.
enum AccessRoleStore {
  private static let columns = "key, label, permissions, changed_at, version"

  static func all(in tx: any Transaction) throws -> [AccessRole] {
    try tx.query("SELECT \(columns) FROM access_role ORDER BY key LIMIT $1", [.int(AccessRole.most * 2)], decode)
  }

  static func role(_ key: String, lock: Bool = false, in tx: any Transaction) throws -> AccessRole? {
    try tx.first(
      "SELECT \(columns) FROM access_role WHERE key = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(key)], decode)
  }

  /// Puts a role in the place of what there is under its key.
  static func save(_ role: AccessRole, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO access_role (\(columns)) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (key) DO UPDATE SET label = $2, permissions = $3, changed_at = $4, version = $5
      """,
      [
        .text(role.key), .text(role.label), .text(text(role.permissions)), .integer(now.milliseconds),
        .int(role.version ?? 1),
      ])
  }

  static func delete(_ key: String, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM access_role WHERE key = $1", [.text(key)])
  }

  /// Makes others who name roles wait until this transaction ends, so that bounds hold.
  static func lock(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_007)]) }
  }

  /// Those whose keys lie from `first` through `last` as verification compares them: label, permissions, when they were
  /// changed, version.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void,
    unreadable: (_ key: String, MainstayError) throws -> Void
  ) throws {
    let decode = reading("access_role", columns) { try $0.texts([.text, .text, .integer, .integer], from: 1) }
    try tx.forEach(
      "SELECT \(columns) FROM access_role WHERE key >= $1 AND key <= $2 ORDER BY key", [.text(first), .text(last)]
    ) { row in
      let found: [String?]
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(row.text(0), found)
    }
  }

  static func text(_ permissions: Set<String>) -> String { permissions.sorted().joined(separator: " ") }

  static func permissions(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  private static func decode(_ row: any Row) throws -> AccessRole {
    try reading("access_role", columns) { row in
      AccessRole(
        key: try row.text(0), label: try row.text(1), permissions: permissions(try row.text(2)),
        home: Role(rawValue: try row.text(0)), version: try row.int(4))
    }(row)
  }
}
