import Core
import Kernel
import Storage

/// People and teams.
package enum PeopleStore {
  static let columns = "id, name, display_name, email, role, organisation, active, version, reach"

  static func insert(_ person: Person, password: String?, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO person (id, name, display_name, email, role, organisation, password, active, version, created_at, reach)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      """,
      [
        .text(person.id.text), .text(person.name), .text(person.displayName), .text(person.email),
        .text(person.role.rawValue), .text(person.organisation), .text(password), .bool(person.isActive),
        .int(person.version), .integer(now.milliseconds), .text(person.reach.rawValue),
      ])
    try saveTeams(of: person, in: tx)
    try PersonWordStore.save(person, in: tx)
  }

  static func update(_ person: Person, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE person SET display_name = $2, email = $3, role = $4, organisation = $5, active = $6, version = $7,
        reach = $8
      WHERE id = $1
      """,
      [
        .text(person.id.text), .text(person.displayName), .text(person.email), .text(person.role.rawValue),
        .text(person.organisation), .bool(person.isActive), .int(person.version), .text(person.reach.rawValue),
      ])
    try tx.execute("DELETE FROM team_member WHERE person = $1", [.text(person.id.text)])
    try saveTeams(of: person, in: tx)
    try PersonWordStore.save(person, in: tx)
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

  package static func person(_ id: RecordID, in tx: any Transaction) throws -> Person? {
    try name(of: id, in: tx).flatMap { try person(named: $0, in: tx) }
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

  /// The name behind an id.
  static func name(of id: RecordID, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT name FROM person WHERE id = $1", [.text(id.text)]) { try $0.text(0) }
  }

  /// At most `limit` people behind a name, whom each of these words finds, and the name behind which there are more.
  static func find(
    _ words: [String], after: String, limit: Int, in tx: any Transaction
  ) throws -> (found: ReadableRows<Person>, next: String?) {
    var (names, hasMore) = ([String](), false)
    if words.isEmpty {
      names = try tx.query(
        "SELECT name FROM person WHERE name > $1 ORDER BY name LIMIT $2", [.text(after), .int(limit + 1)]
      ) { try $0.text(0) }
      hasMore = names.count > limit
      names = Array(names.prefix(limit))
    } else {
      (names, hasMore) = try PersonWordStore.find(words, after: after, limit: limit, in: tx)
    }
    guard let last = names.last else { return (ReadableRows(), nil) }
    var teams: [String: [String]] = [:]
    try tx.forEach(
      """
      SELECT m.person, m.team FROM person p JOIN team_member m ON m.person = p.id
      WHERE p.name \(tx.dialect.amongKeys("$1")) ORDER BY m.person, m.team
      """, [.list(names)]
    ) { teams[try $0.text(0), default: []].append(try $0.text(1)) }
    var people = try tx.readable(
      "SELECT \(columns) FROM person WHERE name \(tx.dialect.amongKeys("$1")) ORDER BY name", [.list(names)], decode)
    for index in people.rows.indices { people.rows[index].teams = teams[people.rows[index].id.text] ?? [] }
    return (people, hasMore ? last : nil)
  }

  static func countTeams(in tx: any Transaction) throws -> Int {
    try tx.first("SELECT COUNT(*) FROM team") { try $0.int(0) } ?? 0
  }

  /// Who of some people holds one of several roles, at home or by a grant that holds now, wherever it holds.
  static func holders(
    of roles: Set<String>, among ids: Set<RecordID>, at now: Instant, in tx: any Transaction
  ) throws -> Set<RecordID> {
    guard !ids.isEmpty, !roles.isEmpty else { return [] }
    let (these, allowing) = (tx.dialect.amongKeys("$1"), tx.dialect.amongKeys("$2"))
    let lasts = "g.from_at <= $3 AND (g.until_at IS NULL OR g.until_at > $3)"
    return Set(
      try tx.query(
        """
        SELECT id FROM person WHERE id \(these) AND (role \(allowing)
          OR id IN (SELECT g.person FROM access_grant g WHERE g.person \(these) AND g.role \(allowing) AND \(lasts))
          OR id IN (SELECT m.person FROM team_member m JOIN access_grant g ON g.team = m.team
            WHERE m.person \(these) AND g.role \(allowing) AND \(lasts)))
        """, [.list(ids.map(\.text).sorted()), .list(roles.sorted()), .integer(now.milliseconds)]
      ) { RecordID(try $0.text(0)) })
  }

  static func isEmpty(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM person LIMIT 1") { _ in true } == nil
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

  package static func teams(limit: Int = PeopleLimits.teams, in tx: any Transaction) throws -> [Team] {
    try tx.query("SELECT key, name FROM team ORDER BY key LIMIT $1", [.int(limit)]) {
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

  /// Somebody with their teams and grants.
  static func holder(_ id: RecordID, in tx: any Transaction) throws -> Person? {
    try tx.first("SELECT \(joinedColumns(tx.dialect)) FROM person p WHERE p.id = $1", [.text(id.text)]) {
      try decodeJoined($0, from: 0)
    }
  }

  /// As above, by the sign-in name.
  static func holder(named name: String, in tx: any Transaction) throws -> Person? {
    try tx.first("SELECT \(joinedColumns(tx.dialect)) FROM person p WHERE p.name = $1", [.text(name)]) {
      try decodeJoined($0, from: 0)
    }
  }

  /// All people behind a name who were there at an instant of before, whoever they are now.
  static func holders(
    after name: String, limit: Int, asOf at: Instant, in tx: any Transaction
  ) throws -> [Person] {
    try tx.query(
      """
      SELECT \(joinedColumns(tx.dialect)) FROM person p WHERE p.name > $1 AND p.created_at <= $3
      ORDER BY p.name LIMIT $2
      """, [.text(name), .int(limit), .integer(at.milliseconds)]
    ) { try decodeJoined($0, from: 0) }
  }

  /// People whose ids lie from `first` through `last`, as verification compares them: name, role,
  /// organisation, active, teams a line each, version, created at, reach.
  static func forEachProjected(
    from first: String, through last: String, in tx: any Transaction, _ body: (String, [String?]) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    var teams: [String: [String]] = [:]
    try tx.forEach(
      "SELECT person, team FROM team_member WHERE person >= $1 AND person <= $2 ORDER BY person, team",
      [.text(first), .text(last)]
    ) { teams[try $0.text(0), default: []].append(try $0.text(1)) }
    let columns = "id, name, role, organisation, active, version, created_at, reach"
    let decode = reading("person", columns) { row in
      var found = try row.texts([.text, .text, .text, .bool], from: 1)
      found.append((teams[try row.text(0)] ?? []).joined(separator: "\n"))
      return found + (try row.texts([.integer, .integer, .text], from: 5))
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

  static func decode(_ row: any Row) throws -> Person { try decode(row, from: 0) }

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
      version: try row.int(first + 7), reach: try row.value(first + 8))
  }

  /// A person `p` of a join, with the teams and the grants in one text each, for `decodeJoined`.
  static func joinedColumns(_ dialect: Dialect) -> String {
    """
    p.id, p.name, p.display_name, p.email, p.role, p.organisation, p.active, p.version, p.reach, \
    (SELECT \(dialect.joined("m.team", separator: "\n")) FROM team_member m WHERE m.person = p.id), \
    \(GrantStore.joinedColumns(dialect))
    """
  }

  /// Names never contain control characters, so a line each keeps the teams apart.
  static func decodeJoined(_ row: any Row, from first: Int) throws -> Person {
    var person = try decode(row, from: first)
    person.teams = try (row.optionalText(first + 9) ?? "").split(separator: "\n").map(String.init).sorted()
    person.held = try GrantStore.decodeJoined(row, from: first + 10)
    return person
  }
}
