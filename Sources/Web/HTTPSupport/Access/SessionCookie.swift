import HTTPTypes
import Kernel

/// The cookie of a browser session (OWASP ASVS 3.3): not readable by scripts, not sent by other sites.
public enum SessionCookie {
  static func name(_ settings: HTTPSettings) -> String {
    settings.secureCookies ? "__Host-mainstay" : "mainstay"
  }

  static func read(_ headers: HTTPFields, _ settings: HTTPSettings) -> String? {
    let wanted = name(settings)
    for header in headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        guard let equals = pair.firstIndex(of: "="), pair[..<equals] == wanted else { continue }
        let value = pair[pair.index(after: equals)...]
        return value.isEmpty || value.utf8.count > 256 ? nil : String(value)
      }
    }
    return nil
  }

  static func write(_ value: String, maxAge: Int64, _ settings: HTTPSettings) -> String {
    "\(name(settings))=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax"
      + (settings.secureCookies ? "; Secure" : "")
  }
}

/// Base64 for addresses and headers (RFC 4648 section 5), without padding.
public enum Base64URL {
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        out.append(alphabet[Int(bits >> UInt32(count) & 63)])
      }
    }
    if count > 0 { out.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil for what is not written as `encode` writes it.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "_"): value = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    guard count < 6, bits & (1 << UInt32(count) - 1) == 0 else { return nil }
    return out
  }
}

extension Call {
  /// The token that a form of this caller's pages must carry in its field `csrf`, or a script in the
  /// header `X-CSRF-Token`; nil where there is no session.
  public var csrfToken: String? {
    guard case .session(_, let token) = caller?.proof else { return nil }
    return token
  }

  /// The secret of the caller's session, to end it; nil where there is no session.
  public var sessionSecret: String? {
    guard case .session(let secret, _) = caller?.proof else { return nil }
    return secret
  }

  /// The answer that takes the session's cookie away.
  public func endingSession(_ answer: Answer) -> Answer {
    answer.header(.setCookie, SessionCookie.write("", maxAge: 0, settings))
  }
}
