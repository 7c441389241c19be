import Kernel

extension Backup {
  /// Reads a whole backup and checks its form and digest, without a database.
  /// - Throws: `MainstayError.invalid` with the line for a file that is none, was cut short or was changed.
  public static func check(_ path: String) throws -> Summary {
    var reader = try BackupReader(path: path)
    var summary = try header(&reader)
    var table: String?
    var rows = 0
    while let line = try reader.next() {
      switch line {
      case .array:
        guard let table else { throw reader.broken("a row stands before its table") }
        summary.rows[table, default: 0] += 1
        rows += 1
      case let line where line["table"] != nil:
        table = line["table"]?.stringValue
        if let table { summary.rows[table] = 0 }
      case let line where line["sequence"] != nil: table = nil
      case let line where line["end"] != nil:
        guard line["rows"]?.integerValue == Int64(rows), line["sha256"]?.stringValue == reader.digest() else {
          throw reader.broken("the file was changed after it was written")
        }
        guard try reader.next() == nil else { throw reader.broken("something follows the end") }
        return summary
      default: throw reader.broken("is not a line of a backup")
      }
    }
    throw reader.broken("the file is cut short")
  }

  /// Puts a backup into an empty database of either engine, in one transaction, and brings its
  /// schema up to date with `migrations`. `isEmpty` says whether the database holds nothing that
  /// somebody may want to keep.
  /// - Throws: `MainstayError.invalid` for a faulty file or one of a newer program, `conflict` where
  ///   the database is not empty.
  public static func restore(
    _ path: String, into database: any Database, migrations: [Migration],
    isEmpty: @escaping @Sendable (any Transaction) throws -> Bool,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Summary {
    let summary = try check(path)
    let known = Set(migrations.map(\.id))
    if let step = summary.steps.first(where: { !known.contains($0) }) {
      throw MainstayError.field("file", "was written by a newer version: schema step \(step) is not known here")
    }
    let then = Set(summary.steps)
    try await Migrator(migrations.filter { then.contains($0.id) }).migrate(database)
    try await database.write { transaction in
      try transaction.setTimeLimit(seconds: timeLimit)
      guard try isEmpty(transaction) else {
        throw MainstayError.conflict(code: "not-empty", message: "The database is not empty; restore into a new one.")
      }
      try fill(transaction, from: path, progress)
    }
    try await Migrator(migrations).migrate(database)
    return summary
  }

  private static func fill(_ transaction: any Transaction, from path: String, _ progress: (Int) -> Void) throws {
    let catalog = try BackupCatalog.read(in: transaction)
    let tables = Dictionary(catalog.tables.map { ($0.name, $0) }) { first, _ in first }
    // What the backup has is kept as it is, also what nobody knows: whoever reads it is told.
    let checks = try transaction.liftKnownValues()
    // A step may have put rows of its own; the backup has them too.
    for table in catalog.tables.reversed() { try transaction.execute("DELETE FROM \(table.name)") }

    var reader = try BackupReader(path: path)
    _ = try header(&reader)
    var table: Table?
    var rows: [[SQLValue]] = []
    var done = 0
    func flush() throws {
      guard let table, !rows.isEmpty else { return }
      let places = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
      try transaction.executeBatch("INSERT INTO \(table.name) (\(table.list)) VALUES (\(places))", rows)
      done += rows.count
      rows.removeAll(keepingCapacity: true)
      progress(done)
    }
    while let line = try reader.next() {
      if case .array(let cells) = line {
        guard let table, let row = values(cells, table.columns) else { throw reader.broken("does not fit its table") }
        rows.append(row)
        if rows.count >= batch { try flush() }
        continue
      }
      try flush()
      if line["table"] != nil {
        table = try described(line, tables, reader)
      } else if let name = line["sequence"]?.stringValue, let value = line["value"]?.integerValue {
        if !catalog.sequences.contains(where: { $0.name == name }) {
          // A kind of ticket that was added has a sequence of its own; names from the file stand in no statement unseen.
          guard name.wholeMatch(of: /number_[a-z][a-z0-9_]{0,39}/) != nil else {
            throw reader.broken("there is no sequence \(name)")
          }
          for statement in transaction.dialect.makeSequence(name) { try transaction.execute(statement) }
        }
        try transaction.forEach(transaction.dialect.setSequence(name, to: value), [.integer(value)]) { _ in }
      }
    }
    for check in checks { try transaction.execute(check) }
  }

  private static func header(_ reader: inout BackupReader) throws -> Summary {
    guard let line = try reader.next(), line["format"]?.stringValue == format,
      let taken = line["takenAt"]?.stringValue, let steps = line["steps"]?.arrayValue,
      let takenAt = try? Instant(parsing: taken)
    else { throw reader.broken("this is not a backup of Mainstay") }
    guard line["version"]?.integerValue == version else {
      throw reader.broken("this backup has a form that this version does not know")
    }
    return Summary(takenAt: takenAt, steps: steps.compactMap(\.stringValue), rows: [:])
  }

  /// The table of a line, its columns in the line's order; names come from the catalogue, never from the file.
  private static func described(
    _ line: JSON, _ tables: [String: Table], _ reader: borrowing BackupReader
  ) throws -> Table {
    guard let name = line["table"]?.stringValue, let known = tables[name] else {
      throw reader.broken("there is no such table")
    }
    let columns = (line["columns"]?.arrayValue ?? []).map { column in
      known.columns.first { .string($0.name) == column.arrayValue?.first }
    }
    guard columns.count == known.columns.count, !columns.contains(nil) else {
      throw reader.broken("table \(name) has other columns")
    }
    return Table(name: known.name, columns: columns.compactMap(\.self))
  }

  private static func values(_ cells: [JSON], _ columns: [Column]) -> [SQLValue]? {
    guard cells.count == columns.count else { return nil }
    var values: [SQLValue] = []
    values.reserveCapacity(cells.count)
    for (cell, column) in zip(cells, columns) {
      switch (cell, column.kind) {
      case (.null, _): values.append(.null)
      case (.string(let text), .text): values.append(.text(text))
      case (.integer(let number), .integer): values.append(.integer(number))
      case (.bool(let flag), .bool): values.append(.bool(flag))
      case (.string(let text), .real):
        guard let number = Double(text) else { return nil }
        values.append(.real(number))
      case (.string(let text), .bytes):
        guard let bytes = bytes(text) else { return nil }
        values.append(.bytes(bytes))
      default: return nil
      }
    }
    return values
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    func nibble(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 48...57: byte - 48
      case 97...102: byte - 87
      default: nil
      }
    }
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
