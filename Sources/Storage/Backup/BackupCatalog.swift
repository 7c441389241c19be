import Kernel

/// Which tables and sequences a database has, asked of the engine's own catalogue.
struct BackupCatalog {
  /// In the order of their making, so that rows come after those they refer to.
  var tables: [Backup.Table] = []
  /// Number sequences (`Dialect.makeSequence`) with the last number taken, 0 where none was.
  var sequences: [(name: String, value: Int64)] = []

  /// The migrator's own table is made anew by migrating.
  static let ownTable = "schema_step"

  static func read(in transaction: any Transaction) throws -> BackupCatalog {
    let dialect = transaction.dialect
    var catalog = BackupCatalog()
    let names = try transaction.query(dialect.listTables) { try $0.text(0) }
    for name in names where name != ownTable {
      let columns = try transaction.query(dialect.listColumns, [.text(name)]) { row in
        let declared = try row.text(1)
        guard let kind = Backup.Kind(declared: declared) else {
          throw MainstayError.unavailable(reason: "Column \(name).\(try row.text(0)) has the unknown type \(declared).")
        }
        return Backup.Column(name: try row.text(0), kind: kind)
      }
      if dialect == .sqlite, columns == [Backup.Column(name: "value", kind: .integer)] {
        let value = try transaction.first("SELECT value FROM \(name)") { try $0.int64(0) }
        catalog.sequences.append((name, value ?? 0))
      } else {
        catalog.tables.append(Backup.Table(name: name, columns: columns))
      }
    }
    if let listSequences = dialect.listSequences {
      catalog.sequences = try transaction.query(listSequences) { (try $0.text(0), try $0.optionalInt64(1) ?? 0) }
    }
    catalog.sequences.sort { $0.name < $1.name }
    return catalog
  }
}

extension Dialect {
  /// Names of the tables in the order of their making.
  fileprivate var listTables: String {
    self == .sqlite
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
      : """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY c.oid
      """
  }

  /// Names and types of the columns of `$1`.
  fileprivate var listColumns: String {
    self == .sqlite
      ? "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
      : """
      SELECT column_name, data_type FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position
      """
  }

  /// Names and last numbers of the sequences; nil where they are tables.
  fileprivate var listSequences: String? {
    self == .sqlite
      ? nil : "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
  }

  /// Makes `$1` the last number that a sequence gave; none was given where it is 0.
  func setSequence(_ name: String, to value: Int64) -> String {
    self == .sqlite
      ? "UPDATE \(name) SET value = $1"
      : "SELECT setval('\(name)', greatest($1, 1), \(value > 0))"
  }
}
