import Core
import Kernel
import Organisation
import Storage

/// Records of the structure, and what they name.
enum StructureStore {
  private static let columns = "id, kind, key, name, facts, active, version, created_at"

  static func save(_ row: StructureRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO structure_record (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (id) DO UPDATE SET name = $4, facts = $5, active = $6, version = $7
      """,
      [
        .text(row.id), .text(row.kind.rawValue), .text(row.key), .text(row.name),
        .text(JSON.object(row.facts.mapValues { .array($0.map(JSON.string)) }).canonical), .bool(row.isActive),
        .int(row.version), .integer(row.createdAt.milliseconds),
      ])
    try tx.execute("DELETE FROM structure_link WHERE record = $1", [.text(row.id)])
    try tx.executeBatch(
      "INSERT INTO structure_link (record, field, target) VALUES ($1, $2, $3)",
      row.links.sorted { $0.key < $1.key }.flatMap { field, targets in
        targets.map { [.text(row.id), .text(field), .text($0)] }
      })
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func row(_ id: String, lock: Bool = false, in tx: any Transaction) throws -> StructureRow? {
    let ending = lock ? tx.dialect.forUpdate : ""
    guard
      var row = try tx.first(
        "SELECT \(columns) FROM structure_record WHERE id = $1" + ending, [.text(id)], decode)
    else { return nil }
    row.links = try links(of: [id], in: tx)[id] ?? [:]
    return row
  }

  static func isThere(_ kind: StructureKind, _ key: String, in tx: any Transaction) throws -> Bool? {
    try tx.first(
      "SELECT active FROM structure_record WHERE id = $1", [.text(StructureRecord.id(kind, key))]
    ) { try $0.bool(0) }
  }

  /// Rows of a kind with what people call them, by key, behind one; of teams, all that there are.
  static func list(
    _ kind: StructureKind, words: [String], after key: String, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<(row: StructureRow, name: String)> {
    let isTeam = kind == .team
    let name = isTeam ? "t.name" : "s.name"
    let of = isTeam ? "t.key" : "s.key"
    var values: [SQLValue] = [.text(key), .int(limit)]
    var conditions = "\(of) > $1"
    // The longest is likely the rarest: of most rows no other is looked for.
    for word in words.sorted(by: { ($1.utf8.count, $0) < ($0.utf8.count, $1) }) {
      values.append(.text("%" + word.map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined() + "%"))
      let mark = "$\(values.count)"
      // No word holds a blank, so that none is found across key and name.
      conditions += " AND \(tx.dialect.lower("\(of) || ' ' || \(name)")) LIKE \(mark) ESCAPE '!'"
    }
    let from =
      isTeam
      ? "team t LEFT JOIN structure_record s ON s.id = 'team/' || t.key" : "structure_record s"
    if !isTeam {
      values.append(.text(kind.rawValue))
      conditions += " AND s.kind = $\(values.count)"
    }
    let columns = StructureStore.columns.split(separator: ",").map { "s." + $0.drop { $0 == " " } }
      .joined(separator: ", ")
    var found = try tx.readable(
      "SELECT \(columns), \(of), \(name), \(isTeam ? "t" : "s").created_at FROM \(from) WHERE \(conditions) ORDER BY \(of) LIMIT $2",
      values
    ) { row -> (row: StructureRow, name: String) in
      guard try row.optionalText(0) != nil else {
        // Nothing has been said of this team yet.
        let at = Instant(milliseconds: try row.int64(10))
        return (StructureRow(kind, try row.text(8), name: nil, at: at), try row.text(9))
      }
      return (try decode(row), try row.text(9))
    }
    let links = try links(of: found.rows.map(\.row.id), in: tx)
    for index in found.rows.indices { found.rows[index].row.links = links[found.rows[index].row.id] ?? [:] }
    return found
  }

  static func teamName(_ key: String, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT name FROM team WHERE key = $1", [.text(key)]) { try $0.text(0) }
  }

  /// What records name, by record and field, in the order of the keys.
  private static func links(
    of ids: [String], in tx: any Transaction
  ) throws -> [String: [String: [String]]] {
    var found: [String: [String: [String]]] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach(
      """
      SELECT record, field, target FROM structure_link WHERE record \(tx.dialect.amongKeys("$1"))
      ORDER BY record, field, target
      """, [.list(ids)]
    ) { found[try $0.text(0), default: [:]][try $0.text(1), default: []].append(try $0.text(2)) }
    return found
  }

  /// Ids of records of a kind that name a target in one of these fields, in order; at most `limit`.
  static func naming(
    _ target: String, _ fields: [String], kind: StructureKind, limit: Int, in tx: any Transaction
  ) throws -> [String] {
    guard !fields.isEmpty else { return [] }
    // A digit zero follows the slash behind the kind.
    return try tx.query(
      """
      SELECT DISTINCT record FROM structure_link
      WHERE target = $1 AND field \(tx.dialect.anyText("$2")) AND record > $3 AND record < $4 ORDER BY record LIMIT $5
      """, [.text(target), .list(fields), .text(kind.rawValue + "/"), .text(kind.rawValue + "0"), .int(limit)]
    ) { try $0.text(0) }
  }

  static func isMember(_ person: String, of team: String, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM team_member WHERE team = $1 AND person = $2", [.text(team), .text(person)]
    ) { _ in true } ?? false
  }

  /// How many there are of each kind.
  static func counts(in tx: any Transaction) throws -> [StructureKind: Int] {
    var found: [StructureKind: Int] = [:]
    try tx.forEach("SELECT kind, COUNT(*) FROM structure_record GROUP BY kind", []) { row in
      if let kind = StructureKind(rawValue: try row.text(0)) { found[kind] = try row.int(1) }
    }
    found[.team] = try tx.first("SELECT COUNT(*) FROM team") { try $0.int(0) } ?? 0
    return found
  }

  static func count(_ kind: StructureKind, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM structure_record WHERE kind = $1", [.text(kind.rawValue)]) { try $0.int(0) } ?? 0
  }

  /// How many people name an organisation, are at a site, or have a skill.
  static func people(of kind: StructureKind, _ key: String, in tx: any Transaction) throws -> Int {
    let table =
      switch kind {
      case .organisation: "person WHERE organisation"
      case .site: "person_profile WHERE site"
      case .team: "team_member WHERE team"
      case .skill: "person_skill WHERE skill"
      case .desk: ""
      }
    guard !table.isEmpty else { return 0 }
    return try tx.first("SELECT COUNT(*) FROM \(table) = $1", [.text(key)]) { try $0.int(0) } ?? 0
  }

  /// Makes others who add records wait until this transaction ends, so that bounds hold.
  static func lockAdding(in tx: any Transaction) throws {
    if let lock = tx.dialect.transactionLock { try tx.execute(lock, [.integer(7_374_616_068)]) }
  }

  /// What streams are about, by what follows their prefix.
  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    var found: [String: StreamSubject] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach(
      """
      SELECT s.id, COALESCE(s.name, t.name), s.kind FROM structure_record s
      LEFT JOIN team t ON s.kind = 'team' AND t.key = s.key WHERE s.id \(tx.dialect.amongKeys("$1"))
      """, [.list(ids)]
    ) { row in
      guard let id = try? row.text(0), let name = try? row.text(1) else { return }
      found[id] = StreamSubject(title: name, detail: try row.text(2))
    }
    return found
  }

  /// Those whose ids lie from `first` through `last`, in order, with what they name.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (StructureRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    var links: [String: [String: [String]]] = [:]
    try tx.forEach(
      """
      SELECT record, field, target FROM structure_link WHERE record >= $1 AND record <= $2
      ORDER BY record, field, target
      """, [.text(first), .text(last)]
    ) { links[try $0.text(0), default: [:]][try $0.text(1), default: []].append(try $0.text(2)) }
    try tx.forEach(
      "SELECT \(columns) FROM structure_record WHERE id >= $1 AND id <= $2 ORDER BY id", [.text(first), .text(last)]
    ) { row in
      var found: StructureRow
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      found.links = links[found.id] ?? [:]
      try body(found)
    }
  }

  private static let decode: @Sendable (any Row) throws -> StructureRow = { row in
    try reading("structure_record", columns) { row in
      var found = StructureRow(
        try row.value(1), try row.text(2), name: try row.optionalText(3), at: Instant(milliseconds: try row.int64(7)))
      found.id = try row.text(0)
      (found.isActive, found.version) = (try row.bool(5), try row.int(6))
      guard let facts = try row.json(4).objectValue else {
        throw StorageError.column(index: 4, expected: "an object", found: "something else")
      }
      found.facts = facts.mapValues { ($0.arrayValue ?? []).map { $0.stringValue ?? $0.canonical } }
      return found
    }(row)
  }
}
