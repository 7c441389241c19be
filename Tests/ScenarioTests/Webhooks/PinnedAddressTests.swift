import Kernel
import NIOHTTP1
import Testing
@testable import Core
@testable import Outbound
@testable import Webhooks

@Suite("Webhooks go to the address that was checked", .timeLimit(.minutes(10)))
struct PinnedAddressTests {
  private static let loopback = OutboundGuard.Address(bytes: [127, 0, 0, 1])

  /// A name that no resolver knows leads to the address that the guard found, under its own name.
  @Test func connectsToWhatWasChecked() async throws {
    try await LoopbackServer.listening(answering: HTTPResponseHead(version: .http1_1, status: .noContent)) {
      receiver, port in
      let sender = HTTPSender(
        guard: OutboundGuard(allowedHosts: ["hook.invalid"]) { _ in [PinnedAddressTests.loopback] })
      let status = try await sender.send("POST", to: "http://hook.invalid:\(port)/hook", body: "{}")
      #expect(status == 204)
      #expect(receiver.all.map { $0.head.headers["Host"] } == [["hook.invalid:\(port)"]])
    }
  }

  /// Nothing listens at the address that is written: the one that was checked is asked.
  @Test func connectsToWhatWasCheckedAlsoWhereAnAddressIsWritten() async throws {
    let other = OutboundGuard.Address(bytes: [127, 0, 0, 2])
    let answer = HTTPResponseHead(version: .http1_1, status: .noContent)
    try await LoopbackServer.listening(on: other.text, answering: answer) { receiver, port async throws in
      let sender = HTTPSender(guard: OutboundGuard(allowedHosts: ["127.0.0.1"]) { _ in [other] })
      #expect(try await sender.send("POST", to: "http://127.0.0.1:\(port)/hook") == 204)
      #expect(receiver.all.count == 1)
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
      sampleDelivery(), to: "https://hook.invalid/", secrets: ["whsec_AAAA"], at: Instant(seconds: 1_750_000_000))
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
