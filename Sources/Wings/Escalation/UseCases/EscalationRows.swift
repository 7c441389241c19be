import Core
import Escalation
import Kernel
import Storage

/// A version of a ladder as it is kept: people stand in it by their ids.
struct LadderRow: JournaledRow, Hashable {
  /// What files and programs call the ladder by; it stays.
  var key: String
  var version: Int
  var ladder: Ladder
  var isOn: Bool
  /// From when on clocks that start go by it.
  var from: Instant
  var maker: RecordID
  var madeAt: Instant

  static let table = JournaledTable(
    name: "ladder_version", keys: 2,
    columns: [
      .init("ladder", "ladder"), .init("version", "version", .integer), .init("body", "body", .json),
      .init("is_on", "on", .truth), .init("from_at", "from", .integer), .init("maker", "maker"),
      .init("made_at", "madeAt", .integer),
    ])

  init(key: String, version: Int, ladder: Ladder, isOn: Bool, from: Instant, maker: RecordID, madeAt: Instant) {
    (self.key, self.version, self.ladder, self.isOn) = (key, version, ladder, isOn)
    (self.from, self.maker, self.madeAt) = (from, maker, madeAt)
  }

  var values: [SQLValue] {
    [
      .text(key), .int(version), .text(ladder.json.canonical), .int(isOn ? 1 : 0), .instant(from), .text(maker.text),
      .instant(madeAt),
    ]
  }

  init(_ row: any Row) throws {
    let body = try row.json(2)
    let ladder: Ladder
    do {
      ladder = try Ladder(json: body)
    } catch {
      throw StorageError.column(index: 2, expected: "a ladder", found: "something else: \(error)")
    }
    self.init(
      key: try row.text(0), version: try row.int(1), ladder: ladder, isOn: try row.int(3) != 0,
      from: try row.instant(4), maker: RecordID(try row.text(5)), madeAt: try row.instant(6))
  }
}

/// Names a run: a ladder on its way along one cycle of a ticket's clock.
public struct RunKey: Hashable, Sendable {
  public var ticket: RecordID
  public var ladder: String
  public var clock: String
  public var cycle: Int

  public init(ticket: RecordID, ladder: String, clock: String, cycle: Int) {
    (self.ticket, self.ladder, self.clock, self.cycle) = (ticket, ladder, clock, cycle)
  }

  static let columns: [JournaledTable.Column] = [
    .init("ticket", "ticket"), .init("ladder", "ladder"), .init("clock", "clock"), .init("cycle", "cycle", .integer),
  ]
  var values: [SQLValue] { [.text(ticket.text), .text(ladder), .text(clock), .int(cycle)] }

  init(_ row: any Row) throws {
    self.init(
      ticket: RecordID(try row.text(0)), ladder: try row.text(1), clock: try row.text(2), cycle: try row.int(3))
  }
}

/// A run as it is kept.
struct RunRow: JournaledRow, Hashable {
  var key: RunKey
  /// Of the ladder; it stays whatever becomes of the ladder.
  var version: Int
  /// When the clock's cycle began, and when the engine first saw it.
  var startedAt: Instant
  var seenAt: Instant
  var endedAt: Instant?
  /// Why it ended, in words.
  var why: String?

  static let table = JournaledTable(
    name: "ladder_run", keys: 4,
    columns: RunKey.columns + [
      .init("version", "version", .integer), .init("started_at", "startedAt", .integer),
      .init("seen_at", "seenAt", .integer), .init("ended_at", "endedAt", .integer), .init("why", "why"),
    ])

  init(key: RunKey, version: Int, startedAt: Instant, seenAt: Instant) {
    (self.key, self.version, self.startedAt, self.seenAt) = (key, version, startedAt, seenAt)
  }

  var values: [SQLValue] {
    key.values + [.int(version), .instant(startedAt), .instant(seenAt), .instant(endedAt), .text(why)]
  }

