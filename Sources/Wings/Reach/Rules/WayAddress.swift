import Kernel

/// What a mail address must be like that a message is sent to: the local part as RFC 5321, section 4.1.2, has it without
/// quotes, and a domain of letters, digits and hyphens. Nothing in it can end a line or a command of SMTP.
public enum WayAddress {
  public static let longestLocalPart = 64

  /// Why `text` is no such address, as a sentence about it; nil where it is.
  public static func mailFault(in text: String) -> String? {
    if let fault = TextBounds.mailAddress.fault(in: text) { return fault }
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return "may have only the characters of ASCII, without spaces; write an international domain in its xn-- form"
    }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, isLocalPart(parts[0]), isDomain(parts[1]) else {
      return "is no mail address, like kim@example.org"
    }
    return nil
  }

  private static func isLocalPart(_ text: Substring) -> Bool {
    // What begins with a hyphen is taken for an option by programs that mail is handed to.
    guard (1...longestLocalPart).contains(text.utf8.count), text.first != "-" else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty && atom.utf8.allSatisfy { isLetterOrDigit($0) || marks.contains($0) }
    }
  }

  private static func isDomain(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    // No top level is a number (RFC 3696, section 2): what ends in one is an address of a machine.
    guard let top = labels.last, !top.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return false
    }
    return labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static let marks = Set("!#$%&'*+-/=?^_`{|}~".utf8)

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte != UInt8(ascii: "@")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension WayAddress {
  /// An address as it is shown where others may look over one's shoulder: enough to know it again.
  public static func hint(_ address: String, _ kind: WayKind) -> String {
    switch kind {
    case .mail:
      guard let at = address.firstIndex(of: "@") else { return "..." }
      return address.prefix(1) + "..." + address[at...]
    case .webhook, .push:
      // What stands behind the host is often a secret.
      guard let scheme = address.firstRange(of: "://") else { return "..." }
      let rest = address[scheme.upperBound...]
      guard let slash = rest.firstIndex(of: "/") else { return address }
      return address[..<slash] + "/..."
    }
  }
}
