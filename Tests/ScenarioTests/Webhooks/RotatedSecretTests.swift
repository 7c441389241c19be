import Core
import Kernel
import NIOCore
import NIOHTTP1
import Testing
@testable import Outbound
@testable import Webhooks

@Suite("What a receiver gets while its secret is exchanged, and what it asks for", .timeLimit(.minutes(10)))
struct RotatedSecretTests {
  private static let courier = WebhookCourier(
    sender: HTTPSender(
      guard: OutboundGuard(allowedHosts: ["hook.invalid"]) { _ in [OutboundGuard.Address(bytes: [127, 0, 0, 1])] }))

  private static func head(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) -> HTTPResponseHead {
    var all: HTTPHeaders = ["Content-Length": "0"]
    all.add(contentsOf: headers)
    return HTTPResponseHead(version: .http1_1, status: status, headers: all)
  }

  private func post(_ secrets: [String], _ port: Int) async -> DeliveryOutcome {
    await Self.courier.post(
      sampleDelivery(), to: "http://hook.invalid:\(port)/", secrets: secrets, at: Instant(seconds: 1_750_000_000))
  }

  @Test("a message has a signature by each secret that holds, with a space between")
  func signatures() async throws {
    let (new, old) = ("whsec_bmV3", "whsec_b2xk")
    try await LoopbackServer.listening(answering: Self.head(.noContent)) { receiver, port async throws in
      #expect(await post([new, old], port) == .delivered)
      #expect(await post([new], port) == .delivered)
      let headers = receiver.all.map { $0.head.headers["webhook-signature"].first ?? "" }
      let signatures = headers.map { $0.split(separator: " ").map(String.init) }
      #expect(signatures.map(\.count) == [2, 1])
      for (signature, secret) in zip(signatures[0], [new, old]) {
        #expect(
          WebhookSignature.verify(signature, id: "message", timestamp: 1_750_000_000, body: "{}", secret: secret))
      }
      #expect(signatures[0][0] == signatures[1][0])
    }
  }

  @Test(
    "the pause that it asks for is heard, up to an hour; without one nothing is made up",
    arguments: [
      (503, "120", 120), (429, "1", 1), (500, "99999999", 3600), (503, "soon", nil), (503, "-5", nil), (503, nil, nil),
      (503, "0", nil),
    ] as [(Int, String?, Int64?)])
  func retryAfter(_ status: Int, _ value: String?, _ seconds: Int64?) async throws {
    var headers: HTTPHeaders = [:]
    if let value { headers.add(name: "Retry-After", value: value) }
    let answer = Self.head(HTTPResponseStatus(statusCode: status), headers)
    try await LoopbackServer.listening(answering: answer) { _, port async throws in
      let outcome = await post(["whsec_AAAA"], port)
      switch (outcome, seconds) {
      case (.busy(let why, let wait), let seconds?):
        #expect(wait == .seconds(seconds) && why.contains("answered \(status)"))
      case (.failed(let why), nil): #expect(why == "The receiver answered \(status).")
      default: Issue.record("\(outcome)")
      }
    }
  }
}
