import Core
import Kernel
import Storage

/// Grants of roles.
enum GrantStore {
  private static let columns = """
    id, person, team, role, scope, scope_key, from_at, until_at, granted_by, granted_at, provenance, source, last_used_at
    """

  static func insert(_ grant: AccessGrant, in tx: any Transaction) throws {
    let (person, team): (String?, String?) =
      switch grant.holder {
      case .person(let id): (id.text, nil)
      case .team(let key): (nil, key)
      }
    try tx.execute(
      """
      INSERT INTO access_grant (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)
      """,
      [
        .text(grant.id.text), .text(person), .text(team), .text(grant.role), .text(grant.scope.kind),
        .text(grant.scope.key), .integer(grant.from.milliseconds), .integer(grant.until?.milliseconds),
        .text(grant.givenBy), .integer(grant.givenAt.milliseconds), .text(grant.provenance.rawValue),
        .text(grant.source),
      ])
  }

  static func delete(_ id: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM access_grant WHERE id = $1", [.text(id.text)])
  }

  static func grant(_ id: RecordID, in tx: any Transaction) throws -> AccessGrant? {
    try tx.first(
      "SELECT \(columns) FROM access_grant WHERE id = $1" + tx.dialect.forUpdate, [.text(id.text)], decode)
  }

  /// The grants of a holder, the oldest first.
  static func grants(of holder: AccessGrant.Holder, in tx: any Transaction) throws -> [AccessGrant] {
    let (column, key) = column(holder)
    return try tx.query(
      "SELECT \(columns) FROM access_grant WHERE \(column) = $1 ORDER BY id LIMIT $2",
      [.text(key), .int(AccessRole.mostGrants)], decode)
  }

  static func count(of holder: AccessGrant.Holder, in tx: any Transaction) throws -> Int {
    let (column, key) = column(holder)
    return try tx.first("SELECT COUNT(*) FROM access_grant WHERE \(column) = $1", [.text(key)]) { try $0.int(0) } ?? 0
  }

  /// Grants of a role, behind one of them.
  static func grants(
    ofRole role: String, after: String, limit: Int, in tx: any Transaction
  ) throws -> [AccessGrant] {
    try tx.query(
      "SELECT \(columns) FROM access_grant WHERE role = $1 AND id > $2 ORDER BY id LIMIT $3",
      [.text(role), .text(after), .int(limit)], decode)
  }

  /// Grants for a desk that hold at an instant, or will later.
  static func grants(ofDesk desk: String, at now: Instant, in tx: any Transaction) throws -> [AccessGrant] {
    try tx.query(
      """
      SELECT \(columns) FROM access_grant
      WHERE scope = 'desk' AND scope_key = $1 AND (until_at IS NULL OR until_at > $2) ORDER BY id
      """, [.text(desk), .integer(now.milliseconds)], decode)
  }

  static func isGiven(role: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM access_grant WHERE role = $1 LIMIT 1", [.text(role)]) { _ in true } ?? false
  }

  private static func column(_ holder: AccessGrant.Holder) -> (String, String) {
    switch holder {
    case .person(let id): ("person", id.text)
    case .team(let key): ("team", key)
    }
  }

