import Core
import Foundation
import Kernel
import MessagesUseCases
import Outbound

/// Delivers to webhooks, signed as Standard Webhooks has it.
public struct WebhookCourier: Sendable {
  private let sender: HTTPSender

  /// How long webhooks wait where this node cannot sign.
  static let untilKey = Kernel.Duration.minutes(1)

  public init(sender: HTTPSender) { self.sender = sender }

  /// One try. What went wrong is the outcome; a receiver that is gone (410) is not tried again.
  public func deliver(_ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    let hook: Hook?
    do {
      hook = try await app.ask(FindHook(delivery.destination.key), as: .system("engine"))
    } catch {
      return .postponed("The webhook could not be looked up.", .seconds(5))
    }
    guard let hook else { return .refused("The webhook is no longer there.") }
    guard hook.isActive else { return .refused("The webhook is switched off.") }
    let now = app.clock.now()
    let secrets: [String]
    do {
      secrets = try [app.secret(of: hook)] + (app.formerSecret(of: hook, at: now).map { [$0] } ?? [])
    } catch .unavailable(let reason) {
      return .postponed(reason, WebhookCourier.untilKey)
    } catch {
      return .postponed("The webhook's secret cannot be read.", WebhookCourier.untilKey)
    }
    return await post(delivery, to: hook.url, secrets: secrets, at: now)
  }

  /// - Parameter secrets: The present one, and while it still holds the one before: a signature by each.
  func post(_ delivery: Delivery, to url: String, secrets: [String], at now: Instant) async -> DeliveryOutcome {
    let (id, body) = (delivery.id.text, delivery.notice.body)
    let timestamp = now.milliseconds / 1000
    let signatures = secrets.compactMap {
      WebhookSignature.sign(id: id, timestamp: timestamp, body: body, secret: $0)
    }
    guard signatures.count == secrets.count else {
      return .refused("The webhook's secret cannot be read; add the webhook anew.")
    }
    do {
      let reply = try await sender.reply(
        "POST", to: url,
        headers: [
          ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", String(timestamp)),
          ("webhook-signature", signatures.joined(separator: " ")),
        ], body: body)
      switch (reply.status, reply.retryAfter) {
      case (200..<300, _): return .delivered
      case (410, _): return .refused("The receiver answered 410: it wants no more messages.")
      case (let status, let wait?):
        return .busy("The receiver answered \(status) and asks for a pause of \(wait.milliseconds / 1000) s.", wait)
      case (let status, nil): return .failed("The receiver answered \(status).")
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
