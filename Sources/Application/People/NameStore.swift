import Kernel
import Storage

/// What people and tickets are called, for a page that knows them by sign-in name or id.
enum NameStore {
  /// Two people a line, for a usual page of lines.
  private static let widths = [PageLimits.usual, 2 * PageLimits.usual, PageLimits.most]

  /// The values padded to one of few lengths, so that there are only as many statements; what is past
  /// `PageLimits.most` is left out.
  private static func list(_ values: some Collection<String>) -> (marks: String, values: [SQLValue])? {
    let found = values.prefix(PageLimits.most).map { SQLValue.text($0) }
    guard let last = found.last else { return nil }
    let width = widths.first { found.count <= $0 } ?? PageLimits.most
    return (
      (1...width).map { "$\($0)" }.joined(separator: ", "), found + Array(repeating: last, count: width - found.count)
    )
  }

  /// Display names by sign-in name. Who is not known, such as a part of the product, has none.
  static func people(named names: Set<String>, in tx: any Transaction) throws -> [String: String] {
    guard let list = list(names) else { return [:] }
    var found: [String: String] = [:]
    try tx.forEach("SELECT name, display_name FROM person WHERE name IN (\(list.marks))", list.values) {
      found[try $0.text(0)] = try $0.text(1)
    }
    return found
  }

  /// Display name and sign-in name by id.
  static func people(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (title: String, name: String)] {
    guard let list = list(ids) else { return [:] }
    var found: [String: (title: String, name: String)] = [:]
    try tx.forEach("SELECT id, display_name, name FROM person WHERE id IN (\(list.marks))", list.values) {
      found[try $0.text(0)] = (try $0.text(1), try $0.text(2))
    }
    return found
  }

  /// Number and subject by id.
  static func tickets(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (number: String, title: String)] {
    guard let list = list(ids) else { return [:] }
    var found: [String: (number: String, title: String)] = [:]
    try tx.forEach("SELECT id, number, title FROM ticket WHERE id IN (\(list.marks))", list.values) {
      found[try $0.text(0)] = (try $0.text(1), try $0.text(2))
    }
    return found
  }
}
