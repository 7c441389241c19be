import HTTPTypes
import Kernel
import TestHTTP
import Testing
@testable import HTTPSupport

@Suite("The address at which the desk is reached", .timeLimit(.minutes(10)))
struct PublicAddressTests {
  private static let address = "https://desk.example.org"
  private static let watching = HealthRoutes.routes(ready: { [] }, metrics: Prometheus())

  private func site(_ url: String? = address) throws -> TestSite {
    try TestSite(SiteTests.routes + PublicAddressTests.watching, publicURL: url)
  }

  @Test(
    "a request for another host is refused in words, whatever it asks for",
    arguments: ["/open", "/api/v1/who", "/nowhere", "/style/base.css"])
  func otherHost(_ path: String) async throws {
    for host in ["evil.example", "desk.example.org.evil.example", "127.0.0.1:8080", "localhost", "[::1]:8080"] {
      let answer = try await site().ask(.get, path, .agent, host: host)
      #expect(answer.status == .misdirectedRequest, "\(host)")
      #expect(answer.text.contains(PublicAddressTests.address), "\(host)")
    }
  }

  @Test(
    "its own host is taken with any port, in any case, and with the dot of a whole name",
    arguments: [
      "desk.example.org", "DESK.example.ORG", "desk.example.org:443", "desk.example.org:8080", "desk.example.org.",
    ])
  func ownHost(_ host: String) async throws {
    #expect(try await site().ask(.get, "/open", host: host).status == .ok)
  }

  @Test("what watches the product asks by any address", arguments: ["/health/live", "/health/ready", "/metrics"])
  func watching(_ path: String) async throws {
    #expect(try await site().ask(.get, path, host: "10.0.0.7:8080").status == .ok)
  }

  @Test("without one set, each request's word is taken")
  func unset() async throws {
    #expect(try await site(nil).ask(.get, "/open", host: "any.example").status == .ok)
  }

  @Test(
    "a form comes from the public address, scheme and port and all",
    arguments: [
      ("https://desk.example.org", true), ("HTTPS://desk.example.org", true), ("http://desk.example.org", false),
      ("https://desk.example.org:8080", false), ("https://evil.example", false), ("null", false),
    ])
  func origin(_ origin: String, _ isGood: Bool) async throws {
    let typed: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .origin: origin]
    let answer = try await site("https://desk.example.org:443").ask(
      .post, "/sign-in", typed, body: "name=x", host: "desk.example.org")
    #expect((answer.status == .seeOther) == isGood)
    #expect(isGood || answer.status == .forbidden)
  }

  @Test("who signs in again is led back to a page of the public address alone")
  func back() async throws {
    for (referer, place) in [
      ("https://desk.example.org/a/b/c", "next="), ("https://evil.example/a/b/c", nil),
      ("http://desk.example.org/a/b/c", nil),
    ] {
      let answer = try await site().ask(.post, "/send", [.referer: referer], body: "", host: "desk.example.org")
      #expect(answer.status == .seeOther)
      #expect(answer.headers[.location]?.contains("next=") == (place != nil), "\(referer)")
    }
  }

  @Test("an address of IPv6 is one too")
  func addresses() {
    let address = PublicAddress("http://[2001:db8::1]:8080")
    #expect(address.isNamed(by: "[2001:DB8::1]:8080") && address.isNamed(by: "[2001:db8::1]"))
    #expect(!address.isNamed(by: "[2001:db8::2]:8080") && !address.isNamed(by: "2001"))
    #expect(PublicAddress("http://desk:80").origin == "http://desk")
  }
}
