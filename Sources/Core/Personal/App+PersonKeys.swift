import Journal
import Kernel

extension App {
  /// A person's key as it seals and opens.
  ///
  /// - Throws: `unavailable` where this node has no secrets key that opens it, `unreadable` where it is damaged.
  package func key(_ stored: String, of id: RecordID) throws(MainstayError) -> PersonKey {
    guard let key = try secret(stored, of: id).flatMap({ PersonKey(secret: $0, of: id) }) else {
      throw .unreadable(record: "data_subject \(id), key", reason: "it is no key")
    }
    return key
  }

  /// The bytes of a person's key; nil where there are none.
  package func secret(_ stored: String, of id: RecordID) throws(MainstayError) -> [UInt8]? {
    guard stored.hasPrefix(SealedText.mark) else { return bytes(hexadecimal: stored) }
    guard let sealed = SealedText(stored) else { return nil }
    let keys = try secretsKeys()
    for key in keys {
      if let text = key.open(sealed, for: PersonToken.of(id)) { return bytes(hexadecimal: text) }
    }
    guard keys.contains(where: { $0.id == sealed.keyID }) else {
      throw .unavailable(
        reason: "The key of \(PersonToken.of(id)) is sealed with secrets key \(sealed.keyID); this node has "
          + "\(keys.map(\.id).joined(separator: ", ")). Put the file with that key back in its place.")
    }
    return nil
  }
}
