import Cryptography
import Kernel

/// A key that seals what the database keeps for others, such as the secrets of webhooks and the keys of people:
/// AES-256-GCM, with the record's name bound in, so that a sealed text opens nowhere else. The key lies outside the
/// database.
public struct SecretsKey: Sendable {
  private let key: AES256GCM
  /// Names the key without giving it away: eight hexadecimal digits of a digest.
  public let id: String

  public static let length = AES256GCM.keyLength
  public static let nonceLength = AES256GCM.nonceLength

  /// From 32 secret bytes; nil for any other count.
  public init?(secret: [UInt8]) {
    guard let key = AES256GCM(key: secret) else { return nil }
    self.key = key
    id = String(sha256Hex(Array("mainstay secrets key".utf8) + secret).prefix(8))
  }

  /// Seals `text` for the record called `context`.
  ///
  /// - Parameter nonce: 12 bytes that no other text was sealed with.
  public func seal(_ text: String, for context: String, nonce: [UInt8]) throws -> SealedText {
    let bytes = try key.seal(Array(text.utf8), nonce: nonce, authenticating: Array(context.utf8))
    return SealedText(keyID: id, bytes: bytes)
  }

  /// The text; nil where it was sealed with another key or for another record, or was changed.
  public func open(_ sealed: SealedText, for context: String) -> String? {
    guard sealed.keyID == id, let bytes = key.open(sealed.bytes, authenticating: Array(context.utf8)) else {
      return nil
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// A sealed text as it stands in the database: `sealed:1:<key id>:<nonce, text and tag in hexadecimal>`.
public struct SealedText: Hashable, Sendable {
  /// Which key opens it.
  public var keyID: String
  public var bytes: [UInt8]

  /// What it begins with.
  public static let mark = "sealed:1:"

  init(keyID: String, bytes: [UInt8]) { (self.keyID, self.bytes) = (keyID, bytes) }

  /// nil for a text that is not sealed.
  public init?(_ text: String) {
    guard text.hasPrefix(SealedText.mark) else { return nil }
    let parts = text.dropFirst(SealedText.mark.count).split(separator: ":")
    guard parts.count == 2, let bytes = Kernel.bytes(hexadecimal: String(parts[1])) else { return nil }
    (keyID, self.bytes) = (String(parts[0]), bytes)
  }

  public var text: String { SealedText.mark + keyID + ":" + hexadecimal(bytes) }
}
