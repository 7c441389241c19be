import Storage

/// Rows that hold what nobody knows, from before such were refused.
package enum KnownValuesStore {
  /// Of each table at most this many are named.
  static let named = 100

  /// `ticket 0198...: state is "openx"`, by what tells them apart.
  package static func unknown(in tx: any Transaction) throws -> [(table: String, key: String, words: String)] {
    try KnownValuesMigrations.tables.flatMap { table in
      let columns = table.columns.map(\.name) + table.keys
      let names = [table.key] + columns
      return try tx.query(
        "SELECT \(names.joined(separator: ", ")) FROM \(table.table) WHERE \(table.isUnknown) ORDER BY \(table.key) LIMIT $1",
        [.int(named)]
      ) { row in
        let key = (try? row.text(0)) ?? "?"
        let wrong = columns.enumerated().compactMap { table.fault($1, try? row.text($0 + 1)) }
        return (table.table, key, wrong.joined(separator: "; "))
      }
    }
  }
}
