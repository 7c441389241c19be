import Kernel
import Storage

/// What people and tickets are called, for a page that knows them by sign-in name or id.
enum NameStore {
  /// Two people a line, for a usual page of lines.
  private static let widths = [PageLimits.usual, 2 * PageLimits.usual, PageLimits.most]

  /// The values in lists padded to one of few lengths, so that there are only as many statements.
  private static func lists(_ values: Set<String>) -> [(marks: String, values: [SQLValue])] {
    let all = values.map { SQLValue.text($0) }
    return stride(from: 0, to: all.count, by: PageLimits.most).map { start in
      let found = Array(all[start..<min(start + PageLimits.most, all.count)])
      let width = widths.first { found.count <= $0 } ?? PageLimits.most
      let padding = Array(repeating: found[found.count - 1], count: width - found.count)
      return ((1...width).map { "$\($0)" }.joined(separator: ", "), found + padding)
    }
  }

  /// Display names by sign-in name. Who is not known, such as a part of the product, has none.
  static func people(named names: Set<String>, in tx: any Transaction) throws -> [String: String] {
    var found: [String: String] = [:]
    for list in lists(names) {
      try tx.forEach("SELECT name, display_name FROM person WHERE name IN (\(list.marks))", list.values) {
        // Whose name cannot be read is called by the sign-in name.
        guard let name = try? $0.text(0), let title = try? $0.text(1) else { return }
        found[name] = title
      }
    }
    return found
  }

  /// Display name and sign-in name by id.
  static func people(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (title: String, name: String)] {
    var found: [String: (title: String, name: String)] = [:]
    for list in lists(ids) {
      try tx.forEach("SELECT id, display_name, name FROM person WHERE id IN (\(list.marks))", list.values) {
        // A name that cannot be read, which verification finds, must not hide what it is asked for.
        guard let id = try? $0.text(0), let title = try? $0.text(1), let name = try? $0.text(2) else { return }
        found[id] = (title, name)
      }
    }
    return found
  }

  /// Number and subject by id.
  static func tickets(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (number: String, title: String)] {
    var found: [String: (number: String, title: String)] = [:]
    for list in lists(ids) {
      try tx.forEach("SELECT id, number, title FROM ticket WHERE id IN (\(list.marks))", list.values) {
        guard let id = try? $0.text(0), let number = try? $0.text(1) else { return }
        found[id] = (number, (try? $0.text(2)) ?? "")
      }
    }
    return found
  }
}
