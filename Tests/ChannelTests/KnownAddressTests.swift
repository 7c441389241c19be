import Outbound
import Testing

@Suite("What is known against an address without a look-up", .timeLimit(.minutes(10)))
struct KnownAddressTests {
  @Test(
    "this machine and private addresses are known in every way of writing them",
    arguments: [
      "http://127.0.0.1/", "http://localhost:8080/x", "http://LOCALHOST./", "http://a.localhost/", "http://10.1.2.3/",
      "http://169.254.169.254/latest", "http://[::1]/", "http://[fd00::1]:8080/", "http://[fe80::1]/",
      "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
      "http://0/", "HTTPS://192.168.0.9/", "http://[2002:7f00:1::]/",
      "http://192.88.99.1/", "http://198.51.100.255/", "http://203.0.113.9/", "http://192.0.2.1/",
      "http://[3fff:fff::1]/",
    ])
  func inside(_ url: String) throws {
    let fault = try #require(OutboundGuard().knownFault(of: url))
    #expect(fault.contains("MAINSTAY_PRIVATE_HOSTS"))
  }

  @Test(
    "names and open addresses are not, and nothing is looked up for them",
    arguments: [
      "https://8.8.8.8/", "http://[2606:4700::1111]/", "https://receiver.invalid/", "https://localhost.example/",
      "https://10.example/", "http://192.88.98.1/", "http://198.51.101.1/", "http://203.0.114.1/", "http://[3ffe::1]/",
    ])
  func outside(_ url: String) { #expect(OutboundGuard().knownFault(of: url) == nil) }

  @Test("what is allowed by name is not", arguments: ["http://localhost:9000/", "http://[::1]/", "http://10.0.0.7/"])
  func allowed(_ url: String) {
    let outbound = OutboundGuard(allowedHosts: ["LocalHost", "[::1]", "10.0.0.7"])
    #expect(outbound.knownFault(of: url) == nil)
    #expect(outbound.knownFault(of: "http://10.0.0.8/") != nil)
  }
}
