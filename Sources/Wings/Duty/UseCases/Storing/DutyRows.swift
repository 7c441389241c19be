import Core
import Duty
import Kernel
import Storage

/// A roster without its plans.
struct RosterRow: JournaledRow {
  static let table = JournaledTable(
    name: "roster", prefix: RosterProjection.prefix, owner: "id", key: "id",
    columns: [
      .init("id", "id"), .init("team", "team"), .init("made_at", "madeAt", .integer),
      .init("closed_at", "closedAt", .integer), .init("version", "version", .integer),
    ])

  var id: RecordID
  var team: String
  var madeAt: Instant
  var closedAt: Instant?
  var version: Int

  var values: [SQLValue] {
    [.text(id.text), .text(team), .instant(madeAt), .instant(closedAt), .int(version)]
  }
}

extension RosterRow {
  init(_ row: any Row) throws {
    self.init(
      id: RecordID(try row.text(0)), team: try row.text(1), madeAt: try row.instant(2),
      closedAt: try row.optionalInstant(3), version: try row.int(4))
  }
}

/// A plan of a roster, as it was made.
struct PlanRow: JournaledRow {
  static let table = JournaledTable(
    name: "roster_plan", prefix: RosterProjection.prefix, owner: "roster", key: "number",
    columns: [
      .init("roster", "roster"), .init("number", "number", .integer), .init("from_at", "from", .integer),
      .init("plan", "plan", .json), .init("maker", "maker"), .init("made_at", "madeAt", .integer),
    ])

  var roster: RecordID
  var number: Int
  var from: Instant
  var plan: RosterPlan
  var maker: RecordID
  var madeAt: Instant

  var values: [SQLValue] {
    [
      .text(roster.text), .int(number), .instant(from), .text(plan.json.canonical), .text(maker.text),
      .instant(madeAt),
    ]
  }
}

extension PlanRow {
  init(_ row: any Row) throws {
    self.init(
      roster: RecordID(try row.text(0)), number: try row.int(1), from: try row.instant(2),
      plan: try PlanRow.plan(row.json(3)),
      maker: RecordID(try row.text(4)), madeAt: try row.instant(5))
  }

  private static func plan(_ json: JSON) throws -> RosterPlan {
    do {
      return try RosterPlan(json: json)
    } catch {
      guard case .invalid(let faults) = error else { throw error }
      let fault = faults.first.map { "\($0.path) \($0.message)" } ?? ""
      throw StorageError.column(index: 3, expected: "a plan", found: "something else: \(fault)")
    }
  }
}

struct OverrideRow: JournaledRow {
  static let table = JournaledTable(
    name: "duty_override", prefix: RosterProjection.prefix, owner: "roster", key: "id",
    columns: [
      .init("id", "id"), .init("roster", "roster"), .init("person", "person"), .init("from_at", "from", .integer),
      .init("to_at", "to", .integer), .init("maker", "maker"), .init("made_at", "madeAt", .integer),
      .init("ended_at", "endedAt", .integer),
    ])

  var roster: RecordID
  var override: DutyOverride

  var values: [SQLValue] {
    [
      .text(override.id.text), .text(roster.text), .text(override.person.text), .instant(override.span.from),
      .instant(override.span.to), .text(override.maker.text), .instant(override.madeAt), .instant(override.endedAt),
    ]
  }
}

extension OverrideRow {
  init(_ row: any Row) throws {
    self.init(
      roster: RecordID(try row.text(1)),
      override: DutyOverride(
        id: RecordID(try row.text(0)), person: RecordID(try row.text(2)),
        span: DutySpan(from: try row.instant(3), to: try row.instant(4)), maker: RecordID(try row.text(5)),
        madeAt: try row.instant(6), endedAt: try row.optionalInstant(7)))
  }
}

struct SwapRow: JournaledRow {
  static let table = JournaledTable(
    name: "duty_swap", prefix: RosterProjection.prefix, owner: "roster", key: "id",
    columns: [
      .init("id", "id"), .init("roster", "roster"), .init("asker", "asker"), .init("taker", "taker"),
      .init("from_at", "from", .integer), .init("to_at", "to", .integer), .init("back_from", "backFrom", .integer),
      .init("back_to", "backTo", .integer), .init("last_at", "lastAt", .integer), .init("state", "state"),
      .init("asked_at", "askedAt", .integer), .init("answered_at", "answeredAt", .integer),
    ])

  var roster: RecordID
  var swap: DutySwap

  /// The end of what changes hands last.
  private var last: Instant { max(swap.given.to, swap.returned?.to ?? swap.given.to) }

  var values: [SQLValue] {
    [
      .text(swap.id.text), .text(roster.text), .text(swap.asker.text), .text(swap.taker.text),
      .instant(swap.given.from), .instant(swap.given.to), .instant(swap.returned?.from), .instant(swap.returned?.to),
      .instant(last), .text(swap.state.rawValue), .instant(swap.askedAt), .instant(swap.answeredAt),
    ]
  }
}

extension SwapRow {
  init(_ row: any Row) throws {
    let back = try (row.optionalInstant(6), row.optionalInstant(7))
    var returned: DutySpan?
    switch back {
    case (let from?, let to?): returned = DutySpan(from: from, to: to)
    case (nil, nil): break
    default: throw StorageError.column(index: 7, expected: "both ends of what is returned", found: "one end alone")
    }
    self.init(
      roster: RecordID(try row.text(1)),
      swap: DutySwap(
        id: RecordID(try row.text(0)), asker: RecordID(try row.text(2)), taker: RecordID(try row.text(3)),
        given: DutySpan(from: try row.instant(4), to: try row.instant(5)), returned: returned,
        state: try row.value(9), askedAt: try row.instant(10), answeredAt: try row.optionalInstant(11)))
  }
}

extension SQLValue {
  static func instant(_ instant: Instant?) -> SQLValue { .integer(instant?.milliseconds) }
}

extension Row {
  func instant(_ column: Int) throws -> Instant { Instant(milliseconds: try int64(column)) }
  func optionalInstant(_ column: Int) throws -> Instant? { try optionalInt64(column).map(Instant.init(milliseconds:)) }
}
