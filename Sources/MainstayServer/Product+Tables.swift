import CSVFiles
import Kernel
import Organisation
import OrganisationUseCases

extension Product {
  /// The table of a CSV file in UTF-8: the first row names the columns. Of comma, semicolon and tab, that one stands
  /// between cells which the first line has most of.
  ///
  /// - Throws: `invalid` with path `file` where it is empty, in another encoding, or has too many rows.
  @Sendable public static func readTable(_ bytes: [UInt8]) throws -> ImportTable {
    try readTable(bytes, most: ImportTable.mostSent)
  }

  /// Reads files of tables that are sent.
  public static let tables = TableReader(plain: { try plainTable($0, as: $1) }, table: { try readTable($0) })

  /// As above, with at most `most` rows.
  @Sendable public static func readTable(_ bytes: [UInt8], most: Int) throws -> ImportTable {
    guard !bytes.isEmpty else { throw MainstayError.field("file", "is empty") }
    let head = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
    let delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].max { a, b in
      head.count { $0 == a } < head.count { $0 == b }
    }
    let endsByCR = !bytes.contains(0x0a) && bytes.contains(0x0d)
    var reader = CSVReader(BytesOnce(bytes), delimiter: delimiter ?? UInt8(ascii: ","), endsLinesByCR: endsByCR)
    guard let first = try reader.next() else { throw MainstayError.field("file", "holds no row") }
    let columns = try names(first, reader)
    var rows: [ImportTable.Row] = []
    while let row = try reader.next() {
      guard rows.count < most else {
        throw MainstayError.field(
          "file",
          "has more than \(most) rows; bring it in from the command line (mainstay people, structure or outage import), or in parts"
        )
      }
      rows.append(Product.row(row, reader, columns))
    }
    return ImportTable(columns: columns, rows: rows)
  }

  private static func names(_ row: CSVReader<BytesOnce>.Row, _ reader: CSVReader<BytesOnce>) throws -> [String] {
    switch row {
    case .fault(let line, let reason): throw MainstayError.field("file", "line \(line): \(reason)")
    case .fields(let line):
      return try (0..<reader.count).map { index in
        guard let text = reader.text(index) else {
          throw MainstayError.field(
            "file", "line \(line), column \(index + 1): is not UTF-8; save it as \u{201c}CSV UTF-8\u{201d}")
        }
        return text
      }
    }
  }

  private static func row(
    _ row: CSVReader<BytesOnce>.Row, _ reader: CSVReader<BytesOnce>, _ columns: [String]
  ) -> ImportTable.Row {
    switch row {
    case .fault(let line, let reason): return .init(line: line, cells: [], fault: FieldFault("", reason))
    case .fields(let line):
      var cells: [String] = []
      for index in 0..<reader.count {
        guard let text = reader.text(index) else {
          let column = columns.indices.contains(index) ? columns[index] : "column \(index + 1)"
          return .init(
            line: line, cells: cells,
            fault: FieldFault(column, "is not UTF-8; save the file as \u{201c}CSV UTF-8\u{201d}"))
        }
        cells.append(text)
      }
      return .init(line: line, cells: cells)
    }
  }
}

/// A file that is in memory already.
private struct BytesOnce: ByteSource {
  private var bytes: [UInt8]?
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> [UInt8]? {
    defer { bytes = nil }
    return bytes
  }
}
