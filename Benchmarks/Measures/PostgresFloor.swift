import CLibPQ
import Foundation
import Kernel
import Storage
import StorageSQLite

/// The floor of P5: the rows of so many tickets, written by bare libpq with the same number of
/// connections, each ticket in a transaction of its own, its statements prepared.
enum PostgresFloor {
  /// `from` is a SQLite database that the product filled: its rows are what a ticket writes.
  static func run(from: String, to url: String, tickets: Int, connections: Int) async throws {
    let source = try SQLiteDatabase.open(path: from)
    let rows = try await source.read { try CopiedTicket.read(tickets, in: $0) }
    await source.close()
    let share = (rows.count + connections - 1) / connections
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: connections) { worker in
      let mine = rows[min(worker * share, rows.count)..<min((worker + 1) * share, rows.count)]
      write(Array(mine), to: url)
    }
    let time = start.duration(to: .now).components
    let elapsed = Double(time.seconds) + Double(time.attoseconds) / 1e18
    Main.print([
      "tickets": .integer(Int64(rows.count)), "perSecond": decimal(Double(rows.count) / elapsed),
      "connections": .integer(Int64(connections)),
    ])
  }

  private static func write(_ tickets: [CopiedTicket], to url: String) {
    guard let connection = PQconnectdb(url) else { return }
    defer { PQfinish(connection) }
    var prepared: [String: String] = [:]
    for ticket in tickets {
      PQclear(PQexec(connection, "BEGIN"))
      for (statement, values) in ticket.inserts {
        let name = prepared[statement] ?? "s\(prepared.count)"
        if prepared[statement] == nil {
          PQclear(PQprepare(connection, name, statement, 0, nil))
          prepared[statement] = name
        }
        execute(name, values, on: connection)
      }
      PQclear(PQexec(connection, "COMMIT"))
    }
  }

  private static func execute(_ name: String, _ values: [SQLValue], on connection: OpaquePointer) {
    let texts = values.map(text)
    let copies = texts.map { $0.flatMap { strdup($0) } }
    defer { for copy in copies { free(copy) } }
    var pointers = copies.map { UnsafePointer<CChar>($0) }
    PQclear(PQexecPrepared(connection, name, Int32(values.count), &pointers, nil, nil, 0))
  }

  private static func text(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let n): String(n)
    case .real(let x): String(x)
    case .text(let s): s
    case .bool(let b): b ? "t" : "f"
    case .bytes(let bytes): "\\x" + bytes.map { String(format: "%02x", $0) }.joined()
    }
  }
}
