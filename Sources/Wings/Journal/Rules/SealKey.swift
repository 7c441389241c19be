import Cryptography
import Kernel

/// An Ed25519 key with which a node signs its checkpoints.
public struct SealKey: Sendable {
  private let key: Ed25519.PrivateKey

  /// From 32 secret bytes; nil for any other count.
  public init?(secret: [UInt8]) {
    guard let key = Ed25519.PrivateKey(secret: secret) else { return nil }
    self.key = key
  }

  public var publicKey: [UInt8] { key.publicKey }

  public func signature(of checkpoint: Checkpoint) throws -> [UInt8] { try signature(over: checkpoint.content) }

  /// Whether `signature` was made over `checkpoint` by the owner of `publicKey`.
  public static func verify(_ signature: [UInt8], of checkpoint: Checkpoint, by publicKey: [UInt8]) -> Bool {
    verify(signature, over: checkpoint.content, by: publicKey)
  }

  package func signature(over content: [UInt8]) throws -> [UInt8] { try key.signature(over: content) }

  static func verify(_ signature: [UInt8], over content: [UInt8], by publicKey: [UInt8]) -> Bool {
    Ed25519.verify(signature, over: content, by: publicKey)
  }

  /// What is signed of a document: its purpose, a newline, its content.
  package static func document(_ content: [UInt8], for purpose: String) -> [UInt8] {
    Array((purpose + "\n").utf8) + content
  }

  /// Whether a document was signed for this purpose by the owner of `publicKey`.
  package static func verify(
    _ signature: [UInt8], overDocument content: [UInt8], for purpose: String, by publicKey: [UInt8]
  ) -> Bool {
    verify(signature, over: document(content, for: purpose), by: publicKey)
  }

  /// Public halves of keys whose private half is known to everybody (SECURITY.md): they seal nothing.
  public static let published: Set<[UInt8]> = Set(
    ["228f4e0a3061ae14148dbb2d69fab6a0c2a0fe2c17d565ebe9cf831f0229e0fe"].compactMap(bytes(hexadecimal:)))

  /// Whether the private half is known to everybody.
  public var isPublished: Bool { SealKey.published.contains(publicKey) }
}
