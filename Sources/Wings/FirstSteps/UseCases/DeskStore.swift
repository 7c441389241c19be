import Core
import FirstSteps
import Kernel
import Storage

/// The record of the desk: one row, once anything is said of it.
struct DeskRow: Hashable, Sendable {
  /// Nil where nobody has said it.
  var name: String?
  var timeZone: String?
  /// Whether an administrator has said that nobody needs to be led.
  var leavesStepsOut = false
  /// 0 before there is a row.
  var version = 0

  /// Everything, as the journal keeps it after each change.
  var journaled: JSON {
    .members([
      "name": .text(name), "timeZone": .text(timeZone), "stepsLeftOut": .bool(leavesStepsOut),
      "version": .integer(Int64(version)),
    ])
  }
}

enum DeskStore {
  /// The key of the one row, and what follows the prefix of its stream.
  static let key = "own"
  private static let columns = "id, name, time_zone, steps_left_out, version"

  static func row(in tx: any Transaction) throws -> DeskRow {
    try tx.first(
      "SELECT \(columns) FROM desk WHERE id = $1", [.text(key)],
      reading("desk", columns) { row in
        DeskRow(
          name: try row.optionalText(1), timeZone: try row.optionalText(2), leavesStepsOut: try row.bool(3),
          version: try row.int(4))
      }) ?? DeskRow()
  }

  static func save(_ row: DeskRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO desk (\(columns)) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE SET name = $2, time_zone = $3, steps_left_out = $4, version = $5
      """,
      [.text(key), .text(row.name), .text(row.timeZone), .bool(row.leavesStepsOut), .int(row.version)])
  }

  /// Keys of rows, which should be the one or none.
  static func keys(in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT id FROM desk ORDER BY id") { try $0.text(0) }
  }

  /// Counts end here: what matters is whether there is any.
  private static let counted = 1000

  /// What there is of what the steps make.
  static func standing(isNamed: Bool, in tx: any Transaction) throws -> DeskStanding {
    try tx.first(
      """
      SELECT
        (SELECT COUNT(*) FROM (SELECT 1 FROM calendar_version WHERE version = 1 LIMIT \(counted)) c),
        (SELECT COUNT(*) FROM (SELECT 1 FROM team LIMIT \(counted)) t),
        (SELECT COUNT(*) FROM (SELECT 1 FROM person WHERE active LIMIT \(counted)) p),
        (SELECT COUNT(*) FROM (SELECT 1 FROM agreement_version WHERE version = 1 LIMIT \(counted)) a),
        (SELECT COUNT(*) FROM (SELECT 1 FROM clock LIMIT 1) k)
      """
    ) { row in
      DeskStanding(
        isNamed: isNamed, calendars: try row.int(0), teams: try row.int(1), people: try row.int(2),
        agreements: try row.int(3), hasClock: try row.int(4) > 0)
    } ?? DeskStanding(isNamed: isNamed)
  }

  /// The ticket that a clock runs on, the first that was opened here of those that have one.
  static func firstClock(in tx: any Transaction) throws -> FirstClock? {
    try tx.first(
      """
      SELECT t.number, c.name, c.cycle FROM clock c JOIN ticket t ON t.id = c.ticket
      ORDER BY c.ticket, c.name, c.cycle LIMIT 1
      """
    ) { FirstClock(ticket: try $0.text(0), clock: try $0.text(1), cycle: try $0.int(2)) }
  }
}
