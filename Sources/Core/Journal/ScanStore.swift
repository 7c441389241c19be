import Kernel
import Storage

extension Transaction {
  /// Reads the rows of a table whose keys lie from `first` through `last`, in their order, as verification compares them:
  /// in portions, so that no table has to fit into memory.
  ///
  /// - Parameters:
  ///   - columns: What is selected; the key is the first of them.
  ///   - unreadable: Told of a row that `decode` cannot read, by its key.
  package func scan<Row>(
    _ columns: String, of table: String, key: String = "id", from first: String, through last: String,
    _ decode: (any Storage.Row) throws -> Row, _ body: (Row) throws -> Void,
    unreadable: (_ key: String, MainstayError) throws -> Void
  ) throws {
    try scan(
      "SELECT \(columns) FROM \(table) WHERE \(key) >= $1 AND \(key) <= $2 ORDER BY \(key)",
      [.text(first), .text(last)]
    ) { row in
      let found: Row
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), error)
      }
      try body(found)
    }
  }
}
