import Crypto

/// The Ed25519 key with which an installation signs its checkpoints.
public struct SealKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// From 32 secret bytes; nil for any other count.
  public init?(secret: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else { return nil }
    self.key = key
  }

  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  public func signature(of checkpoint: Checkpoint) throws -> [UInt8] {
    Array(try key.signature(for: checkpoint.content))
  }

  /// Whether `signature` was made over `checkpoint` by the owner of `publicKey`.
  public static func verify(_ signature: [UInt8], of checkpoint: Checkpoint, by publicKey: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: checkpoint.content)
  }
}
