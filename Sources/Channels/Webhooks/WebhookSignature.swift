import Cryptography
import Foundation
import Kernel

/// The signature of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, in base64 behind `v1,`.
public enum WebhookSignature {
  /// - Parameters:
  ///   - secret: `whsec_` and base64.
  ///   - timestamp: whole seconds since 1970.
  /// - Returns: nil where the secret is none.
  public static func sign(id: String, timestamp: Int64, body: String, secret: String) -> String? {
    guard let key = key(secret), let code = try? HMACSHA256.code(for: content(id, timestamp, body), key: key) else {
      return nil
    }
    return "v1," + Data(code).base64EncodedString()
  }

  /// Whether `signature` was made over this message with this secret; compares in constant time.
  public static func verify(
    _ signature: String, id: String, timestamp: Int64, body: String, secret: String
  ) -> Bool {
    guard let key = key(secret), signature.hasPrefix("v1,"),
      let code = Data(base64Encoded: String(signature.dropFirst(3)))
    else { return false }
    return HMACSHA256.isValid(Array(code), for: content(id, timestamp, body), key: key)
  }

  private static func content(_ id: String, _ timestamp: Int64, _ body: String) -> [UInt8] {
    Array("\(id).\(timestamp).\(body)".utf8)
  }

  private static func key(_ secret: String) -> [UInt8]? {
    guard secret.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(secret.dropFirst(6))), !bytes.isEmpty
    else {
      return nil
    }
    return Array(bytes)
  }
}
