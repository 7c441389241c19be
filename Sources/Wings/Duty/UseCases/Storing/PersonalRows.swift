import Core
import Duty
import Kernel
import Storage

struct AbsenceRow: JournaledRow {
  static let table = JournaledTable(
    name: "absence", prefix: DutyProjection.prefix, owner: "person", key: "id",
    columns: [
      .init("id", "id"), .init("person", "person"), .init("from_at", "from", .integer),
      .init("to_at", "to", .integer), .init("deputy", "deputy"), .init("maker", "maker"),
      .init("made_at", "madeAt", .integer), .init("ended_at", "endedAt", .integer),
    ])

  var absence: Absence
  var maker: RecordID

  var values: [SQLValue] {
    [
      .text(absence.id.text), .text(absence.person.text), .instant(absence.span.from), .instant(absence.span.to),
      .text(absence.deputy?.text), .text(maker.text), .instant(absence.madeAt), .instant(absence.endedAt),
    ]
  }
}

extension AbsenceRow {
  init(_ row: any Row) throws {
    self.init(
      absence: Absence(
        id: RecordID(try row.text(0)), person: RecordID(try row.text(1)),
        span: DutySpan(from: try row.instant(2), to: try row.instant(3)),
        deputy: try row.optionalText(4).map(RecordID.init), madeAt: try row.instant(6),
        endedAt: try row.optionalInstant(7)), maker: RecordID(try row.text(5)))
  }
}

/// Since when somebody can be on duty, or cannot.
struct StandingRow: JournaledRow {
  static let table = JournaledTable(
    name: "duty_standing", prefix: DutyProjection.prefix, owner: "person", key: "since",
    columns: [.init("person", "person"), .init("since", "since", .integer), .init("fault", "fault")])

  var person: RecordID
  var standing: Standing

  var values: [SQLValue] { [.text(person.text), .instant(standing.since), .text(standing.fault?.rawValue)] }
}

extension StandingRow {
  init(_ row: any Row) throws {
    self.init(
      person: RecordID(try row.text(0)),
      standing: Standing(since: try row.instant(1), fault: row.isNull(2) ? nil : try row.value(2)))
  }
}

/// A calendar's address, kept as the digest of its secret.
struct FeedRow: JournaledRow {
  static let table = JournaledTable(
    name: "duty_feed", prefix: DutyProjection.prefix, owner: "person", key: "id",
    columns: [
      .init("id", "id"), .init("person", "person"), .init("digest", "digest"), .init("made_at", "madeAt", .integer),
      .init("revoked_at", "revokedAt", .integer),
    ])

  var id: RecordID
  var person: RecordID
  var digest: String
  var madeAt: Instant
  var revokedAt: Instant?

  var values: [SQLValue] {
    [.text(id.text), .text(person.text), .text(digest), .instant(madeAt), .instant(revokedAt)]
  }
}

extension FeedRow {
  init(_ row: any Row) throws {
    self.init(
      id: RecordID(try row.text(0)), person: RecordID(try row.text(1)), digest: try row.text(2),
      madeAt: try row.instant(3), revokedAt: try row.optionalInstant(4))
  }
}
