import Core
import Kernel
import Storage

/// People and teams.
package enum PeopleStore {
  private static let columns = "id, name, display_name, email, role, organisation, active, version"

  static func insert(_ person: Person, password: String?, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO person (id, name, display_name, email, role, organisation, password, active, version, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        .text(person.id.text), .text(person.name), .text(person.displayName), .text(person.email),
        .text(person.role.rawValue), .text(person.organisation), .text(password), .bool(person.isActive),
        .int(person.version), .integer(now.milliseconds),
      ])
    try saveTeams(of: person, in: tx)
  }

  static func update(_ person: Person, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE person SET display_name = $2, email = $3, role = $4, organisation = $5, active = $6, version = $7
      WHERE id = $1
      """,
      [
        .text(person.id.text), .text(person.displayName), .text(person.email), .text(person.role.rawValue),
        .text(person.organisation), .bool(person.isActive), .int(person.version),
      ])
    try tx.execute("DELETE FROM team_member WHERE person = $1", [.text(person.id.text)])
    try saveTeams(of: person, in: tx)
  }

  private static func saveTeams(of person: Person, in tx: any Transaction) throws {
    for team in person.teams {
      try tx.execute("INSERT INTO team_member (team, person) VALUES ($1, $2)", [.text(team), .text(person.id.text)])
    }
  }

  static func setPassword(_ hash: String, of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("UPDATE person SET password = $2 WHERE id = $1", [.text(person.text), .text(hash)])
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  package static func person(named name: String, lock: Bool = false, in tx: any Transaction) throws -> Person? {
    let ending = lock ? tx.dialect.forUpdate : ""
    guard
      var person = try tx.first("SELECT \(columns) FROM person WHERE name = $1" + ending, [.text(name)], decode)
    else { return nil }
    person.teams = try tx.query(
      "SELECT team FROM team_member WHERE person = $1 ORDER BY team", [.text(person.id.text)]
    ) { try $0.text(0) }
    return person
  }

  /// Of somebody whose state cannot be read there is one too, so that a right password is answered by what is wrong.
  static func passwordHash(of name: String, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT password FROM person WHERE name = $1 AND active <> FALSE", [.text(name)]) {
      try $0.optionalText(0)
    } ?? nil
  }

  /// The id behind a name, whatever else of that person can be read.
  static func id(named name: String, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT id FROM person WHERE name = $1", [.text(name)]) { RecordID(try $0.text(0)) }
  }

  /// At most `limit` people behind a name, of whom each word stands in the sign-in name, the name or a team, and the
  /// name behind which there are more.
  static func find(
    _ words: [String], after: String, limit: Int, in tx: any Transaction
  ) throws -> (found: ReadableRows<Person>, next: String?) {
    var values: [SQLValue] = [.text(after), .int(limit + 1)]
    var conditions = "name > $1"
    for word in words {
      let escaped = word.map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined(separator: "")
      values.append(.text("%\(escaped)%"))
      let mark = "$\(values.count)"
      conditions += """
         AND (name LIKE \(mark) ESCAPE '!' OR lower(display_name) LIKE \(mark) ESCAPE '!' OR EXISTS (
          SELECT 1 FROM team_member m WHERE m.person = person.id AND lower(m.team) LIKE \(mark) ESCAPE '!'))
        """
    }
    var (names, hasMore) = ([String](), false)
    let found = try tx.readable(
      "SELECT \(columns) FROM person WHERE \(conditions) ORDER BY name LIMIT $2", values
    ) { row -> Person? in
      guard names.count < limit else {
        hasMore = true
        return nil
      }
      names.append(try row.text(1))
      return try decode(row)
    }
    guard let first = names.first, let last = names.last else { return (ReadableRows(), nil) }
    var teams: [String: [String]] = [:]
    try tx.forEach(
      """
      SELECT m.person, m.team FROM team_member m JOIN person p ON p.id = m.person WHERE p.name >= $1 AND p.name <= $2
      ORDER BY m.person, m.team
      """, [.text(first), .text(last)]
    ) { teams[try $0.text(0), default: []].append(try $0.text(1)) }
    var people = ReadableRows<Person>()
    people.unreadable = found.unreadable
    people.rows = found.rows.compactMap { person in
      guard var person else { return nil }
      person.teams = teams[person.id.text] ?? []
      return person
    }
    return (people, hasMore ? last : nil)
  }

  static func countTeams(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM team") { try $0.int(0) } ?? 0
  }

  /// Roles whose people may be given tickets; a role that means nothing is none of them.
  private static let staffRoles = Role.allCases.filter { $0 != .requester && $0 != .system }
    .map { "'\($0.rawValue)'" }.joined(separator: ", ")

  /// People who may be given tickets, without their teams. Who cannot be read cannot be given any.
  static func staff(limit: Int, in tx: any Transaction) throws -> [Person] {
    try tx.readable(
      "SELECT \(columns) FROM person WHERE active = TRUE AND role IN (\(staffRoles)) ORDER BY name LIMIT $1",
      [.int(limit)], decode
    ).rows
  }

  /// People of a team who may be given tickets, by sign-in name, without their teams.
  package static func staff(of team: String, limit: Int, in tx: any Transaction) throws -> [Person] {
    try tx.readable(
      """
      SELECT \(columns) FROM person WHERE active = TRUE AND role IN (\(staffRoles))
        AND id IN (SELECT person FROM team_member WHERE team = $1)
      ORDER BY name LIMIT $2
      """, [.text(team), .int(limit)], decode
    ).rows
  }

  static func isEmpty(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM person LIMIT 1") { _ in true } == nil
  }

  /// Whether somebody of this name may be given tickets.
  package static func isStaff(_ name: String, in tx: any Transaction) throws -> Bool {
    try tx.first(
      "SELECT 1 FROM person WHERE name = $1 AND active = TRUE AND role IN (\(staffRoles))", [.text(name)]
    ) { _ in true } != nil
  }

  /// False where there is a team with this key already.
  @discardableResult
  package static func insert(_ team: Team, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "INSERT INTO team (key, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
      [.text(team.key), .text(team.name), .integer(now.milliseconds)]) == 1
  }

  static func teamName(_ key: String, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT name FROM team WHERE key = $1", [.text(key)]) { try $0.text(0) }
  }

  static func rename(_ team: Team, in tx: any Transaction) throws {
    try tx.execute("UPDATE team SET name = $2 WHERE key = $1", [.text(team.key), .text(team.name)])
  }

  package static func teamExists(_ key: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM team WHERE key = $1", [.text(key)]) { _ in true } != nil
  }

  package static func teams(in tx: any Transaction) throws -> [Team] {
    try tx.query("SELECT key, name FROM team ORDER BY key LIMIT $1", [.int(PeopleLimits.listed)]) {
      Team(key: try $0.text(0), name: try $0.text(1))
    }
  }

  /// The sign-in names of those who sign in with this name or are called so, whatever the case of its letters; the one
  /// who signs in with it first.
  package static func names(called name: String, limit: Int, in tx: any Transaction) throws -> [String] {
    // Most are named as they sign in, which an index finds.
    if try id(named: name, in: tx) != nil { return [name] }
    return try tx.query(
      "SELECT name FROM person WHERE name = $1 OR lower(display_name) = $1 ORDER BY name LIMIT $2",
      [.text(name.lowercased()), .int(limit)]
    ) { try $0.text(0) }
  }

  /// The keys of the teams that have this key or this name, whatever the case of its letters.
  package static func teams(called name: String, in tx: any Transaction) throws -> [String] {
    if try teamExists(name, in: tx) { return [name] }
    return try tx.query(
      "SELECT key FROM team WHERE lower(key) = $1 OR lower(name) = $1 ORDER BY key LIMIT $2",
      [.text(name.lowercased()), .int(PeopleLimits.listed)]
    ) { try $0.text(0) }
  }

  /// People whose ids lie from `first` through `last`, as verification compares them: name, role,
  /// organisation, active, teams a line each, version, created at.
  static func forEachProjected(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    var teams: [String: [String]] = [:]
    try tx.forEach(
      "SELECT person, team FROM team_member WHERE person >= $1 AND person <= $2 ORDER BY person, team",
      [.text(first), .text(last)]
    ) { teams[try $0.text(0), default: []].append(try $0.text(1)) }
    let columns = "id, name, role, organisation, active, version, created_at"
    let decode = reading("person", columns) { row in
      var found = try row.texts([.text, .text, .text, .bool], from: 1)
      found.append((teams[try row.text(0)] ?? []).joined(separator: "\n"))
      return found + (try row.texts([.integer, .integer], from: 5))
    }
    try tx.forEach(
      "SELECT \(columns) FROM person WHERE id >= $1 AND id <= $2 ORDER BY id", [.text(first), .text(last)]
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

  /// Teams whose keys lie from `first` through `last`, with their names and when they were made.
  static func forEachTeam(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void,
    unreadable: (_ key: String, MainstayError) throws -> Void
  ) throws {
    let columns = "key, name, created_at"
    try tx.forEach(
      "SELECT \(columns) FROM team WHERE key >= $1 AND key <= $2 ORDER BY key", [.text(first), .text(last)]
    ) { row in
      let found: [String?]
      do {
        found = try reading("team", columns) { try $0.texts([.text, .integer], from: 1) }(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(row.text(0), found)
    }
  }

  private static func decode(_ row: any Row) throws -> Person { try decode(row, from: 0) }

  private static func decode(_ row: any Row, from first: Int) throws -> Person {
    do {
      return try decodeColumns(row, from: first)
    } catch StorageError.column(let index, let expected, let found) {
      let names = columns.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      throw MainstayError.unreadable(
        record: "person \((try? row.text(first)) ?? "?"), \(names[min(max(index - first, 0), names.count - 1)])",
        reason: "it is \(found), and should be \(expected)")
    }
  }

  private static func decodeColumns(_ row: any Row, from first: Int) throws -> Person {
    Person(
      id: RecordID(try row.text(first)), name: try row.text(first + 1), displayName: try row.text(first + 2),
      email: try row.optionalText(first + 3), role: try row.value(first + 4),
      organisation: try row.optionalText(first + 5), teams: [], isActive: try row.bool(first + 6),
      version: try row.int(first + 7))
  }

  /// A person `p` of a join, with the teams in one text, for `decodeJoined`.
  static func joinedColumns(_ dialect: Dialect) -> String {
    """
    p.id, p.name, p.display_name, p.email, p.role, p.organisation, p.active, p.version, \
    (SELECT \(dialect.joined("m.team", separator: "\n")) FROM team_member m WHERE m.person = p.id)
    """
  }

  /// Names never contain control characters, so a line each keeps the teams apart.
  static func decodeJoined(_ row: any Row, from first: Int) throws -> Person {
    var person = try decode(row, from: first)
    person.teams = try (row.optionalText(first + 8) ?? "").split(separator: "\n").map(String.init).sorted()
    return person
  }
}
