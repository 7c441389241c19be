import Kernel

/// What a Host header says (RFC 9110, section 7.2; RFC 3986, section 3.2.2): a name or an address, perhaps with a port.
enum HostName {
  static func isValid(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    if rest.first == UInt8(ascii: "[") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = rest[rest.startIndex + 1..<end]
      guard !address.isEmpty, address.allSatisfy({ isNamed($0) || $0 == colon }) else { return false }
      rest = rest[(end + 1)...]
    } else {
      let name = rest.prefix { $0 != colon }
      guard !name.isEmpty, isName(name) else { return false }
      rest = rest[name.endIndex...]
    }
    guard let first = rest.first else { return true }
    return first == colon && rest.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// A registered name: letters, digits, a few marks, and escapes like `%20`.
  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if bytes[at] == UInt8(ascii: "%") {
        guard at + 2 < bytes.endIndex, hexadecimalValue(bytes[at + 1]) != nil,
          hexadecimalValue(bytes[at + 2]) != nil
        else { return false }
        at += 3
      } else {
        guard isNamed(bytes[at]) else { return false }
        at += 1
      }
    }
    return true
  }

  private static let colon = UInt8(ascii: ":")
  private static let marks = Set("-._~!$&'()*+,;=".utf8)

  private static func isNamed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: marks.contains(byte)
    }
  }
}
