import Core
import Directories
import Kernel
import Storage

/// Directories.
enum DirectoryStore {
  private static let columns = "id, label, kind, settings, rule, secret, salt, active, created_at, version"

  private static func decode(_ row: any Row) throws -> Directory {
    try reading("directory", columns) { row in
      let kind: DirectoryKind = try row.value(2)
      let (settings, rule) = (try row.json(3), try row.json(4))
      do {
        return Directory(
          id: RecordID(try row.text(0)), label: try row.text(1), settings: try DirectorySettings(kind, settings),
          rule: try AdmissionRule(rule), isActive: try row.bool(7), createdAt: Instant(milliseconds: try row.int64(8)),
          version: try row.int(9), secret: try row.text(5), salt: try row.bytes(6))
      } catch MainstayError.invalid(let faults) {
        throw StorageError.column(
          index: 3, expected: "settings and a rule", found: faults.first.map { "\($0.path) \($0.message)" } ?? "faulty")
      }
    }(row)
  }

  static func insert(_ directory: Directory, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO directory (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", values(directory))
  }

  static func update(_ directory: Directory, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE directory SET label = $2, kind = $3, settings = $4, rule = $5, secret = $6, salt = $7, active = $8,
        created_at = $9, version = $10
      WHERE id = $1
      """, values(directory))
  }

  private static func values(_ directory: Directory) -> [SQLValue] {
    [
      .text(directory.id.text), .text(directory.label), .text(directory.kind.rawValue),
      .text(directory.settings.json.canonical), .text(directory.rule.json.canonical), .text(directory.secret),
      .bytes(directory.salt), .bool(directory.isActive), .integer(directory.createdAt.milliseconds),
      .int(directory.version),
    ]
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM directory WHERE id = $1", [.text(id.text)])
  }

  static func all(in tx: any Transaction) throws -> [Directory] {
    try tx.query(
      "SELECT \(columns) FROM directory ORDER BY created_at, id LIMIT $1", [.int(Directory.most)], decode)
  }

  static func directory(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> Directory? {
    try tx.first(
      "SELECT \(columns) FROM directory WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""), [.text(id.text)], decode)
  }

  /// The one that sends people here with a secret.
  static func directory(ofSecret digest: String, in tx: any Transaction) throws -> Directory? {
    try tx.first(
      "SELECT \(columns) FROM directory WHERE secret = $1 AND kind = 'scim' AND active = TRUE", [.text(digest)], decode)
  }

  /// Those whose ids lie from `first` through `last`, in order; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (Directory) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "directory", from: first, through: last, decode, body, unreadable: unreadable)
  }
}

/// What directories know people by.
enum DirectoryAccountStore {
  private static let columns =
    "id, directory, person, subject, user_name, external_id, said, created_at, changed_at, version"

  private static func decode(_ row: any Row) throws -> DirectoryAccount {
    try reading("directory_account", columns) { row in
      DirectoryAccount(
        id: RecordID(try row.text(0)), directory: RecordID(try row.text(1)), person: RecordID(try row.text(2)),
        subject: try row.text(3), userName: try row.optionalText(4), externalID: try row.optionalText(5),
        said: try row.json(6), createdAt: Instant(milliseconds: try row.int64(7)),
        changedAt: Instant(milliseconds: try row.int64(8)), version: try row.int(9))
    }(row)
  }

  /// - Throws: `StorageError.unique` where the directory knows another one by the subject or name, or the person already.
  static func insert(_ account: DirectoryAccount, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO directory_account (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", values(account))
  }

  static func update(_ account: DirectoryAccount, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE directory_account SET directory = $2, person = $3, subject = $4, user_name = $5, external_id = $6,
        said = $7, created_at = $8, changed_at = $9, version = $10
      WHERE id = $1
      """, values(account))
  }

