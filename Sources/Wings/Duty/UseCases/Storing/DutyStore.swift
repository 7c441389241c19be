import Core
import Duty
import Kernel
import Storage

/// What is kept of people: when they are away, since when they can be on duty, where their calendars are.
enum DutyStore {
  static func absences(of people: Set<RecordID>, in span: DutySpan, _ tx: any Transaction) throws -> [AbsenceRow] {
    guard !people.isEmpty else { return [] }
    return try tx.rows(
      AbsenceRow.self, "person \(tx.dialect.amongKeys("$1")) AND to_at > $2 AND from_at < $3 ORDER BY from_at, id",
      [.list(people.map(\.text).sorted()), .instant(span.from), .instant(span.to)])
  }

  static func absence(_ id: RecordID, in tx: any Transaction) throws -> AbsenceRow? {
    try tx.row(AbsenceRow.self, "id = $1" + tx.dialect.forUpdate, [.text(id.text)])
  }

  /// Whom somebody may stand in for within a stretch.
  static func deputised(by person: RecordID, in span: DutySpan, _ tx: any Transaction) throws -> Set<RecordID> {
    Set(
      try tx.query(
        "SELECT person FROM absence WHERE deputy = $1 AND to_at > $2 AND from_at < $3",
        [.text(person.text), .instant(span.from), .instant(span.to)]
      ) { RecordID(try $0.text(0)) })
  }

  static func end(_ absence: Absence, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE absence SET ended_at = $2 WHERE id = $1", [.text(absence.id.text), .instant(absence.endedAt)])
  }

  static func standings(of people: Set<RecordID>, in tx: any Transaction) throws -> [RecordID: [Standing]] {
    guard !people.isEmpty else { return [:] }
    let rows = try tx.rows(
      StandingRow.self, "person \(tx.dialect.amongKeys("$1")) ORDER BY person, since",
      [.list(people.map(\.text).sorted())])
    return Dictionary(grouping: rows, by: \.person).mapValues { $0.map(\.standing) }
  }

  static func feeds(of person: RecordID, in tx: any Transaction) throws -> [FeedRow] {
    try tx.rows(
      FeedRow.self, "person = $1 AND revoked_at IS NULL ORDER BY made_at, id", [.text(person.text)])
  }

  /// Those that are good, by age.
  static func feeds(after id: String, limit: Int, in tx: any Transaction) throws -> [FeedRow] {
    try tx.rows(FeedRow.self, "revoked_at IS NULL AND id > $1 ORDER BY id LIMIT $2", [.text(id), .int(limit)])
  }

  static func feed(digest: String, in tx: any Transaction) throws -> FeedRow? {
    try tx.row(FeedRow.self, "digest = $1 AND revoked_at IS NULL", [.text(digest)])
  }

  static func feed(_ id: RecordID, in tx: any Transaction) throws -> FeedRow? {
    try tx.row(FeedRow.self, "id = $1" + tx.dialect.forUpdate, [.text(id.text)])
  }

  static func revoke(_ feed: FeedRow, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE duty_feed SET revoked_at = $2 WHERE id = $1", [.text(feed.id.text), .instant(feed.revokedAt)])
  }

  /// How often absences and standing of anybody were changed, and when last.
  static func changes(in tx: any Transaction) throws -> DutyChanges {
    try tx.first(
      """
      SELECT COUNT(*), COALESCE(MAX(at), 0) FROM (
        SELECT made_at AS at FROM absence UNION ALL SELECT ended_at FROM absence WHERE ended_at IS NOT NULL
        UNION ALL SELECT since FROM duty_standing
      ) change
      """
    ) { DutyChanges(count: try $0.int(0), last: try $0.instant(1)) } ?? DutyChanges(count: 0, last: .earliest)
  }
}
