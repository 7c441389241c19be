import Kernel

/// Addresses that may stand in a link, a form or an image.
public enum Address {
  /// `address` where it is relative, or has the scheme http, https, mailto or otpauth (which opens an authenticator app);
  /// `#` for all else, so that no text from outside becomes a `javascript:` or `data:` link.
  public static func checked(_ address: String) -> String {
    var whole = address
    return whole.withUTF8(isAllowed) ? address : "#"
  }

  private static func isAllowed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Browsers drop leading blanks and control characters inside a scheme.
    guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else { return false }
    let slash = UInt8(ascii: "/")
    let delimiters = (UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "#"))
    let first = bytes.firstIndex { $0 == delimiters.0 || $0 == slash || $0 == delimiters.1 || $0 == delimiters.2 }
    guard let end = first, bytes[end] == UInt8(ascii: ":") else {
      // Two slashes name another host.
      return bytes.count < 2 || bytes[0] != slash || bytes[1] != slash
    }
    let scheme = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
    return ["http", "https", "mailto", "otpauth"].contains(scheme)
  }

  /// A path with a query: values are percent-encoded, nil ones left out.
  ///
  ///     Address.path("/queue", ["q": "is:open", "cursor": nil])  // "/queue?q=is%3Aopen"
  public static func path(_ path: String, _ query: KeyValuePairs<String, String?>) -> String {
    var out = ByteWriter()
    out.append(path)
    var separator = UInt8(ascii: "?")
    for (name, value) in query {
      guard let value else { continue }
      out.append(separator)
      PercentCoding.encode(name, into: &out)
      out.append(UInt8(ascii: "="))
      PercentCoding.encode(value, into: &out)
      separator = UInt8(ascii: "&")
    }
    return out.text
  }

  /// A text as a part of a path or a query.
  public static func encoded(_ text: String) -> String { PercentCoding.encode(text) }
}
