import Outbound
import Testing

@Suite("Addresses that are no web server's", .timeLimit(.minutes(10)))
struct OtherPortTests {
  @Test(
    "ports of other services are refused, with what to use instead",
    arguments: [
      "http://example.org:25/", "https://example.org:22/x", "http://example.org:6000/", "http://example.org:0/",
      "http://example.org:6667/", "https://example.org:1023/", "http://8.8.8.8:53/",
    ])
  func ports(_ url: String) async throws {
    let fault = try #require(OutboundGuard().knownFault(of: url))
    #expect(fault.contains("port") && fault.contains("443"))
    #expect(try await OutboundGuard().refusal(of: url) == "it " + fault, "nor is anything sent there")
  }

  @Test("a host of one word is private", arguments: ["http://intranet/", "https://push:8443/x", "http://printer./"])
  func words(_ url: String) throws {
    let fault = try #require(OutboundGuard().knownFault(of: url))
    #expect(fault.contains("one word") && fault.contains("MAINSTAY_PRIVATE_HOSTS"))
  }

  @Test(
    "ports of web servers are not, nor what is allowed by name",
    arguments: ["https://example.org/", "https://example.org:8443/", "http://example.org:80/", "http://push:25/"])
  func fine(_ url: String) { #expect(OutboundGuard(allowedHosts: ["push"]).knownFault(of: url) == nil) }
}
