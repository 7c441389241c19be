import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Logging
import Synchronization
import Testing

@testable import Application
@testable import Webhooks

@Suite("Webhooks go to the address that was checked", .timeLimit(.minutes(10)))
struct PinnedAddressTests {
  private static let loopback = OutboundGuard.Address(bytes: [127, 0, 0, 1])

  /// A name that no resolver knows leads to the address that the guard found, under its own name.
  @Test func connectsToWhatWasChecked() async throws {
    let seen = Seen()
    let router = Router()
    router.post("/hook") { request, _ in
      seen.add(request.head.authority ?? "")
      return HTTPResponse.Status.noContent
    }
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    try await Application(router: router, logger: quiet).test(.live) { client in
      let port = try #require(client.port)
      let sender = HTTPSender(
        guard: OutboundGuard(allowedHosts: ["hook.invalid"]) { _ in [PinnedAddressTests.loopback] })
      let status = try await sender.send("POST", to: "http://hook.invalid:\(port)/hook", body: "{}")
      #expect(status == 204)
      #expect(seen.all == ["hook.invalid:\(port)"])
    }
  }

  @Test func refusesANameThatLeadsInside() async throws {
    let sender = HTTPSender(
      guard: OutboundGuard(allowedHosts: []) { _ in
        [OutboundGuard.Address(bytes: [8, 8, 8, 8]), PinnedAddressTests.loopback]
      })
    await #expect(throws: HTTPSender.Refused.self) { try await sender.send("POST", to: "http://hook.invalid/") }
  }

  /// A name server that is out of reach is no reason to give a message up.
  @Test func triesAgainWhereANameHasNoAddressNow() async throws {
    let courier = WebhookCourier(sender: HTTPSender(guard: OutboundGuard(allowedHosts: []) { _ in [] }))
    let outcome = await courier.post(
      sampleDelivery(), to: "https://hook.invalid/", secret: "whsec_AAAA", at: Instant(seconds: 1_750_000_000))
    #expect(outcome == .failed("The receiver could not be reached: Its host has no address."))
  }
}

/// A delivery of a notice that says nothing.
func sampleDelivery() -> Delivery {
  let (id, now) = (RecordID("message"), Instant(seconds: 1_750_000_000))
  let notice = Notice(
    id: id, kind: "clock.breached", subject: "ticket/1", cause: "x", template: "clock.breached", body: "{}",
    createdAt: now)
  return Delivery(
    id: id, notice: notice, destination: Destination(channel: "webhook", key: "hook"), recipient: "chat",
    createdAt: now)
}

private final class Seen: Sendable {
  private let hosts = Mutex<[String]>([])
  func add(_ host: String) { hosts.withLock { $0.append(host) } }
  var all: [String] { hosts.withLock { $0 } }
}
