import Kernel
import Storage

/// Reads rows of a table: what cannot be read is named by table, key and column, and never guessed.
///
/// - Parameters:
///   - table: What people call the table.
///   - columns: The columns as they were selected, with commas between; the first is the key.
package func reading<T>(
  _ table: String, _ columns: String, _ decode: @escaping (any Row) throws -> T
) -> (any Row) throws -> T {
  { row in
    do {
      return try decode(row)
    } catch let error {
      throw unreadable(error, table, columns, row)
    }
  }
}

/// Rows of a list that can be read, and what is wrong with the others: one bad row hides none of its neighbours.
package struct ReadableRows<T> {
  package var rows: [T] = []
  /// In words, a line each, with table, key and column.
  package var unreadable: [String] = []

  package init(rows: [T] = [], unreadable: [String] = []) {
    (self.rows, self.unreadable) = (rows, unreadable)
  }
}

extension Transaction {
  /// As `query`, where `decode` names what it cannot read.
  package func readable<T>(
    _ sql: String, _ values: [SQLValue], _ decode: (any Row) throws -> T
  ) throws -> ReadableRows<T> {
    var found = ReadableRows<T>()
    try forEach(sql, values) { row in
      do {
        found.rows.append(try decode(row))
      } catch MainstayError.unreadable(let record, let reason) {
        found.unreadable.append("\(record): \(reason)")
      }
    }
    return found
  }
}

extension Row {
  /// A column that holds JSON. Throws `StorageError.column` for anything else.
  package func json(_ column: Int) throws -> JSON {
    do {
      return try JSON(parsing: text(column))
    } catch let error as JSON.Malformed {
      throw StorageError.column(
        index: column, expected: "JSON", found: "something else: \(error.reason) at byte \(error.offset)")
    }
  }
}

/// The error of a row that cannot be read, with its table, key and column; any other error as it is.
private func unreadable(_ error: any Error, _ table: String, _ columns: String, _ row: any Row) -> any Error {
  let key = (try? row.text(0)) ?? "?"
  switch error {
  case StorageError.column(let index, let expected, let found):
    let names = columns.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    let name = names.indices.contains(index) ? names[index] : "column \(index)"
    return MainstayError.unreadable(
      record: "\(table) \(key), \(name)", reason: "it is \(found), and should be \(expected)")
  default: return error
  }
}
