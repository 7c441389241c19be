import Cryptography
import Kernel

/// Codes that a device shows for half a minute each (RFC 6238), of the kind that every authenticator app knows: six
/// digits, HMAC-SHA-1.
public enum TOTP {
  /// How long a code is the present one.
  public static let step = Duration.seconds(30)
  public static let digits = 6
  /// Bytes of a secret: the length of the hash (RFC 4226, section 4, requirement 6).
  public static let secretLength = 20
  /// Steps before and after the present one that are taken, for clocks that differ and fingers that are slow (RFC
  /// 6238, section 5.2).
  static let drift: Int64 = 1

  /// The number of the step at an instant: half minutes since 1970-01-01.
  public static func step(at now: Instant) -> Int64 {
    let (quotient, rest) = now.milliseconds.quotientAndRemainder(dividingBy: step.milliseconds)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// The code of a step (RFC 4226, section 5.3).
  ///
  /// - Parameter digits: 1 to 9.
  public static func code(
    of secret: [UInt8], step: Int64, digits: Int = TOTP.digits, hash: HMAC.Hash = .sha1
  ) throws -> String {
    let counter = UInt64(bitPattern: step)
    let message = (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * $0)) }
    let mac = try HMAC.code(for: message, key: secret, hash: hash)
    let offset = Int(mac[mac.count - 1] & 15)
    let bits = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    let modulus = (0..<digits).reduce(UInt64(1)) { power, _ in power * 10 }
    let text = String(UInt64(bits) % modulus)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The step whose code it is, among those around the present one that lie behind `used`; nil where it is none of
  /// them. All of them are compared, whichever it is, so that time does not tell.
  ///
  /// - Parameter used: The step of the last code that was taken: that one and those before it are taken no more.
  public static func match(_ code: String, secret: [UInt8], at now: Instant, after used: Int64?) throws -> Int64? {
    let typed = Array(code.utf8)
    let present = step(at: now)
    var found: Int64?
    for candidate in (present - drift)...(present + drift) {
      let isRight = isSameInConstantTime(Array(try self.code(of: secret, step: candidate).utf8), typed)
      if isRight, candidate > used ?? .min { found = candidate }
    }
    return found
  }

  /// The digits of what somebody typed, blanks between them left out; nil where it can be no code.
  public static func typed(_ text: String) -> String? {
    guard text.utf8.count <= 32 else { return nil }
    let digits = text.filter { $0 != " " && $0 != "-" }
    guard digits.utf8.count == TOTP.digits, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits
  }

  /// What an authenticator app reads from a picture or a link (the `otpauth` key URI format).
  ///
  /// - Parameters:
  ///   - issuer: What the desk is called.
  ///   - account: The sign-in name.
  public static func address(secret: [UInt8], issuer: String, account: String) -> String {
    let issuer = issuer.replacing(":", with: " ")
    return "otpauth://totp/\(PercentCoding.encode(issuer)):\(PercentCoding.encode(account))"
      + "?secret=\(Base32.text(secret))&issuer=\(PercentCoding.encode(issuer))&algorithm=SHA1&digits=\(digits)"
      + "&period=\(step.milliseconds / 1000)"
  }
}
