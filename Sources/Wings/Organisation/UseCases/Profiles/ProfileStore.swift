import Core
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// Where people belong, and what they can.
enum ProfileStore {
  private static let columns = "person, site, languages, version"
  private static let skillColumns = "person, skill, level, until"

  static func profile(of person: RecordID, lock: Bool = false, in tx: any Transaction) throws -> PersonProfile? {
    guard
      var profile = try tx.first(
        "SELECT \(columns) FROM person_profile WHERE person = $1" + (lock ? tx.dialect.forUpdate : ""),
        [.text(person.text)], { try decode($0).profile })
    else { return nil }
    profile.skills = try tx.query(
      "SELECT \(skillColumns) FROM person_skill WHERE person = $1 ORDER BY skill", [.text(person.text)]
    ) { try decodeSkill($0) }
    return profile
  }

  static func save(_ profile: PersonProfile, of person: RecordID, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO person_profile (\(columns)) VALUES ($1, $2, $3, $4)
      ON CONFLICT (person) DO UPDATE SET site = $2, languages = $3, version = $4
      """,
      [
        .text(person.text), .text(profile.site), .text(profile.languages.joined(separator: " ")),
        .int(profile.version),
      ])
    try tx.execute("DELETE FROM person_skill WHERE person = $1", [.text(person.text)])
    try tx.executeBatch(
      "INSERT INTO person_skill (\(skillColumns)) VALUES ($1, $2, $3, $4)",
      profile.skills.map { held in
        [
          .text(person.text), .text(held.skill), .int(held.level.rawValue),
          held.until.map { .int($0.daysSince1970) } ?? .null,
        ]
      })
  }

  static func delete(of person: RecordID, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM person_skill WHERE person = $1", [.text(person.text)])
    try tx.execute("DELETE FROM person_profile WHERE person = $1", [.text(person.text)])
  }

  /// Skills of people who can sign in that end on a day from `first` through `last`, by that day, at most `limit`.
  static func ending(
    from first: CivilDate, through last: CivilDate, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<Certificate> {
    try tx.readable(
      """
      SELECT s.person, s.skill, s.level, s.until, p.name, p.display_name, COALESCE(r.name, s.skill)
      FROM person_skill s JOIN person p ON p.id = s.person
      LEFT JOIN structure_record r ON r.id = 'skill/' || s.skill
      WHERE s.until IS NOT NULL AND s.until >= $1 AND s.until <= $2 AND p.active = TRUE
      ORDER BY s.until, p.name, s.skill LIMIT $3
      """, [.int(first.daysSince1970), .int(last.daysSince1970), .int(limit)]
    ) { row in
      Certificate(
        name: try row.text(4), displayName: try row.text(5), held: try decodeSkill(row), skill: try row.text(6))
    }
  }

  /// People with a skill, the best first; at most `limit`.
  static func people(with skill: String, limit: Int, in tx: any Transaction) throws -> ReadableRows<Certificate> {
    try tx.readable(
      """
      SELECT s.person, s.skill, s.level, s.until, p.name, p.display_name
      FROM person_skill s JOIN person p ON p.id = s.person
      WHERE s.skill = $1 AND p.active = TRUE ORDER BY s.level DESC, p.name LIMIT $2
      """, [.text(skill), .int(limit)]
    ) { row in
      Certificate(name: try row.text(4), displayName: try row.text(5), held: try decodeSkill(row), skill: skill)
    }
  }

  /// What streams are about, by what follows their prefix.
  static func names(_ ids: Set<String>, in tx: any Transaction) throws -> [String: StreamSubject] {
    try NameStore.people(ids: ids, in: tx).mapValues { StreamSubject(title: $0.title, detail: $0.name) }
  }

  /// Those of people whose ids lie from `first` through `last`, in order.
  static func scan(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ person: String, PersonProfile) throws -> Void,
    unreadable: (_ person: String, MainstayError) throws -> Void
  ) throws {
    var skills: [String: [SkillHeld]] = [:]
    var faulty: [String: MainstayError] = [:]
    try tx.forEach(
      "SELECT \(skillColumns) FROM person_skill WHERE person >= $1 AND person <= $2 ORDER BY person, skill",
      [.text(first), .text(last)]
    ) { row in
      let person = try row.text(0)
      do {
        skills[person, default: []].append(try decodeSkill(row))
      } catch let error as MainstayError {
        faulty[person] = error
      }
    }
    try tx.forEach(
      "SELECT \(columns) FROM person_profile WHERE person >= $1 AND person <= $2 ORDER BY person",
      [.text(first), .text(last)]
    ) { row in
      let person = try row.text(0)
      do {
        if let error = faulty[person] { throw error }
        var found = try decode(row).profile
        found.skills = skills[person] ?? []
        try body(person, found)
      } catch let error as MainstayError {
        try unreadable(person, error)
      }
    }
  }

  private static let decode: @Sendable (any Row) throws -> (person: String, profile: PersonProfile) = { row in
    try reading("person_profile", columns) { row in
      var profile = PersonProfile()
      profile.site = try row.optionalText(1)
      profile.languages = try row.text(2).split(separator: " ").map(String.init)
      profile.version = try row.int(3)
      return (try row.text(0), profile)
    }(row)
  }

  private static let decodeSkill: @Sendable (any Row) throws -> SkillHeld = { row in
    try reading("person_skill", skillColumns) { row in
      guard let level = SkillLevel(rawValue: try row.int(2)) else {
        throw StorageError.column(index: 2, expected: "1 to 5", found: "\(try row.int(2))")
      }
      return SkillHeld(
        try row.text(1), level, until: try row.optionalInt64(3).map { CivilDate(daysSince1970: Int($0)) })
    }(row)
  }
}
