import Core
import Kernel
import Storage
import Tickets

/// The words of the desk.
package enum WordStore {
  /// A word by its list and key, as tickets name it.
  package struct Name: Hashable, Sendable {
    package var list: Word.List
    package var key: String
    package init(_ list: Word.List, _ key: String) { (self.list, self.key) = (list, key) }
  }

  /// A word, and whether a ticket has ever had it.
  struct Stored {
    var word: Word
    var isUsed: Bool
  }

  private static let columns =
    "key, list, label, place, active, is_default, prefix, measure, hold_end, class, version, used"

  private static func listed(_ dialect: Dialect) -> String {
    "SELECT \(columns) FROM word WHERE list \(dialect.anyText("$1")) ORDER BY list, place, key"
  }

  /// Words of some lists in their order.
  ///
  /// - Throws: `unreadable` where one of them cannot be read.
  package static func all(_ lists: [Word.List], in tx: any Transaction) throws -> [Word] {
    try tx.query(listed(tx.dialect), [.list(lists.map(\.rawValue))], decode).map(\.word)
  }

  /// As `all`, as far as they can be read: a word that a newer version wrote takes no other away.
  static func readable(_ lists: [Word.List], in tx: any Transaction) throws -> ReadableRows<Word> {
    let found = try tx.readable(listed(tx.dialect), [.list(lists.map(\.rawValue))], decode)
    var words = ReadableRows<Word>()
    (words.rows, words.unreadable) = (found.rows.map(\.word), found.unreadable)
    return words
  }

  /// Of these keys, the words of a list that there are.
  static func words(_ keys: [String], of list: Word.List, in tx: any Transaction) throws -> [Word] {
    try tx.query(
      "SELECT \(columns) FROM word WHERE list = $1 AND key \(tx.dialect.anyText("$2"))",
      [.text(list.rawValue), .list(keys)], decode
    ).map(\.word)
  }

  static func word(_ name: Name, in tx: any Transaction) throws -> Stored? {
    try tx.first(
      "SELECT \(columns) FROM word WHERE list = $1 AND key = $2", [.text(name.list.rawValue), .text(name.key)], decode)
  }

  /// Names that are looked up together.
  private static let width = 4

  /// Of these, the words that there are, with those that stand for none of their list. The names are padded, so that
  /// there is one statement.
  ///
  /// - Parameter names: At most four.
  static func words(_ names: Set<Name>, in tx: any Transaction) throws -> [Name: Stored] {
    let padded = Array(names) + Array(repeating: Name(.kind, ""), count: max(0, width - names.count))
    let pairs = padded.indices.map { "($\(2 * $0 + 1), $\(2 * $0 + 2))" }.joined(separator: ", ")
    let found = try tx.query(
      """
      WITH wanted (of_list, of_key) AS (VALUES \(pairs))
      SELECT \(columns) FROM wanted, word WHERE list = of_list AND key = of_key
      UNION ALL SELECT \(columns) FROM word WHERE is_default
      """, padded.flatMap { [.text($0.list.rawValue), .text($0.key)] }, decode)
    return Dictionary(found.map { (Name($0.word.list, $0.word.key), $0) }) { first, _ in first }
  }

  package static func insert(_ word: Word, isUsed: Bool = false, in tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO word (\(columns)) VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      row(word) + [.bool(isUsed)])
  }

  static func update(_ word: Word, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE word SET label = $3, place = $4, active = $5, is_default = $6, prefix = $7, measure = $8, hold_end = $9,
        class = $10, version = $11
      WHERE list = $1 AND key = $2
      """, row(word))
  }

  /// Puts words into the order of their keys.
  static func place(_ keys: [String], of list: Word.List, in tx: any Transaction) throws {
    try tx.executeBatch(
      "UPDATE word SET place = $3 WHERE list = $1 AND key = $2",
      keys.enumerated().map { [.text(list.rawValue), .text($0.element), .int($0.offset + 1)] })
  }

  /// Deletes a word that no ticket has ever had; false where one has got it meanwhile.
  static func delete(_ name: Name, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      "DELETE FROM word WHERE list = $1 AND key = $2 AND used = FALSE", [.text(name.list.rawValue), .text(name.key)])
      == 1
  }

  /// Notes that tickets have these from now on; answers those that are not there any more.
  package static func markUsed(_ names: some Collection<Name>, in tx: any Transaction) throws -> [Name] {
    // In one order, so that those who note others never wait for each other in a circle.
    try names.sorted { ($0.list.rawValue, $0.key) < ($1.list.rawValue, $1.key) }.filter { name in
      try tx.execute(
        "UPDATE word SET used = TRUE WHERE list = $1 AND key = $2", [.text(name.list.rawValue), .text(name.key)]) == 0
    }
  }

  /// Of these, the words that a ticket has, or ever had.
  package static func used(_ names: Set<Name>, in tx: any Transaction) throws -> Set<Name> {
    let lists = Set(names.map(\.list.rawValue)).sorted()
    let found = try tx.query(
      "SELECT list, key FROM word WHERE list \(tx.dialect.anyText("$1")) AND used = TRUE", [.list(lists)]
    ) { Name(try $0.value(0), try $0.text(1)) }
    return names.intersection(found)
  }

  /// Makes the sequence that numbers a kind of ticket, where there is none yet.
  static func makeSequence(of kind: TicketKind, in tx: any Transaction) throws {
    let name = TicketNumbers.sequence(of: kind)
    if try tx.first(tx.dialect.tableExists, [.text(name)], { _ in true }) != nil { return }
    for statement in tx.dialect.makeSequence(name) { try tx.execute(statement) }
  }

  /// Words of lists whose names lie from `first` through `last`, with their values as verification compares them.
  static func scan(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ list: String, Word) throws -> Void, unreadable: (_ list: String, MainstayError) throws -> Void
  ) throws {
    try tx.forEach(
      "SELECT \(columns) FROM word WHERE list >= $1 AND list <= $2 ORDER BY list, place, key",
      [.text(first), .text(last)]
    ) { row in
      let list = try row.text(1)
      let word: Word
      do {
        word = try decode(row).word
      } catch let error as MainstayError {
        return try unreadable(list, error)
      }
      try body(list, word)
    }
  }

  private static func row(_ word: Word) -> [SQLValue] {
    [
      .text(word.list.rawValue), .text(word.key), .text(word.label), .int(word.place), .bool(word.isActive),
      .bool(word.isDefault), .text(word.prefix), .text(word.measure?.rawValue), .text(word.end?.rawValue),
      .text(word.ticketClass), .int(word.version),
    ]
  }

  private static func decode(_ row: any Row) throws -> Stored { try reading("word", columns, decoded)(row) }

  private static func decoded(_ row: any Row) throws -> Stored {
    Stored(
      word: Word(
        try row.value(1), try row.text(0), label: try row.text(2), place: try row.int(3), isActive: try row.bool(4),
        isDefault: try row.bool(5), prefix: try row.optionalText(6),
        measure: row.isNull(7) ? nil : try row.value(7), end: row.isNull(8) ? nil : try row.value(8),
        ticketClass: try row.optionalText(9), version: try row.int(10)), isUsed: try row.bool(11))
  }
}