  init(_ row: any Row) throws {
    self.init(
      key: try RunKey(row), version: try row.int(4), startedAt: try row.instant(5), seenAt: try row.instant(6))
    endedAt = try row.optionalInstant(7)
    why = try row.optionalText(8)
  }
}

/// A firing of a rung as it is kept.
struct FiringRow: JournaledRow, Hashable {
  var run: RunKey
  var firing: LadderFiring

  static let table = JournaledTable(
    name: "ladder_firing", keys: 7,
    columns: RunKey.columns + [
      .init("rung", "rung", .integer), .init("pass", "pass", .integer), .init("attempt", "attempt", .integer),
      .init("cause", "cause"), .init("due_at", "dueAt", .integer), .init("fired_at", "firedAt", .integer),
      .init("state", "state"), .init("opens_at", "opensAt", .integer), .init("needed", "needed", .integer),
      .init("acknowledged_at", "acknowledgedAt", .integer), .init("why", "why"),
      .init("failed_at", "failedAt", .integer),
    ])

  init(_ run: RunKey, _ firing: LadderFiring) { (self.run, self.firing) = (run, firing) }

  var values: [SQLValue] {
    run.values + [
      .int(firing.step.rung), .int(firing.step.pass), .int(firing.step.attempt), .text(firing.cause.rawValue),
      .instant(firing.dueAt), .instant(firing.firedAt), .text(firing.state.rawValue), .instant(firing.opensAt),
      .int(firing.needed), .instant(firing.acknowledgedAt), .text(firing.why),
      .instant(firing.failedAt),
    ]
  }

  init(_ row: any Row) throws {
    self.init(
      try RunKey(row),
      LadderFiring(
        LadderStep(rung: try row.int(4), pass: try row.int(5), attempt: try row.int(6)), try row.value(7),
        dueAt: try row.instant(8), firedAt: try row.instant(9), state: try row.value(10),
        opensAt: try row.optionalInstant(11), needed: try row.int(12),
        acknowledgedAt: try row.optionalInstant(13), failedAt: try row.optionalInstant(15), why: try row.text(14)))
  }
}

/// What a firing came to for one person.
struct TellingRow: JournaledRow, Hashable {
  var run: RunKey
  var step: LadderStep
  var person: RecordID
  /// Which audience they belong to.
  var audience: String
  var at: Instant
  /// The message that they were sent; nil where they could not be told.
  var message: RecordID?
  /// Why they could not be told.
  var obstacle: String?
  /// When they looked at it, and when they acknowledged it.
  var seenAt: Instant?
  var acknowledgedAt: Instant?

  static let table = JournaledTable(
    name: "ladder_telling", keys: 8,
    columns: RunKey.columns + [
      .init("rung", "rung", .integer), .init("pass", "pass", .integer), .init("attempt", "attempt", .integer),
      .init("person", "person"), .init("audience", "audience"), .init("told_at", "toldAt", .integer),
      .init("message", "message"), .init("obstacle", "obstacle"), .init("seen_at", "seenAt", .integer),
      .init("acknowledged_at", "acknowledgedAt", .integer),
    ])

  init(_ run: RunKey, _ step: LadderStep, person: RecordID, audience: String, at: Instant) {
    (self.run, self.step, self.person, self.audience, self.at) = (run, step, person, audience, at)
  }

  var values: [SQLValue] {
    run.values + [
      .int(step.rung), .int(step.pass), .int(step.attempt), .text(person.text), .text(audience), .instant(at),
      .text(message?.text), .text(obstacle), .instant(seenAt), .instant(acknowledgedAt),
    ]
  }

  init(_ row: any Row) throws {
    self.init(
      try RunKey(row), LadderStep(rung: try row.int(4), pass: try row.int(5), attempt: try row.int(6)),
      person: RecordID(try row.text(7)), audience: try row.text(8), at: try row.instant(9))
    message = try row.optionalText(10).map { RecordID($0) }
    obstacle = try row.optionalText(11)
    (seenAt, acknowledgedAt) = (try row.optionalInstant(12), try row.optionalInstant(13))
  }
}
