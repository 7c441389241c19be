import Foundation
import Kernel

/// Keeps requests to the outside from reaching the inside: loopback, private, link-local and other
/// addresses that are not of the open network are refused unless their host is allowed by name.
public struct OutboundGuard: Sendable {
  /// Host names and addresses that may be called although they are private.
  public var allowedHosts: Set<String>
  private let resolve: @Sendable (String) async throws -> [Address]

  public init(allowedHosts: Set<String> = []) {
    let names = NameLookup(NameLookup.system)
    self.init(allowedHosts: allowedHosts) { try await names.addresses(of: $0) }
  }

  /// - Parameter resolve: The addresses of a host name; none where it has none.
  init(allowedHosts: Set<String>, _ resolve: @escaping @Sendable (String) async throws -> [Address]) {
    self.allowedHosts = Set(allowedHosts.map(OutboundGuard.bare))
    self.resolve = resolve
  }

  /// What was found out about an address. The connection goes to `destination` and nowhere else: a name
  /// that resolves to another address a moment later must not lead there.
  enum Finding: Hashable {
    case refused(String)
    /// The name has no address now; that can pass.
    case unknownHost
    case open(host: String, destination: Address)
  }

  func finding(on url: String) async throws -> Finding {
    // The client takes a URL apart in the same way, so both mean the same host.
    guard let parts = URL(string: url), ["http", "https"].contains(parts.scheme?.lowercased() ?? ""),
      let host = parts.host, !host.isEmpty
    else { return .refused("it is no http or https address") }
    if let fault = knownFault(of: url) { return .refused("it " + fault) }
    let addresses = try await resolve(host.trimmingCharacters(in: ["[", "]"]))
    guard let first = addresses.first else { return .unknownHost }
    guard allowedHosts.contains(OutboundGuard.bare(host)) || addresses.allSatisfy(\.isOpen) else {
      return .refused("its host is on a private network; allow it by name with MAINSTAY_PRIVATE_HOSTS")
    }
    return .open(host: host, destination: first)
  }

  /// A host as it is compared: small letters, without the brackets of an IPv6 address and the dot of the root.
  private static func bare(_ host: String) -> String {
    let name = host.trimmingCharacters(in: ["[", "]"]).lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  /// Why the address may not be called, as a sentence about it, as far as that is known without asking a name server:
  /// its host is an address, however it is written, this machine's own name or one word, or its port is another
  /// service's; nil where nothing is known against it.
  public func knownFault(of url: String) -> String? {
    guard let found = URL(string: url)?.host, !found.isEmpty else { return nil }
    let host = OutboundGuard.bare(found)
    guard !allowedHosts.contains(host) else { return nil }
    let isOwn = host == "localhost" || host.hasSuffix(".localhost")
    let written = Address(written: host)
    let allow = "whoever runs the server can allow that host by MAINSTAY_PRIVATE_HOSTS"
    if isOwn || written.map({ !$0.isOpen }) ?? false {
      return "leads into a private network (\(host)), where no messages are sent; \(allow)"
    }
    // The open network has no host of one word: it is completed by the server's own search list.
    if written == nil, !host.contains(".") {
      return "names a host of one word (\(host)), which only a private network has; \(allow)"
    }
    if let port = URL(string: url)?.port, !OutboundGuard.isForRequests(port) {
      return "goes to port \(port), where no web server listens: use 443, 80 or one above 1023 that is no other "
        + "service's; \(allow)"
    }
    return nil
  }

  /// Whether requests may go to a port: those of the web, and those above 1023 that browsers allow too (the "bad ports"
  /// of the Fetch Standard are other services').
  static func isForRequests(_ port: Int) -> Bool {
    [80, 443].contains(port) || (1024...65_535).contains(port) && !otherServices.contains(port)
  }

  private static let otherServices: Set<Int> = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  ]

  /// Why the address may not be called; nil where it may.
  public func refusal(of url: String) async throws -> String? {
    switch try await finding(on: url) {
    case .refused(let reason): reason
    case .unknownHost: "its host has no address"
    case .open: nil
    }
  }
  typealias Address = NetworkAddress
}

extension NetworkAddress {
  /// An address in any of the ways in which the system's resolver takes one without a look-up: also `127.1`,
  /// `0x7f.1` and `2130706433`, and IPv6 with a zone; nil for a name.
  init?(written host: String) {
    var four = in_addr()
    if inet_aton(host, &four) != 0 {
      self.init(bytes: withUnsafeBytes(of: four.s_addr) { Array($0) })
    } else {
      self.init(host)
    }
  }

  /// Whether it is an address of the open network; the others are those of IANA's registries of special-purpose
  /// addresses (RFC 6890) that are not globally reachable.
  var isOpen: Bool {
    let address = unmapped
    if address.bytes.count == 4 { return NetworkAddress.isOpenV4(address.bytes) }
    // Only 2000::/3 is given out for the open network: what translates to IPv4 (64:ff9b::/96, 64:ff9b:1::/48) lies
    // outside. Within it 2001::/23 and 2002::/16 are tunnels, which lead to IPv4 addresses, private ones too;
    // 2001:db8::/32 and 3fff::/20 are for documents.
    let isGlobal = bytes[0] & 0xe0 == 0x20
    let isTunnel = bytes.starts(with: [0x20, 0x02]) || (bytes.starts(with: [0x20, 0x01]) && bytes[2] < 2)
    let isForDocuments =
      bytes.starts(with: [0x20, 0x01, 0x0d, 0xb8]) || (bytes.starts(with: [0x3f, 0xff]) && bytes[2] < 0x10)
    return isGlobal && !isTunnel && !isForDocuments
  }

  private static func isOpenV4(_ b: [UInt8]) -> Bool {
    switch (b[0], b[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): false
    case (192, 0): b[2] != 0 && b[2] != 2
    // The relays of 6to4 are no more (RFC 7526), and two more networks are for documents.
    case (192, 88): b[2] != 99
    case (198, 51): b[2] != 100
    case (203, 0): b[2] != 113
    case (224..., _): false
    default: true
    }
  }
}
