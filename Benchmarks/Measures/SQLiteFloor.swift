import Foundation
import Kernel
import Storage
import StorageSQLite

/// The floor of P4: the rows that the product wrote for so many tickets, written once more by a bare
/// loop into a database of the same schema, in durable commits of the same size.
enum SQLiteFloor {
  /// What a new ticket writes, and how its rows name it.
  static let tables = [
    ("journal_stream", "stream = 'ticket/' || $1"), ("journal_entry", "stream = 'ticket/' || $1"),
    ("ticket", "id = $1"), ("clock", "ticket = $1"), ("once_answer", "body LIKE '%' || $1 || '%'"),
  ]

  static func run(from: String, to: String, tickets: Int, group: Int) async throws {
    let source = try SQLiteDatabase.open(path: from)
    let target = try SQLiteDatabase.open(path: to)
    let rows = try await source.read { tx in try CopiedTicket.read(tickets, in: tx) }
    try await target.write { tx in
      for (table, _) in tables { try tx.execute("DELETE FROM \(table)") }
    }
    let start = ContinuousClock.now
    for first in stride(from: 0, to: rows.count, by: group) {
      let batch = rows[first..<min(first + group, rows.count)]
      try await target.write { tx in
        for ticket in batch {
          for (statement, values) in ticket.inserts { try tx.execute(statement, values) }
        }
      }
    }
    let time = start.duration(to: .now).components
    let elapsed = Double(time.seconds) + Double(time.attoseconds) / 1e18
    await source.close()
    await target.close()
    Main.print([
      "tickets": .integer(Int64(rows.count)), "perSecond": decimal(Double(rows.count) / elapsed),
      "group": .integer(Int64(group)),
    ])
  }
}

/// The rows of one ticket, ready to be inserted again.
struct CopiedTicket: Sendable {
  var inserts: [(String, [SQLValue])]

  static func read(_ count: Int, in tx: any Transaction) throws -> [CopiedTicket] {
    let columns = try SQLiteFloor.tables.map { table, _ in try names(of: table, in: tx) }
    let ids = try tx.query("SELECT id FROM ticket ORDER BY id DESC LIMIT $1", [.int(count)]) { try $0.text(0) }
    return try ids.map { id in
      var inserts: [(String, [SQLValue])] = []
      for ((table, condition), columns) in zip(SQLiteFloor.tables, columns) where table != "once_answer" {
        let marks = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let statement = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
        try tx.forEach("SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE \(condition)", [.text(id)]) {
          row in
          inserts.append((statement, try columns.indices.map { try value(row, $0, columns[$0]) }))
        }
      }
      return CopiedTicket(inserts: inserts)
    }
  }

  private static func names(of table: String, in tx: any Transaction) throws -> [String] {
    try tx.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", [.text(table)]) { try $0.text(0) }
  }

  /// Columns that hold raw bytes.
  private static let byteColumns: Set = ["hash", "salt"]

  private static func value(_ row: any Row, _ column: Int, _ name: String) throws -> SQLValue {
    if row.isNull(column) { return .null }
    if byteColumns.contains(name) { return .bytes(try row.bytes(column)) }
    if let number = try? row.int64(column) { return .integer(number) }
    return .text(try row.text(column))
  }
}
