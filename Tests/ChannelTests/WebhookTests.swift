import Foundation
import Kernel
import Outbound
import Testing
import Outbound
import Webhooks

@Suite(.timeLimit(.minutes(10))) struct WebhookTests {
  /// Computed apart with Python's hmac module.
  @Test func signsAsStandardWebhooksHasIt() {
    let signature = WebhookSignature.sign(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#,
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func refusesAnotherBodyTimeOrSecret() throws {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let signature = try #require(WebhookSignature.sign(id: "a", timestamp: 1, body: "{}", secret: secret))
    #expect(WebhookSignature.verify(signature, id: "a", timestamp: 1, body: "{}", secret: secret))
    #expect(!WebhookSignature.verify(signature, id: "a", timestamp: 2, body: "{}", secret: secret))
    #expect(!WebhookSignature.verify(signature, id: "a", timestamp: 1, body: "{ }", secret: secret))
    #expect(!WebhookSignature.verify(signature, id: "b", timestamp: 1, body: "{}", secret: secret))
    #expect(!WebhookSignature.verify("v1,AAAA", id: "a", timestamp: 1, body: "{}", secret: secret))
    #expect(WebhookSignature.sign(id: "a", timestamp: 1, body: "", secret: "no secret") == nil)
  }

  @Test(arguments: [
    "http://127.0.0.1/", "http://localhost:8080/x", "http://10.1.2.3/", "http://192.168.0.9/", "http://172.20.0.1/",
    "http://169.254.169.254/latest", "http://[::1]/", "http://[fd00::1]/", "http://[fe80::1]/", "http://0.0.0.0/",
    "http://[::ffff:10.0.0.1]/", "http://100.64.0.1/", "ftp://192.0.2.1/", "not an address", "http:///path",
    "http://[::]/", "http://[::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[2001:0:4136:e378::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
    "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://localhost./",
    "http://example.com@127.0.0.1/", "file:///etc/passwd",
  ])
  func refusesPrivateAddresses(_ url: String) async throws {
    #expect(try await OutboundGuard().refusal(of: url) != nil)
  }

  @Test(arguments: ["https://8.8.8.8/", "http://[2606:4700::1111]/"])
  func letsOpenAddressesPass(_ url: String) async throws {
    #expect(try await OutboundGuard().refusal(of: url) == nil)
  }

  @Test func letsPrivateHostsPassThatAreAllowedByName() async throws {
    #expect(try await OutboundGuard(allowedHosts: ["localhost"]).refusal(of: "http://localhost:9000/hook") == nil)
    #expect(try await OutboundGuard(allowedHosts: ["localhost"]).refusal(of: "http://127.0.0.1:9000/hook") != nil)
  }
}
