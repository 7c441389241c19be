/// An address of IPv4 or IPv6: the one place that reads and writes them as text.
public struct NetworkAddress: Hashable, Sendable {
  /// Four bytes or sixteen, in network order.
  public let bytes: [UInt8]

  /// - Parameter bytes: Four or sixteen.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads `192.0.2.1`, `2001:db8::1` and `::ffff:192.0.2.1` (RFC 4291, section 2.2), with the zone of a link behind
  /// `%`, which is passed over; nil for anything else. Numbers of IPv4 are decimal and have no leading zeros.
  public init?(_ text: some StringProtocol) {
    let written = Array(text.utf8.prefix(NetworkAddress.longest + 1))
    guard written.count <= NetworkAddress.longest else { return nil }
    let host = written.prefix { $0 != UInt8(ascii: "%") }
    guard let bytes = NetworkAddress.four(host) ?? NetworkAddress.sixteen(host) else { return nil }
    self.bytes = bytes
  }

  /// Bytes of a text that is read, a zone among them.
  private static let longest = 64

  /// IPv4 that is written as IPv6 (RFC 4291, section 2.5.5.2) as IPv4; any other address as it is.
  public var unmapped: NetworkAddress {
    bytes.count == 16 && bytes.starts(with: NetworkAddress.mapped) ? NetworkAddress(bytes: Array(bytes[12...])) : self
  }

  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

  /// As RFC 5952 writes it: `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`.
  public var text: String {
    guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
    if bytes.starts(with: NetworkAddress.mapped) { return "::ffff:" + unmapped.text }
    let groups = groups
    guard let zeros = NetworkAddress.longestZeros(groups) else { return groups.joined(separator: ":") }
    return groups[..<zeros.lowerBound].joined(separator: ":") + "::"
      + groups[zeros.upperBound...].joined(separator: ":")
  }

  /// The network that it is in, of so many bits: `192.0.2.0/24`, `2001:db8:1::/48`. Of IPv4 with all bits it is the
  /// address itself.
  ///
  /// - Parameters:
  ///   - v4: From 0 to 32.
  ///   - v6: A multiple of 16 from 16 to 112.
  public func network(v4: Int, v6: Int) -> String {
    if bytes.count == 4 {
      return v4 == 32 ? text : NetworkAddress(bytes: masked(v4)).text + "/\(v4)"
    }
    return NetworkAddress(bytes: masked(v6)).groups.prefix(v6 / 16).joined(separator: ":") + "::/\(v6)"
  }

  private func masked(_ bits: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let left = min(max(bits - index * 8, 0), 8)
      return byte & UInt8(truncatingIfNeeded: 0xff00 >> left)
    }
  }

  private var groups: [String] {
    stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
  }

  /// The first of the longest runs of zero groups, where one has at least two.
  private static func longestZeros(_ groups: [String]) -> Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < groups.count {
      let end = groups[start...].firstIndex { $0 != "0" } ?? groups.count
      if end - start > max(1, longest?.count ?? 0) { longest = start..<end }
      start = max(end, start + 1)
    }
    return longest
  }

  private static func four(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard part.count <= 3, part.count == 1 || part.first != UInt8(ascii: "0"), let value = number(part),
        let byte = UInt8(exactly: value)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func sixteen(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    let gaps = text.indices.dropLast().filter { text[$0] == colon && text[$0 + 1] == colon }
    guard let gap = gaps.first else {
      return bytes(ofGroups: text).flatMap { $0.count == 16 ? $0 : nil }
    }
    // Three colons in a row would be two gaps.
    guard gaps.count == 1, let before = bytes(ofGroups: text[..<gap]), let behind = bytes(ofGroups: text[(gap + 2)...]),
      before.count + behind.count <= 14, !text[..<gap].contains(UInt8(ascii: "."))
    else { return nil }
    return before + [UInt8](repeating: 0, count: 16 - before.count - behind.count) + behind
  }

  /// Groups of up to four hexadecimal digits between colons, the last perhaps as IPv4.
  private static func bytes(ofGroups text: ArraySlice<UInt8>) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (place, group) in groups.enumerated() {
      if place == groups.count - 1, let last = four(group) {
        bytes += last
        continue
      }
      guard (1...4).contains(group.count) else { return nil }
      var value: UInt16 = 0
      for digit in group {
        guard let digit = hexadecimalValue(digit) else { return nil }
        value = value << 4 | UInt16(digit)
      }
      bytes += [UInt8(value >> 8), UInt8(value & 0xff)]
    }
    return bytes
  }
}
