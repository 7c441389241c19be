import Kernel
import NIOCore

/// An address of IPv4 or IPv6, out of what a connection or a proxy says of it.
struct RemoteAddress: Hashable {
  /// Four bytes or sixteen; IPv4 that is written as IPv6 (RFC 4291, section 2.5.5.2) is IPv4.
  let bytes: [UInt8]
  /// Without a port, a zone or brackets.
  let text: String

  /// Nil for what is no address: a name, `unknown`.
  ///
  /// - Parameter written: An address, with a port where a proxy adds one: `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`,
  ///   `[2001:db8::1]`, `[2001:db8::1]:443`, `::ffff:192.0.2.1`.
  init?(_ written: String) {
    var host = Substring(written)
    if host.first == "[" {
      guard let end = host.firstIndex(of: "]") else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":"), host.lastIndex(of: ":") == colon {
      host = host[..<colon]
    }
    host = host.prefix { $0 != "%" }
    guard host.utf8.count <= 64, let address = try? SocketAddress(ipAddress: String(host), port: 0) else { return nil }
    // The address stands behind family and port, of IPv6 also behind the flow (RFC 3493, section 3.3).
    let all = address.withSockAddr { start, count in Array(UnsafeRawBufferPointer(start: start, count: count)) }
    switch address {
    case .v4: bytes = Array(all[4..<8])
    case .v6:
      let all = Array(all[8..<24])
      let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 0xff && all[11] == 0xff
      bytes = isMapped ? Array(all.suffix(4)) : all
    case .unixDomainSocket: return nil
    }
    text = bytes.count == 4 ? bytes.map(String.init).joined(separator: ".") : host.lowercased()
  }

  /// The network that it is in, of so many bits; an address of IPv4 as a whole is itself.
  func network(v4: Int, v6: Int) -> String {
    if bytes.count == 4 { return v4 == 32 ? text : masked(v4).map(String.init).joined(separator: ".") + "/\(v4)" }
    let masked = masked(v6)
    let groups = stride(from: 0, to: v6 / 8, by: 2).map {
      String(UInt16(masked[$0]) << 8 | UInt16(masked[$0 + 1]), radix: 16)
    }
    return groups.joined(separator: ":") + "::/\(v6)"
  }

  private func masked(_ bits: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let left = min(max(bits - index * 8, 0), 8)
      return byte & UInt8(truncatingIfNeeded: 0xff00 >> left)
    }
  }
}
