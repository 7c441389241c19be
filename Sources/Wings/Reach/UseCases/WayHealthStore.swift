import Core
import Kernel
import Storage

/// How destinations of ways fare.
enum WayHealthStore {
  /// The last error of those that have failed often enough to be left alone for a while.
  static func failing(_ destinations: [Destination], in tx: any Transaction) throws -> [Destination: String] {
    guard !destinations.isEmpty else { return [:] }
    var found: [Destination: String] = [:]
    try tx.forEach(
      """
      SELECT channel, key, last_error FROM destination
      WHERE key \(tx.dialect.amongKeys("$1")) AND failures >= $2
      """, [.list(Set(destinations.map(\.key))), .int(DestinationHealth.patience)]
    ) { row in
      let destination = Destination(channel: try row.text(0), key: try row.text(1))
      if destinations.contains(destination) { found[destination] = try row.optionalText(2) ?? "it fails" }
    }
    return found
  }
}
