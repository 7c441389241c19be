import Application
import Foundation
import Kernel

/// Delivers messages to webhooks, signed as Standard Webhooks has it, and to the log channel.
public struct WebhookCourier: Sendable {
  private let sender: HTTPSender
  private let log: @Sendable (OutboxMessage) -> Void

  /// - Parameter log: the log channel: writes one line for a message that goes to no webhook.
  public init(sender: HTTPSender, log: @escaping @Sendable (OutboxMessage) -> Void) {
    (self.sender, self.log) = (sender, log)
  }

  /// One attempt. What went wrong is the outcome; a receiver that is gone (410) is not tried again.
  public func deliver(_ delivery: Delivery, at now: Instant) async -> DeliveryOutcome {
    let message = delivery.message
    guard message.hook != nil else {
      log(message)
      return .delivered
    }
    guard let hook = delivery.hook else { return .refused("The webhook is no longer there.") }
    guard hook.isActive else { return .refused("The webhook is switched off.") }
    let timestamp = now.milliseconds / 1000
    guard
      let signature = WebhookSignature.sign(
        id: message.id.text, timestamp: timestamp, body: message.body, secret: hook.secret)
    else { return .refused("The webhook's secret cannot be read.") }
    do {
      let status = try await sender.send(
        "POST", to: hook.url,
        headers: [
          ("Content-Type", "application/json"), ("webhook-id", message.id.text),
          ("webhook-timestamp", String(timestamp)), ("webhook-signature", signature),
        ], body: message.body)
      switch status {
      case 200..<300: return .delivered
      case 410: return .refused("The receiver answered 410: it wants no more messages.")
      default: return .failed("The receiver answered \(status).")
      }
    } catch let refused as HTTPSender.Refused {
      return .refused(refused.description)
    } catch {
      return .failed("The receiver could not be reached: \(String(describing: error).prefix(utf8Bytes: 300))")
    }
  }
}

/// Calls the address of an outside watcher.
public struct HeartbeatCall: Sendable {
  private let sender: HTTPSender
  private let url: String

  public init(sender: HTTPSender, url: String) { (self.sender, self.url) = (sender, url) }

  /// Throws `MainstayError.unavailable` where the watcher does not answer with a success.
  public func send() async throws {
    let status = try await sender.send("POST", to: url)
    guard (200..<300).contains(status) else {
      throw MainstayError.unavailable(reason: "the heartbeat address answered \(status)")
    }
  }
}
