import Kernel

extension Backup {
  /// Writes one consistent snapshot of everything into a file, while others go on working.
  ///
  /// - Parameters:
  ///   - path: Where the file goes; nothing stands there until it is whole.
  ///   - progress: Called now and then with the number of rows written.
  /// - Throws: `MainstayError.unavailable` where the file cannot be written or the database is not there.
  public static func take(
    of database: any Database, to path: String, at now: Instant, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Summary {
    try await database.read { transaction in
      try transaction.setTimeLimit(seconds: timeLimit)
      var writer = try BackupWriter(path: path)
      do {
        let summary = try write(transaction, to: &writer, at: now, progress)
        try writer.finish(rows: summary.total)
        return summary
      } catch {
        writer.discard()
        throw error
      }
    }
  }

  private static func write(
    _ transaction: any Transaction, to writer: inout BackupWriter, at now: Instant, _ progress: (Int) -> Void
  ) throws -> Summary {
    let steps = try transaction.query("SELECT id FROM \(BackupCatalog.ownTable) ORDER BY id") { try $0.text(0) }
    var summary = Summary(takenAt: now, steps: steps, rows: [:])
    try writer.line([
      "format": .string(format), "version": .integer(version), "takenAt": .string(now.rfc3339),
      "steps": .array(steps.map(JSON.string)),
    ])
    let catalog = try BackupCatalog.read(in: transaction)
    var written = 0
    for table in catalog.tables {
      let columns = table.columns.map { JSON.array([.string($0.name), .string($0.kind.rawValue)]) }
      try writer.line(["table": .string(table.name), "columns": .array(columns)])
      var rows = 0
      try transaction.scan("SELECT \(table.list) FROM \(table.name)", []) { row in
        try writer.line { try append(row, table.columns, to: &$0) }
        rows += 1
        if (written + rows) % progressStep == 0 { progress(written + rows) }
      }
      summary.rows[table.name] = rows
      written += rows
    }
    for sequence in catalog.sequences {
      try writer.line(["sequence": .string(sequence.name), "value": .integer(sequence.value)])
    }
    return summary
  }

  private static func append(_ row: any Row, _ columns: [Column], to out: inout ByteWriter) throws {
    out.append(UInt8(ascii: "["))
    for (index, column) in columns.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      if row.isNull(index) {
        out.append("null" as StaticString)
        continue
      }
      switch column.kind {
      case .text: JSON.write(try row.text(index), into: &out)
      case .integer: out.append(decimal: try row.int64(index))
      case .real: JSON.write(String(try row.double(index)), into: &out)
      case .bool: out.append((try row.bool(index) ? "true" : "false") as StaticString)
      case .bytes:
        out.append(UInt8(ascii: "\""))
        for byte in try row.bytes(index) { out.append(hexadecimal: byte) }
        out.append(UInt8(ascii: "\""))
      }
    }
    out.append(UInt8(ascii: "]"))
  }
}
