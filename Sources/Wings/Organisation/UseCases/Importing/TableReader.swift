import Organisation

/// Reads files of tables that were sent.
public struct TableReader: Sendable {
  /// The text of a file, in UTF-8; nil decides from the whole file how its letters are written.
  ///
  /// - Throws: `invalid` with path `file` where it is no text, `encoding` where the file does not show how it is written.
  public var plain: @Sendable (_ bytes: [UInt8], _ encoding: TableEncoding?) throws -> PlainTable
  /// The table of a text in UTF-8: names of columns and rows.
  ///
  /// - Throws: `invalid` with path `file` where it is none.
  public var table: @Sendable (_ text: [UInt8]) throws -> ImportTable

  public init(
    plain: @escaping @Sendable (_ bytes: [UInt8], _ encoding: TableEncoding?) throws -> PlainTable,
    table: @escaping @Sendable (_ text: [UInt8]) throws -> ImportTable
  ) { (self.plain, self.table) = (plain, table) }
}
