import Core
import Kernel
import Storage

/// What people are called, for a page that knows them by sign-in name or id.
package enum NameStore {
  /// Display names by sign-in name. Who is not known, such as a part of the product, has none.
  package static func people(named names: Set<String>, in tx: any Transaction) throws -> [String: String] {
    var found: [String: String] = [:]
    guard !names.isEmpty else { return found }
    try tx.forEach("SELECT name, display_name FROM person WHERE name \(tx.dialect.amongKeys("$1"))", [.list(names)]) {
      // Whose name cannot be read is called by the sign-in name.
      guard let name = try? $0.text(0), let title = try? $0.text(1) else { return }
      found[name] = title
    }
    return found
  }

  /// Display name and sign-in name by id.
  static func people(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (title: String, name: String)] {
    var found: [String: (title: String, name: String)] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, display_name, name FROM person WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      // A name that cannot be read, which verification finds, must not hide what it is asked for.
      guard let id = try? $0.text(0), let title = try? $0.text(1), let name = try? $0.text(2) else { return }
      found[id] = (title, name)
    }
    return found
  }

  /// Sign-in names and display names by id; parts of the product have none.
  ///
  /// - Throws: where a name cannot be read: an entry of the journal must not name somebody otherwise because of that.
  package static func people(
    ids: Set<String>, in tx: any Transaction
  ) throws -> [String: (name: String, title: String)] {
    var found: [String: (name: String, title: String)] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, name, display_name FROM person WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      found[try $0.text(0)] = (try $0.text(1), try $0.text(2))
    }
    return found
  }
}