  private static func values(_ account: DirectoryAccount) -> [SQLValue] {
    [
      .text(account.id.text), .text(account.directory.text), .text(account.person.text), .text(account.subject),
      .text(account.userName), .text(account.externalID), .text(account.said.canonical),
      .integer(account.createdAt.milliseconds), .integer(account.changedAt.milliseconds), .int(account.version),
    ]
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM directory_member WHERE account = $1", [.text(id.text)])
    try tx.execute("DELETE FROM directory_account WHERE id = $1", [.text(id.text)])
    try tx.execute("DELETE FROM side_salt WHERE record = 'directory_account/' || $1", [.text(id.text)])
  }

  static func account(
    _ id: RecordID, of directory: RecordID, lock: Bool = false, in tx: any Transaction
  ) throws -> DirectoryAccount? {
    try tx.first(
      "SELECT \(columns) FROM directory_account WHERE id = $1 AND directory = $2" + (lock ? tx.dialect.forUpdate : ""),
      [.text(id.text), .text(directory.text)], decode)
  }

  static func account(
    subject: String, of directory: RecordID, lock: Bool = false, in tx: any Transaction
  ) throws -> DirectoryAccount? {
    try tx.first(
      "SELECT \(columns) FROM directory_account WHERE directory = $1 AND subject = $2"
        + (lock ? tx.dialect.forUpdate : ""), [.text(directory.text), .text(subject)], decode)
  }

  static func account(userName: String, of directory: RecordID, in tx: any Transaction) throws -> DirectoryAccount? {
    try tx.first(
      "SELECT \(columns) FROM directory_account WHERE directory = $1 AND user_name = $2",
      [.text(directory.text), .text(userName)], decode)
  }

  static func accounts(externalID: String, of directory: RecordID, in tx: any Transaction) throws
    -> [DirectoryAccount]
  {
    try tx.query(
      "SELECT \(columns) FROM directory_account WHERE directory = $1 AND external_id = $2 ORDER BY id LIMIT $3",
      [.text(directory.text), .text(externalID), .int(SCIM.mostListed)], decode)
  }

  static func accounts(
    of directory: RecordID, from offset: Int, limit: Int, in tx: any Transaction
  ) throws -> [DirectoryAccount] {
    try tx.query(
      "SELECT \(columns) FROM directory_account WHERE directory = $1 ORDER BY id LIMIT $2 OFFSET $3",
      [.text(directory.text), .int(limit), .int(offset)], decode)
  }

  static func accounts(of person: RecordID, in tx: any Transaction) throws -> [DirectoryAccount] {
    try tx.query(
      "SELECT \(columns) FROM directory_account WHERE person = $1 ORDER BY id LIMIT $2",
      [.text(person.text), .int(Directory.most)], decode)
  }

  /// All of a directory with whether their people may sign in.
  static func lines(
    of directory: RecordID, limit: Int, in tx: any Transaction
  ) throws -> [DirectoryStanding.Line] {
    try tx.query(
      """
      SELECT a.id, a.subject, a.said, p.active FROM directory_account a JOIN person p ON p.id = a.person
      WHERE a.directory = $1 ORDER BY a.id LIMIT $2
      """, [.text(directory.text), .int(limit)]
    ) {
      DirectoryStanding.Line(
        account: RecordID(try $0.text(0)), subject: try $0.text(1), said: try $0.json(2), isActive: try $0.bool(3))
    }
  }

  static func count(of directory: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM directory_account WHERE directory = $1", [.text(directory.text)]) {
      try $0.int(0)
    } ?? 0
  }
}

/// Groups of directories, and who is in them.
enum DirectoryGroupStore {
  private static let columns = "id, directory, name, external_id, created_at, changed_at, version"

  private static func decode(_ row: any Row) throws -> DirectoryGroup {
    try reading("directory_group", columns) { row in
      DirectoryGroup(
        id: RecordID(try row.text(0)), directory: RecordID(try row.text(1)), name: try row.text(2),
        externalID: try row.optionalText(3), members: [], createdAt: Instant(milliseconds: try row.int64(4)),
        changedAt: Instant(milliseconds: try row.int64(5)), version: try row.int(6))
    }(row)
  }

