import Core
import Kernel
import Storage

extension Look {
  /// Teams by their keys, in order, by one statement.
  package func teams(keys: Set<String>) throws -> [Team] {
    guard !keys.isEmpty else { return [] }
    return try transaction.query(
      "SELECT key, name FROM team WHERE key \(transaction.dialect.amongKeys("$1")) ORDER BY key", [.list(keys.sorted())]
    ) { Team(key: try $0.text(0), name: try $0.text(1)) }
  }
}
