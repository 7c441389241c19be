import Cryptography
import Kernel

/// The keys that a provider signs with (RFC 7517), as far as they are of a kind that is believed.
public struct ProviderKeys: Hashable, Sendable {
  struct Key: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case rsa(modulus: [UInt8], exponent: [UInt8])
      case p256(x: [UInt8], y: [UInt8])
    }

    var id: String?
    var kind: Kind

    /// The one algorithm that the kind is used with: a token does not choose how a key is used.
    var algorithm: String {
      switch kind {
      case .rsa: "RS256"
      case .p256: "ES256"
      }
    }
  }

  var keys: [Key]

  /// Keys that are looked at.
  static let most = 100

  /// - Throws: `untrusted` where it is no set of keys, or none of them can be used.
  public init(_ document: JSON) throws(OIDCFault) {
    guard let list = document["keys"]?.arrayValue else { throw .untrusted("the provider's keys are no set of keys") }
    keys = list.prefix(ProviderKeys.most).compactMap { one in
      guard one["use"].map({ $0 == "sig" }) ?? true else { return nil }
      func bytes(_ name: String) -> [UInt8]? { one[name]?.stringValue.flatMap { Base64URLText.bytes($0) } }
      let kind: Key.Kind
      switch (one["kty"]?.stringValue, one["crv"]?.stringValue) {
      case ("RSA", _):
        guard let modulus = bytes("n"), let exponent = bytes("e") else { return nil }
        kind = .rsa(modulus: modulus, exponent: exponent)
      case ("EC", "P-256"):
        guard let x = bytes("x"), let y = bytes("y") else { return nil }
        kind = .p256(x: x, y: y)
      default: return nil
      }
      let key = Key(id: one["kid"]?.stringValue, kind: kind)
      return one["alg"].map { $0 == .string(key.algorithm) } ?? true ? key : nil
    }
    if keys.isEmpty { throw .untrusted("the provider publishes no key of RS256 or ES256") }
  }

  /// Whether one of them has made a signature.
  func verify(_ signature: [UInt8], over message: [UInt8], algorithm: String, id: String?) -> Bool {
    keys.contains { key in
      guard key.algorithm == algorithm, id == nil || key.id == nil || key.id == id else { return false }
      return switch key.kind {
      case .rsa(let modulus, let exponent):
        PublicKeySignature.isRSA(signature, over: message, modulus: modulus, exponent: exponent)
      case .p256(let x, let y): PublicKeySignature.isP256(signature, over: message, x: x, y: y)
      }
    }
  }
}
