import Core
import Foresight
import Kernel
import Storage
import TicketsUseCases

/// A model as it is kept.
public struct KeptModel: Sendable {
  /// From 1, each with what was learnt at one time.
  public var number: Int
  public var learnt: LearntModel
}

/// Models, wishes for another, and the streams of tickets that are learnt from.
enum ForesightStore {
  /// When and by which way of reckoning the newest model was learnt, and since when another is wished for.
  static func standing(in tx: any Transaction) throws -> (learntAt: Instant?, way: Int?, wishedAt: Instant?) {
    try tx.first(
      """
      SELECT (SELECT MAX(learnt_at) FROM foresight_model),
        (SELECT way FROM foresight_model ORDER BY number DESC LIMIT 1), (SELECT MAX(at) FROM foresight_wish)
      """
    ) {
      (
        try $0.optionalInt64(0).map { Instant(milliseconds: $0) }, try $0.optionalInt(1),
        try $0.optionalInt64(2).map { Instant(milliseconds: $0) }
      )
    } ?? (nil, nil, nil)
  }

  static func newest(in tx: any Transaction) throws -> Int? {
    try tx.first("SELECT MAX(number) FROM foresight_model") { try $0.optionalInt(0) } ?? nil
  }

  /// - Throws: `unreadable` where it is not what this version writes.
  static func whole(_ number: Int, in tx: any Transaction) throws -> KeptModel? {
    try tx.first(
      "SELECT number, way, learnt_at, checkpoint, summary, body FROM foresight_model WHERE number = $1", [.int(number)]
    ) { try decode($0, groups: $0.json(5)) }
  }

  /// Summaries, the newest first; lines of those that cannot be read.
  static func all(in tx: any Transaction) throws -> ReadableRows<KeptModel> {
    try tx.readable(
      "SELECT number, way, learnt_at, checkpoint, summary FROM foresight_model ORDER BY number DESC", []
    ) { try decode($0, groups: nil) }
  }

  private static func decode(_ row: any Row, groups: JSON?) throws -> KeptModel {
    let number = try row.int(0)
    guard
      let learnt = LearntModel(
        way: try row.int(1), learntAt: Instant(milliseconds: try row.int64(2)), checkpoint: try row.optionalInt(3),
        summary: try row.json(4), groups: groups)
    else {
      throw MainstayError.unreadable(
        record: "foresight_model \(number)", reason: "it is not as this version writes models; learn again")
    }
    return KeptModel(number: number, learnt: learnt)
  }

  /// - Returns: The number that it has from now on.
  static func add(_ learnt: LearntModel, keeping most: Int, in tx: any Transaction) throws -> Int {
    let number = (try newest(in: tx) ?? 0) + 1
    try tx.execute(
      """
      INSERT INTO foresight_model (number, way, learnt_at, checkpoint, summary, body) VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .int(number), .int(learnt.way), .integer(learnt.learntAt.milliseconds),
        learnt.checkpoint.map { .int($0) } ?? .null, .text(learnt.summary.canonical), .text(learnt.groups.canonical),
      ])
    try tx.execute("DELETE FROM foresight_model WHERE number <= $1", [.int(number - most)])
    try tx.execute("DELETE FROM foresight_wish")
    return number
  }

  static func wish(at now: Instant, by person: String, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO foresight_wish (id, at, person) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
      [.integer(now.milliseconds), .text(person)])
  }

  static func lastCheckpoint(in tx: any Transaction) throws -> Int? {
    try tx.first("SELECT MAX(number) FROM journal_checkpoint") { try $0.optionalInt(0) } ?? nil
  }
}

/// The tickets that are learnt from and asked about.
extension ForesightStore {
  /// Confidential tickets and those that no agreement covers teach nothing.
  private static let teaches = "class IS NULL AND agreement IS NOT NULL"

  /// The opening of the oldest among the latest `most` tickets, and how many further ones there are before it, counted
  /// up to a bound.
  static func first(of most: Int, bound: Int, in tx: any Transaction) throws -> (at: Instant, older: Int) {
    let found = try tx.first(
      "SELECT opened_at FROM ticket WHERE \(teaches) ORDER BY opened_at DESC, id DESC LIMIT 1 OFFSET $1",
      [.int(most - 1)]
    ) { Instant(milliseconds: try $0.int64(0)) }
    guard let found else { return (.earliest, 0) }
    let older = try tx.first(
      "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket WHERE \(teaches) AND opened_at < $1 LIMIT $2) AS found",
      [.integer(found.milliseconds), .int(bound)]
    ) { try $0.int(0) }
    return (found, older ?? 0)
  }

  static func teachers(
    openedFrom from: Instant, after: RecordID?, limit: Int, in tx: any Transaction
  ) throws -> [(id: RecordID, agreement: RecordID)] {
    try tx.query(
      """
      SELECT id, agreement FROM ticket WHERE id > $1 AND opened_at >= $2 AND \(teaches) ORDER BY id LIMIT $3
      """, [.text(after?.text ?? ""), .integer(from.milliseconds), .int(limit)]
    ) { (RecordID(try $0.text(0)), RecordID(try $0.text(1))) }
  }

  /// Open tickets of each team and of all, as far as they are learnt from.
  static func load(in tx: any Transaction) throws -> (teams: [String: Int], all: Int) {
    var (teams, all): ([String: Int], Int) = ([:], 0)
    try tx.forEach("SELECT team, COUNT(*) FROM ticket WHERE state = 'open' AND \(teaches) GROUP BY team", []) { row in
      let count = try row.int(1)
      if let team = try row.optionalText(0) { teams[team] = count }
      all += count
    }
    return (teams, all)
  }

  /// Tickets with a clock that can still miss, in the order of their ids.
  static func running(
    after: RecordID?, limit: Int, in tx: any Transaction
  ) throws -> [(id: RecordID, agreement: RecordID?)] {
    try tx.query(
      """
      SELECT t.id, t.agreement FROM (
        SELECT DISTINCT ticket FROM clock WHERE ticket > $1 AND (state = 'running' OR state = 'paused')
        ORDER BY ticket LIMIT $2) AS c
      JOIN ticket t ON t.id = c.ticket ORDER BY t.id
      """, [.text(after?.text ?? ""), .int(limit)]
    ) { (RecordID(try $0.text(0)), try $0.optionalText(1).map { RecordID($0) }) }
  }

  /// What happened to some tickets, as far as it can be read; those that cannot are named.
  static func told(
    _ ids: [RecordID], in tx: any Transaction
  ) throws -> (tickets: [RecordID: ToldTicket], unreadable: Set<RecordID>) {
    let byStream = Dictionary(uniqueKeysWithValues: ids.map { (TicketFile.stream(of: $0), $0) })
    var (tickets, unreadable): ([RecordID: ToldTicket], Set<RecordID>) = ([:], [])
    try tx.forEach(
      """
      SELECT stream, kind, payload, at, recorded_at, sequence FROM journal_entry
      WHERE stream \(tx.dialect.amongKeys("$1")) ORDER BY stream, sequence
      """, [.list(byStream.keys.sorted())]
    ) { row in
      guard let id = byStream[try row.text(0)], !unreadable.contains(id) else { return }
      do {
        try tickets[id, default: ToldTicket(id)].take(
          row.text(1), row.text(2), at: Instant(milliseconds: row.int64(3)),
          recordedAt: Instant(milliseconds: row.int64(4)), sequence: row.int64(5))
      } catch {
        // One bad ticket keeps nothing from being learnt of the others.
        unreadable.insert(id)
        tickets[id] = nil
      }
    }
    return (tickets, unreadable)
  }
}
