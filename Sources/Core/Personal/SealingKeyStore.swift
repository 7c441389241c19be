import Kernel
import Storage

/// Which secrets key the database seals with, by its id: noted when it first seals, and exchanged only on purpose.
/// Without it another file in the key's place would seal what the first one's holders cannot open.
enum SealingKeyStore {
  static func id(in tx: any Transaction) throws -> String? {
    try tx.first("SELECT key_id FROM sealing_key WHERE slot = 1") { try $0.text(0) }
  }

  static func keep(_ id: String, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO sealing_key (slot, key_id, since) VALUES (1, $1, $2)
      ON CONFLICT (slot) DO UPDATE SET key_id = excluded.key_id, since = excluded.since
      """, [.text(id), .integer(now.milliseconds)])
  }
}
