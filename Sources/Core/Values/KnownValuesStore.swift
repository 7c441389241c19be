import Storage

/// Rows that hold what nobody knows, from before such were refused.
package enum KnownValuesStore {
  /// Of each table at most this many are named.
  static let named = 100

  /// `ticket 0198...: state is "openx"`, by what tells them apart.
  package static func unknown(in tx: any Transaction) throws -> [(table: String, key: String, words: String)] {
    try KnownValuesMigrations.tables.flatMap { table in
      let names = [table.key] + table.columns.map(\.name)
      return try tx.query(
        "SELECT \(names.joined(separator: ", ")) FROM \(table.table) WHERE \(table.isUnknown) ORDER BY \(table.key) LIMIT $1",
        [.int(named)]
      ) { row in
        let key = (try? row.text(0)) ?? "?"
        let wrong = table.columns.enumerated().compactMap { place, column -> String? in
          let found = try? row.text(place + 1)
          guard let found, column.values.contains(found) else {
            return "\(column.name) is \(found.map { "\"\($0.prefix(60))\"" } ?? "no text") and no "
              + column.values.joined(separator: ", ")
          }
          return nil
        }
        return (table.table, key, wrong.joined(separator: "; "))
      }
    }
  }
}
