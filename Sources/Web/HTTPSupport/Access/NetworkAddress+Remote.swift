import Kernel

extension NetworkAddress {
  /// An address out of what a connection or a proxy says of it; IPv4 that is written as IPv6 is IPv4. Nil for what is no
  /// address: a name, `unknown`.
  ///
  /// - Parameter remote: An address, with a port where a proxy adds one: `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`,
  ///   `[2001:db8::1]`, `[2001:db8::1]:443`, `::ffff:192.0.2.1`.
  init?(remote: String) {
    var host = Substring(remote)
    if host.first == "[" {
      guard let end = host.firstIndex(of: "]") else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":"), host.lastIndex(of: ":") == colon {
      host = host[..<colon]
    }
    guard let address = NetworkAddress(host) else { return nil }
    self = address.unmapped
  }
}
