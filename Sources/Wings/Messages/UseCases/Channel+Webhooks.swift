import Core
import Kernel

extension Channel {
  /// Posts to the webhooks that are on and chose the kind.
  ///
  /// - Parameter deliver: One try; `FindHook` answers with the webhook.
  public static func webhooks(
    addressFault: @escaping @Sendable (_ address: String) -> String? = { _ in nil },
    _ deliver: @escaping @Sendable (_ delivery: Delivery, _ app: App) async -> DeliveryOutcome
  ) -> Channel {
    Channel(Hook.channel, .kept(concurrency: 4, deliver: deliver), addressFault: addressFault) { kind, look in
      try look.app.hooks.listening(for: kind.name, look).map { Listener(key: $0.id.text, name: $0.label) }
    }
  }
}
