import HTTPTypes
import Kernel

/// Small cookies beside the session's: how a reader likes the pages, and what the last form did.
extension Call {
  /// The decoded value of a cookie; nil where there is none, or it is too long or broken.
  public func cookie(_ name: String) -> String? {
    for header in headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { continue }
        let value = pair[pair.index(after: equals)...]
        return value.utf8.count > TextBounds.cookie.bytes * 3 ? nil : PercentCoding.decode(value)
      }
    }
    return nil
  }

  /// The answer with a cookie that scripts cannot read; an empty value takes it away.
  ///
  /// - Parameter path: Below which it is sent.
  public func setting(
    cookie name: String, to value: String, lasting: Duration, below path: String = "/", _ answer: Answer
  ) -> Answer {
    let age = value.isEmpty ? 0 : max(1, lasting.milliseconds / 1000)
    let kept = PercentCoding.encode(value.prefix(utf8Bytes: TextBounds.cookie.bytes))
    return answer.header(
      .setCookie,
      "\(name)=\(kept); Path=\(path); Max-Age=\(age); HttpOnly; SameSite=Lax"
        + (settings.secureCookies ? "; Secure" : ""))
  }
}
