import Core
import Kernel
import Outbound
import Reach
import ReachUseCases

/// Sends messages to addresses of people: as signed JSON, and as plain text to push services.
public struct PersonalCourier: Sendable {
  private let sender: HTTPSender

  public init(sender: HTTPSender) { self.sender = sender }

  /// One try by a person's own webhook: JSON, signed as Standard Webhooks has it.
  public func deliverJSON(_ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    await deliver(delivery, app) { message in
      let body = message.body(of: delivery)
      let timestamp = app.clock.now().milliseconds / 1000
      guard let secret = message.secret,
        let signature = WebhookSignature.sign(
          id: delivery.id.text, timestamp: timestamp, body: body, secret: secret)
      else { return nil }
      return (
        [
          ("Content-Type", "application/json"), ("webhook-id", delivery.id.text),
          ("webhook-timestamp", String(timestamp)), ("webhook-signature", signature),
        ], body
      )
    }
  }

  /// One try by a push service: a plain text, with title, priority (1 to 5, 3 being usual) and link as headers, as
  /// services take it to which one posts, ntfy's among them.
  public func deliverText(_ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    await deliver(delivery, app) { message in
      var headers = [
        ("Content-Type", "text/plain; charset=utf-8"), ("Priority", message.urgency.isUrgent ? "5" : "3"),
        ("X-Message-ID", delivery.id.text),
      ]
      if let title = PersonalCourier.header(message.subject) { headers.append(("Title", title)) }
      if let link = message.link.flatMap(PersonalCourier.header) { headers.append(("Click", link)) }
      var lines = [message.text]
      if let code = message.code { lines.append("The code is: \(code)") }
      return (headers, lines.joined(separator: "\n"))
    }
  }

  /// What can stand in a header as it is: one line of plain ASCII; nil for any other text.
  static func header(_ text: String) -> String? {
    !text.isEmpty && text.utf8.count <= 500 && text.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? text : nil
  }

  private func deliver(
    _ delivery: Delivery, _ app: App,
    _ write: (OutgoingMessage) -> (headers: [(String, String)], body: String)?
  ) async -> DeliveryOutcome {
    let message: OutgoingMessage
    switch await app.outgoing(delivery) {
    case .send(let found): message = found
    case .not(let outcome): return outcome
    }
    guard let (headers, body) = write(message) else {
      return .declined("The secret of the address cannot be read; take it away and add it anew.")
    }
    do {
      let reply = try await sender.reply("POST", to: message.address, headers: headers, body: body)
      switch (reply.status, reply.retryAfter) {
      case (200..<300, _): return .delivered
      case (404, _), (410, _): return .refused("The address answered \(reply.status): nobody is there.")
      case (let status, let wait?):
        return .busy("The address answered \(status) and asks for a pause of \(wait.milliseconds / 1000) s.", wait)
      case (let status, nil): return .failed("The address answered \(status).")
      }
    } catch let refused as HTTPSender.Refused {
      return .refused(refused.description)
    } catch {
      return .failed("The address could not be reached: \(String(describing: error).prefix(utf8Bytes: 300))")
    }
  }
}