  /// Notes that somebody is here with what they hold; at most one write in `AccessGrant.use` a grant.
  static func noteUse(by person: RecordID, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE access_grant SET last_used_at = $2
      WHERE id IN (
        SELECT id FROM access_grant WHERE person = $1
        UNION ALL SELECT g.id FROM team_member m JOIN access_grant g ON g.team = m.team WHERE m.person = $1)
        AND from_at <= $2 AND (until_at IS NULL OR until_at > $2) AND (last_used_at IS NULL OR last_used_at <= $3)
      """,
      [
        .text(person.text), .integer(now.milliseconds), .integer((now - AccessGrant.use).milliseconds),
      ])
  }

  /// Grants of people, or of teams, whose holders' keys lie from `first` through `last`, as verification compares them.
  static func scan(
    _ column: String, from first: String, through last: String, in tx: any Transaction,
    _ body: (_ holder: String, _ id: String, [String?]) throws -> Void,
    unreadable: (_ holder: String, _ id: String, MainstayError) throws -> Void
  ) throws {
    let columns =
      "id, \(column), role, scope, scope_key, from_at, until_at, granted_by, granted_at, provenance, source"
    let decode = reading("access_grant", columns) { row in
      try row.texts([.text, .text, .text, .integer, .integer, .text, .integer, .text, .text], from: 2)
    }
    try tx.forEach(
      """
      SELECT \(columns) FROM access_grant WHERE \(column) >= $1 AND \(column) <= $2 ORDER BY \(column), id
      """, [.text(first), .text(last)]
    ) { row in
      let found: [String?]
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(1), row.text(0), error)
      }
      try body(row.text(1), row.text(0), found)
    }
  }

  private static func decode(_ row: any Row) throws -> AccessGrant {
    try reading("access_grant", columns) { row in
      guard let scope = GrantScope(kind: try row.text(4), key: try row.optionalText(5)) else {
        throw StorageError.column(index: 4, expected: "a scope with its key", found: try row.text(4))
      }
      let holder: AccessGrant.Holder =
        try row.optionalText(1).map { .person(RecordID($0)) } ?? .team(try row.text(2))
      return AccessGrant(
        id: RecordID(try row.text(0)), holder: holder, role: try row.text(3), scope: scope,
        from: Instant(milliseconds: try row.int64(6)),
        until: try row.optionalInt64(7).map(Instant.init(milliseconds:)), givenBy: try row.text(8),
        givenAt: Instant(milliseconds: try row.int64(9)), provenance: try row.value(10),
        source: try row.optionalText(11), lastUsedAt: try row.optionalInt64(12).map(Instant.init(milliseconds:)))
    }(row)
  }
}

/// What is read of somebody's grants with a person `p`, in the statement that asks who it is.
extension GrantStore {
  private static let mark = "\u{1f}"
  /// Between several within one part of a line.
  private static let inner = "\u{1e}"
  /// Stands where no record says what a role allows; no permission is called so.
  private static let unsaid = "-"

  /// Five columns: what a record says of the home role, the person's own grants, those of the teams, and what
  /// `ClearanceStore` adds. Keys and
  /// names hold no control characters, so that these keep the parts of a line apart.
  static func joinedColumns(_ dialect: Dialect) -> String {
    // Teams of the desk of a grant; keys of desks and teams hold none of the marks.
    let teams = """
      CASE WHEN g.scope = 'desk' THEN COALESCE((SELECT \(dialect.joined("substr(l.record, 6)", separator: inner)) \
      FROM structure_link l WHERE l.target = g.scope_key AND \(DeskTeamStore.isOfTeam)), '') ELSE '' END
      """
    let parts = [
      "g.id", "COALESCE(g.team, '')", "g.role", "g.scope", "COALESCE(g.scope_key, '')", "CAST(g.from_at AS TEXT)",
      "COALESCE(CAST(g.until_at AS TEXT), '')", "COALESCE(r.permissions, '\(unsaid)')", teams,
    ]
    let line = dialect.joined(parts.joined(separator: " || '\(mark)' || "), separator: "\n")
    return """
      (SELECT r.permissions FROM access_role r WHERE r.key = p.role), \
      (SELECT \(line) FROM access_grant g LEFT JOIN access_role r ON r.key = g.role WHERE g.person = p.id), \
      (SELECT \(line) FROM team_member m JOIN access_grant g ON g.team = m.team \
      LEFT JOIN access_role r ON r.key = g.role WHERE m.person = p.id), \
      \(ClearanceStore.joinedColumns(dialect))
      """
  }

  /// - Throws: `StorageError.column` where a grant cannot be read: nobody is let in with half of what they hold.
  static func decodeJoined(_ row: any Row, from first: Int) throws -> HeldGrants {
    var held = HeldGrants(home: try row.optionalText(first).map(AccessRoleStore.permissions))
    for column in [first + 1, first + 2] {
      for line in try (row.optionalText(column) ?? "").split(separator: "\n") {
        let parts = line.split(separator: Character(mark), omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 9, let scope = GrantScope(kind: parts[3], key: parts[4].isEmpty ? nil : parts[4]),
          let from = Int64(parts[5]), parts[6].isEmpty || Int64(parts[6]) != nil
        else {
          throw StorageError.column(index: column, expected: "a grant", found: "something else: \(line.prefix(40))")
        }
        held.grants.append(
          .init(
            id: RecordID(parts[0]), team: parts[1].isEmpty ? nil : parts[1], role: parts[2], scope: scope,
            from: Instant(milliseconds: from), until: Int64(parts[6]).map(Instant.init(milliseconds:)),
            permissions: parts[7] == unsaid ? nil : AccessRoleStore.permissions(parts[7])))
        if case .desk(let key) = scope {
          held.teamsOfDesks[key] = Set(parts[8].split(separator: Character(inner)).map(String.init))
        }
      }
    }
    held.grants.sort { $0.id < $1.id }
    try ClearanceStore.decodeJoined(row, from: first + 3, into: &held)
    return held
  }
}