  /// - Throws: `StorageError.unique` where the directory has a group of this name.
  static func insert(_ group: DirectoryGroup, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO directory_group (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7)", values(group))
    try add(group.members, to: group.id, in: tx)
  }

  static func update(_ group: DirectoryGroup, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE directory_group SET directory = $2, name = $3, external_id = $4, created_at = $5, changed_at = $6,
        version = $7
      WHERE id = $1
      """, values(group))
  }

  private static func values(_ group: DirectoryGroup) -> [SQLValue] {
    [
      .text(group.id.text), .text(group.directory.text), .text(group.name), .text(group.externalID),
      .integer(group.createdAt.milliseconds), .integer(group.changedAt.milliseconds), .int(group.version),
    ]
  }

  static func add(_ members: [RecordID], to group: RecordID, in tx: any Transaction) throws {
    try tx.executeBatch(
      "INSERT INTO directory_member (parent, account) VALUES ($1, $2)",
      members.map { [.text(group.text), .text($0.text)] })
  }

  static func take(_ members: [RecordID], from group: RecordID, in tx: any Transaction) throws {
    try tx.executeBatch(
      "DELETE FROM directory_member WHERE parent = $1 AND account = $2",
      members.map { [.text(group.text), .text($0.text)] })
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM directory_member WHERE parent = $1", [.text(id.text)])
    try tx.execute("DELETE FROM directory_group WHERE id = $1", [.text(id.text)])
  }

  static func group(
    _ id: RecordID, of directory: RecordID, lock: Bool = false, in tx: any Transaction
  ) throws -> DirectoryGroup? {
    guard
      var group = try tx.first(
        "SELECT \(columns) FROM directory_group WHERE id = $1 AND directory = $2" + (lock ? tx.dialect.forUpdate : ""),
        [.text(id.text), .text(directory.text)], decode)
    else { return nil }
    group.members = try members(of: id, in: tx)
    return group
  }

  static func members(of group: RecordID, in tx: any Transaction) throws -> [RecordID] {
    try tx.query("SELECT account FROM directory_member WHERE parent = $1 ORDER BY account", [.text(group.text)]) {
      RecordID(try $0.text(0))
    }
  }

  /// Without their members.
  static func groups(
    of directory: RecordID, from offset: Int, limit: Int, in tx: any Transaction
  ) throws -> [DirectoryGroup] {
    try tx.query(
      "SELECT \(columns) FROM directory_group WHERE directory = $1 ORDER BY id LIMIT $2 OFFSET $3",
      [.text(directory.text), .int(limit), .int(offset)], decode)
  }

  static func count(of directory: RecordID, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM directory_group WHERE directory = $1", [.text(directory.text)]) {
      try $0.int(0)
    } ?? 0
  }

  /// The groups that an account is in, by name.
  static func groups(of account: RecordID, in tx: any Transaction) throws -> [(id: RecordID, name: String)] {
    try tx.query(
      """
      SELECT g.id, g.name FROM directory_member m JOIN directory_group g ON g.id = m.parent WHERE m.account = $1
      ORDER BY g.name
      """, [.text(account.text)]
    ) { (RecordID(try $0.text(0)), try $0.text(1)) }
  }

  /// Groups as verification compares them, whose ids lie from `first` through `last`: directory, name, external id,
  /// created at, changed at, version, and members a line each.
  static func forEachProjected(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    var members: [String: [String]] = [:]
    try tx.forEach(
      "SELECT parent, account FROM directory_member WHERE parent >= $1 AND parent <= $2 ORDER BY parent, account",
      [.text(first), .text(last)]
    ) { members[try $0.text(0), default: []].append(try $0.text(1)) }
    let decode = reading("directory_group", columns) { row in
      try row.texts([.text, .text, .text, .integer, .integer, .integer], from: 1)
        + [(members[try row.text(0)] ?? []).joined(separator: "\n")]
    }
    try tx.forEach(
      "SELECT \(columns) FROM directory_group WHERE id >= $1 AND id <= $2 ORDER BY id", [.text(first), .text(last)]
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
}
