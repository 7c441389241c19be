import Kernel

/// Addresses that may stand in a link, a form or an image.
public enum Address {
  /// `address` where it is relative, or has the scheme http, https or mailto; `#` for all else, so
  /// that no text from outside becomes a `javascript:` or `data:` link.
  public static func checked(_ address: String) -> String {
    let bytes = Array(address.utf8)
    // Browsers drop leading blanks and control characters inside a scheme.
    guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else { return "#" }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
      return bytes.starts(with: "//".utf8) ? "#" : address
    }
    if let delimiter = bytes.firstIndex(where: { "/?#".utf8.contains($0) }), delimiter < colon {
      return bytes.starts(with: "//".utf8) ? "#" : address
    }
    let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    return ["http", "https", "mailto"].contains(scheme) ? address : "#"
  }

  /// A path with a query: values are percent-encoded, nil ones left out.
  ///
  ///     Address.path("/queue", ["q": "is:open", "cursor": nil])  // "/queue?q=is%3Aopen"
  public static func path(_ path: String, _ query: KeyValuePairs<String, String?>) -> String {
    var text = path
    var separator = "?"
    for (name, value) in query {
      guard let value else { continue }
      text += separator + encoded(name) + "=" + encoded(value)
      separator = "&"
    }
    return text
  }

  /// A text as a part of a path or a query.
  public static func encoded(_ text: String) -> String { PercentCoding.encode(text) }
}
