import Core
import Kernel
import Storage

/// What tickets are called, for a page that knows them by id.
enum TicketNameStore {
  /// Number and subject by id.
  static func tickets(_ ids: Set<String>, in tx: any Transaction) throws -> [String: (number: String, title: String)] {
    var found: [String: (number: String, title: String)] = [:]
    guard !ids.isEmpty else { return found }
    try tx.forEach("SELECT id, number, title FROM ticket WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)]) {
      guard let id = try? $0.text(0), let number = try? $0.text(1) else { return }
      found[id] = (number, (try? $0.text(2)) ?? "")
    }
    return found
  }
}
