import Kernel
import Storage

/// Numbers that tickets have, here and in the tools that they came from.
package enum NumberStore {
  /// The tickets that other tools know by this number, the first of them.
  static func ticket(ofOutsideNumber number: String, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT ticket FROM import_key WHERE number = $1 ORDER BY source LIMIT 1", [.text(number)]) {
      RecordID(try $0.text(0))
    }
  }

  /// Of these numbers, those that tickets have already.
  package static func taken(_ numbers: [String], in tx: any Transaction) throws -> Set<String> {
    Set(
      try tx.query("SELECT number FROM ticket WHERE number \(tx.dialect.anyText("$1"))", [.list(numbers)]) {
        try $0.text(0)
      })
  }
}
